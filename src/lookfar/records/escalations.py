"""Alerts that nobody has acknowledged, and who else was told of them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from lookfar.accounts.models import User
from lookfar.domain.vocabulary import DeliveryState, MsgType, Origin
from lookfar.records.models import Acknowledgement, AlertRow, DeliveryRow, EscalationStep, Person
from lookfar.records.planned import TO_PEOPLE


def unanswered(now: datetime, limit: int = 500) -> list[AlertRow]:
    """Told versions whose next duty contact may be due."""
    return list(AlertRow.objects.filter(escalate_at__lte=now).order_by("escalate_at", "pk")[:limit])


def waits_for_answer(row: AlertRow, *, until: datetime) -> None:
    """Starts waiting for the answer to a version that threatens life, or goes on waiting for the one before it.

    Whoever acknowledged an earlier version of that class, or was past the last duty contact, is not asked again; a
    Cancel ends it.
    """
    if row.sequence == 1 and not (row.life_threat and row.origin == Origin.LIVE.value):
        return
    earlier = AlertRow.objects.filter(alert_id=row.alert_id, held="", sequence__lt=row.sequence)
    pending = earlier.filter(escalate_at__isnull=False).order_by("sequence").first()
    if pending is not None:
        earlier.filter(escalate_at__isnull=False).update(escalate_at=None)
    if row.msg_type == MsgType.CANCEL.value or row.origin != Origin.LIVE.value:
        return
    cancelled = earlier.filter(msg_type=MsgType.CANCEL.value).aggregate(last=Max("sequence"))["last"] or 0
    asked = earlier.filter(life_threat=True, sequence__gt=cancelled).exists()
    start = pending.escalate_at if pending is not None else until if row.life_threat and not asked else None
    if start is not None:
        AlertRow.objects.filter(pk=row.pk).update(escalate_at=start)


def next_at(row: AlertRow, at: datetime | None) -> bool:
    """Sets when a version is looked at again; False when another worker has done so."""
    return bool(AlertRow.objects.filter(pk=row.pk, escalate_at=row.escalate_at).update(escalate_at=at))


def could_not_reach(delivery: int, *, now: datetime) -> None:
    """A way to a person has failed for good: when it was the last one, a duty contact is told at once."""
    rows = AlertRow.objects.filter(deliveries=delivery, acknowledged_at=None, origin=Origin.LIVE.value)
    row = rows.exclude(msg_type=MsgType.CANCEL.value).first()
    if row is not None and is_unreached(row):
        AlertRow.objects.filter(pk=row.pk).update(escalate_at=now)


def is_unreached(row: AlertRow) -> bool:
    """Whether every way to the people told of a version has failed for good."""
    rows = DeliveryRow.objects.filter(alert=row, channel__in=TO_PEOPLE, escalated=False)
    return set(rows.values_list("state", flat=True)) == {DeliveryState.DEAD_LETTER.value}


def steps_of(alert_id: str) -> list[EscalationStep]:
    """Who else was told, in order."""
    return list(EscalationStep.objects.filter(alert_id=alert_id).select_related("person").order_by("number"))


def take_step(row: AlertRow, person: Person, number: int, *, why: str, now: datetime) -> bool:
    """Hands the alert to a duty contact; False when another worker has done so. Call inside a transaction."""
    _, new = EscalationStep.objects.get_or_create(
        alert_id=row.alert_id,
        number=number,
        defaults={"organisation_id": row.organisation_id, "person": person, "why": why, "taken_at": now},
    )
    if new:
        DeliveryRow.objects.get_or_create(
            alert=row,
            channel="email",
            receiver=str(person.pk),
            defaults={"due_at": now, "decided_at": now, "escalated": True},
        )
    return new


def acknowledge(
    row: AlertRow, *, now: datetime, how: str, user: User | None = None, person: Person | None = None
) -> bool:
    """Somebody has seen an alert up to this version: nobody else is woken for it. False when it was before."""
    with transaction.atomic():
        _, new = Acknowledgement.objects.get_or_create(
            alert_id=row.alert_id,
            sequence=row.sequence,
            defaults={"organisation": row.organisation, "at": now, "how": how, "user": user, "person": person},
        )
        rows = AlertRow.objects.filter(alert_id=row.alert_id, held="", sequence__lte=row.sequence)
        rows.filter(acknowledged_at=None).update(acknowledged_at=now, escalate_at=None)
    return new


def acknowledgements(alert_id: str) -> list[Acknowledgement]:
    """Who acknowledged an alert, and how; oldest first."""
    rows = Acknowledgement.objects.filter(alert_id=alert_id).select_related("user", "person")
    return list(rows.order_by("sequence"))
