"""Forecasts issued when a month comes in, and held against the months that followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from lookfar.domain.forecast import Issue, Scored
from lookfar.domain.vocabulary import Origin
from lookfar.facts.forecast_models import identity
from lookfar.flow.deaths_known import DeathsKnown
from lookfar.forecasts import ledger
from lookfar.forecasts.history import Month
from lookfar.forecasts.issue import BASELINES, LEADS, history_hash, make
from lookfar.forecasts.models import DEFAULT
from lookfar.lake.opened import Opened, open_lake
from lookfar.lake.store import Lake
from lookfar.lake.totals import replayed_months
from lookfar.records import forecasts as kept

REPLAYED = 36
"""Newest months of a replay that are forecast from without being asked; each takes some seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was added: cutoffs (YYYYMM) issued, and how many months of issues were resolved, revisions included."""

    issued: tuple[int, ...] = ()
    resolved: int = 0


def forecast_known(lake: Lake, engine: str, *, now: datetime, said: Callable[[str], None] | None = None) -> Done:
    """Issues what can be issued from the months that came in, and resolves what they resolve.

    Months whose totals are known by the clock of a replay are gone through in their order, at the time at which
    each was known; then comes what is known now. Nothing that exists is changed; a second time nothing is added.
    """
    if not lake.current().imports:
        return Done()
    _put_right(lake, now)
    issued: list[int] = []
    resolved = 0
    with open_lake(lake, engine) as opened:
        for at, month in _waiting(opened, now):
            known = DeathsKnown(opened, at)
            if (
                month is not None
                and month == known.cutoff
                and _issue(known, month, at=at, made_at=now, origin=Origin.REPLAYED)
            ):
                issued.append(month.period)
                if said is not None:
                    said(f"forecast from {month.period}, as of {at:%Y-%m-%d}")
            resolved += _resolve(known, made_at=now)
        known = DeathsKnown(opened, now)
        cutoff = known.cutoff
        if cutoff is not None and _issue(known, cutoff, at=now, made_at=now, origin=Origin.LIVE):
            issued.append(cutoff.period)
        resolved += _resolve(known, made_at=now)
    return Done(issued=tuple(issued), resolved=resolved)


def issue_from(lake: Lake, engine: str, cutoff: Month, *, now: datetime) -> bool:
    """Issues the forecast of one cutoff; False when it was issued before, whatever has been learnt since.

    A month that was known by the clock of a replay is forecast from at that time; one older than the newest that
    can be forecast from, now but marked replayed. Raises InvalidValue when too little is known of it.
    """
    _put_right(lake, now)
    with open_lake(lake, engine) as opened:
        moments = {Month.of_period(_period(month)): at for at, month in replayed_months(opened, now=now)}
        at = moments.get(cutoff, now)
        known = DeathsKnown(opened, at)
        is_replay = at != now or cutoff != known.cutoff
        return _issue(known, cutoff, at=at, made_at=now, origin=Origin.REPLAYED if is_replay else Origin.LIVE)


def resolve_known(lake: Lake, engine: str, *, now: datetime) -> int:
    """Resolves what is known now, and in a replay what was known when; how many months of issues were added."""
    if not lake.current().imports:
        return 0
    _put_right(lake, now)
    with open_lake(lake, engine) as opened:
        waiting = [at for at, _ in _waiting(opened, now)]
        return sum(_resolve(DeathsKnown(opened, at), made_at=now) for at in [*waiting, now])


def _put_right(lake: Lake, now: datetime) -> None:
    """What was taken in, issued and resolved under a clock that was ahead counts as known from now on."""
    lake.put_right(now=now)
    kept.put_right(now=now)


def scored(as_of: datetime) -> list[Scored]:
    """How every forecaster did in the months that were resolved by then: all, by year, by lead; [] before any."""
    found = [(ledger.read(one.content), one.origin) for one in kept.resolutions(as_of=as_of)]
    return ledger.scored(found, BASELINES)


def _waiting(lake: Opened, now: datetime) -> Iterator[tuple[datetime, Month | None]]:
    """Times of a replay at which something is missing, and the month to forecast from if that is."""
    moments = [(at, Month.of_period(_period(month))) for at, month in replayed_months(lake, now=now)]
    newest = {month for _, month in moments[-REPLAYED:]}
    for at, month in moments:
        missing = month in newest and month.period not in kept.cutoffs()
        if missing or _unresolved(at, month):
            yield at, month if missing else None


def _unresolved(at: datetime, month: Month) -> bool:
    done = kept.newest_versions()
    return any(
        0 < month.number - Month.of_period(one.cutoff).number <= len(LEADS)
        and (one.cutoff, month.period) not in done
        for one in kept.issues(as_of=at)
    )


def _period(month: str) -> int:
    return int(month.replace("-", ""))


def _issue(known: DeathsKnown, cutoff: Month, *, at: datetime, made_at: datetime, origin: Origin) -> bool:
    if cutoff.period in kept.cutoffs():
        return False
    history = known.until(cutoff)
    made = make(history, cutoff)
    issue = Issue(
        cutoff=cutoff.period,
        model=identity(DEFAULT),
        history=history_hash(history),
        vintage=known.vintage,
        recorded_at=at,
        made_at=made_at,
        origin=origin,
        areas=tuple(one.area for one in made),
    )
    return kept.keep(issue, made)


def _resolve(known: DeathsKnown, *, made_at: datetime) -> int:
    """Adds what is new at that time: a month that came in, or one whose figures are no longer those it rests on.

    A version is never put before one that is known from later on, as after a clock set back.
    """
    if known.newest is None:
        return 0
    done, added = kept.newest_versions(), 0
    for issue in kept.issues(as_of=known.at):
        due = list(_due(known, issue, done))
        forecasts = kept.of_issue(issue.cutoff) if due else []
        for month, figures in due:
            resolved = ledger.resolve_month(forecasts, month, known.seen)
            if resolved is not None:
                added += kept.keep_resolution(
                    issue.cutoff,
                    month.period,
                    figures=figures,
                    vintage=known.vintage,
                    at=known.at,
                    made_at=made_at,
                    content=ledger.written(resolved),
                )
    return added


def _due(
    known: DeathsKnown, issue: Issue, done: dict[tuple[int, int], tuple[str, datetime]]
) -> Iterator[tuple[Month, str]]:
    assert known.newest is not None
    start = Month.of_period(issue.cutoff).number
    for lead in LEADS:
        month = Month(number=start + lead)
        if month.number > known.newest.number:
            return
        figures = ledger.figures_hash(issue.areas, ledger.window_of(month, lead), known.seen)
        before, at = done.get((issue.cutoff, month.period), ("", None))
        if figures != before and (at is None or at < known.at):
            yield month, figures
