"""Incidents in parts of Kazakhstan, and a feed that is heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tests.incidents.making import IN_AKTAU, IN_ALMATY, KAZAKHSTAN
from tests.web.seeding import DAY, incident

from lookfar.domain.incident import Incident
from lookfar.domain.places import Place
from lookfar.domain.report import Toll
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.records.incidents import keep_versions
from lookfar.records.models import Contact

ALMATY, AKTAU, SOMEWHERE = IN_ALMATY, IN_AKTAU, KAZAKHSTAN


def heard(
    source: str = "wikipedia_current_events", *, days: int = 400, until: datetime = DAY + timedelta(days=60)
) -> None:
    """A source has been read without a gap, up to the time it is asked about."""
    for n in range(0, days + (until - DAY).days):
        at = DAY - timedelta(days=days) + timedelta(days=n)
        Contact.objects.create(
            source=source,
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
