"""Alerts that nobody has begun to be told of: held again when a rule was edited, and decided on by the rules as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import orjson
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from lookfar.accounts.models import Organisation
from lookfar.domain.vocabulary import DeliveryState, HoldReason, MsgType, Origin
from lookfar.records.codec import ALERT
from lookfar.records.collisions import as_now
from lookfar.records.models import AlertRow, DeliveryRow

_WHY = "Held: a rule was changed before it left, and it is decided on again."
_FIRST = Q(held="", msg_type=MsgType.ALERT.value, sequence=1, origin=Origin.LIVE.value, forgotten_at=None)
"""What nobody can know of by an earlier version."""
_UNTOUCHED = Q(
    state=DeliveryState.WAITING.value, attempts=0, leased_until=None, led_by=None, led=None, escalated=False
)
"""Nobody has it in hand, nor anything that goes in one message with it; what was leased once may have arrived."""


def hold_again(organisation: Organisation, *, now: datetime) -> int:
    """What no receiver has begun to be told of is held, to be decided on again at once; how many. Call in a transaction.

    What one receiver may know of already goes to the others as it was decided, so that what follows finds them all; what
    somebody sends on purpose, such as a question, is no rule's to hold.
    """
    deliveries = DeliveryRow.objects.filter(alert=OuterRef("pk"))
    later = AlertRow.objects.filter(alert_id=OuterRef("alert_id"), held="", sequence__gt=1)
    rows = AlertRow.objects.filter(
        _FIRST,
        Exists(deliveries),
        ~Exists(deliveries.exclude(_UNTOUCHED)),
        ~Exists(later),
        organisation=organisation,
    )
    return sum(_hold_again(row, now) for row in rows.order_by("pk"))


def _hold_again(row: AlertRow, now: datetime) -> bool:
    alert = ALERT.read(orjson.dumps(row.private))
    if alert.by_hand:
        return False
    with transaction.atomic():
        kept = as_now(row)
        mine = {one.pk for one in DeliveryRow.objects.select_for_update(of=("self",)).filter(alert=row)}
        free = DeliveryRow.objects.filter(_UNTOUCHED, pk__in=mine)
        if kept.held or mine != set(free.values_list("pk", flat=True)):
            return False
        DeliveryRow.objects.filter(pk__in=mine).delete()
        held = replace(alert, held=HoldReason.BELOW_THRESHOLD, why=(*alert.why, _WHY))
        kept.held, kept.private = HoldReason.BELOW_THRESHOLD.value, orjson.loads(ALERT.write(held))
        kept.release_at, kept.escalate_at, kept.waits_since = now, None, None
        kept.save()
    return True
