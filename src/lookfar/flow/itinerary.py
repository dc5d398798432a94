"""A leg as somebody wrote it (form, JSON, row of a table), read into places and instants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lookfar.domain.clocks import Edge, comes_twice, read_local
from lookfar.domain.errors import WrongField, at_field
from lookfar.facts.zones import zone_named
from lookfar.flow.legs import KINDS, LegPlan
from lookfar.flow.places import Meant, clean_name, read_meant, zone_of
from lookfar.flow.tools import Tools
from lookfar.records.subjects import PrivatePlace

LONGEST_NUMBER = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLeg:
    """A leg and what was assumed in reading it."""

    plan: LegPlan
    notes: tuple[str, ...] = ()


def read_leg(given: Mapping[str, object], tools: Tools, kept: Mapping[str, PrivatePlace] | None = None) -> ReadLeg:
    """A leg from `kind`, `place` (a stay) or `from` and `to` (a journey), `start`, `end`, `zone`, `number`.

    Times without an offset are those of the clocks where the leg starts and where it ends, unless `zone` names
    another. `kept`: places of before by the words that stand for them. Raises WrongField.
    """
    kind = str(given.get("kind") or ("flight" if given.get("number") else "stay")).strip().casefold()
    if kind not in KINDS:
        raise WrongField("kind", f"{kind[:20]!r} is not a kind of leg; it is one of {', '.join(KINDS)}")
    start_at, end_at = _ends(given, kind, tools, kept or {})
    origin, place = start_at.place if start_at else None, end_at.place
    zone = at_field("zone", lambda: zone_named(str(given["zone"]).strip())) if given.get("zone") else None
    start = _time(given, Edge.START, zone or zone_of(origin or place))
    end = _time(given, Edge.END, zone or zone_of(place))
    if not start < end:
        raise WrongField("end", _ends_too_soon(origin, place, start, end))
    plan = LegPlan(
        place=place,
        origin=origin,
        start=start,
        end=end,
        kind=kind,
        number=at_field("number", lambda: _number(given.get("number"))),
    )
    notes = [note for meant in (start_at, end_at) if meant for note in assumed(meant)]
    return ReadLeg(plan=plan, notes=(*notes, *_twice(given, plan, zone)))


def _ends(
    given: Mapping[str, object], kind: str, tools: Tools, kept: Mapping[str, PrivatePlace]
) -> tuple[Meant | None, Meant]:
    """Where the leg starts (None for a stay) and where it ends."""
    start = given.get("from") or None
    end_field = "to" if given.get("to") else "place"
    end = given.get("to") or given.get("place") or None
    if end is None:
        raise WrongField("to" if start else "place", "say where; a city, with its country when the name is common")
    if kind == "stay" and start is not None:
        raise WrongField("kind", "a stay is in one place; with a start elsewhere it is a flight, rail or road")
    if start is None and (kind != "stay" or given.get("to")):
        raise WrongField(
            "from", "say where the journey starts as well, since the traveller is there too, or make it a stay"
        )
    meant_end = at_field(end_field, lambda: _meant(end, kind, tools, kept))
    if start is None:
        return None, meant_end
    return at_field("from", lambda: _meant(start, kind, tools, kept)), meant_end


def _meant(given: object, kind: str, tools: Tools, kept: Mapping[str, PrivatePlace]) -> Meant:
    known = kept.get(given.strip()) if isinstance(given, str) else None
    return Meant(place=known) if known else read_meant(given, tools, kind)


def _time(given: Mapping[str, object], edge: Edge, zone: ZoneInfo) -> datetime:
    text = str(given.get(edge.value) or "").strip()
    if not text:
        raise WrongField(edge.value, "say when, such as 2026-12-31 14:30 on the clock there")
    return at_field(edge.value, lambda: read_local(text, zone, edge))


def _number(given: object) -> str:
    text = str(given or "").strip()
    return clean_name(text)[:LONGEST_NUMBER] if text else ""


def _twice(given: Mapping[str, object], plan: LegPlan, zone: ZoneInfo | None) -> list[str]:
    """What is said of a wall-clock hour that comes twice."""
    said = []
    ends = ((Edge.START, plan.start, plan.origin or plan.place), (Edge.END, plan.end, plan.place))
    for edge, at, place in ends:
        where = zone or zone_of(place)
        wall = at.astimezone(where).replace(tzinfo=None, fold=0)
        if comes_twice(wall, where) and f"{wall:%H:%M}" in str(given[edge.value]):
            which = "earlier" if edge is Edge.START else "later"
            said.append(f"{wall:%H:%M} comes twice on {wall:%Y-%m-%d} in {where}; the {which} is taken")
    return said


def _ends_too_soon(origin: PrivatePlace | None, place: PrivatePlace, start: datetime, end: datetime) -> str:
    first, last = zone_of(origin or place), zone_of(place)
    return (
        f"the leg ends before it starts: from {start.astimezone(first):%Y-%m-%d %H:%M} ({first}) "
        f"until {end.astimezone(last):%Y-%m-%d %H:%M} ({last})"
    )


def assumed(meant: Meant) -> list[str]:
    """Sentences on what else a place could have been."""
    said = [meant.note] if meant.note else []
    if meant.others:
        said.append(f"{meant.said} is taken, the largest of its name; also {', '.join(meant.others)}")
    return said
