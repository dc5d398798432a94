"""Incidents, presences and matches by hand, for tests of exposure, alerts and channels."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lookfar.domain.exposure import Exposure, Footprint, Match
from lookfar.domain.geo import Point
from lookfar.domain.ids import ReportId, SourceId, incident_id, report_id
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import Toll
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import (
    Certainty,
    Credibility,
    IncidentStatus,
    Origin,
    Severity,
    Urgency,
)
from lookfar.exposure.footprint import footprint
from lookfar.exposure.match import Index
from lookfar.exposure.presence import site, trip_leg

NOW = datetime(2022, 1, 6, 14, 5, tzinfo=UTC)
ALMATY = Point(lon=76.95, lat=43.25)
HOTEL = Point(lon=76.957, lat=43.245)
FOUNDING: ReportId = report_id(SourceId("wire"), "1")


def days(first: int, last: int) -> Interval:
    """From the start of one day of January 2022 to the start of another."""
    return Interval(start=datetime(2022, 1, first, tzinfo=UTC), end=datetime(2022, 1, last, tzinfo=UTC))


def almaty(*, precision: Precision = Precision.CITY, confidence: float = 0.93, name: str = "Almaty") -> Place:
    return Place(name=name, point=ALMATY, radius_km=15, country="KAZ", precision=precision, confidence=confidence)


def incident(
    *,
    version: int = 1,
    severity: Severity = Severity.SEVERE,
    place: Place | None = None,
    nowhere: bool = False,
    deaths: int | None = 26,
    status: IncidentStatus = IncidentStatus.CONFIRMED,
    happened: Interval | None = None,
    recorded_at: datetime = NOW,
    urgency: Urgency = Urgency.UNKNOWN,
    title: str = "Violent protest in Almaty",
) -> Incident:
    return Incident(
        id=incident_id(FOUNDING),
        version=version,
        status=status,
        category=Category.UNREST,
        event_type=EventType("violent_demonstration"),
        title=title,
        happened=happened or days(5, 7),
        place=None if nowhere else place or almaty(),
        severity=severity,
        urgency=urgency,
        certainty=Certainty.OBSERVED,
        credibility=Credibility.PROBABLY_TRUE,
        reports=(FOUNDING,),
        sources=("Reuters", "BBC News"),
        recorded_at=recorded_at,
        origin=Origin.LIVE,
        fatalities=Toll(best=deaths),
    )


def stay(
    *, start: datetime | None = None, end: datetime | None = None, point: Point = HOTEL, subject_id: str = "7"
) -> Exposure:
    """Ann's trip leg at Hotel X from the 4th to the 8th."""
    return trip_leg(
        organisation="1",
        subject_id=subject_id,
        label="Ann Lee",
        place_name="Hotel X",
        point=point,
        country="KAZ",
        start=start or days(4, 8).start,
        end=end or days(4, 8).end,
    )


def plant(
    point: Point = HOTEL, *, country: str = "KAZ", perimeter: tuple[tuple[str, float], ...] = ()
) -> Exposure:
    """A site that is always there."""
    return site(
        organisation="1",
        subject_id="3",
        label="Plant",
        place_name="Plant",
        point=point,
        country=country,
        perimeter_km=perimeter,
    )


def reach(
    point: Point | None = ALMATY,
    *,
    km: float = 100.0,
    period: Interval | None = None,
    country: str = "KAZ",
    admin1: str = "",
    severity: Severity = Severity.SEVERE,
) -> Footprint:
    return Footprint(
        incident=incident_id(FOUNDING),
        version=1,
        point=point,
        reach_km=km,
        doubt_km=0.0,
        countries=() if point and not admin1 else (country,),
        admin1=admin1,
        period=period or days(5, 7),
        severity=severity,
    )


def met(what: Incident, who: Exposure) -> Match:
    """The one match of an incident and an exposure that do meet."""
    area = footprint(what)
    assert area is not None
    [match] = Index((who,)).meet(area)
    return match


HOUR = timedelta(hours=1)
