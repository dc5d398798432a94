"""What waits for a time that a clock gave which has been set back since: it would wait for days, or for a year."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from lookfar.domain.vocabulary import DeliveryState
from lookfar.records import heartbeats
from lookfar.records.models import AlertRow, DeliveryRow

LOOKED_EVERY = timedelta(seconds=5)
SET_BACK = timedelta(minutes=30)
"""A clock that moved back by less has been corrected; machines that share a database may differ by so much."""
LONGEST_TO_DIGEST = timedelta(hours=26)
"""A digest is due once a day; two hours for a change of the zone's offset."""


def mend_waits(*, now: datetime) -> timedelta:
    """How far the clock was set back since the last look, 0 when it was not; what waits is then moved as far.

    The time to acknowledge goes on where it was, what is held is looked at at once, and digests that lie further ahead than
    any may are due as much earlier.
    """
    last = heartbeats.last_beats().get(heartbeats.HOLDING)
    if last is not None and timedelta(0) <= now - last < LOOKED_EVERY:
        return timedelta(0)
    with transaction.atomic():
        heartbeats.beat(heartbeats.HOLDING, at=now)
        back = last - now if last is not None else timedelta(0)
        if back < SET_BACK:
            return timedelta(0)
        _move(back, now=now)
    return back


def _move(back: timedelta, *, now: datetime) -> None:
    far = now + LONGEST_TO_DIGEST
    AlertRow.objects.filter(escalate_at__gt=now, escalate_at__lte=now + back).update(escalate_at=now)
    AlertRow.objects.filter(escalate_at__gt=now + back).update(escalate_at=F("escalate_at") - back)
    AlertRow.objects.filter(waits_since__gt=now).update(waits_since=now)
    AlertRow.objects.filter(release_at__gt=now).update(release_at=now)
    AlertRow.objects.filter(digest_at__gt=far).update(digest_at=F("digest_at") - back)
    waiting = Q(state=DeliveryState.DIGESTED.value, delivered_at=None, due_at__gt=far)
    DeliveryRow.objects.filter(waiting).update(due_at=F("due_at") - back)
