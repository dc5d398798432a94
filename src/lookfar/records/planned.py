"""The deliveries of an alert version: to whom, when, and what they overtake."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from django.db.models import Exists, OuterRef, Q

from lookfar.alerts.manners import Manners, Wait
from lookfar.domain.alert import Alert
from lookfar.domain.vocabulary import STILL_TO_GO, DeliveryState, HoldReason, MsgType, Severity
from lookfar.records.beliefs import GONE
from lookfar.records.models import AlertRow, DeliveryRow, Endpoint, Person
from lookfar.records.reaching import episode, to_people
from lookfar.records.ways import ways_to

TO_PEOPLE = ("email", "push")
"""Channels that reach one person: only these keep quiet hours. A device shows each message by itself, mails go in groups."""
WAITING_FOR = (HoldReason.QUIET_HOURS.value, HoldReason.GROUPED_WITH.value, HoldReason.SILENCED.value)
"""Why a delivery goes later than its version was decided; a later version overtakes it then."""

NEVER_LEFT = Q(
    state__in=(DeliveryState.SUPERSEDED.value, DeliveryState.SUPPRESSED.value, DeliveryState.DIGESTED.value),
    attempts=0,
)
"""Dropped before anybody began to send it. What was tried once may have arrived, whatever became of it."""

MISSED = Q(state=DeliveryState.SUPPRESSED.value, last_error=GONE) | Q(
    state=DeliveryState.DIGESTED.value, delivered_at=None
)
"""Dropped or left to a digest since its subject was not there any more, and not told so far."""

_SENT_TO = DeliveryRow.objects.filter(alert=OuterRef("pk"))
_UNHEARD = Q(state=DeliveryState.SUPPRESSED.value, attempts=0) | Q(
    state=DeliveryState.DIGESTED.value, delivered_at=None
)
HEARD = Exists(_SENT_TO.exclude(_UNHEARD)) | ~Exists(_SENT_TO)
"""Versions of alerts that were not, for every receiver, dropped before anybody began to send them, or left to a digest
that has not been made."""

NOT_TOLD_YET = Q(state__in=STILL_TO_GO) | Q(state=DeliveryState.DIGESTED.value, delivered_at=None)
"""On its way, or waiting for the digest that tells it; that writes down when it was made, as the time of delivery."""

Receiver = tuple[str, str]
ManneredAs = Callable[[Person], Manners]


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A delivery of an earlier version. `is_open`: it may still go; `untried`: nobody has begun to send it."""

    pk: int
    receiver: Receiver
    is_open: bool
    untried: bool
    held: bool


def keep_deliveries(
    row: AlertRow, alert: Alert, receivers: Iterable[Receiver], manners: ManneredAs | None
) -> None:
    """Writes the deliveries of a version that is told.

    Whoever an earlier version went to gets this one too. One that was held back and not begun is overtaken by this
    version, and its receiver, who knows nothing, needs no Cancel. A call for help goes to its receivers alone, and
    overtakes nothing: it is no news of the incident.
    """
    if alert.is_call_for_help:
        _write(row, alert, sorted(set(receivers)), None)
        return
    earlier = _earlier(row) if alert.sequence > 1 else []
    overtaken = {one.receiver for one in earlier if one.held and one.is_open and _overtake(one)}
    told = {one.receiver for one in earlier if one.receiver not in overtaken}
    knowing = told | {one.receiver for one in earlier if one.receiver in overtaken and _went(row, one.receiver)}
    wanted = set(receivers) | knowing | (overtaken - _who_was_behind(row, overtaken))
    if alert.msg_type is MsgType.CANCEL:
        wanted = knowing
    _write(row, alert, sorted(wanted), manners)


def _who_was_behind(row: AlertRow, overtaken: set[Receiver]) -> set[Receiver]:
    """Of these, who know nothing, those that were told for a subject which is somebody else's by now."""
    if not overtaken:
        return set()
    earlier = AlertRow.objects.filter(alert_id=row.alert_id, held="", sequence__lt=row.sequence)
    before = Person.objects.filter(pk__in=earlier.exclude(person=row.person).values("person"))
    theirs = DeliveryRow.objects.filter(to_people(before), alert__in=earlier)
    return overtaken & set(theirs.values_list("channel", "receiver"))


def _write(row: AlertRow, alert: Alert, planned: Sequence[Receiver], manners: ManneredAs | None) -> None:
    waits = _waits(row, alert, planned, manners)
    DeliveryRow.objects.bulk_create(
        [
            DeliveryRow(
                alert=row,
                channel=channel,
                receiver=receiver,
                due_at=wait.due_at,
                decided_at=alert.issued_at,
                held=wait.held.value if wait.held else "",
            )
            for (channel, receiver), wait in zip(planned, waits, strict=True)
        ]
    )


def _earlier(row: AlertRow) -> list[Earlier]:
    """The newest delivery of each receiver among the versions before this one."""
    rows = DeliveryRow.objects.filter(
        alert__alert_id=row.alert_id, alert__sequence__lt=row.sequence, alert__held="", alert__forgotten_at=None
    ).exclude(NEVER_LEFT)
    newest: dict[Receiver, Earlier] = {}
    for one in rows.order_by("alert__sequence", "pk"):
        open_ = one.state in STILL_TO_GO
        newest[one.channel, one.receiver] = Earlier(
            pk=one.pk,
            receiver=(one.channel, one.receiver),
            is_open=open_,
            untried=one.attempts == 0 and one.leased_until is None,
            held=one.held in WAITING_FOR,
        )
    return list(newest.values())


def tell_after_all(row: AlertRow, alert: Alert, manners: ManneredAs, *, now: datetime) -> int:
    """Sends what was left to a digest, or dropped unsent, of a version whose subject is back in reach; to how many."""
    missed = list(DeliveryRow.objects.filter(MISSED, alert=row).order_by("channel", "receiver"))
    waits = _waits(row, replace(alert, issued_at=now), [(one.channel, one.receiver) for one in missed], manners)
    return sum(
        DeliveryRow.objects.filter(MISSED, pk=one.pk).update(
            state=DeliveryState.WAITING.value,
            due_at=wait.due_at,
            decided_at=now,
            held=wait.held.value if wait.held else "",
            last_error="",
            led_by=None,
        )
        for one, wait in zip(missed, waits, strict=True)
    )


def tell_anew(row: AlertRow, alert: Alert, person: Person, manners: ManneredAs, *, now: datetime) -> int:
    """Sends a version by ways a person did not have when it was told, and again by mail that took it not; by how many."""
    told = set(DeliveryRow.objects.filter(alert__in=episode(row)).values_list("channel", "receiver"))
    new = [way for way in ways_to(person, about=row.person) if way not in told]
    dead = DeliveryRow.objects.filter(
        alert=row, channel="email", receiver=str(person.pk), state=DeliveryState.DEAD_LETTER.value
    )
    again = dead.update(state=DeliveryState.WAITING.value, attempts=0, held="", due_at=now, decided_at=now)
    _write(row, replace(alert, issued_at=now), new, manners)
    return len(new) + again


def _overtake(earlier: Earlier) -> bool:
    """Takes back a held delivery that nobody has begun; False when somebody has in the meantime."""
    if not earlier.untried:
        return False
    rows = DeliveryRow.objects.filter(
        pk=earlier.pk, state=DeliveryState.WAITING.value, attempts=0, leased_until=None, led_by=None
    )
    return bool(rows.update(state=DeliveryState.SUPERSEDED.value, last_error="a later version went instead"))


def _went(row: AlertRow, receiver: Receiver) -> bool:
    """Whether any version before this one was sent, or begun to be, to a receiver."""
    return went(row.alert_id, row.sequence, receiver)


def went(alert_id: str, before: int, receiver: Receiver) -> bool:
    """Whether a version below this sequence was sent, or begun to be, to a receiver."""
    rows = DeliveryRow.objects.filter(
        alert__alert_id=alert_id,
        alert__sequence__lt=before,
        alert__forgotten_at=None,
        channel=receiver[0],
        receiver=receiver[1],
    ).exclude(NEVER_LEFT)
    return rows.exists()


def _waits(row: AlertRow, alert: Alert, receivers: Sequence[Receiver], manners: ManneredAs | None) -> list[Wait]:
    at_once = Wait(due_at=alert.issued_at)
    people = {receiver for channel, receiver in receivers if channel in TO_PEOPLE}
    if manners is None or not people:
        return [at_once for _ in receivers]
    known = people_behind(people)
    urgent = alert.life_threat or _was_urgent(row)
    return [
        manners(known[receiver]).wait(
            alert.issued_at,
            last=_last_message((channel, receiver)) if channel == "email" else None,
            urgent=urgent,
            alone=alert.msg_type is not MsgType.ALERT,
        )
        if channel in TO_PEOPLE and receiver in known
        else at_once
        for channel, receiver in receivers
    ]


def people_behind(named: Iterable[str]) -> dict[str, Person]:
    """Whose mailbox or device each is; a device of a member who is nobody's person has none."""
    receivers = _uuids(named)
    known = {str(person.pk): person for person in Person.objects.filter(pk__in=receivers)}
    devices = list(Endpoint.objects.filter(pk__in=receivers, kind="push", user__isnull=False))
    owners = Person.objects.filter(user_id__in=[device.user_id for device in devices])
    by_owner = {(person.organisation_id, person.user_id): person for person in owners}
    of_devices = {str(device.pk): by_owner.get((device.organisation_id, device.user_id)) for device in devices}
    return known | {device: person for device, person in of_devices.items() if person is not None}


def _uuids(people: Iterable[str]) -> list[str]:
    return [one for one in people if len(one) == 36]


def _was_urgent(row: AlertRow) -> bool:
    """Whether a version before this one threatened life: who was woken by it hears at once how it goes on."""
    if row.sequence == 1:
        return False
    return AlertRow.objects.filter(
        alert_id=row.alert_id, held="", forgotten_at=None, life_threat=True, sequence__lt=row.sequence
    ).exists()


def _last_message(receiver: Receiver) -> datetime | None:
    """When the last message to a receiver went or goes; what waits for the morning is none."""
    rows = (
        DeliveryRow.objects.filter(channel=receiver[0], receiver=receiver[1], alert__isnull=False)
        .exclude(NEVER_LEFT)
        .exclude(held__in=(HoldReason.QUIET_HOURS.value, HoldReason.SILENCED.value))
    )
    return rows.order_by("-due_at").values_list("due_at", flat=True).first()


def form_groups(now: datetime) -> int:
    """Puts held mails that go now to one receiver into one, led by the gravest; how many were put into others.

    A device is shown each by itself: it has no room for more. A message that has been begun, or whose earlier
    version still waits, goes by itself; so does one whose leader went without it, when two workers met.
    """
    left = DeliveryRow.objects.filter(state__in=STILL_TO_GO, led_by__isnull=False).exclude(
        led_by__state__in=STILL_TO_GO
    )
    left.update(led_by=None)
    earlier = DeliveryRow.objects.filter(
        alert__alert_id=OuterRef("alert__alert_id"),
        alert__sequence__lt=OuterRef("alert__sequence"),
        channel=OuterRef("channel"),
        receiver=OuterRef("receiver"),
        state__in=STILL_TO_GO,
    )
    rows = DeliveryRow.objects.filter(
        ~Exists(earlier),
        Q(held__in=WAITING_FOR),
        channel="email",
        state=DeliveryState.WAITING.value,
        due_at__lte=now,
        attempts=0,
        leased_until=None,
        led_by=None,
        led=None,
        alert__isnull=False,
    ).select_related("alert")
    together: dict[Receiver, list[DeliveryRow]] = {}
    for row in rows.order_by("pk"):
        together.setdefault((row.channel, row.receiver), []).append(row)
    return sum(_lead(some) for some in together.values() if len(some) > 1)


def _lead(rows: list[DeliveryRow]) -> int:
    first, *others = sorted(rows, key=_gravest_first)
    free = DeliveryRow.objects.filter(
        pk__in=[row.pk for row in others], attempts=0, leased_until=None, state=DeliveryState.WAITING.value
    )
    return free.update(led_by=first)


def _gravest_first(row: DeliveryRow) -> tuple[bool, int, int]:
    alert = cast("AlertRow", row.alert)
    return not alert.life_threat, -Severity(alert.severity).rank, row.pk
