"""Incidents that an organisation entered itself, version by version; no other organisation's doors open to them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict, cast

import orjson
from django.db import transaction
from django.db.models import Q, QuerySet

from lookfar.accounts.models import Organisation
from lookfar.domain.incident import Incident
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.records.codec import INCIDENT
from lookfar.records.incidents import current
from lookfar.records.models import OwnIncidentVersion


class Entry(TypedDict):
    """What the writer gave beside the incident: words, the source's reliability A-F, who wrote it."""

    text: str
    reliability: str
    writer: str


def keep_own(organisation: Organisation, incident: Incident, entry: Entry) -> None:
    """A new version; the one before is superseded at the same instant."""
    with transaction.atomic():
        OwnIncidentVersion.objects.filter(
            organisation=organisation, incident_id=incident.id, superseded_at=None
        ).update(superseded_at=incident.recorded_at)
        OwnIncidentVersion.objects.create(
            organisation=organisation,
            incident_id=incident.id,
            version=incident.version,
            happened_end=incident.happened.end,
            recorded_at=incident.recorded_at,
            retracted=incident.status is IncidentStatus.RETRACTED,
            private={"incident": orjson.loads(INCIDENT.write(incident)), "entry": entry},
        )


def own_versions(organisation: Organisation, incident: str) -> list[tuple[Incident, Entry]]:
    """Every version, oldest first; empty for another organisation's."""
    rows = OwnIncidentVersion.objects.filter(organisation=organisation, incident_id=incident)
    return [_read(row) for row in rows.order_by("version")]


def own_newest(organisation_id: str, incident: str) -> Incident | None:
    """The version in force of one of an organisation's own, None when it has none by this id."""
    rows = OwnIncidentVersion.objects.filter(
        organisation_id=organisation_id, incident_id=incident, superseded_at=None
    )
    row = rows.first()
    return _read(row)[0] if row else None


def incident_now(organisation_id: str, incident: str) -> Incident | None:
    """The version in force of a public incident, or of one of the organisation's own; None when there is neither."""
    return current(incident) or own_newest(organisation_id, incident)


def own_current(organisation: Organisation, *, as_of: datetime) -> list[tuple[Incident, Entry]]:
    """The version of each that was current then, the newest first."""
    return [_read(row) for row in _known_at(organisation, as_of).order_by("-recorded_at", "-pk")]


def own_going_on(organisation_id: str, now: datetime) -> list[Incident]:
    """Those that may still reach somebody: not taken back, seen in the last four weeks."""
    rows = OwnIncidentVersion.objects.filter(
        organisation_id=organisation_id,
        superseded_at=None,
        retracted=False,
        happened_end__gt=now - timedelta(days=28),
    )
    return [_read(row)[0] for row in rows.order_by("incident_id")]


def _known_at(organisation: Organisation, as_of: datetime) -> QuerySet[OwnIncidentVersion]:
    standing = Q(superseded_at=None) | Q(superseded_at__gt=as_of)
    return OwnIncidentVersion.objects.filter(standing, organisation=organisation, recorded_at__lte=as_of)


def _read(row: OwnIncidentVersion) -> tuple[Incident, Entry]:
    private = cast("dict[str, object]", row.private)
    return INCIDENT.read(orjson.dumps(private["incident"])), cast("Entry", private["entry"])
