"""Alerts that nobody has acknowledged, and who else was told of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max

from lookfar.accounts.models import Organisation, User
from lookfar.alerts.escalation import LATEST_UNREACHED, NO_DUTY_CONTACT, NO_DUTY_CONTACT_REACHED, said_late
from lookfar.domain.vocabulary import STILL_TO_GO, DeliveryState, MsgType, Origin, Status
from lookfar.records.collisions import as_one
from lookfar.records.models import Acknowledgement, AlertRow, DeliveryRow, EscalationStep, Person
from lookfar.records.planned import HEARD
from lookfar.records.reaching import (
    episode,
    has_still_to_leave,
    is_answered,
    is_unreached,
    newest_news,
    standing_threat,
    to_people,
)
from lookfar.records.rules import hours_of
from lookfar.records.ways import ways_to

_ON_TIME = timedelta(minutes=1)


def unanswered(now: datetime, limit: int = 500) -> list[AlertRow]:
    """Told versions whose next duty contact may be due.

    What has been due for longer than anybody is woken for stays as it is: the clock may be set back to when it was not.
    """
    rows = AlertRow.objects.filter(escalate_at__lte=now, escalate_at__gt=now - LATEST_UNREACHED, forgotten_at=None)
    return list(rows.order_by("escalate_at", "pk")[:limit])


def waits_for_answer(row: AlertRow, *, until: datetime) -> None:
    """Starts waiting for the answer to a version that threatens life, or goes on waiting for the one before it.

    Whoever acknowledged an earlier version of that class, or was past the last duty contact, is not asked again, unless
    somebody else is behind its subject now; a Cancel ends it.
    """
    if row.sequence == 1 and not (row.life_threat and row.origin == Origin.LIVE.value):
        return
    earlier = AlertRow.objects.filter(alert_id=row.alert_id, held="", forgotten_at=None, sequence__lt=row.sequence)
    pending = earlier.filter(escalate_at__isnull=False).order_by("sequence").first()
    if pending is not None:
        earlier.filter(escalate_at__isnull=False).update(escalate_at=None)
    if row.msg_type == MsgType.CANCEL.value or row.origin != Origin.LIVE.value:
        return
    cancelled = earlier.filter(msg_type=MsgType.CANCEL.value).aggregate(last=Max("sequence"))["last"] or 0
    asked = earlier.filter(HEARD, life_threat=True, sequence__gt=cancelled, person=row.person).exists()
    if pending is not None:
        late = {"late_since": pending.late_since, "late_because": pending.late_because}
        AlertRow.objects.filter(pk=row.pk).update(escalate_at=pending.escalate_at, **late)
    elif row.life_threat and not asked:
        AlertRow.objects.filter(pk=row.pk).update(escalate_at=until)


def wait_from_now(*, stood: datetime, because: str, now: datetime) -> None:
    """Whoever could not be told since everything `stood` has the whole time to answer from now on.

    That time does not count to how long an answer is waited for, nor to how long a way to somebody is looked for. What
    came due in it goes now, with why it is late.
    """
    AlertRow.objects.filter(deliveries__state__in=STILL_TO_GO, deliveries__digest=None).update(waits_since=now)
    for row in AlertRow.objects.filter(escalate_at__isnull=False):
        waits_on(row, stood=stood, because=because, now=now)


def waits_on(row: AlertRow, *, stood: datetime, because: str, now: datetime) -> bool:
    """The same of one version; False when it was answered since it was read."""
    due = row.escalate_at or now
    changes = _from_now(row, due, stood=stood, now=now)
    if now - due > _ON_TIME:
        changes["late_since"] = row.late_since or due
        changes["late_because"] = " and ".join(filter(None, [row.late_because, because]))
    return bool(AlertRow.objects.filter(pk=row.pk, escalate_at=due).update(**changes))


def _from_now(row: AlertRow, due: datetime, *, stood: datetime, now: datetime) -> dict[str, datetime | str]:
    steps = [step.person for step in steps_of(row.alert_id) if step.person is not None]
    if has_still_to_leave(row, steps[-1] if steps else None):
        until = now + hours_of(str(row.organisation_id)).escalate_after
        return {"escalate_at": max(due, until), "waits_since": now}
    since = waits_since(row)
    lost = max(now - max(stood, since), timedelta(0))
    return {"escalate_at": max(due, now), "waits_since": since + lost}


def waits_since(row: AlertRow) -> datetime:
    """Since when a version could have been answered, the pauses of sending left out."""
    return row.waits_since or row.issued_at


def next_at(row: AlertRow, at: datetime | None) -> bool:
    """Sets when a version is looked at again; False when another worker has done so."""
    mine = AlertRow.objects.filter(pk=row.pk, escalate_at=row.escalate_at)
    return bool(mine.update(escalate_at=at, late_since=None, late_because=""))


def could_not_reach(delivery: int, *, now: datetime) -> None:
    """A way to somebody has failed for good, or is gone: when it was the last one, a duty contact is told at once.

    Of the newest version. When it was the way to a duty contact, the next one is told.
    """
    failed = DeliveryRow.objects.select_related("alert").get(pk=delivery)
    told = failed.alert
    row = newest_news(told.alert_id) if told is not None and told.status == Status.ACTUAL.value else None
    if row is None:
        return
    if failed.escalated and not steps_that_reach(row):
        AlertRow.objects.filter(alert_id=row.alert_id, escalate_at__gt=now).update(escalate_at=now)
    look_whether_reached(row, now=now)


def look_whether_reached(row: AlertRow, *, now: datetime) -> None:
    """Has the first duty contact told at once of what reaches nobody it is for, unless one was told or it is answered."""
    if row.origin != Origin.LIVE.value or row.msg_type == MsgType.CANCEL.value:
        return
    if is_unreached(row) and not is_answered(row) and not steps_that_reach(row):
        AlertRow.objects.filter(pk=_gravest_of(row).pk).update(escalate_at=now)


def nobody_was_told(organisation: Organisation, *, now: datetime) -> int:
    """Has what waits for an answer, or reached nobody, and reached no duty contact either, go to one; how many."""
    rows = AlertRow.objects.filter(
        organisation=organisation, held="", origin=Origin.LIVE.value, issued_at__gt=now - LATEST_UNREACHED
    )
    found = 0
    for ident in rows.values_list("alert_id", flat=True).distinct():
        newest = newest_news(ident)
        row = _still_to_tell(newest) if newest is not None else None
        if row is not None and not steps_that_reach(row):
            found += _goes_late(row, now=now)
    return found


def _still_to_tell(newest: AlertRow) -> AlertRow | None:
    """The version that a duty contact is still to be told of; None when it is over, waits for somebody anyhow or is
    answered.
    """
    row = _gravest_of(newest)
    if newest.msg_type == MsgType.CANCEL.value or row.escalate_at is not None or is_answered(row):
        return None
    return row if row.life_threat or is_unreached(row) else None


def _gravest_of(row: AlertRow) -> AlertRow:
    """What a duty contact is told of when a version reached nobody: the threat to life it asks after, else itself."""
    threat = standing_threat(row.alert_id)
    return threat if threat is not None and not is_answered(threat) else row


def _goes_late(row: AlertRow, *, now: datetime) -> int:
    """Has a version go to the next duty contact at once, with why only now; 0 when somebody has had it go since."""
    due = min(now, row.issued_at + hours_of(str(row.organisation_id)).escalate_after)
    because = NO_DUTY_CONTACT_REACHED if steps_of(row.alert_id) else NO_DUTY_CONTACT
    waits = AlertRow.objects.filter(pk=row.pk, escalate_at=None)
    return waits.update(escalate_at=now, late_since=due, late_because=because)


def steps_of(alert_id: str) -> list[EscalationStep]:
    """Who else was told, in order."""
    return list(EscalationStep.objects.filter(alert_id=alert_id).select_related("person").order_by("number"))


def said_late_to(person: Person, alert_id: str) -> str:
    """That a duty contact is told of an alert late, and why; "" when they were on time."""
    step = EscalationStep.objects.filter(alert_id=alert_id, person=person).order_by("-number").first()
    return said_late(step.due_at, step.late_because) if step is not None else ""


def steps_that_reach(row: AlertRow) -> int:
    """How many duty contacts were told of it, or are about to be; one whose every way failed was not."""
    people = [step.person for step in steps_of(row.alert_id) if step.person is not None]
    good = (*STILL_TO_GO, DeliveryState.DELIVERED.value)
    rows = DeliveryRow.objects.filter(alert__in=episode(row), state__in=good)
    return sum(rows.filter(to_people([person])).exists() for person in people)


def can_be_told(person: Person, row: AlertRow) -> bool:
    """Whether a version has still to go to somebody by any way of theirs: it has not come by it, nor failed for good."""
    settled = DeliveryRow.objects.filter(alert=row).exclude(state__in=STILL_TO_GO)
    done = set(settled.values_list("channel", "receiver"))
    return any(way not in done for way in ways_to(person, about=row.person))


def take_step(row: AlertRow, person: Person, number: int, *, why: str, now: datetime) -> bool:
    """Hands the alert to a duty contact; False when another worker has done so. Call inside a transaction.

    What was on its way to them goes at once.
    """
    _, new = EscalationStep.objects.get_or_create(
        alert_id=row.alert_id,
        number=number,
        defaults={
            "organisation_id": row.organisation_id,
            "person": person,
            "why": why,
            "taken_at": now,
            "due_at": row.late_since,
            "late_because": row.late_because,
        },
    )
    if not new:
        return False
    for channel, receiver in ways_to(person, about=row.person):
        delivery, fresh = DeliveryRow.objects.get_or_create(
            alert=row,
            channel=channel,
            receiver=receiver,
            defaults={"due_at": now, "decided_at": now, "escalated": True},
        )
        if not fresh:
            waits = DeliveryRow.objects.filter(
                pk=delivery.pk, state=DeliveryState.WAITING.value, attempts=0, leased_until=None
            )
            waits.update(due_at=now, decided_at=now, held="", led_by=None, escalated=True)
    return True


@as_one
def acknowledge(
    row: AlertRow, *, now: datetime, how: str, user: User | None = None, person: Person | None = None
) -> bool:
    """Somebody has seen an alert up to this version: nobody else is woken for it. False when it was before.

    Whom it was about before somebody else took over answers for what was theirs, not for whoever it is about now.
    """
    row = _theirs(row, person) if person is not None else row
    _, new = Acknowledgement.objects.get_or_create(
        alert_id=row.alert_id,
        sequence=row.sequence,
        defaults={"organisation": row.organisation, "at": now, "how": how, "user": user, "person": person},
    )
    rows = AlertRow.objects.filter(alert_id=row.alert_id, held="", forgotten_at=None, sequence__lte=row.sequence)
    rows.filter(acknowledged_at=None).update(acknowledged_at=now, escalate_at=None)
    return new


def _theirs(row: AlertRow, person: Person) -> AlertRow:
    """The newest version that somebody can answer for: this one, or the last before it was handed over."""
    if row.person_id == person.pk or EscalationStep.objects.filter(alert_id=row.alert_id, person=person).exists():
        return row
    told = AlertRow.objects.filter(alert_id=row.alert_id, held="", forgotten_at=None, sequence__lt=row.sequence)
    return told.filter(person=person).order_by("-sequence").first() or row


def version_seen(newest: AlertRow, sequence: str) -> AlertRow:
    """The told version that a reader had open, by its number; the newest when that names none."""
    if not (sequence.isascii() and sequence.isdigit() and len(sequence) < 6):
        return newest
    told = AlertRow.objects.filter(alert_id=newest.alert_id, held="", sequence=int(sequence))
    return told.first() or newest


def acknowledgements(alert_id: str) -> list[Acknowledgement]:
    """Who acknowledged an alert, and how; oldest first."""
    rows = Acknowledgement.objects.filter(alert_id=alert_id).select_related("user", "person")
    return list(rows.order_by("sequence"))
