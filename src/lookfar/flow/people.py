"""People, sites and trips taken in: places resolved, then told of what is already going on there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from lookfar.accounts.models import Organisation
from lookfar.domain.errors import InvalidValue, WrongField
from lookfar.domain.vocabulary import Origin, Severity
from lookfar.flow.legs import LegPlan, check_legs, keep_legs
from lookfar.flow.matching import match_newcomers
from lookfar.flow.places import clean_name
from lookfar.records import subjects
from lookfar.records.collisions import as_now, as_one
from lookfar.records.models import Person, Site, Trip
from lookfar.records.subjects import PrivatePlace

WIDEST_PERIMETER_KM = 500.0
PERIMETERS = (Severity.MINOR, Severity.MODERATE, Severity.SEVERE, Severity.EXTREME)
"""Severities that a site may have a reach of its own for, from the least."""


@as_one
def keep_person(
    organisation: Organisation,
    *,
    name: str,
    email: str = "",
    phone: str = "",
    home: PrivatePlace | None = None,
    key: str = "",
    person: Person | None = None,
) -> Person:
    """A new person, or `person` with these values; raises NotFound when they were removed meanwhile. `key`: what an
    imported row calls them.
    """
    kept = as_now(person) if person is not None else Person(organisation=organisation)
    kept.private = {
        "name": clean_name(name),
        "email": clean_email(email),
        "phone": clean_phone(phone),
        "home": home,
        "key": key or _key(person),
    }
    kept.save()
    return kept


def _key(kept: Person | Site | Trip | None) -> str:
    return str(kept.private.get("key", "")) if kept else ""


def clean_phone(text: str) -> str:
    """A telephone number on one line, or ""."""
    return "".join(c for c in text if c.isprintable()).strip()[:40]


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


def clean_perimeter(given: Mapping[str, object]) -> dict[str, float]:
    """A reach in km by CAP severity; an absent one leaves the usual reach. Raises WrongField.

    >>> clean_perimeter({"Severe": "20", "Extreme": 80})
    {'Severe': 20.0, 'Extreme': 80.0}
    """
    names = [severity.value for severity in PERIMETERS]
    for name in given:
        if name not in names:
            raise WrongField(f"perimeter_km.{str(name)[:20]}", f"a severity is one of {', '.join(names)}")
    reach: dict[str, float] = {}
    for name in names:
        if given.get(name) in (None, ""):
            continue
        reach[name] = _kilometres(f"perimeter_km.{name}", given[name])
        smaller = max(reach.values())
        if reach[name] < smaller:
            says = f"reaches at least as far as a lesser severity, which is set to {smaller:g} km"
            raise WrongField(f"perimeter_km.{name}", says)
    return reach


def _kilometres(field: str, given: object) -> float:
    try:
        km = float(str(given).strip().replace(",", "."))
    except ValueError as error:
        raise WrongField(field, f"{str(given)[:20]!r} is not a number of km") from error
    if not 0 <= km <= WIDEST_PERIMETER_KM:
        raise WrongField(field, f"a reach is 0 to {WIDEST_PERIMETER_KM:.0f} km")
    return km


@as_one
def keep_site(
    organisation: Organisation,
    *,
    name: str,
    place: PrivatePlace,
    contact: Person | None = None,
    perimeter_km: Mapping[str, object] | None = None,
    key: str = "",
    site: Site | None = None,
) -> Site:
    """A new site, or `site` with these values; the contact is of the same organisation. Raises NotFound when it was
    removed meanwhile.
    """
    kept = as_now(site) if site is not None else Site(organisation=organisation)
    if contact is not None and contact.organisation_id != organisation.pk:
        raise WrongField("contact", "the contact is not a person of this organisation")
    kept.contact = contact
    kept.private = {
        "name": clean_name(name),
        "place": place,
        "perimeter_km": clean_perimeter(perimeter_km or {}),
        "key": key or _key(site),
    }
    kept.save()
    return kept


@as_one
def keep_trip(
    person: Person, *, name: str, legs: Sequence[LegPlan], key: str = "", trip: Trip | None = None
) -> Trip:
    """A new trip, or `trip` with these legs instead; nothing is kept when one leg is wrong. Raises NotFound when it was
    removed meanwhile.
    """
    check_legs(legs)
    kept = as_now(trip) if trip is not None else Trip(organisation_id=person.organisation_id)
    if kept.organisation_id != person.organisation_id:
        raise WrongField("person", "the traveller is not a person of this organisation")
    kept.person = person
    kept.private = {"name": clean_name(name), "key": key or _key(trip)}
    kept.save()
    keep_legs(kept, legs, trip.legs.order_by("start") if trip else ())
    return kept


def cancel_trip(trip: Trip, *, now: datetime) -> None:
    """Nobody is on this trip any more; it stays in the list."""
    trip.cancelled_at = trip.cancelled_at or now
    trip.save(update_fields=["cancelled_at", "updated_at"])


def renew_trip(trip: Trip) -> None:
    """The trip takes place after all."""
    trip.cancelled_at = None
    trip.save(update_fields=["cancelled_at", "updated_at"])


@as_one
def tell_of_present(ids: Sequence[str], *, now: datetime, origin: Origin = Origin.LIVE) -> int:
    """Matches subjects that were just added or changed against what is going on; how many alerts are due.

    With a person whatever is told to them: their legs, and the sites they answer for.
    """
    found = subjects.exposures({*ids, *subjects.looked_after_by(ids)})
    return match_newcomers(found, now=now, origin=origin) if found else 0


def tell_of_trip(trip: Trip, *, now: datetime) -> int:
    """The same for every leg of a trip."""
    return tell_of_present([str(leg) for leg in trip.legs.values_list("pk", flat=True)], now=now)
