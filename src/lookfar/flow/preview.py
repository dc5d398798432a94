"""What an import would do, row by row, before anything is kept; and keeping it, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from lookfar.accounts.models import Organisation
from lookfar.domain.errors import InvalidValue, WrongField, WrongRows
from lookfar.flow.legs import LegPlan, kept_legs
from lookfar.flow.people import cancel_trip, keep_person, keep_site, keep_trip, renew_trip, tell_of_present
from lookfar.records.batches import batches
from lookfar.records.collisions import as_one
from lookfar.records.models import Leg, Person, Site, Trip
from lookfar.records.subjects import PrivatePlace


class Change(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CANCELLED = "cancelled"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPlan:
    """A person as a row gives them; `kept`: whom it changes."""

    kept: Person | None
    name: str
    email: str
    phone: str
    home: PrivatePlace | None
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePlan:
    """A site as a row gives it."""

    kept: Site | None
    name: str
    place: PrivatePlace
    contact: Person | None
    perimeter_km: Mapping[str, float]
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TripPlan:
    """A trip as its rows, or an event and its repetitions, give it."""

    kept: Trip | None
    person: Person
    name: str
    legs: tuple[LegPlan, ...]
    key: str
    cancelled: bool = False


Plan: TypeAlias = PersonPlan | SitePlan | TripPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing of the file. `line`: where it starts, from 1; `details`: places and times; `notes`: assumptions."""

    line: int
    change: Change
    title: str
    details: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    plan: Plan | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A row that cannot be kept: where, which field, and how to mend it."""

    line: int
    field: str
    says: str


def wrong_of(line: int, error: InvalidValue) -> Wrong:
    """An error of a row, under its field when it names one."""
    if isinstance(error, WrongField):
        return Wrong(line=line, field=error.field, says=error.says)
    return Wrong(line=line, field="row", says=str(error))


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file would do. `notes` are of the whole file."""

    rows: tuple[Row, ...]
    wrong: tuple[Wrong, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each change, and how many are wrong."""
        counted = Counter(row.change.value for row in self.rows)
        return {**{change.value: counted[change.value] for change in Change}, "wrong": len(self.wrong)}

    def without_wrong(self) -> Preview:
        """The same when somebody has said to leave the wrong rows out."""
        return Preview(rows=self.rows, notes=self.notes)


def change_of(plan: Plan) -> Change:
    """What keeping it would do to what is there."""
    match plan:
        case TripPlan(cancelled=True):
            return Change.CANCELLED if plan.kept and plan.kept.cancelled_at is None else Change.LEFT_OUT
        case PersonPlan(kept=None) | SitePlan(kept=None) | TripPlan(kept=None):
            return Change.NEW
        case PersonPlan() | SitePlan() | TripPlan():
            return Change.SAME if _is_as_kept(plan) else Change.CHANGED


def _is_as_kept(plan: Plan) -> bool:
    if plan.kept is None:
        return False
    private = plan.kept.private
    same = private["name"] == plan.name and private.get("key", "") == plan.key
    match plan:
        case PersonPlan():
            now = (private.get("email") or "", private.get("phone") or "", private.get("home"))
            return bool(same and now == (plan.email, plan.phone, plan.home))
        case SitePlan():
            now = (private["place"], private.get("perimeter_km") or {}, plan.kept.contact)
            return bool(same and now == (plan.place, dict(plan.perimeter_km), plan.contact))
        case TripPlan():
            legs = tuple(leg.plan for leg in kept_legs(plan.kept))
            there = plan.kept.cancelled_at is None and plan.kept.person_id == plan.person.pk
            return bool(same and there and legs == tuple(sorted(plan.legs, key=lambda leg: (leg.start, leg.end))))


@as_one
def keep_preview(organisation: Organisation, preview: Preview, *, now: datetime) -> int:
    """Keeps every row in one transaction, and tells of what is going on there; how many alerts are due.

    Raises WrongRows, and keeps nothing, when a row is wrong.
    """
    if preview.wrong:
        raise WrongRows([(one.line, one.field, one.says) for one in preview.wrong])
    ids: list[str] = []
    for row in preview.rows:
        if row.plan is not None and row.change not in (Change.SAME, Change.LEFT_OUT):
            ids += _keep(organisation, row.plan, now)
    for some in batches(tuple(map(UUID, ids))):
        ids += map(str, Leg.objects.filter(trip__in=some).values_list("pk", flat=True))
    return tell_of_present(ids, now=now)


def _keep(organisation: Organisation, plan: Plan, now: datetime) -> Iterable[str]:
    """Keeps one; the id of the person, site or trip that is new or changed."""
    match plan:
        case PersonPlan():
            kept = keep_person(
                organisation,
                name=plan.name,
                email=plan.email,
                phone=plan.phone,
                home=plan.home,
                key=plan.key,
                person=plan.kept,
            )
            return [str(kept.pk)]
        case SitePlan():
            site = keep_site(
                organisation,
                name=plan.name,
                place=plan.place,
                contact=plan.contact,
                perimeter_km=plan.perimeter_km,
                key=plan.key,
                site=plan.kept,
            )
            return [str(site.pk)]
        case TripPlan():
            return _keep_trip(plan, now)


def _keep_trip(plan: TripPlan, now: datetime) -> list[str]:
    if plan.cancelled:
        if plan.kept:
            cancel_trip(plan.kept, now=now)
        return []
    trip = keep_trip(plan.person, name=plan.name, legs=plan.legs, key=plan.key, trip=plan.kept)
    if plan.kept:
        renew_trip(trip)
    return [str(trip.pk)]
