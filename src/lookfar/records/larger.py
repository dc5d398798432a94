"""Incidents that may hold smaller ones back, and who knows of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q

from lookfar.domain.alert import Alert
from lookfar.domain.incident import Incident
from lookfar.domain.places import Precision
from lookfar.domain.vocabulary import HoldReason, IncidentStatus, MsgType
from lookfar.records.codec import INCIDENT
from lookfar.records.models import AlertRow, IncidentVersion
from lookfar.records.outbox import read_alert

_MOST = 50
_WINDOW = timedelta(days=28)
_AROUND_DEGREES = 8.0
"""Farther than any footprint reaches, outside the polar regions."""


def larger_than(incident: Incident, *, now: datetime) -> list[Incident]:
    """Incidents of the same kind that are wider known or graver, and may cover this one; the gravest first."""
    place = incident.place
    if place is None:
        return []
    coarse = Q(
        precision__in=(Precision.COUNTRY.value, Precision.REGION.value),
        country=place.country,
        severity__gte=incident.severity.rank,
    )
    local = Q(
        precision__in=(Precision.POINT.value, Precision.CITY.value),
        severity__gt=incident.severity.rank,
        lat__range=(place.point.lat - _AROUND_DEGREES, place.point.lat + _AROUND_DEGREES),
    )
    rows = (
        IncidentVersion.objects.filter(
            coarse | local,
            category=incident.category.value,
            superseded_at=None,
            origin=incident.origin.value,
            happened_end__gt=now - _WINDOW,
        )
        .exclude(incident_id=incident.id)
        .exclude(status=IncidentStatus.RETRACTED.value)
    )
    return [INCIDENT.read(row.incident) for row in rows.order_by("-severity", "-pk")[:_MOST]]


def known_to(subject_id: str, incidents: Collection[str]) -> list[Alert]:
    """What a subject was told last of each of these, cancelled ones left out; what a silence holds counts as told."""
    if not incidents:
        return []
    silenced = Q(held=HoldReason.SILENCED.value, resolved_at=None)
    rows = AlertRow.objects.filter(Q(held="") | silenced, subject_id=subject_id, incident_id__in=incidents)
    newest: dict[str, AlertRow] = {}
    for row in rows.order_by("sequence", "pk"):
        newest[row.alert_id] = row
    return [read_alert(row) for row in newest.values() if row.msg_type != MsgType.CANCEL.value]
