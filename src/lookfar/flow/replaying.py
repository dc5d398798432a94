"""Recorded bodies through the same flow, the clock set to each body's time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from lookfar import sources
from lookfar.channels.channel import Channel
from lookfar.domain.errors import InvalidValue, SourceError
from lookfar.domain.ids import SourceId
from lookfar.domain.source import Body
from lookfar.domain.vocabulary import Origin
from lookfar.flow.closing import close_quiet
from lookfar.flow.rating import Rater, rate_touched, rate_world, touched_at
from lookfar.flow.taking import heard_nothing, take
from lookfar.flow.telling import tell
from lookfar.flow.tools import Tools
from lookfar.lake.tables import rows_of

TABLES = (".parquet", ".csv", ".tsv")


@dataclass(slots=True)
class Replayed:
    """What a replay has done so far."""

    bodies: int = 0
    reports: int = 0
    quarantined: int = 0
    incidents: set[str] = field(default_factory=set)
    alerts: int = 0
    told: int = 0
    failed: list[str] = field(default_factory=list)


def recorded_bodies(
    source: SourceId, paths: Iterable[Path], *, first: date | None, last: date | None
) -> list[Body]:
    """The bodies in these files whose time lies in `first`..`last` (days, both included), oldest first."""
    if source not in sources.known():
        names = ", ".join(sorted(sources.known()))
        raise InvalidValue(f"no source {source!r}; there are {names}")
    found = [body for path in paths for body in _bodies(source, path)]
    return sorted(
        (
            body
            for body in found
            if (first is None or body.fetched_at.date() >= first)
            and (last is None or body.fetched_at.date() <= last)
        ),
        key=lambda body: (body.fetched_at, body.url),
    )


def _bodies(source: SourceId, path: Path) -> Iterator[Body]:
    module = sources.known()[source]
    suffix = path.suffix.lower()
    if suffix in TABLES and isinstance(module, sources.HasHistory):
        for moment, content in module.history(rows_of(path)):
            yield Body(source=source, content=content, url=path.name, fetched_at=moment)
        return
    if suffix == ".parquet":
        raise InvalidValue(f"{source} has no bulk history form; give recorded bodies instead of {path.name}")
    content = path.read_bytes()
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    try:
        moment = module.clock(content, datetime.now(UTC)) or written
    except SourceError:
        moment = written
    yield Body(source=source, content=content, url=path.name, fetched_at=moment)


def replay(
    bodies: list[Body],
    tools: Tools,
    channels: Mapping[str, Channel],
    *,
    said: Callable[[int, Replayed], None],
) -> Replayed:
    """Takes each body at its own time, rates daily and after each, and tells the file channel only.

    Started again over the same store it goes on where it was stopped, and repeats nothing.
    """
    rater, chance, state = Rater(tools), Random(0), Replayed()  # noqa: S311 - jitter, not a secret
    midnight: datetime | None = None
    for done, body in enumerate(bodies, 1):
        now = body.fetched_at
        midnight = _rate_until(now, midnight, rater, tools)
        for moment in _take_one(body, tools, state):
            rate_touched(rater, touched_at(moment, tools), as_of=moment, origin=Origin.REPLAYED)
            state.told += _tell_all(channels, moment, chance)
        said(done, state)
    if bodies:
        _rate_until(bodies[-1].fetched_at + timedelta(days=1), midnight, rater, tools)
    return state


def backfill(
    bodies: list[Body],
    tools: Tools,
    *,
    said: Callable[[int, Replayed], None],
) -> Replayed:
    """Takes each body at its own time without telling anybody, rating daily as a replay does."""
    rater, state = Rater(tools), Replayed()
    midnight: datetime | None = None
    silent = replace(tools, silent=True)
    for done, body in enumerate(bodies, 1):
        midnight = _rate_until(body.fetched_at, midnight, rater, tools)
        for moment in _take_one(body, silent, state):
            rate_touched(rater, touched_at(moment, tools), as_of=moment, origin=Origin.REPLAYED)
        said(done, state)
    return state


def _take_one(body: Body, tools: Tools, state: Replayed) -> list[datetime]:
    """When what the body says became known: its own time and, of incidents known better already, later ones."""
    try:
        taken = take(body, tools, now=body.fetched_at, origin=Origin.REPLAYED)
    except SourceError as error:
        heard_nothing(body.source, body.url, error, at=body.fetched_at, origin=Origin.REPLAYED)
        state.failed.append(f"{body.url}: {error}")
        return []
    state.bodies += 1
    state.reports += taken.reports
    state.quarantined += taken.quarantined
    state.incidents.update(incident.id for incident in taken.incidents)
    state.alerts += taken.alerts
    return sorted({body.fetched_at, *(incident.recorded_at for incident in taken.incidents)})


def _rate_until(now: datetime, last: datetime | None, rater: Rater, tools: Tools) -> datetime:
    """The daily runs of every midnight after `last` up to `now`; the newest midnight."""
    newest = datetime.combine(now.date(), time.min, UTC)
    if last is not None:
        while last < newest:
            last += timedelta(days=1)
            rate_world(rater, as_of=last, origin=Origin.REPLAYED)
            close_quiet(tools, now=last, origin=Origin.REPLAYED)
    return newest


def _tell_all(channels: Mapping[str, Channel], now: datetime, chance: Random) -> int:
    total = 0
    while (told := tell(channels, lambda: now, chance)).delivered:
        total += told.delivered
    return total
