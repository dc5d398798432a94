"""Whether we would have heard: per source, then per area and category."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lookfar.domain.ids import SourceId
from lookfar.domain.source import Source
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.vocabulary import Coverage, Reliability
from lookfar.ratings.unheard import Span, gaps

BLIND_AFTER = 3
"""Multiples of a source's `stale_after` without news after which it tells us nothing."""

UNINHABITED = frozenset(("ATA", "ATF", "BVT", "HMD", "SGS", "UMI"))
"""Countries of ISO 3166 without permanent inhabitants (CIA World Factbook, public domain): news is silent of them, whatever happens."""

RELIED_ON = timedelta(days=90)
"""A source that told of an area and fell silent so lately is missed there, whoever else is heard."""

NOBODY_HEARD = "no source that tells of this is heard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """How one source was heard up to a time.

    `tells`: the event types it is silent beyond, empty for none. `since`: oldest content we hold of it; `until`: how far
    its word reaches (newest content; of an exhaustive source the last good fetch, when its bodies do not say when
    they were made). Both None when it was never heard. `spans`: when it was heard between the two, the oldest first; empty
    when nothing is known of gaps.
    """

    source: SourceId
    name: str
    categories: frozenset[Category]
    tells: frozenset[EventType]
    countries: frozenset[str]
    exhaustive: bool
    historic: bool
    reliability: Reliability
    coverage: Coverage
    since: datetime | None
    until: datetime | None
    spans: tuple[Span, ...] = ()

    def is_able(self, area: str, category: Category) -> bool:
        """Whether it would tell of this category of this area, if it were heard."""
        return category in self.categories and (not self.countries or area in self.countries)

    def makes_good(self, lost: Listening) -> bool:
        """Whether it is heard, and tells everything that the other would, as reliably."""
        return (
            self.coverage is Coverage.COVERED
            and (not self.tells or (bool(lost.tells) and lost.tells <= self.tells))
            and (self.exhaustive or not lost.exhaustive)
            and self.reliability.value <= lost.reliability.value
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How one category of one area was watched: coverage, and the span `since`..`until` heard, but for `gaps` in which
    nobody listened, the oldest first.
    """

    coverage: Coverage
    since: datetime | None = None
    until: datetime | None = None
    gaps: tuple[Span, ...] = ()


NOBODY = Watch(coverage=Coverage.BLIND)
"""No source reports this category of this area."""


def coverage(
    source: Source, *, last_contact: datetime | None, newest: datetime | None, as_of: datetime
) -> Coverage:
    """Covered, degraded or blind, of a source as a whole.

    `last_contact`: last *good* fetch (for a replayed body, the body's own time); `newest`: newest date
    inside its bodies. Freshness is judged by content; only an exhaustive source, whose empty body is
    an answer, is judged by contact alone, and that only when no body says when it was made.
    """
    reach = _reach(source, last_contact, newest)
    if last_contact is None or reach is None:
        return Coverage.BLIND
    age = as_of - min(reach, last_contact)
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
    spans: tuple[Span, ...] = (),
) -> Listening:
    """A source with its coverage and the span heard; `oldest`: first contact; `spans`: when it was heard, if that is known."""
    return Listening(
        source=source.id,
        name=source.name,
        categories=frozenset() if source.advice_only else frozenset(source.categories),
        tells=frozenset(source.tells),
        countries=frozenset(source.countries),
        exhaustive=source.exhaustive,
        historic=source.historic,
        reliability=source.reliability,
        coverage=coverage(source, last_contact=last_contact, newest=newest, as_of=as_of),
        since=oldest,
        until=_reach(source, last_contact, newest),
        spans=spans,
    )


def combine(
    area: str, category: Category, sources: Iterable[Listening], heard_of: frozenset[SourceId] = frozenset()
) -> Watch:
    """What the sources together give this area and category; blind when none that is heard reports it.

    `heard_of`: sources that have reported this category of this area in the time that counts. Covered only when no
    `doubts` are left. When all that are heard are exhaustive of the whole category, and none has reported it, the answer is
    quiet: confirmed, not merely absent. Where nobody lives only what is exhaustive, or has told of it, counts.
    """
    able = _able(area, category, sources, heard_of)
    seeing = [s for s in able if s.coverage is not Coverage.BLIND]
    if not seeing:
        return NOBODY
    spans = [s for s in seeing if not s.tells] or seeing
    since = min((s.since for s in spans if s.since is not None), default=None)
    until = max((s.until for s in spans if s.until is not None), default=None)
    deaf = unheard(spans, since, until)
    if _doubts(able, heard_of):
        return Watch(coverage=Coverage.DEGRADED, since=since, until=until, gaps=deaf)
    told = any(s.source in heard_of for s in able)
    quiet = not told and all(s.exhaustive and not s.tells for s in seeing)
    return Watch(coverage=Coverage.QUIET if quiet else Coverage.COVERED, since=since, until=until, gaps=deaf)


def unheard(heard: Sequence[Listening], since: datetime | None, until: datetime | None) -> tuple[Span, ...]:
    """When none of these was heard; none where it is not known when one of them was."""
    if since is None or until is None or not all(one.spans for one in heard):
        return ()
    return gaps((span for one in heard for span in one.spans), since, until)


def doubts(
    area: str, category: Category, sources: Iterable[Listening], heard_of: frozenset[SourceId] = frozenset()
) -> tuple[str, ...]:
    """Why what is heard of this area and category is no proof of calm, in sentences; empty when it is covered."""
    return _doubts(_able(area, category, sources, heard_of), heard_of)


def _able(
    area: str, category: Category, sources: Iterable[Listening], heard_of: frozenset[SourceId]
) -> list[Listening]:
    able = [s for s in sources if s.is_able(area, category)]
    return [s for s in able if s.exhaustive or s.source in heard_of] if area in UNINHABITED else able


def _doubts(able: Sequence[Listening], heard_of: frozenset[SourceId]) -> tuple[str, ...]:
    """Whoever is not heard may have told something, unless somebody heard would have told the same as surely.

    One that told of this and fell silent lately is missed whoever else is heard: what it told was counted on.
    """
    heard = [s for s in able if s.coverage is not Coverage.BLIND]
    if not heard:
        return (NOBODY_HEARD,)
    until = max((s.until for s in heard if s.until is not None), default=None)
    missed = [
        _silence_of(s)
        for s in able
        if not s.historic and s.coverage is not Coverage.COVERED
        if (s.source in heard_of and _fell_silent(s, until)) or not any(o.makes_good(s) for o in able)
    ]
    fresh = [s for s in heard if s.coverage is Coverage.COVERED]
    if fresh and all(s.tells for s in fresh):
        kinds = sorted({kind.replace("_", " ") for s in fresh for kind in s.tells})
        missed.append(f"nobody is heard who would tell of anything but {', '.join(kinds)}")
    if not fresh and not missed:
        missed = [_silence_of(s) for s in heard]
    return tuple(missed)


def _silence_of(source: Listening) -> str:
    if source.until is None:
        return f"{source.name}: never heard"
    said = "not heard since" if source.coverage is Coverage.BLIND else "nothing newer than"
    at = source.until.astimezone(UTC)
    return f"{source.name}: {said} {at.day} {at:%b %Y, %H:%M} UTC"


def _fell_silent(one: Listening, until: datetime | None) -> bool:
    """Whether it is blind, and was heard within RELIED_ON of the time that others are heard until."""
    if one.coverage is not Coverage.BLIND or one.until is None or until is None:
        return False
    return until - one.until <= RELIED_ON


def _reach(source: Source, last_contact: datetime | None, newest: datetime | None) -> datetime | None:
    return last_contact if source.exhaustive and newest is None else newest
