"""UCDP events, release by release: a newer release replaces what it covers, and what it dropped is withdrawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from lookfar.domain.errors import InvalidValue
from lookfar.formats.ucdp import Event, Release, parse_release
from lookfar.lake.cut import refuse_cut
from lookfar.lake.manifest import Cell, Import
from lookfar.lake.shape import SCHEMAS, Name, instant, micros
from lookfar.lake.store import Writer

KIND = "ucdp"
_SHOWN = 5
"""Countries named in one message."""
_KEPT = ("event_id", "version", "release", "withdrawn", "recorded_us", "superseded_us")
FACTS = tuple(name for name in SCHEMAS[Name.UCDP_EVENTS].names if name not in _KEPT)
_BEST = FACTS.index("best")
_NAMELESS = -1
"""Order of what was stored under no release that can be read: older than all."""

Row = dict[str, object]
Facts = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What a file covers: months `first`..`last` (YYYY-MM) of these countries, of the world when None.

    `unknown`: cells of which rows were set aside; "" is any country, or any month.
    """

    first: str
    last: str
    countries: frozenset[str] | None
    unknown: frozenset[Cell] = frozenset()

    def holds(self, month: str, country: str) -> bool:
        """Whether no row would mean that nothing happened."""
        inside = self.first <= month <= self.last and (self.countries is None or country in self.countries)
        return inside and (not self.unknown or self.unknown.isdisjoint(_cells_of(country, month)))


@dataclass(slots=True)
class Taken:
    """What an import did, in events. `outdated`: a newer release already speaks of them."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    outdated: int = 0


@dataclass(slots=True)
class _Change:
    """Per month: the events whose version in force ends, and the rows that follow."""

    ended: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class _InForce:
    month: str
    country: str
    order: int
    version: int
    withdrawn: bool
    facts: Facts


def take_events(
    writer: Writer,
    events: Iterable[tuple[str, Event]],
    *,
    release: Release,
    covered: Covered,
    sha256: str,
    quarantined: Mapping[str, int],
    now: datetime,
) -> Taken:
    """Takes in one file: events with their country (alpha-3). The same file a second time changes nothing.

    Inside what it covers, an event in force that the file lacks is withdrawn by a row of its own; an event that
    a newer release speaks of, or dropped, is left as it is. Raises InvalidValue when a file of the world seems cut.
    """
    events = list(events)
    known, taken, change = _in_force(writer), Taken(), _Change()
    newer = [
        coverage_of(one)
        for one in writer.before.imports
        if one.kind == KIND and _order(one.release) > release.order
    ]
    if covered.countries is None and covered.first <= covered.last:
        deadly = [(country, event.month) for country, event in events if event.best]
        refuse_cut(covered.first, covered.holds, deadly, _deadly(known.values(), release))
    seen: set[int] = set()
    stamp: Row = {"release": str(release), "recorded_us": micros(now), "superseded_us": None}
    for country, event in events:
        seen.add(event.id)
        _take(known.get(event.id), country, event, release, newer, stamp, taken, change)
    for number, held in known.items():
        if number in seen or held.withdrawn or held.order > release.order:
            continue
        if covered.holds(held.month, held.country):
            taken.withdrawn += 1
            _follow(change, number, held, _row(number, held.version + 1, held.facts, stamp, withdrawn=True))
    _write(writer, change, micros(now))
    noted = _import(release, covered, sha256, len(seen), quarantined, now)
    if not any(replace(one, recorded_us=noted.recorded_us) == noted for one in writer.before.imports):
        writer.imported(noted)
    return taken


def _deadly(known: Iterable[_InForce], release: Release) -> list[Cell]:
    """Country and month of every event with deaths in force that a release does not come before."""
    return [
        (one.country, one.month)
        for one in known
        if one.facts[_BEST] and not one.withdrawn and one.order <= release.order
    ]


def _take(
    held: _InForce | None,
    country: str,
    event: Event,
    release: Release,
    newer: list[Covered],
    stamp: Row,
    taken: Taken,
    change: _Change,
) -> None:
    facts = facts_of(country, event)
    dropped = any(one.holds(event.month, country) for one in newer)
    if (held is None and dropped) or (held is not None and held.order > release.order):
        taken.outdated += 1
    elif held is None:
        taken.new += 1
        change.rows[event.month].append(_row(event.id, 1, facts, stamp))
    elif held.facts == facts and not held.withdrawn and held.order != _NAMELESS:
        taken.unchanged += 1
    else:
        taken.changed += 1
        _follow(change, event.id, held, _row(event.id, held.version + 1, facts, stamp))


def facts_of(country: str, event: Event) -> Facts:
    """What is known of an event, in the order of the table's columns."""
    values: Row = {
        "country": country,
        "month": event.month,
        "date_start": event.date_start.isoformat(),
        "date_end": event.date_end.isoformat(),
    }
    return tuple(values[name] if name in values else getattr(event, name) for name in FACTS)


def _row(number: int, version: int, facts: Facts, stamp: Row, *, withdrawn: bool = False) -> Row:
    named = dict(zip(FACTS, facts, strict=True))
    return {"event_id": number, "version": version, "withdrawn": withdrawn, **named, **stamp}


def _follow(change: _Change, number: int, held: _InForce, row: Row) -> None:
    change.ended[held.month].add(number)
    change.rows[str(row["month"])].append(row)


def _in_force(writer: Writer) -> dict[int, _InForce]:
    found: dict[int, _InForce] = {}
    for month in writer.months(Name.UCDP_EVENTS):
        for row in writer.read(Name.UCDP_EVENTS, month).to_pylist():
            if row["superseded_us"] is None:
                found[row["event_id"]] = _InForce(
                    month,
                    row["country"],
                    _order(row["release"]),
                    row["version"],
                    row["withdrawn"],
                    tuple(row[name] for name in FACTS),
                )
    return found


def _write(writer: Writer, change: _Change, us: int) -> None:
    for month in {*change.ended, *change.rows}:
        rows = writer.read(Name.UCDP_EVENTS, month).to_pylist()
        for row in rows:
            if row["superseded_us"] is None and row["event_id"] in change.ended.get(month, ()):
                row["superseded_us"] = us
        writer.replace(Name.UCDP_EVENTS, month, [*rows, *change.rows.get(month, ())])


def release_of(stored: str) -> Release | None:
    """The release that something was stored under; None when it is none, as earlier versions took of some names."""
    try:
        return parse_release(stored)
    except InvalidValue:
        return None


def _order(stored: str) -> int:
    release = release_of(stored)
    return _NAMELESS if release is None else release.order


def nameless(imports: Sequence[Import]) -> list[str]:
    """What to say of imports under no release: which they are, and how to replace them."""
    ours = [one for one in imports if one.kind == KIND]
    replaced = {one.sha256 for one in ours if release_of(one.release) is not None}
    return [
        f"the lake holds {one.rows} UCDP events ({one.first} to {one.last}, "
        f"{'the world' if one.countries is None else ' '.join(one.countries[:_SHOWN])}), taken in on "
        f"{instant(one.recorded_us):%Y-%m-%d} as release {one.release!r}, which is none: they count as older than all "
        "others. Load the same file again with --release, such as --release 25.1, and they are replaced"
        for one in ours
        if release_of(one.release) is None and one.sha256 not in replaced
    ]


def coverage_of(one: Import) -> Covered:
    """What an import that was noted covers."""
    countries = None if one.countries is None else frozenset(one.countries)
    return Covered(first=one.first, last=one.last, countries=countries, unknown=frozenset(one.unknown))


def _cells_of(country: str, month: str) -> tuple[Cell, ...]:
    return (country, month), (country, ""), ("", month), ("", "")


def _import(
    release: Release, covered: Covered, sha256: str, rows: int, quarantined: Mapping[str, int], now: datetime
) -> Import:
    return Import(
        kind=KIND,
        release=str(release),
        sha256=sha256,
        first=covered.first,
        last=covered.last,
        countries=None if covered.countries is None else tuple(sorted(covered.countries)),
        rows=rows,
        quarantined=dict(sorted(quarantined.items())),
        recorded_us=micros(now),
        unknown=tuple(sorted(covered.unknown)),
    )
