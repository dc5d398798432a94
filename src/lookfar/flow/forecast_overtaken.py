"""Whether what is known to have happened by now has overtaken what a forecast says of its months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lookfar.alerts import phrases
from lookfar.domain.forecast import Fan, Forecast
from lookfar.domain.incident import Incident
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.forecasts import words
from lookfar.forecasts.history import Month
from lookfar.forecasts.issue import WINDOW
from lookfar.lake.levels import BELIEF
from lookfar.records.codec import INCIDENT
from lookfar.records.incidents import known_at

_VIOLENT = (Category.ARMED_CONFLICT, Category.TERRORISM, Category.UNREST, Category.PROTECTION)
"""Those whose dead are counted as killed in organised violence."""
_EVEN = 0.5
_MANY = 25
Deaths = tuple[datetime, int]
"""When an incident began, and how many it killed: the best figure, else the low one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken:
    """More are known to be killed from `since` on than three months of the forecast allow: `most` in one incident,
    `summed` in all. Two incidents may tell of the same dead, so that `most` alone is sure; `alone`: it suffices.
    """

    since: datetime
    most: int
    summed: int
    alone: bool


def overtaken(forecast: Forecast, *, as_of: datetime) -> Overtaken | None:
    """Of the three months that begin with the present one, else of those before that the forecast spoke of; None when
    nothing known by then contradicts it.
    """
    cutoff = Month.of_period(forecast.cutoff).number
    lead = max(as_of.year * 12 + as_of.month - 1 - cutoff, 1)
    told = _deaths(forecast.area, _start(cutoff + 1), as_of)
    for at in [lead, *range(1, lead)]:
        if at > len(forecast.sums):
            continue
        start, end = _start(cutoff + at), _start(cutoff + at + WINDOW)
        found = _beyond([count for when, count in told if start <= when < end], forecast.sums[at - 1], start)
        if found is not None:
            return found
    return None


def in_words(found: Overtaken, cutoff: Month) -> str:
    """One sentence; `cutoff`: the last month that the forecast was made from."""
    killed = f"at least {found.most:,} killed {'is' if found.most == 1 else 'are'} known since {phrases.day(found.since)}"
    if not found.alone:
        killed += f" in one incident, {found.summed:,} in all unless two tell of the same dead"
    return f"Overtaken: {killed}; the forecast was made from data to {words.month_name(cutoff)}."


def _beyond(counts: Sequence[int], fan: Fan, since: datetime) -> Overtaken | None:
    most, summed = max(counts, default=0), sum(counts)
    if not _contradicts(summed, fan):
        return None
    return Overtaken(since=since, most=most, summed=summed, alone=_contradicts(most, fan))


def _contradicts(killed: int, fan: Fan) -> bool:
    """Whether so many are above the interval that is said, or a chance below one half was given to as many."""
    high = next(one.high for one in fan.spans if one.level == words.SHOWN)
    return (
        killed > high or (killed >= 1 and fan.any_death < _EVEN) or (killed >= _MANY and fan.at_least_25 < _EVEN)
    )


def _deaths(country: str, since: datetime, as_of: datetime) -> list[Deaths]:
    rows = (
        known_at(as_of)
        .filter(country=country, category__in=_VIOLENT, happened_start__gte=since, happened_start__lte=as_of)
        .exclude(status=IncidentStatus.RETRACTED.value)
    )
    found = [INCIDENT.read(row.incident) for row in rows]
    return [(one.happened.start, killed) for one in found if _is_believed(one) and (killed := _killed(one))]


def _killed(one: Incident) -> int:
    toll = one.fatalities
    return (toll.best if toll.best is not None else toll.low) or 0


def _is_believed(one: Incident) -> bool:
    return one.place is not None and one.place.confidence * one.confidence >= BELIEF


def _start(month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
