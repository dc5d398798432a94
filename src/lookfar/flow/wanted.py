"""Whether an alert is still news to its receiver, asked right before it is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from lookfar.domain.vocabulary import HoldReason, MsgType, Origin, SubjectKind
from lookfar.flow.holding import House
from lookfar.records import outbox
from lookfar.records.holds import keep_hold
from lookfar.records.models import Leg
from lookfar.records.subjects import person_behind

_LEFT = "Held: it came in your quiet hours, and you had left the place when they ended."


def still_wanted(claimed: outbox.Claim, now: datetime) -> bool:
    """A trip cancelled or removed a second ago gets no new alert; what was told is still followed up.

    What waited for quiet hours to end is no news to whoever has left the place by then: it goes to the digest.
    """
    alert = claimed.alert
    if alert.msg_type is not MsgType.ALERT:
        return True
    if alert.subject.kind is SubjectKind.TRIP_LEG and not _is_planned(alert.subject.subject_id):
        return False
    if claimed.held == HoldReason.QUIET_HOURS.value and alert.subject.period.end <= now:
        _into_digest(claimed, now=now)
        return False
    return True


def with_wanted(claimed: outbox.Claim, now: datetime) -> outbox.Claim:
    """The same with only those in its message that are still wanted; the others are dropped by themselves."""
    if not claimed.grouped:
        return claimed
    kept = tuple(one for one in claimed.grouped if still_wanted(replace(claimed, alert=one), now))
    return replace(claimed, grouped=kept)


def _is_planned(leg: str) -> bool:
    return Leg.objects.filter(pk=leg, trip__cancelled_at=None).exists()


def _into_digest(claimed: outbox.Claim, *, now: datetime) -> None:
    alert = claimed.alert
    person = person_behind(alert.subject.kind, alert.subject.subject_id)
    held = replace(alert, held=HoldReason.QUIET_HOURS, issued_at=now, why=(*alert.why, _LEFT))
    at = House(alert.subject.organisation, now=now).manners(person).digest_at(now)
    keep_hold(held, origin=Origin.LIVE, person=person, digest_at=at)
