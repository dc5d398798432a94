"""What each receiver believes now: the newest version of each alert it has taken."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import orjson
from django.db.models import Exists, OuterRef, Q

from lookfar.domain.alert import Alert
from lookfar.domain.vocabulary import DeliveryState, MsgType, Origin, SubjectKind
from lookfar.records.codec import ALERT
from lookfar.records.models import AlertRow, Belief, DeliveryRow, Endpoint, Person, Reach
from lookfar.records.subjects import is_planned
from lookfar.records.ways import email_of, may_hear

FILE_CHANNEL = "file"
GONE = "its subject is gone"
"""Why an Alert was dropped right before it was sent: the trip is off, or whoever it is for is not there any more."""
QUIET_RETRY = timedelta(hours=24)
"""How long an Update that a failing receiver did not take is left alone before one more round of tries."""
_SETTLED_BADLY = (
    DeliveryState.DEAD_LETTER.value,
    DeliveryState.SUPPRESSED.value,
    DeliveryState.SUPERSEDED.value,
)


def learn(row: DeliveryRow, *, now: datetime) -> None:
    """The receiver of `row` has taken its version; an older one taken late changes nothing."""
    known = {"channel": row.channel, "receiver": row.receiver, "alert_id": row.version.alert_id}
    belief = Belief.objects.select_related("version").filter(**known).first()
    if belief is None:
        Belief.objects.create(**known, organisation_id=row.version.organisation_id, version=row.version, at=now)
    elif belief.version.sequence < row.version.sequence:
        belief.version, belief.at = row.version, now
        belief.save()


def knows_later(alert: Alert, *, channel: str, receiver: str) -> bool:
    """Whether a receiver has taken a later version of an alert: this one, sent again, would undo it.

    What somebody sends on purpose, such as a call for help, goes by itself.
    """
    later = Belief.objects.filter(alert_id=alert.id, version__sequence__gt=alert.sequence)
    return not alert.by_hand and later.filter(channel=channel, receiver=receiver).exists()


def outdated(*, now: datetime, receiver: str = "") -> list[tuple[Belief, AlertRow]]:
    """Beliefs that a version owed to them has overtaken, with it, and no delivery of it on its way.

    A receiver that is failing is tried again once a day; one that was disabled or is gone, not at all.
    `receiver`: of this one only.
    """
    newer = AlertRow.objects.filter(
        alert_id=OuterRef("alert_id"), held="", sequence__gt=OuterRef("version__sequence")
    )
    overtaken = Belief.objects.filter(Exists(newer), version__origin=Origin.LIVE.value)
    if receiver:
        overtaken = overtaken.filter(receiver=receiver)
    pairs = [(belief, _owed(belief)) for belief in overtaken.select_related("version")]
    return [(belief, row) for belief, row in pairs if row is not None and _is_stuck(belief, row, now)]


def _owed(belief: Belief) -> AlertRow | None:
    """The newest version that whoever holds a belief is to know, None when there is none.

    An Alert that was dropped, since its trip is gone or it concerned them no more, is none: the Cancel before it is. A
    call for help is for others, and so is a question that did not go to them.
    """
    later = AlertRow.objects.filter(
        alert_id=belief.alert_id, held="", sequence__gt=belief.version.sequence
    ).order_by("-sequence")
    return next((row for row in later if not _is_moot(row, belief)), None)


def _is_moot(row: AlertRow, belief: Belief) -> bool:
    alert = ALERT.read(orjson.dumps(row.private))
    theirs = DeliveryRow.objects.filter(alert=row, channel=belief.channel, receiver=belief.receiver)
    if alert.by_hand:
        return alert.is_call_for_help or not theirs.exists()
    if alert.msg_type is not MsgType.ALERT:
        return False
    if alert.subject.kind is SubjectKind.TRIP_LEG and not is_planned(row.subject_id):
        return True
    dropped = Q(state=DeliveryState.SUPPRESSED.value, last_error=GONE)
    return theirs.filter(Q(state=DeliveryState.DIGESTED.value) | dropped).exists()


def try_again(belief: Belief, row: AlertRow, *, now: datetime) -> None:
    """A delivery of this version to whoever holds the belief, due now, with the id it always had."""
    DeliveryRow.objects.update_or_create(
        alert=row,
        channel=belief.channel,
        receiver=belief.receiver,
        defaults={
            "state": DeliveryState.WAITING.value,
            "attempts": 0,
            "held": "",
            "due_at": now,
            "decided_at": now,
            "last_error": "",
        },
    )


def _is_stuck(belief: Belief, row: AlertRow, now: datetime) -> bool:
    mine = DeliveryRow.objects.filter(alert=row, channel=belief.channel, receiver=belief.receiver).first()
    if mine is not None and mine.state not in _SETTLED_BADLY:
        return False
    if belief.channel == FILE_CHANNEL:
        return True
    if not _takes_anything(belief):
        return False
    receiver = UUID(belief.receiver)
    failing = Reach.objects.filter(Q(endpoint=receiver) | Q(person=receiver), failing_since__isnull=False)
    return mine is None or mine.due_at <= now - QUIET_RETRY or not failing.exists()


def _takes_anything(belief: Belief) -> bool:
    """Whether there is still somebody to send to."""
    endpoint = Endpoint.objects.filter(pk=belief.receiver, disabled_at=None).first()
    if endpoint is not None:
        return endpoint.kind != "push" or may_hear(endpoint, belief.version)
    person = Person.objects.filter(pk=belief.receiver).first() if belief.channel == "email" else None
    return bool(email_of(person))
