"""Incidents in parts of Kazakhstan, and a feed that is heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.web.seeding import incident

from lookfar.domain.geo import Point
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import Toll
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.records.incidents import keep_versions
from lookfar.records.models import Contact

DAY = datetime(2022, 1, 6, tzinfo=UTC)
ALMATY = Place(
    name="Almaty",
    point=Point(lon=76.93, lat=43.25),
    radius_km=10.0,
    country="KAZ",
    precision=Precision.CITY,
    confidence=0.97,
    admin1="Almaty Qalasy",
    geonames_id=1526384,
)
AKTAU = replace(ALMATY, name="Aktau", point=Point(lon=51.17, lat=43.65), admin1="Mangghystau", geonames_id=610612)
SOMEWHERE = replace(ALMATY, name="Kazakhstan", precision=Precision.COUNTRY, admin1="", geonames_id=None)


def heard(*, days: int = 400, until: datetime = DAY + timedelta(days=60)) -> None:
    """Wikipedia has been read without a gap, up to the time it is asked about."""
    for n in range(0, days + (until - DAY).days):
        at = DAY - timedelta(days=days) + timedelta(days=n)
        Contact.objects.create(
            source="wikipedia_current_events",
            url="",
            at=at,
            recorded_at=at,
            origin="replayed",
            outcome="body",
            newest=at,
        )


def riot(
    name: str, place: Place, *, deaths: int | None = 12, version: int = 1, start: datetime = DAY, hours: int = 6
) -> Incident:
    """Known `hours` after its start."""
    one = incident(name, start=start, version=version, recorded_at=start + timedelta(hours=hours))
    return replace(one, place=place, confidence=0.9, fatalities=Toll(best=deaths))


def retracted(one: Incident) -> Incident:
    """Its next version, an hour later."""
    later = one.recorded_at + timedelta(hours=1)
    return replace(one, status=IncidentStatus.RETRACTED, version=one.version + 1, recorded_at=later)


def happen(*incidents: Incident) -> None:
    """Keeps them in their order."""
    for one in incidents:
        keep_versions([one])
