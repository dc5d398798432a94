"""Whether an alert is still news to its receiver, asked right before it is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lookfar.alerts.silence import silencing
from lookfar.domain.vocabulary import HoldReason, IncidentStatus, MsgType, SubjectKind
from lookfar.flow.holding import House, touch_of
from lookfar.flow.matching import has_left, still_reaches
from lookfar.records import outbox
from lookfar.records import rules as kept
from lookfar.records.beliefs import FILE_CHANNEL
from lookfar.records.own_incidents import incident_now
from lookfar.records.planned import TO_PEOPLE, people_behind
from lookfar.records.subjects import is_planned, person_behind

_WAITED = (HoldReason.QUIET_HOURS.value, HoldReason.SILENCED.value)
_LOOKED_AT_AGAIN = timedelta(days=7)
"""A longer silence is looked at again after this; what is put off further looks like the work of a wrong clock."""


def still_wanted(claimed: outbox.Claim) -> bool:
    """Of a trip cancelled a second ago nobody gets a new alert, nor a system of a subject that has left.

    What was told is still followed up, and what somebody sends on purpose, such as a call for help, is always wanted;
    but nobody is asked about what was taken back since.
    """
    alert = claimed.alert
    if alert.question:
        current = incident_now(alert.subject.organisation, alert.incident)
        return current is None or current.status is not IncidentStatus.RETRACTED
    if alert.by_hand or alert.msg_type is not MsgType.ALERT:
        return True
    if alert.subject.kind is SubjectKind.TRIP_LEG and not is_planned(alert.subject.subject_id):
        return False
    return claimed.channel in TO_PEOPLE or not has_left(alert.subject, alert.incident)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDigest:
    """When a digest tells something, and why it did not go by itself."""

    at: datetime
    held: HoldReason


def in_digest_at(claimed: outbox.Claim, now: datetime) -> ToDigest | None:
    """When the receiver's digest tells what does not concern them any more; None: it goes now.

    That is what waited for quiet hours or a silence to end and is over, and what reaches its subject no more since that
    has moved.
    """
    alert = claimed.alert
    if alert.by_hand or alert.msg_type is not MsgType.ALERT:
        return None
    waited = HoldReason(claimed.held) if claimed.held in _WAITED else None
    if waited and still_reaches(alert.incident, alert.subject.subject_id, now=now):
        return None
    if not waited and (claimed.channel not in TO_PEOPLE or not has_left(alert.subject, alert.incident)):
        return None
    person = people_behind([claimed.receiver]).get(claimed.receiver) or person_behind(
        alert.subject.kind, alert.subject.subject_id
    )
    at = House(alert.subject.organisation, now=now).manners(person).digest_at(now)
    return ToDigest(at=at, held=waited or HoldReason.MOVED_AWAY)


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
    if incident is None:
        return False
    person = person_behind(alert.subject.kind, alert.subject.subject_id)
    silence = silencing(silences, touch_of(alert.subject, incident, person, told=True), now)
    if silence is None:
        return False
    until = min(silence.ends, now + _LOOKED_AT_AGAIN)
    return outbox.put_off(claimed, until=until, held=HoldReason.SILENCED, now=now)


def with_wanted(claimed: outbox.Claim, now: datetime) -> outbox.Claim:
    """The same with only those in its message that are still wanted; the others are looked at by themselves."""
    inside = [replace(claimed, alert=one) for one in claimed.grouped]
    kept = tuple(one.alert for one in inside if still_wanted(one) and in_digest_at(one, now) is None)
    return replace(claimed, grouped=kept) if claimed.grouped else claimed
