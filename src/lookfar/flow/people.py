"""People, sites and trips taken in: places resolved, then told of what is already going on there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lookfar.accounts.models import Organisation
from lookfar.domain.errors import InvalidValue
from lookfar.domain.geo import Point
from lookfar.domain.places import Place
from lookfar.domain.vocabulary import Origin
from lookfar.flow.matching import match_newcomer
from lookfar.flow.tools import Tools
from lookfar.records import subjects
from lookfar.records.models import Leg, Person, Site, Trip
from lookfar.records.subjects import PrivatePlace

LONGEST_NAME = 200
MOST_LEGS = 1_000
_CITY_RADIUS_KM = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LegPlan:
    """One leg as asked for: where, and from when until when (aware times)."""

    place: PrivatePlace
    start: datetime
    end: datetime
    kind: str = "stay"


def resolve_place(text: str, tools: Tools, *, country: str | None = None) -> PrivatePlace:
    """The place a person means by a name such as "Almaty" or "Almaty, Kazakhstan".

    Raises InvalidValue, naming the alternatives, when nothing or only a whole country fits.
    """
    found = tools.gazetteer.find(text.strip(), country)
    if not found and country is None:
        city, _, last = (part.strip() for part in text.rpartition(","))
        land = next((area for area in tools.gazetteer.find(last) if area.country), None)
        found = tools.gazetteer.find(city, land.country) if city and land else ()
    if not found:
        raise InvalidValue(f"no place called {text.strip()!r} is known; try a nearby city, or give lon and lat")
    return as_private(found[0])


def as_private(place: Place) -> PrivatePlace:
    """A located place as it is kept in an encrypted column."""
    return PrivatePlace(
        name=place.name,
        lon=place.point.lon,
        lat=place.point.lat,
        country=place.country,
        radius_km=min(place.radius_km, _CITY_RADIUS_KM) if place.precision.is_local else place.radius_km,
    )


def read_place(given: object, tools: Tools) -> PrivatePlace:
    """A place from a name, or from an object with lon and lat; raises InvalidValue."""
    if isinstance(given, str):
        return resolve_place(given, tools)
    if not isinstance(given, Mapping):
        raise InvalidValue("a place is a name, or an object with lon and lat or with name and country")
    if "lon" in given and "lat" in given:
        point = Point(lon=float(given["lon"]), lat=float(given["lat"]))
        return PrivatePlace(
            name=clean_name(given.get("name") or f"{point.lat:.3f}, {point.lon:.3f}"),
            lon=point.lon,
            lat=point.lat,
            country=str(given.get("country") or tools.country_at(point)),
            radius_km=float(given.get("radius_km") or 1.0),
        )
    return resolve_place(str(given.get("name", "")), tools, country=given.get("country"))


def clean_name(text: object) -> str:
    """A name on one line; raises InvalidValue when empty or too long."""
    name = "".join(c for c in str(text) if c.isprintable()).strip()
    if not name or len(name) > LONGEST_NAME:
        raise InvalidValue(f"a name has 1 to {LONGEST_NAME} characters")
    return name


def keep_person(
    organisation: Organisation,
    *,
    name: str,
    email: str = "",
    phone: str = "",
    home: PrivatePlace | None = None,
    person: Person | None = None,
) -> Person:
    """A new person, or `person` with these values."""
    kept = person or Person(organisation=organisation)
    kept.private = {
        "name": clean_name(name),
        "email": clean_email(email),
        "phone": phone.strip()[:40],
        "home": home,
    }
    kept.save()
    return kept


def clean_email(text: str) -> str:
    """An address on one line, or ""; raises InvalidValue."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    address = text.strip()
    if address:
        try:
            validate_email(address)
        except ValidationError as error:
            raise InvalidValue(f"{address[:60]!r} is not an e-mail address") from error
    return address


def keep_site(
    organisation: Organisation,
    *,
    name: str,
    place: PrivatePlace,
    contact: Person | None = None,
    perimeter_km: Mapping[str, float] | None = None,
    site: Site | None = None,
) -> Site:
    """A new site, or `site` with these values; the contact is of the same organisation."""
    kept = site or Site(organisation=organisation)
    if contact is not None and contact.organisation_id != organisation.pk:
        raise InvalidValue("the contact is not a person of this organisation")
    kept.contact = contact
    kept.private = {"name": clean_name(name), "place": place, "perimeter_km": dict(perimeter_km or {})}
    kept.save()
    return kept


def keep_trip(person: Person, *, name: str, legs: Sequence[LegPlan], trip: Trip | None = None) -> Trip:
    """A new trip, or `trip` with these legs instead; nothing is kept when one leg is wrong."""
    if not legs:
        raise InvalidValue("a trip has at least one leg")
    if len(legs) > MOST_LEGS:
        raise InvalidValue(f"a trip has at most {MOST_LEGS} legs")
    for number, leg in enumerate(legs, 1):
        if not leg.start < leg.end:
            raise InvalidValue(f"leg {number} ends before it starts")
    with transaction.atomic():
        kept = trip or Trip(organisation_id=person.organisation_id, person=person)
        kept.private = {"name": clean_name(name)}
        kept.save()
        kept.legs.all().delete()
        for leg in legs:
            Leg.objects.create(
                trip=kept, kind=leg.kind, start=leg.start, end=leg.end, private={"place": leg.place}
            )
    return kept


def tell_of_present(ids: Sequence[str], *, now: datetime, origin: Origin = Origin.LIVE) -> int:
    """Matches subjects that were just added or changed against what is going on; how many alerts are due."""
    wanted = set(ids)
    with transaction.atomic():
        return sum(
            match_newcomer(exposure, now=now, origin=origin)
            for exposure in subjects.exposures()
            if exposure.subject_id in wanted
        )
