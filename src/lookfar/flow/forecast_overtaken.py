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
from lookfar.records.incidents import known_at, touching

_VIOLENT = (Category.ARMED_CONFLICT, Category.TERRORISM, Category.UNREST, Category.PROTECTION)
"""Those whose dead are counted as killed in organised violence."""
_EVEN = 0.5
_MANY = 25
_DOUBTED = 0.2
"""Chosen: so much belief that an incident is of the country and its category forbids to say that nobody will die."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deaths:
    """Of one incident: when it began, how many it killed (the best figure, else the low one), and the belief in 0..1
    that it is of its country and category.
    """

    began: datetime
    killed: int
    belief: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken:
    """More are known to be killed from `since` on than three months of the forecast allow: `most` in one incident,
    `summed` in all. Two incidents may tell of the same dead, so that `most` alone is sure; `alone`: it suffices.
    `believed`: it rests on incidents that are as likely as not of the country and their category.
    """

    since: datetime
    most: int
    summed: int
    alone: bool
    believed: bool


def overtaken(forecast: Forecast, *, as_of: datetime) -> Overtaken | None:
    """Of the three months that begin with the present one, else of those before that the forecast spoke of; None when
    nothing known by then contradicts it.
    """
    cutoff = Month.of_period(forecast.cutoff).number
    lead = max(as_of.year * 12 + as_of.month - 1 - cutoff, 1)
    told = _deaths(forecast.area, _start(cutoff + 1), as_of)
    leads = [at for at in (lead, *range(1, lead)) if at <= len(forecast.sums)]
    for least in (BELIEF, _DOUBTED):
        some = [one for one in told if one.belief >= least]
        for at in leads:
            start, end = _start(cutoff + at), _start(cutoff + at + WINDOW)
            counts = [one.killed for one in some if start <= one.began < end]
            if _contradicts(sum(counts), forecast.sums[at - 1]):
                return _overtaken(counts, forecast.sums[at - 1], since=start, believed=least == BELIEF)
    return None


def in_words(found: Overtaken, cutoff: Month) -> str:
    """One sentence; `cutoff`: the last month that the forecast was made from."""
    killed = f"at least {found.most:,} killed {'is' if found.most == 1 else 'are'} known since {phrases.day(found.since)}"
    if not found.alone:
        killed += f" in one incident, {found.summed:,} in all unless two tell of the same dead"
    doubt = "" if found.believed else ", if what is told was violence in this country"
    return f"Overtaken{doubt}: {killed}; the forecast was made from data to {words.month_name(cutoff)}."


def _overtaken(counts: Sequence[int], fan: Fan, *, since: datetime, believed: bool) -> Overtaken:
    most = max(counts)
    return Overtaken(since=since, most=most, summed=sum(counts), alone=_contradicts(most, fan), believed=believed)


def _contradicts(killed: int, fan: Fan) -> bool:
    """Whether so many are above the interval that is said, or a chance below one half was given to as many."""
    high = next(one.high for one in fan.spans if one.level == words.SHOWN)
    return (
        killed > high or (killed >= 1 and fan.any_death < _EVEN) or (killed >= _MANY and fan.at_least_25 < _EVEN)
    )


def _deaths(country: str, since: datetime, as_of: datetime) -> list[_Deaths]:
    rows = (
        known_at(as_of)
        .filter(touching([country]), category__in=_VIOLENT, happened_start__gte=since, happened_start__lte=as_of)
        .exclude(status=IncidentStatus.RETRACTED.value)
    )
    return [found for row in rows if (found := _killed(INCIDENT.read(row.incident))) is not None]


def _killed(one: Incident) -> _Deaths | None:
    """None when it is not known that anybody was killed."""
    toll = one.fatalities
    killed = toll.best if toll.best is not None else toll.low
    if one.place is None or not killed:
        return None
    return _Deaths(began=one.happened.start, killed=killed, belief=one.place.confidence * one.confidence)


def _start(month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
