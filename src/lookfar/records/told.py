"""What subjects were told of incidents: by versions that left, or may still leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q

from lookfar.domain.alert import Alert, Told
from lookfar.domain.exposure import Exposure
from lookfar.domain.ids import IncidentId, alert_id
from lookfar.domain.vocabulary import MsgType
from lookfar.records.batches import batches
from lookfar.records.models import AlertRow
from lookfar.records.outbox import read_alert
from lookfar.records.planned import HEARD
from lookfar.records.safety import asked_about


def spoken_of(incidents: Iterable[IncidentId]) -> frozenset[IncidentId]:
    """Those of which any alert version is kept, told or held, or that hold another's back."""
    found: set[str] = set()
    for some in batches(list(incidents)):
        rows = AlertRow.objects.filter(Q(incident_id__in=some) | Q(held_by__in=some))
        for incident, holder in rows.values_list("incident_id", "held_by").distinct():
            found |= {incident, holder}
    return frozenset(IncidentId(one) for one in found)


def told_of(incident: IncidentId) -> list[tuple[Exposure, Told]]:
    """For every subject told of an incident: what it was told last."""
    newest: dict[str, AlertRow] = {}
    for row in AlertRow.objects.filter(incident_id=incident, held="", forgotten_at=None).order_by("sequence"):
        newest[row.alert_id] = row
    asked = asked_about(incident) if newest else frozenset()
    return [
        (alert.subject, replace(as_told(alert), asked=str(row.person_id) in asked))
        for row, alert in ((row, read_alert(row)) for row in newest.values())
    ]


def last_told(subject: Exposure, incident: IncidentId) -> Told | None:
    """What this subject was told last of an incident, or None.

    What is forgotten counts as cancelled: it is told anew, and its versions are counted on. So does what nobody ever
    heard, since its subject was gone when it would have left.
    """
    rows = AlertRow.objects.filter(alert_id=alert_id(subject.kind.value, subject.subject_id, incident), held="")
    newest = rows.order_by("-sequence").first()
    if newest is None:
        return None
    heard = rows.filter(HEARD).order_by("-sequence").first()
    if heard is None:
        return replace(as_told(read_alert(newest)), msg_type=MsgType.CANCEL, incident_version=0)
    whom = str(heard.person_id or "")
    told = replace(as_told(read_alert(heard)), sequence=newest.sequence, whom=whom)
    return told if heard.forgotten_at is None else replace(told, msg_type=MsgType.CANCEL)


def as_told(alert: Alert) -> Told:
    """What a subject that was told of this version knows."""
    return Told(
        alert=alert.id,
        sequence=alert.sequence,
        incident_version=alert.incident_version,
        msg_type=alert.msg_type,
        severity=alert.severity,
        fatalities_best=alert.fatalities_best,
        place=alert.place,
        distance_km=alert.distance_km,
    )
