"""What has not left the outbox, what was given up, and what an operator drops of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lookfar.domain.vocabulary import STILL_TO_GO, DeliveryState
from lookfar.records.models import AlertRow, DeliveryRow
from lookfar.records.planned import TO_PEOPLE

GIVEN_UP_COUNTS = timedelta(days=30)
"""After this long what was given up is no alarm any more; the list keeps it."""


def dead_letters(*, now: datetime) -> int:
    """How many deliveries were given up of late and not sent again."""
    rows = DeliveryRow.objects.filter(state=DeliveryState.DEAD_LETTER.value)
    return rows.filter(due_at__gt=now - GIVEN_UP_COUNTS).count()


def held() -> dict[str, int]:
    """How many alerts were held, by reason."""
    rows = AlertRow.objects.exclude(held="").values_list("held").annotate(count=Count("pk"))
    return dict(rows.order_by("held"))


def waiting() -> tuple[int, datetime | None]:
    """How many deliveries are open, and since when the oldest is due."""
    rows = DeliveryRow.objects.filter(state__in=STILL_TO_GO).order_by("due_at")
    first = rows.first()
    return rows.count(), first.due_at if first else None


def open_deliveries() -> QuerySet[DeliveryRow]:
    """What has not left yet, oldest first."""
    return DeliveryRow.objects.filter(state__in=STILL_TO_GO).select_related("alert").order_by("due_at", "pk")


def given_up() -> QuerySet[DeliveryRow]:
    """What no receiver took, newest first."""
    return DeliveryRow.objects.filter(state=DeliveryState.DEAD_LETTER.value).order_by("-due_at", "-pk")


def discard(*, before: datetime) -> int:
    """Drops for good what was issued before a time and has not left; how many. Nobody is woken for what nobody was told."""
    old = Q(alert__issued_at__lt=before) | Q(digest__due_at__lt=before)
    with transaction.atomic():
        rows = DeliveryRow.objects.filter(old, state__in=STILL_TO_GO)
        alerts = set(rows.filter(alert__isnull=False).values_list("alert", flat=True))
        dropped = rows.update(
            state=DeliveryState.DISCARDED.value,
            last_error="discarded when sending was resumed",
            leased_until=None,
        )
        told = DeliveryRow.objects.filter(
            alert__alert_id=OuterRef("alert_id"), channel__in=TO_PEOPLE, state=DeliveryState.DELIVERED.value
        )
        AlertRow.objects.filter(~Exists(told), pk__in=alerts).update(escalate_at=None)
    return dropped
