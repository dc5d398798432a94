"""The outbox: alerts are written with what caused them, and leave at least once, with one id.

A delivery is claimed with a lease and a fencing number; only the holder of the newest fence settles it.
Versions of one alert leave in order for each receiver.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import orjson
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from lookfar.domain.alert import Alert, Told
from lookfar.domain.exposure import Exposure
from lookfar.domain.ids import IncidentId
from lookfar.domain.vocabulary import DeliveryState, Origin
from lookfar.records.codec import ALERT
from lookfar.records.models import AlertRow, DeliveryRow, Endpoint
from lookfar.records.sending import paused
from lookfar.records.subjects import person_behind

LEASE = timedelta(seconds=60)
FILE_CHANNEL = "file"
_OPEN = (DeliveryState.WAITING.value, DeliveryState.FAILED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A delivery this worker may attempt until its lease ends."""

    delivery: int
    fence: int
    channel: str
    receiver: str
    attempts: int
    alert: Alert


def told_of(incident: IncidentId) -> list[tuple[Exposure, Told]]:
    """For every subject told of an incident: what it was told last."""
    newest: dict[str, AlertRow] = {}
    for row in AlertRow.objects.filter(incident_id=incident, held="", forgotten_at=None).order_by("sequence"):
        newest[row.alert_id] = row
    return [(alert.subject, _told(alert)) for alert in map(read_alert, newest.values())]


def last_told(subject: Exposure, incident: IncidentId) -> Told | None:
    """What this subject was told last of an incident, or None."""
    row = (
        AlertRow.objects.filter(subject_id=subject.subject_id, incident_id=incident, held="")
        .order_by("-sequence")
        .first()
    )
    return _told(read_alert(row)) if row else None


def _told(alert: Alert) -> Told:
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


def read_alert(row: AlertRow) -> Alert:
    """The domain noun of a row."""
    return ALERT.read(orjson.dumps(row.private))


def keep_alert(alert: Alert, *, origin: Origin) -> None:
    """Stores an alert version and, when it is due, its deliveries: call inside the incident's transaction.

    A held one is kept once for each reason, so that a long story does not fill the list of holds.
    """
    if alert.held is not None and AlertRow.objects.filter(alert_id=alert.id, held=alert.held.value).exists():
        return
    person = person_behind(alert.subject.kind, alert.subject.subject_id)
    row = AlertRow.objects.create(
        organisation_id=alert.subject.organisation,
        alert_id=alert.id,
        sequence=alert.sequence,
        wire_id=alert.wire_id,
        msg_type=alert.msg_type.value,
        incident_id=alert.incident,
        incident_version=alert.incident_version,
        subject_kind=alert.subject.kind.value,
        subject_id=alert.subject.subject_id,
        severity=alert.severity.value,
        category=alert.category,
        held=alert.held.value if alert.held else "",
        issued_at=alert.issued_at,
        origin=origin.value,
        person=person,
        private=orjson.loads(ALERT.write(alert)),
    )
    if alert.held is None:
        DeliveryRow.objects.bulk_create(
            [
                DeliveryRow(alert=row, channel=channel, receiver=receiver, due_at=alert.issued_at)
                for channel, receiver in _receivers(row, origin)
            ]
        )


def _receivers(row: AlertRow, origin: Origin) -> Iterable[tuple[str, str]]:
    """Real channels for live rows; a replayed row goes to the file channel only."""
    if origin is Origin.REPLAYED:
        return [(FILE_CHANNEL, str(row.person_id or row.organisation_id))]
    found: list[tuple[str, str]] = []
    if row.person is not None and cast("dict[str, object]", row.person.private).get("email"):
        found.append(("email", str(row.person_id)))
    endpoints = Endpoint.objects.filter(organisation_id=row.organisation_id, disabled_at=None)
    found += [(endpoint.kind, str(endpoint.id)) for endpoint in endpoints]
    return found or [(FILE_CHANNEL, str(row.person_id or row.organisation_id))]


def claim(*, now: datetime, limit: int = 20) -> list[Claim]:
    """Leases deliveries that are due, oldest first; earlier versions to the same receiver go before.

    Nothing while sending is paused.
    """
    if paused() is not None:
        return []
    earlier = DeliveryRow.objects.filter(
        alert__alert_id=OuterRef("alert__alert_id"),
        alert__sequence__lt=OuterRef("alert__sequence"),
        channel=OuterRef("channel"),
        receiver=OuterRef("receiver"),
        state__in=_OPEN,
    )
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    with transaction.atomic():
        rows = list(
            DeliveryRow.objects.filter(free, ~Exists(earlier), state__in=_OPEN, due_at__lte=now)
            .select_related("alert")
            .order_by("due_at", "pk")[:limit]
        )
        claims = []
        for row in rows:
            taken = DeliveryRow.objects.filter(pk=row.pk, fence=row.fence).update(
                fence=F("fence") + 1, leased_until=now + LEASE
            )
            if taken:
                claims.append(_claim(row))
    return claims


def _claim(row: DeliveryRow) -> Claim:
    return Claim(
        delivery=row.pk,
        fence=row.fence + 1,
        channel=row.channel,
        receiver=row.receiver,
        attempts=row.attempts,
        alert=read_alert(row.alert),
    )


def still_mine(claimed: Claim, *, now: datetime) -> bool:
    """Whether the lease still holds; asked right before sending, so that a resumed zombie stays silent."""
    return DeliveryRow.objects.filter(
        pk=claimed.delivery, fence=claimed.fence, leased_until__gt=now, state__in=_OPEN
    ).exists()


def settle(
    claimed: Claim, *, state: DeliveryState, now: datetime, due_at: datetime | None = None, error: str = ""
) -> bool:
    """Writes the outcome of an attempt; False when another worker has taken the delivery over."""
    return bool(
        DeliveryRow.objects.filter(pk=claimed.delivery, fence=claimed.fence).update(
            state=state.value,
            attempts=F("attempts") + 1,
            leased_until=None,
            due_at=due_at or now,
            last_error=error[:2000],
            delivered_at=now if state is DeliveryState.DELIVERED else None,
        )
    )


def release_all() -> int:
    """Ends leases that a killed process left; for the one worker of an embedded database, at its start."""
    return DeliveryRow.objects.filter(state__in=_OPEN).exclude(leased_until=None).update(leased_until=None)


def waiting() -> tuple[int, datetime | None]:
    """How many deliveries are open, and since when the oldest is due."""
    rows = DeliveryRow.objects.filter(state__in=_OPEN).order_by("due_at")
    first = rows.first()
    return rows.count(), first.due_at if first else None


def open_deliveries() -> QuerySet[DeliveryRow]:
    """What has not left yet, oldest first."""
    return DeliveryRow.objects.filter(state__in=_OPEN).select_related("alert").order_by("due_at", "pk")


def discard(*, before: datetime) -> int:
    """Gives up what was issued before a time and has not left; how many."""
    return DeliveryRow.objects.filter(state__in=_OPEN, alert__issued_at__lt=before).update(
        state=DeliveryState.SUPPRESSED.value, last_error="discarded when sending was resumed", leased_until=None
    )
