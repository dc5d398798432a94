"""How late alerts were handed over, and how many never."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q

from lookfar.domain.vocabulary import STILL_TO_GO, DeliveryState, Origin
from lookfar.records.models import DeliveryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Punctuality:
    """Shares 0..1 of deliveries that are settled: handed over late, and given up."""

    late: float
    lost: float


def punctuality(*, since: datetime, until: datetime, late: timedelta) -> Punctuality | None:
    """Of live alerts issued after `since` up to `until`; None when none was settled.

    What still waits longer than `late` counts as late: silence of a channel is not punctuality.
    """
    due = DeliveryRow.objects.filter(
        alert__origin=Origin.LIVE.value, alert__held="", alert__issued_at__gt=since, alert__issued_at__lte=until
    )
    waiting = Q(state__in=STILL_TO_GO)
    overdue = waiting & Q(alert__issued_at__lt=until - late)
    handed = Q(state=DeliveryState.DELIVERED.value)
    lost = due.filter(state=DeliveryState.DEAD_LETTER.value).count()
    settled = due.filter(handed | overdue).count() + lost
    if not settled:
        return None
    slow = due.filter(overdue | handed & Q(delivered_at__gt=F("alert__issued_at") + late)).count()
    return Punctuality(late=slow / settled, lost=lost / settled)
