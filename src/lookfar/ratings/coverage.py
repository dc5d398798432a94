"""Whether we would have heard: per source, then per area and category."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lookfar.domain.ids import SourceId
from lookfar.domain.source import Source
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Coverage

BLIND_AFTER = 3
"""Multiples of a source's `stale_after` without news after which it tells us nothing."""

UNINHABITED = frozenset(("ATA", "ATF", "BVT", "HMD", "SGS", "UMI"))
"""Countries of ISO 3166 without permanent inhabitants (CIA World Factbook, public domain): news is silent of them, whatever happens."""

RELIED_ON = timedelta(days=90)
"""A source that told of an area and fell silent so lately is missed, though others are heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """How one source was heard up to a time.

    `since`: oldest content we hold of it; `until`: how far its word reaches (newest content; for an
    exhaustive source the last good fetch). Both None when it was never heard.
    """

    source: SourceId
    categories: frozenset[Category]
    countries: frozenset[str]
    exhaustive: bool
    coverage: Coverage
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How one category of one area was watched: coverage, and the span `since`..`until` heard."""

    coverage: Coverage
    since: datetime | None = None
    until: datetime | None = None


NOBODY = Watch(coverage=Coverage.BLIND)
"""No source reports this category of this area."""


def coverage(
    source: Source, *, last_contact: datetime | None, newest: datetime | None, as_of: datetime
) -> Coverage:
    """Covered, degraded or blind, of a source as a whole.

    `last_contact`: last *good* fetch (for a replayed body, the body's own time); `newest`: newest date
    inside its bodies. Freshness is judged by content; only an exhaustive source, whose empty body is
    an answer, is judged by contact alone.
    """
    reach = _reach(source, last_contact, newest)
    if last_contact is None or reach is None:
        return Coverage.BLIND
    age = as_of - min(reach, last_contact) if not source.exhaustive else as_of - last_contact
    if age > BLIND_AFTER * source.stale_after:
        return Coverage.BLIND
    return Coverage.DEGRADED if age > source.stale_after else Coverage.COVERED


def listening(
    source: Source,
    *,
    last_contact: datetime | None,
    newest: datetime | None,
    oldest: datetime | None,
    as_of: datetime,
) -> Listening:
    """A source with its coverage and the span heard; `oldest`: oldest content or first contact."""
    return Listening(
        source=source.id,
        categories=frozenset() if source.advice_only else frozenset(source.categories),
        countries=frozenset(source.countries),
        exhaustive=source.exhaustive,
        coverage=coverage(source, last_contact=last_contact, newest=newest, as_of=as_of),
        since=oldest,
        until=_reach(source, last_contact, newest),
    )


def combine(
    area: str, category: Category, sources: Iterable[Listening], heard_of: frozenset[SourceId] = frozenset()
) -> Watch:
    """The best any source gives this area and category; blind when none reports it.

    `heard_of`: sources that have reported this category of this area in the time that counts. When all sources that
    are heard are exhaustive and none has, the answer is quiet: confirmed, not merely absent. When one of them has gone
    blind lately, the others are no proof of calm: degraded. Where nobody lives only what is exhaustive, or has told of it, counts.
    """
    able = [s for s in sources if category in s.categories and (not s.countries or area in s.countries)]
    if area in UNINHABITED:
        able = [s for s in able if s.exhaustive or s.source in heard_of]
    seeing = [s for s in able if s.coverage is not Coverage.BLIND]
    if not seeing:
        return NOBODY
    since = min((s.since for s in seeing if s.since is not None), default=None)
    until = max((s.until for s in seeing if s.until is not None), default=None)
    told = [s for s in able if s.source in heard_of]
    missed = any(s.coverage is Coverage.BLIND and _lately(s, until) for s in told)
    if missed or not any(s.coverage is Coverage.COVERED for s in seeing):
        return Watch(coverage=Coverage.DEGRADED, since=since, until=until)
    quiet = not told and all(s.exhaustive for s in seeing)
    return Watch(coverage=Coverage.QUIET if quiet else Coverage.COVERED, since=since, until=until)


def _lately(silent: Listening, until: datetime | None) -> bool:
    """Whether it was heard within RELIED_ON of the time that others are heard until."""
    return silent.until is not None and until is not None and until - silent.until <= RELIED_ON


def _reach(source: Source, last_contact: datetime | None, newest: datetime | None) -> datetime | None:
    return last_contact if source.exhaustive else newest
