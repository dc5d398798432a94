"""What waits while nothing runs, or for a time that a clock gave which has been set back since."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from lookfar.alerts.escalation import everything_stood
from lookfar.domain.vocabulary import DeliveryState
from lookfar.records import heartbeats
from lookfar.records.escalations import wait_from_now
from lookfar.records.models import AlertRow, DeliveryRow

LOOKED_EVERY = timedelta(seconds=5)
SET_BACK = timedelta(minutes=30)
"""A clock that moved back by less has been corrected; machines that share a database may differ by so much."""
STOOD = timedelta(minutes=30)
"""When nobody has looked for longer, everything stood: an outage, or a clock that was set ahead."""
LONGEST_TO_DIGEST = timedelta(hours=26)
"""A digest is due once a day; two hours for a change of the zone's offset."""


def mend_waits(*, now: datetime) -> timedelta:
    """How far the clock was set back since the last look, 0 when it was not; what waits is then moved as far.

    The time to acknowledge goes on where it was, what is held is looked at at once, and digests that lie further ahead than
    any may are due as much earlier. When nobody has looked for long, that time counts to nobody's waiting.
    """
    last = heartbeats.last_beats().get(heartbeats.HOLDING)
    if last is not None and timedelta(0) <= now - last < LOOKED_EVERY:
        return timedelta(0)
    with transaction.atomic():
        if not heartbeats.beat_after(heartbeats.HOLDING, last, at=now) or last is None:
            return timedelta(0)
        back = last - now
        if back >= SET_BACK:
            _move(back, now=now)
        elif -back > STOOD:
            wait_from_now(stood=last, because=everything_stood(last, now), now=now)
    return back if back >= SET_BACK else timedelta(0)


def _move(back: timedelta, *, now: datetime) -> None:
    far = now + LONGEST_TO_DIGEST
    AlertRow.objects.filter(escalate_at__gt=now, escalate_at__lte=now + back).update(escalate_at=now)
    AlertRow.objects.filter(escalate_at__gt=now + back).update(escalate_at=F("escalate_at") - back)
    AlertRow.objects.filter(waits_since__gt=now).update(waits_since=now)
    AlertRow.objects.filter(late_since__gt=now).update(late_since=None, late_because="")
    AlertRow.objects.filter(release_at__gt=now).update(release_at=now)
    AlertRow.objects.filter(digest_at__gt=far).update(digest_at=F("digest_at") - back)
    waiting = Q(state=DeliveryState.DIGESTED.value, delivered_at=None, due_at__gt=far)
    DeliveryRow.objects.filter(waiting).update(due_at=F("due_at") - back)
