"""Receivers: how each answered, what each believes, and what is theirs of tests and notices.

`Endpoint.private` is `{"address"}` of a mailbox; `{"address", "secrets"}` of a webhook, where a secret is
`{"text", "until"}`, newest first, `until` RFC 3339 or null; and of a device `{"address", "p256dh", "auth",
"server_key", "name", "digest"}`: base64url, and the SHA-256 of the address.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TypedDict, cast
from uuid import UUID

import orjson
from django.db.models import Q

from lookfar.domain.alert import Alert
from lookfar.domain.times import parse_time
from lookfar.domain.vocabulary import DeliveryState, Origin, Status
from lookfar.records import beliefs
from lookfar.records.codec import ALERT
from lookfar.records.models import AlertRow, DeliveryRow, Endpoint, Person, Reach
from lookfar.records.ways import email_of


class Secret(TypedDict):
    """One signing secret; it signs until `until`, for ever when that is None."""

    text: str
    until: str | None


def secrets_of(endpoint: Endpoint, *, now: datetime) -> tuple[str, ...]:
    """The secrets that sign now, newest first."""
    kept = cast("dict[str, list[Secret]]", endpoint.private).get("secrets", [])
    return tuple(one["text"] for one in kept if one["until"] is None or parse_time(one["until"]) > now)


def keep_for(alert: Alert, receivers: Iterable[tuple[str, str]], *, about: Person | None = None) -> AlertRow:
    """Stores a test or a notice, `about` somebody when it names one, with its deliveries; one kept already stays."""
    row, fresh = AlertRow.every.get_or_create(
        wire_id=alert.wire_id,
        held="",
        defaults={
            "organisation_id": alert.subject.organisation,
            "alert_id": alert.id,
            "sequence": alert.sequence,
            "msg_type": alert.msg_type.value,
            "incident_id": alert.incident,
            "incident_version": alert.incident_version,
            "subject_kind": alert.subject.kind.value,
            "subject_id": alert.subject.subject_id,
            "severity": alert.severity.value,
            "category": alert.category,
            "issued_at": alert.issued_at,
            "origin": Origin.LIVE.value,
            "person": about,
            "status": alert.status.value,
            "private": orjson.loads(ALERT.write(alert)),
        },
    )
    if fresh:
        DeliveryRow.objects.bulk_create(
            [
                DeliveryRow(
                    alert=row,
                    channel=channel,
                    receiver=receiver,
                    due_at=alert.issued_at,
                    decided_at=alert.issued_at,
                )
                for channel, receiver in receivers
            ]
        )
    return row


def note(delivery: int, *, state: DeliveryState, now: datetime, error: str) -> None:
    """Writes what an attempt says of its receiver; call in the transaction that settles it."""
    row = DeliveryRow.objects.select_related("alert").get(pk=delivery)
    if row.channel != beliefs.FILE_CHANNEL:
        _note_reach(row, state, now, error)
    if state is DeliveryState.DELIVERED and row.alert is not None and row.alert.status == Status.ACTUAL:
        beliefs.learn(row, now=now)


def _note_reach(row: DeliveryRow, state: DeliveryState, now: datetime, error: str) -> None:
    reach = reach_of(row)
    if reach is None or state in (DeliveryState.WAITING, DeliveryState.SUPPRESSED, DeliveryState.DIGESTED):
        return
    if state is DeliveryState.DELIVERED:
        reach.delivered_at, reach.failing_since, reach.failed_why, reach.noticed = now, None, "", ""
        if row.alert is not None and row.alert.status == Status.TEST:
            reach.tested_at = now
            reach.private = {"address": email_of(reach.person)} if reach.person else None
    else:
        reach.failing_since = reach.failing_since or now
        reach.failed_why = error[:2000]
    reach.save()


def reach_of(row: DeliveryRow) -> Reach | None:
    """The receiver's row, new when there is none yet; None when the receiver is gone."""
    endpoint = Endpoint.objects.filter(pk=row.receiver).first()
    if endpoint is not None:
        return Reach.objects.get_or_create(endpoint=endpoint, organisation_id=endpoint.organisation_id)[0]
    person = Person.objects.filter(pk=row.receiver).first() if row.channel == "email" else None
    if person is None:
        return None
    found, _ = Reach.objects.get_or_create(person=person, organisation_id=person.organisation_id)
    return found


class Proof(StrEnum):
    """Whether anybody is known to be reachable."""

    PROVED = "proved"
    UNTESTED = "untested"
    """No receiver has ever taken anything."""
    FAILING = "failing"
    """Some have, and all of those fail, are disabled or are gone now."""


def proof(organisation: UUID | str) -> Proof:
    """What the banner says."""
    if is_proved(organisation):
        return Proof.PROVED
    taken = Reach.objects.filter(
        Q(tested_at__isnull=False) | Q(delivered_at__isnull=False), organisation_id=organisation
    )
    return Proof.FAILING if taken.exists() else Proof.UNTESTED


def is_proved(organisation: UUID | str) -> bool:
    """Whether at least one receiver has taken what it was sent and is not failing or disabled now."""
    good = Reach.objects.filter(
        Q(tested_at__isnull=False) | Q(delivered_at__isnull=False),
        organisation_id=organisation,
        failing_since=None,
    )
    if good.filter(endpoint__isnull=False, endpoint__disabled_at=None).exists():
        return True
    return any(_still_there(one) for one in good.filter(person__isnull=False).select_related("person").iterator())


def _still_there(reach: Reach) -> bool:
    """Whether the person's address is the one that was tested; one that was only delivered to counts as it is."""
    address = email_of(reach.person)
    if reach.tested_at is None or reach.private is None:
        return bool(address)
    return bool(address) and cast("dict[str, str]", reach.private)["address"] == address


def end_old_secrets(*, now: datetime) -> int:
    """Forgets secrets whose time is over; how many webhooks had one."""
    ended = 0
    for endpoint in Endpoint.objects.filter(kind="webhook"):
        private = cast("dict[str, list[Secret]]", endpoint.private)
        kept = private.get("secrets", [])
        alive = [one for one in kept if one["until"] is None or parse_time(one["until"]) > now]
        if len(alive) < len(kept):
            endpoint.private = private | {"secrets": alive}
            endpoint.save(update_fields=["private", "updated_at"])
            ended += 1
    return ended
