"""People, sites and trip legs as presence at a place in a period."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lookfar.domain.exposure import Exposure
from lookfar.domain.geo import Point
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import SubjectKind

ALWAYS = Interval(start=datetime(1, 1, 2, tzinfo=UTC), end=datetime(9999, 12, 30, tzinfo=UTC))
"""A presence without start or end; a day inside what a datetime can hold, so that zones never overflow."""

PERSON_RADIUS_KM = 5.0
SITE_RADIUS_KM = 0.5
STAY_RADIUS_KM = 10.0


def person(
    *,
    organisation: str,
    subject_id: str,
    label: str,
    place_name: str,
    point: Point,
    country: str,
    radius_km: float = PERSON_RADIUS_KM,
    since: datetime | None = None,
    until: datetime | None = None,
    perimeter_km: tuple[tuple[str, float], ...] = (),
) -> Exposure:
    """A person where they usually are; open at an end that is None."""
    return Exposure(
        id=f"{SubjectKind.PERSON}:{subject_id}",
        organisation=organisation,
        kind=SubjectKind.PERSON,
        subject_id=subject_id,
        label=label,
        place_name=place_name,
        point=point,
        radius_km=radius_km,
        country=country,
        period=standing(since, until),
        perimeter_km=perimeter_km,
    )


def site(
    *,
    organisation: str,
    subject_id: str,
    label: str,
    place_name: str,
    point: Point,
    country: str,
    radius_km: float = SITE_RADIUS_KM,
    since: datetime | None = None,
    until: datetime | None = None,
    perimeter_km: tuple[tuple[str, float], ...] = (),
) -> Exposure:
    """A site, there until it is closed; `perimeter_km` is its own reach by CAP severity value."""
    return Exposure(
        id=f"{SubjectKind.SITE}:{subject_id}",
        organisation=organisation,
        kind=SubjectKind.SITE,
        subject_id=subject_id,
        label=label,
        place_name=place_name,
        point=point,
        radius_km=radius_km,
        country=country,
        period=standing(since, until),
        perimeter_km=perimeter_km,
    )


def trip_leg(
    *,
    organisation: str,
    subject_id: str,
    label: str,
    place_name: str,
    point: Point,
    country: str,
    start: datetime,
    end: datetime,
    radius_km: float = STAY_RADIUS_KM,
    perimeter_km: tuple[tuple[str, float], ...] = (),
) -> Exposure:
    """A leg of a trip in `[start, end)`; raises InvalidValue when it ends before it starts."""
    return Exposure(
        id=f"{SubjectKind.TRIP_LEG}:{subject_id}",
        organisation=organisation,
        kind=SubjectKind.TRIP_LEG,
        subject_id=subject_id,
        label=label,
        place_name=place_name,
        point=point,
        radius_km=radius_km,
        country=country,
        period=Interval(start=start, end=end),
        perimeter_km=perimeter_km,
    )


def standing(since: datetime | None, until: datetime | None) -> Interval:
    """The period between two times, either of which may be open (None)."""
    return Interval(start=since or ALWAYS.start, end=until or ALWAYS.end)


AT_AIRPORT_BEFORE = timedelta(hours=3)
"""Check-in: from this long before departure somebody may be at the airport."""
LATE_DEPARTURE = timedelta(hours=1)
EARLY_ARRIVAL = timedelta(hours=1)
AT_AIRPORT_AFTER = timedelta(hours=2)
"""Border and baggage: until this long after arrival."""


def ends_of_journey(kind: str, departure: datetime, arrival: datetime) -> tuple[Interval, Interval]:
    """When somebody on a journey may be at its origin, and at its destination; never along the way between.

    A flight touches its airports around its times, an hour late or early included. Of rail and road it is not
    known where between the ends somebody is, so both ends count for the whole journey.
    Raises InvalidValue when it ends before it starts.
    """
    whole = Interval(start=departure, end=arrival)
    if kind != "flight":
        return whole, whole
    return (
        Interval(start=departure - AT_AIRPORT_BEFORE, end=departure + LATE_DEPARTURE),
        Interval(start=arrival - EARLY_ARRIVAL, end=arrival + AT_AIRPORT_AFTER),
    )
