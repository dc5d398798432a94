"""Whether an alert is still news to its receiver, asked right before it is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from lookfar.alerts.silence import silencing
from lookfar.domain.vocabulary import HoldReason, MsgType, Origin, SubjectKind
from lookfar.flow.holding import House, touch_of
from lookfar.flow.matching import still_reaches
from lookfar.records import outbox
from lookfar.records import rules as kept
from lookfar.records.beliefs import FILE_CHANNEL
from lookfar.records.holds import keep_hold
from lookfar.records.models import Leg
from lookfar.records.own_incidents import incident_now
from lookfar.records.subjects import person_behind

_WAITED = {
    HoldReason.QUIET_HOURS.value: "Held: it came in your quiet hours, and did not concern you any more when they ended.",
    HoldReason.SILENCED.value: "Held: it was silenced, and did not concern you any more when the silence ended.",
}
_LOOKED_AT_AGAIN = timedelta(days=7)
"""A longer silence is looked at again after this; what is put off further looks like the work of a wrong clock."""


def still_wanted(claimed: outbox.Claim, now: datetime) -> bool:
    """A trip cancelled or removed a second ago gets no new alert; what was told is still followed up.

    What waited for quiet hours or a silence to end, and does not reach its subject any more, goes to the digest. What
    somebody sends on purpose, such as a call for help, is always wanted.
    """
    alert = claimed.alert
    if alert.by_hand or alert.msg_type is not MsgType.ALERT:
        return True
    if alert.subject.kind is SubjectKind.TRIP_LEG and not _is_planned(alert.subject.subject_id):
        return False
    waited = claimed.held in _WAITED
    if waited and not still_reaches(alert.incident, alert.subject.subject_id, now=now):
        _into_digest(claimed, now=now)
        return False
    return True


def silenced_since(claimed: outbox.Claim, now: datetime) -> bool:
    """Whether a silence set since it was decided holds it; it then waits for the silence to end.

    Not a Cancel, nor what has been begun to be sent, nor what goes in its message: that has waited once; and never
    what somebody sends on purpose, such as a call for help.
    """
    alert = claimed.alert
    if alert.by_hand or alert.msg_type is MsgType.CANCEL or claimed.attempts or claimed.channel == FILE_CHANNEL:
        return False
    silences = kept.silences_of(alert.subject.organisation, now=now)
    incident = incident_now(alert.subject.organisation, alert.incident) if silences else None
    silence = silencing(silences, touch_of(alert.subject, incident, told=True), now) if incident else None
    if silence is None:
        return False
    until = min(silence.ends, now + _LOOKED_AT_AGAIN)
    return outbox.put_off(claimed, until=until, held=HoldReason.SILENCED, now=now)


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
    held = replace(alert, held=HoldReason(claimed.held), issued_at=now, why=(*alert.why, _WAITED[claimed.held]))
    at = House(alert.subject.organisation, now=now).manners(person).digest_at(now)
    keep_hold(held, origin=Origin.LIVE, person=person, digest_at=at)
