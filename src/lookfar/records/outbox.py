"""The outbox: alerts are written with what caused them, and leave at least once, with one id.

A delivery is claimed (`claims`) with a lease and a fencing number; only the holder of the newest fence settles
it. Versions of one alert leave in order for each receiver.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import orjson
from django.db import transaction
from django.db.models import F

from lookfar.alerts.route import Tell
from lookfar.domain.alert import Alert
from lookfar.domain.vocabulary import STILL_TO_GO, DeliveryState, HoldReason, MsgType, Origin
from lookfar.records import planned, receivers
from lookfar.records.beliefs import FILE_CHANNEL, GONE
from lookfar.records.codec import ALERT
from lookfar.records.escalations import could_not_reach, look_whether_reached, waits_for_answer
from lookfar.records.events import number_after_commit
from lookfar.records.holds import columns, keep_hold, told_instead
from lookfar.records.models import AlertRow, DeliveryRow, Person
from lookfar.records.planned import ManneredAs, keep_deliveries
from lookfar.records.reaching import is_answered, newest_news, standing_threat
from lookfar.records.ways import endpoints_for, ways_to

EVERYBODY = Tell()
NO_ATTEMPT = (DeliveryState.SUPPRESSED, DeliveryState.DIGESTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A delivery this worker may attempt until its lease ends.

    `grouped`: other alerts that go in the same message; `held`: why it goes later than it was issued.
    """

    delivery: int
    fence: int
    channel: str
    receiver: str
    attempts: int
    alert: Alert
    grouped: tuple[Alert, ...] = ()
    held: str = ""
    escalated: bool = False


class Leased(Protocol):
    """What names a leased delivery, and what goes inside its message."""

    @property
    def delivery(self) -> int: ...

    @property
    def fence(self) -> int: ...

    @property
    def channel(self) -> str: ...

    @property
    def receiver(self) -> str: ...

    @property
    def attempts(self) -> int: ...

    @property
    def grouped(self) -> tuple[Alert, ...]: ...


def read_alert(row: AlertRow) -> Alert:
    """The domain noun of a row."""
    return ALERT.read(orjson.dumps(row.private))


def keep_alert(
    alert: Alert,
    *,
    origin: Origin,
    person: Person | None,
    tell: Tell = EVERYBODY,
    manners: ManneredAs | None = None,
    digest_at: datetime | None = None,
    answer_by: datetime | None = None,
) -> None:
    """Stores an alert version and, when it is due, its deliveries: call inside the incident's transaction.

    `person`: who is behind its subject; `tell`: who is told; `manners`: how each person wants to be told, None at once. Of a held one `digest_at` is when it
    goes into a digest if nothing releases it before; of one that threatens life, `answer_by` is when a duty contact is
    told if nobody has acknowledged it, None never.
    """
    if alert.held is not None:
        keep_hold(alert, origin=origin, person=person, digest_at=digest_at)
        return
    row = AlertRow.objects.create(**columns(alert, origin=origin, person=person))
    if origin is Origin.LIVE:
        number_after_commit()
    if not alert.is_call_for_help:
        told_instead(alert)
    if answer_by is not None:
        waits_for_answer(row, until=answer_by)
    told = list(_receivers(row, alert, origin, tell))
    keep_deliveries(row, alert, told, manners)
    if not _is_on_its_way(row, alert, told):
        look_whether_reached(row, now=alert.issued_at)


def tell_after_all(
    alert: Alert, *, anew: Person | None, manners: ManneredAs, now: datetime, answer_by: datetime
) -> int:
    """Whoever missed a version that others were told, since its subject had moved or its trip was off, is told it now.

    `alert`: the decision on the subject that is back in reach. `anew`: who is behind it and was changed just now: told
    by ways they did not have, and by mail that was not taken. How many receivers that is; of what threatens life, the
    time to answer begins anew.
    """
    missed = anew is not None or DeliveryRow.objects.filter(planned.MISSED, alert__alert_id=alert.id).exists()
    row = newest_news(alert.id) if missed else None
    if row is None or row.msg_type == MsgType.CANCEL.value:
        return 0
    found = planned.tell_after_all(row, read_alert(row), manners, now=now)
    if anew is not None:
        found += planned.tell_anew(row, read_alert(row), anew, manners, now=now)
    threat = standing_threat(alert.id)
    if found and threat is not None and not is_answered(threat):
        AlertRow.objects.filter(pk=threat.pk, escalate_at=None).update(escalate_at=answer_by, waits_since=now)
    return found


def _is_on_its_way(row: AlertRow, alert: Alert, told: Collection[tuple[str, str]]) -> bool:
    """Whether it goes to whom the version is for, as far as that needs no question; for nobody: to all who hear it."""
    if row.person_id is None and not alert.rule:
        return any(channel != FILE_CHANNEL for channel, _ in told)
    return ("email", str(row.person_id)) in told


def _receivers(row: AlertRow, alert: Alert, origin: Origin, tell: Tell) -> Iterable[tuple[str, str]]:
    """Real channels for live rows; a replayed row goes to the file channel only.

    When a rule tells only somebody who cannot be reached, everybody is told as if there were no rule; a call for help
    goes to the file then, and stands on the pages.
    """
    if origin is Origin.REPLAYED:
        return [(FILE_CHANNEL, str(row.person_id or row.organisation_id))]
    found: list[tuple[str, str]] = []
    people = [row.person] if tell.person and row.person is not None else []
    if tell.others:
        people += Person.objects.filter(organisation_id=row.organisation_id, pk__in=tell.others)
    for person in people:
        found += ways_to(person, about=row.person)
    if tell.endpoints:
        endpoints = endpoints_for(row.organisation_id, row.person)
        own = row.person.user_id if row.person is not None and not tell.person else None
        found += [(one.kind, str(one.id)) for one in endpoints if own is None or one.user_id != own]
    if not found and tell != EVERYBODY and not alert.is_call_for_help:
        return _receivers(row, alert, origin, EVERYBODY)
    return list(dict.fromkeys(found)) or [(FILE_CHANNEL, str(row.person_id or row.organisation_id))]


def still_mine(claimed: Leased, *, now: datetime) -> bool:
    """Whether the lease still holds; asked right before sending, so that a resumed zombie stays silent."""
    return DeliveryRow.objects.filter(
        pk=claimed.delivery, fence=claimed.fence, leased_until__gt=now, state__in=STILL_TO_GO
    ).exists()


def settle(
    claimed: Leased, *, state: DeliveryState, now: datetime, due_at: datetime | None = None, error: str = ""
) -> bool:
    """Writes the outcome of an attempt; False when another worker has taken the delivery over.

    What went inside the message fares as it does; when the message is dropped, which is no attempt, the others go by
    themselves.
    """
    with transaction.atomic():
        done = DeliveryRow.objects.filter(pk=claimed.delivery, fence=claimed.fence).update(
            state=state.value,
            attempts=F("attempts") + int(state not in NO_ATTEMPT),
            leased_until=None,
            due_at=due_at or now,
            decided_at=now,
            last_error=error[:2000],
            delivered_at=now if state is DeliveryState.DELIVERED else None,
        )
        if done:
            receivers.note(claimed.delivery, state=state, now=now, error=error)
        if done and state is DeliveryState.DEAD_LETTER:
            could_not_reach(claimed.delivery, now=now)
        if done and claimed.grouped:
            _settle_led(claimed, state, now=now, error=error)
    return bool(done)


def drop(claimed: Leased, why: str, *, now: datetime) -> None:
    """Ends a delivery whose receiver is gone: one way less to whom it is for."""
    with transaction.atomic():
        if settle(claimed, state=DeliveryState.SUPPRESSED, now=now, error=why):
            could_not_reach(claimed.delivery, now=now)


def forgo(
    claimed: Leased,
    *,
    now: datetime,
    digest_at: datetime | None = None,
    held: HoldReason | None = None,
    error: str = GONE,
) -> None:
    """Drops what concerns its subject no more, or leaves it to a digest; nobody is woken for want of an answer to it."""
    state = DeliveryState.DIGESTED if digest_at else DeliveryState.SUPPRESSED
    with transaction.atomic():
        if settle(claimed, state=state, now=now, due_at=digest_at, error="" if digest_at else error):
            AlertRow.objects.filter(deliveries=claimed.delivery).update(escalate_at=None)
            if held is not None:
                DeliveryRow.objects.filter(pk=claimed.delivery).update(held=held.value)


def put_off(claimed: Leased, *, until: datetime, held: HoldReason, now: datetime) -> bool:
    """Lets a delivery that nobody has begun wait; what would have gone in its message goes by itself."""
    mine = DeliveryRow.objects.filter(pk=claimed.delivery, fence=claimed.fence)
    done = bool(mine.update(due_at=until, decided_at=now, held=held.value, leased_until=None))
    DeliveryRow.objects.filter(led_by=claimed.delivery, state__in=STILL_TO_GO).update(led_by=None)
    return done


def _settle_led(claimed: Leased, state: DeliveryState, *, now: datetime, error: str) -> None:
    led = DeliveryRow.objects.filter(led_by=claimed.delivery, state__in=STILL_TO_GO)
    sent = led.filter(alert__wire_id__in=[alert.wire_id for alert in claimed.grouped])
    match state:
        case DeliveryState.DELIVERED:
            went = list(sent.values_list("pk", flat=True))
            sent.update(state=state.value, delivered_at=now, attempts=F("attempts") + 1)
            for delivery in went:
                receivers.note(delivery, state=state, now=now, error="")
        case DeliveryState.DEAD_LETTER:
            lost = list(sent.values_list("pk", flat=True))
            sent.update(
                state=state.value, last_error=error[:2000], attempts=F("attempts") + 1, due_at=now, decided_at=now
            )
            for delivery in lost:
                could_not_reach(delivery, now=now)
        case DeliveryState.FAILED:
            led.update(attempts=F("attempts") + 1)
            return
        case _:
            pass
    led.filter(state__in=STILL_TO_GO).update(led_by=None)
