"""People, sites and trip legs as exposures: decrypted in memory only, never stored by place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TypedDict, cast

from django.db.models import Count, Max, QuerySet

from lookfar.domain.exposure import Exposure
from lookfar.domain.geo import Point
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import SubjectKind
from lookfar.records.batches import batches
from lookfar.records.models import Leg, Person, Site, Trip

ALWAYS = Interval(start=datetime(1900, 1, 1, tzinfo=UTC), end=datetime(9999, 1, 1, tzinfo=UTC))
"""The period of a standing presence."""


class PrivatePlace(TypedDict):
    """A place inside an encrypted column; degrees, km, alpha-3."""

    name: str
    lon: float
    lat: float
    country: str
    radius_km: float


def revision() -> tuple[object, ...]:
    """Changes whenever anybody's whereabouts do; cheap to ask."""
    marks: list[object] = []
    for table in (Person, Site, Trip):
        stamp = table.objects.aggregate(at=Max("updated_at"), rows=Count("pk"))
        marks += [stamp["at"], stamp["rows"]]
    marks.append(Leg.objects.count())
    return tuple(marks)


def exposures() -> tuple[Exposure, ...]:
    """Everybody and everything that may be touched, all organisations."""
    return (*_people(Person.objects.all()), *_sites(Site.objects.all()), *_legs(Leg.objects.all()))


def exposures_of(ids: frozenset[str]) -> tuple[Exposure, ...]:
    """The same of these people, sites and legs only."""
    found: list[Exposure] = []
    for some in batches(sorted(ids)):
        found += _people(Person.objects.filter(pk__in=some))
        found += _sites(Site.objects.filter(pk__in=some))
        found += _legs(Leg.objects.filter(pk__in=some))
    return tuple(found)


def _people(rows: QuerySet[Person]) -> Iterator[Exposure]:
    for person in rows.iterator():
        private = cast("dict[str, object]", person.private)
        if private.get("home"):
            yield _exposure(
                kind=SubjectKind.PERSON,
                subject=str(person.id),
                organisation=str(person.organisation_id),
                label=str(private["name"]),
                place=cast("PrivatePlace", private["home"]),
                period=ALWAYS,
            )


def _sites(rows: QuerySet[Site]) -> Iterator[Exposure]:
    for site in rows.iterator():
        private = cast("dict[str, object]", site.private)
        perimeter = cast("dict[str, float]", private.get("perimeter_km") or {})
        yield _exposure(
            kind=SubjectKind.SITE,
            subject=str(site.id),
            organisation=str(site.organisation_id),
            label=str(private["name"]),
            place=cast("PrivatePlace", private["place"]),
            period=ALWAYS,
            perimeter=tuple(sorted(perimeter.items())),
        )


def _legs(rows: QuerySet[Leg]) -> Iterator[Exposure]:
    legs = rows.filter(trip__cancelled_at=None).select_related("trip__person")
    for leg in legs.iterator():
        person = cast("dict[str, object]", leg.trip.person.private)
        yield _exposure(
            kind=SubjectKind.TRIP_LEG,
            subject=str(leg.id),
            organisation=str(leg.trip.organisation_id),
            label=str(person["name"]),
            place=cast("PrivatePlace", cast("dict[str, object]", leg.private)["place"]),
            period=Interval(start=leg.start, end=leg.end),
        )


def _exposure(
    *,
    kind: SubjectKind,
    subject: str,
    organisation: str,
    label: str,
    place: PrivatePlace,
    period: Interval,
    perimeter: tuple[tuple[str, float], ...] = (),
) -> Exposure:
    return Exposure(
        id=f"{kind.value}:{subject}",
        organisation=organisation,
        kind=kind,
        subject_id=subject,
        label=label,
        place_name=place["name"],
        point=Point(lon=place["lon"], lat=place["lat"]),
        radius_km=place["radius_km"],
        country=place["country"],
        period=period,
        perimeter_km=perimeter,
    )


def person_behind(kind: SubjectKind, subject_id: str) -> Person | None:
    """Who is told for a subject: the person, the site's contact, the traveller."""
    match kind:
        case SubjectKind.PERSON:
            return Person.objects.filter(pk=subject_id).first()
        case SubjectKind.SITE:
            site = Site.objects.filter(pk=subject_id).select_related("contact").first()
            return site.contact if site else None
        case SubjectKind.TRIP_LEG:
            leg = Leg.objects.filter(pk=subject_id).select_related("trip__person").first()
            return leg.trip.person if leg else None
