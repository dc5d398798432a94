"""Legs of a trip and the rows that keep them: a stay is one presence, a journey one at each of its ends."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from lookfar.domain.errors import WrongField
from lookfar.domain.times import Interval, parse_time, rfc3339
from lookfar.exposure.presence import ends_of_journey
from lookfar.flow.places import zone_of
from lookfar.records.models import Leg, Trip
from lookfar.records.subjects import PrivatePlace

KINDS = ("stay", "flight", "rail", "road")
MOST_LEGS = 1_000

_Key = tuple[str, str, str, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegPlan:
    """One leg: a stay at `place`, or a journey from `origin` (None for a stay) to `place`; aware times.

    `number`: of a flight or train, "" unknown.
    """

    place: PrivatePlace
    start: datetime
    end: datetime
    kind: str = "stay"
    origin: PrivatePlace | None = None
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLeg:
    """A leg with the rows of its presences, which is where alerts point."""

    plan: LegPlan
    rows: tuple[Leg, ...] = field(compare=False)

    @property
    def start_clock(self) -> datetime:
        """The start on the clocks where it starts."""
        return self.plan.start.astimezone(zone_of(self.plan.origin or self.plan.place))

    @property
    def end_clock(self) -> datetime:
        """The end on the clocks where it ends."""
        return self.plan.end.astimezone(zone_of(self.plan.place))


def check_legs(legs: Sequence[LegPlan]) -> None:
    """Raises WrongField for the first leg that cannot be."""
    if not legs:
        raise WrongField("legs", "a trip has at least one leg")
    if len(legs) > MOST_LEGS:
        raise WrongField("legs", f"a trip has at most {MOST_LEGS} legs; split it")
    for number, leg in enumerate(legs):
        if leg.kind not in KINDS:
            raise WrongField(f"legs.{number}.kind", f"a leg is one of {', '.join(KINDS)}")
        if not leg.start < leg.end:
            raise WrongField(f"legs.{number}.end", "the leg ends before it starts")


def kept_legs(trip: Trip) -> tuple[KeptLeg, ...]:
    """The legs of a kept trip, by start."""
    journeys: dict[str, list[Leg]] = defaultdict(list)
    for row in trip.legs.all():
        journey = cast("dict[str, dict[str, object]]", row.private).get("journey")
        journeys[str(journey["id"]) if journey else str(row.pk)].append(row)
    return tuple(sorted(map(_kept, journeys.values()), key=lambda leg: (leg.plan.start, leg.plan.end)))


def _kept(rows: list[Leg]) -> KeptLeg:
    first = rows[0]
    private = cast("dict[str, object]", first.private)
    journey = cast("dict[str, object] | None", private.get("journey"))
    if journey is None:
        place = cast("PrivatePlace", private["place"])
        plan = LegPlan(place=place, start=first.start, end=first.end, kind=first.kind)
    else:
        plan = LegPlan(
            place=cast("PrivatePlace", journey["to"]),
            origin=cast("PrivatePlace", journey["from"]),
            start=parse_time(str(journey["departure"])),
            end=parse_time(str(journey["arrival"])),
            kind=first.kind,
            number=str(journey["number"]),
        )
    return KeptLeg(plan=plan, rows=tuple(rows))


def keep_legs(trip: Trip, legs: Iterable[LegPlan], rows: Iterable[Leg]) -> None:
    """Makes the trip's `rows` these legs; a presence at the same place keeps its row, so that its alerts go on."""
    old: dict[_Key, list[Leg]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.start, reverse=True):
        old[_key(row)].append(row)
    new, changed = [], []
    for row in (row for leg in legs for row in _rows(trip, leg)):
        known = old.get(_key(row))
        if not known:
            new.append(row)
            continue
        kept = known.pop()
        kept.start, kept.end, kept.private = row.start, row.end, row.private
        changed.append(kept)
    if gone := [row.pk for left in old.values() for row in left]:
        trip.legs.filter(pk__in=gone).delete()
    if changed:
        Leg.objects.bulk_update(changed, ["start", "end", "private"], batch_size=200)
    if new:
        Leg.objects.bulk_create(new, batch_size=500)


def _key(row: Leg) -> _Key:
    private = cast("dict[str, object]", row.private)
    place = cast("PrivatePlace", private["place"])
    journey = cast("dict[str, object]", private.get("journey") or {})
    return row.kind, str(journey.get("end", "")), place["name"], place["lon"], place["lat"]


def _rows(trip: Trip, leg: LegPlan) -> Iterator[Leg]:
    if leg.origin is None:
        yield Leg(trip=trip, kind=leg.kind, start=leg.start, end=leg.end, private={"place": leg.place})
        return
    journey = {
        "id": uuid.uuid4().hex,
        "from": leg.origin,
        "to": leg.place,
        "departure": rfc3339(leg.start),
        "arrival": rfc3339(leg.end),
        "number": leg.number,
    }
    periods = ends_of_journey(leg.kind, leg.start, leg.end)
    ends: tuple[tuple[str, PrivatePlace, Interval], ...] = (
        ("from", leg.origin, periods[0]),
        ("to", leg.place, periods[1]),
    )
    for end, place, period in ends:
        private = {"place": place, "journey": {**journey, "end": end}}
        yield Leg(trip=trip, kind=leg.kind, start=period.start, end=period.end, private=private)
