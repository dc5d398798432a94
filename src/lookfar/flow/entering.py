"""People, sites and trips from JSON as the API and the shell take it, and as they are answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import cast
from uuid import UUID

from lookfar.accounts.models import Organisation
from lookfar.domain.errors import WrongField, at_field
from lookfar.domain.times import rfc3339
from lookfar.flow.itinerary import read_leg
from lookfar.flow.legs import MOST_LEGS, LegPlan, kept_legs
from lookfar.flow.people import (
    clean_email,
    keep_person,
    keep_site,
    keep_trip,
    renew_trip,
    tell_of_present,
    tell_of_trip,
)
from lookfar.flow.places import clean_name, read_place, zone_of
from lookfar.flow.tools import Tools
from lookfar.records.collisions import as_one
from lookfar.records.models import Person, Site, Trip
from lookfar.records.subjects import PrivatePlace

Row = Mapping[str, object]

PERSON_FIELDS = ("name", "email", "phone", "home")
SITE_FIELDS = ("name", "place", "contact", "perimeter_km")
TRIP_FIELDS = ("name", "person", "legs")
LEG_FIELDS = ("kind", "place", "from", "to", "start", "end", "zone", "number")


@as_one
def enter_person(
    organisation: Organisation, given: Row, tools: Tools, *, now: datetime, person: Person | None = None
) -> Person:
    """A person from PERSON_FIELDS, new or instead of `person`'s values, told of what goes on; raises WrongField."""
    _only(given, PERSON_FIELDS)
    kept = keep_person(
        organisation,
        name=named(given),
        email=at_field("email", lambda: clean_email(str(given.get("email") or ""))),
        phone=str(given.get("phone") or ""),
        home=at_field("home", lambda: read_place(given["home"], tools)) if given.get("home") else None,
        person=person,
    )
    tell_of_present([str(kept.pk)], now=now)
    return kept


@as_one
def enter_site(
    organisation: Organisation, given: Row, tools: Tools, *, now: datetime, site: Site | None = None
) -> Site:
    """A site from SITE_FIELDS; raises WrongField."""
    _only(given, SITE_FIELDS)
    perimeter = given.get("perimeter_km") or {}
    if not isinstance(perimeter, Mapping):
        raise WrongField("perimeter_km", 'an object of km by severity, such as {"Severe": 20, "Extreme": 80}')
    kept = keep_site(
        organisation,
        name=named(given),
        place=at_field("place", lambda: read_place(given.get("place") or "", tools)),
        contact=_person(organisation, "contact", given["contact"]) if given.get("contact") else None,
        perimeter_km=perimeter,
        site=site,
    )
    tell_of_present([str(kept.pk)], now=now)
    return kept


@as_one
def enter_trip(
    organisation: Organisation, given: Row, tools: Tools, *, now: datetime, trip: Trip | None = None
) -> Trip:
    """A trip from TRIP_FIELDS, each leg from LEG_FIELDS; raises WrongField that names the leg, from 0.

    One that was cancelled takes place again.
    """
    _only(given, TRIP_FIELDS)
    person = _person(organisation, "person", given.get("person"))
    legs = read_legs(given.get("legs"), tools)
    kept = keep_trip(person, name=named(given), legs=legs, trip=trip)
    if trip is not None:
        renew_trip(kept)
    tell_of_trip(kept, now=now)
    return kept


def read_legs(given: object, tools: Tools) -> list[LegPlan]:
    """Legs from LEG_FIELDS; raises WrongField that names the leg, from 0."""
    if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
        raise WrongField("legs", "a list of objects with place (or from and to), start and end")
    if len(given) > MOST_LEGS:
        raise WrongField("legs", f"a trip has at most {MOST_LEGS} legs; split it")
    legs = []
    for number, one in enumerate(cast("list[Row]", given)):
        try:
            _only(one, LEG_FIELDS)
            legs.append(read_leg(one, tools).plan)
        except WrongField as error:
            raise error.inside(f"legs.{number}") from error
    return legs


def _person(organisation: Organisation, field: str, ident: object) -> Person:
    """A person of this organisation by id; another's is as if it did not exist."""
    try:
        found = Person.objects.filter(organisation=organisation, pk=UUID(str(ident))).first()
    except ValueError:
        found = None
    if found is None:
        raise WrongField(field, "the id of one of your people; GET /api/v1/people lists them")
    return found


def _only(given: Row, known: Iterable[str]) -> None:
    for name in given:
        if name not in known:
            raise WrongField(str(name)[:40], f"no such field; there are {', '.join(known)}")


def named(given: Row) -> str:
    """The record's name; raises WrongField."""
    return at_field("name", lambda: clean_name(given.get("name") or ""))


def person_json(one: Person) -> dict[str, object]:
    """A person as JSON."""
    private = one.private
    return {
        "id": str(one.pk),
        "name": private["name"],
        "email": private.get("email") or None,
        "phone": private.get("phone") or None,
        "home": private.get("home"),
    }


def site_json(one: Site) -> dict[str, object]:
    """A site as JSON."""
    private = one.private
    return {
        "id": str(one.pk),
        "name": private["name"],
        "place": private["place"],
        "contact": str(one.contact_id) if one.contact_id else None,
        "perimeter_km": private.get("perimeter_km") or {},
    }


def trip_json(one: Trip) -> dict[str, object]:
    """A trip with its legs as JSON; local times beside the instants."""
    return {
        "id": str(one.pk),
        "name": one.private["name"],
        "person": str(one.person_id),
        "cancelled": one.cancelled_at is not None,
        "legs": [
            {
                "id": str(leg.rows[0].pk),
                "kind": leg.plan.kind,
                "start": rfc3339(leg.plan.start),
                "end": rfc3339(leg.plan.end),
                "start_local": leg.start_clock.isoformat(),
                "end_local": leg.end_clock.isoformat(),
                "zone": _zone(leg.plan.place),
                "place": leg.plan.place,
                **_journey(leg.plan),
            }
            for leg in kept_legs(one)
        ],
    }


def _journey(plan: LegPlan) -> dict[str, object]:
    if plan.origin is None:
        return {}
    return {"from": plan.origin, "to": plan.place, "number": plan.number or None}


def _zone(place: PrivatePlace) -> str:
    return zone_of(place).key
