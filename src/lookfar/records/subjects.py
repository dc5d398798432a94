"""People, sites and trip legs as exposures: decrypted in memory only, never stored by place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from typing import TypedDict, TypeVar, cast
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet

from lookfar.domain.exposure import Exposure
from lookfar.domain.geo import Point
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import SubjectKind
from lookfar.records.batches import batches
from lookfar.records.models import Leg, Person, Site, Trip

ALWAYS = Interval(start=datetime(1900, 1, 1, tzinfo=UTC), end=datetime(9999, 1, 1, tzinfo=UTC))
"""The period of a standing presence."""


Row = tuple[object, ...]
Named = tuple[SubjectKind, str]
"""What a subject is, and its id."""
Subject = TypeVar("Subject", Person, Site, Leg)


class PrivatePlace(TypedDict):
    """A place inside an encrypted column; degrees, km, alpha-3."""

    name: str
    lon: float
    lat: float
    country: str
    radius_km: float


def exposures(only: Collection[str] | None = None) -> tuple[Exposure, ...]:
    """Everybody and everything that may be touched, all organisations; of the subjects `only` when given."""
    if only is None:
        return (*_people(None), *_sites(None), *_legs(None))
    found: list[Exposure] = []
    for some in batches(sorted(only)):
        found += (*_people(some), *_sites(some), *_legs(some))
    return tuple(found)


def stored() -> dict[str, Row]:
    """The rows behind every subject as they are stored, sealed columns unopened; equal rows give equal exposures.

    By the subject's id.
    """
    people, sites, trips, legs = (_rows(table) for table in (Person, Site, Trip, Leg))
    found = people | sites
    for key, row in legs.items():
        trip = trips.get(row[_column(Leg, "trip_id")], ())
        found[key] = (row, trip, people.get(trip[_column(Trip, "person_id")], ()) if trip else ())
    return {str(UUID(str(key))): row for key, row in found.items()}


def _rows(table: type[Model]) -> dict[object, Row]:
    """As the database gives them: nothing is read into an object that will not be needed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(_columns(table))} FROM {table._meta.db_table}")
        rows: list[Row] = cursor.fetchall()
    at = _column(table, "id")
    return {row[at]: row for row in rows}


def _columns(table: type[Model]) -> list[str]:
    quote = connection.ops.quote_name
    return [quote(str(one.column)) for one in table._meta.concrete_fields]


def _column(table: type[Model], name: str) -> int:
    return [one.attname for one in table._meta.concrete_fields].index(name)


def _chosen(table: type[Subject], only: Collection[str] | None) -> QuerySet[Subject]:
    rows = table._default_manager.all()
    return rows if only is None else rows.filter(pk__in=only)


def _people(only: Collection[str] | None) -> Iterator[Exposure]:
    for person in _chosen(Person, only).iterator():
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


def _sites(only: Collection[str] | None) -> Iterator[Exposure]:
    for site in _chosen(Site, only).iterator():
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


def _legs(only: Collection[str] | None) -> Iterator[Exposure]:
    legs = _chosen(Leg, only).filter(trip__cancelled_at=None).select_related("trip__person")
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
    return persons_behind([(kind, subject_id)])[kind, subject_id]


def persons_behind(named: Iterable[Named]) -> dict[Named, Person | None]:
    """Who is told for each of several subjects; None for nobody."""
    found: dict[Named, Person | None] = dict.fromkeys(named)
    for kind in {kind for kind, _ in found}:
        for some in batches([subject for other, subject in found if other is kind]):
            found |= {(kind, subject): person for subject, person in _told_for(kind, some)}
    return found


def _told_for(kind: SubjectKind, subject_ids: Collection[str]) -> Iterator[tuple[str, Person | None]]:
    match kind:
        case SubjectKind.PERSON:
            for person in Person.objects.filter(pk__in=subject_ids):
                yield str(person.pk), person
        case SubjectKind.SITE:
            for site in Site.objects.filter(pk__in=subject_ids).select_related("contact"):
                yield str(site.pk), site.contact
        case SubjectKind.TRIP_LEG:
            for leg in Leg.objects.filter(pk__in=subject_ids).select_related("trip__person"):
                yield str(leg.pk), leg.trip.person


def looked_after_by(ids: Iterable[str]) -> set[str]:
    """The ids of legs and sites that are told to these people."""
    found: set[str] = set()
    for some in batches([UUID(one) for one in ids]):
        legs = Leg.objects.filter(trip__person__in=some, trip__cancelled_at=None)
        sites = Site.objects.filter(contact__in=some)
        found |= {str(one) for rows in (legs, sites) for one in rows.values_list("pk", flat=True)}
    return found


def is_planned(leg: str) -> bool:
    """Whether a leg is still part of a trip that was not called off."""
    return Leg.objects.filter(pk=leg, trip__cancelled_at=None).exists()
