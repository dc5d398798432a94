"""Channels of an organisation: added, tested, given new secrets, enabled again, removed; dead letters sent again."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from lookfar.accounts import audit
from lookfar.accounts.models import Organisation, User
from lookfar.alerts.notices import test_alert
from lookfar.channels.addresses import check_receiver
from lookfar.channels.email import address as clean_address
from lookfar.channels.push import device_keys
from lookfar.channels.webhook import new_secret
from lookfar.domain.errors import InvalidValue
from lookfar.domain.times import rfc3339
from lookfar.domain.vocabulary import STILL_TO_GO, DeliveryState, Status
from lookfar.records import beliefs, receivers
from lookfar.records.escalations import could_not_reach
from lookfar.records.lost_digests import take_up_again
from lookfar.records.models import DeliveryRow, Endpoint, Person, Reach
from lookfar.records.receivers import Secret
from lookfar.records.ways import email_of

MOST_ENDPOINTS = 100
OVERLAP = timedelta(hours=24)
"""How long an old secret signs beside the new one."""


def add_webhook(organisation: Organisation, url: str, *, now: datetime) -> tuple[Endpoint, str]:
    """A new webhook and its secret, which is shown once; its test is on the way. Raises InvalidValue."""
    text = new_secret(secrets.token_bytes(32))
    private = {"address": check_receiver(url), "secrets": [Secret(text=text, until=None)]}
    return _add(organisation, "webhook", private, now=now), text


def add_mailbox(organisation: Organisation, address: str, *, now: datetime) -> Endpoint:
    """A duty mailbox that gets all of the organisation's alerts; its test is on the way. Raises InvalidValue."""
    return _add(organisation, "email", {"address": clean_address(address.strip())}, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a browser gave when it subscribed to our `server_key`; `name` tells it from its user's others."""

    address: str
    p256dh: str
    auth: str
    server_key: str
    name: str


def add_device(organisation: Organisation, user: User, given: Subscription, *, now: datetime) -> Endpoint:
    """A browser that is told what its user may see; its test is on the way.

    A browser tells one person: whoever it told before, here or in another organisation, it tells no more.
    Raises InvalidValue.
    """
    address = check_receiver(given.address)
    device_keys(given.p256dh, given.auth)
    private = {
        "address": address,
        "p256dh": given.p256dh,
        "auth": given.auth,
        "server_key": given.server_key,
        "name": given.name,
        "digest": hashlib.sha256(address.encode()).hexdigest(),
    }
    with transaction.atomic():
        for known in Endpoint.objects.filter(kind="push"):
            if cast("dict[str, str]", known.private)["address"] == address:
                remove(known, now=now)
        return _add(organisation, "push", private, now=now, user=user)


def _add(
    organisation: Organisation,
    kind: str,
    private: Mapping[str, object],
    *,
    now: datetime,
    user: User | None = None,
) -> Endpoint:
    with transaction.atomic():
        known = list(Endpoint.objects.filter(organisation=organisation))
        if len(known) >= MOST_ENDPOINTS:
            raise InvalidValue(f"an organisation has at most {MOST_ENDPOINTS} channels; remove one first")
        if any(cast("dict[str, str]", one.private)["address"] == private["address"] for one in known):
            raise InvalidValue("this address is already one of your channels")
        added = Endpoint.objects.create(organisation=organisation, kind=kind, private=dict(private), user=user)
        test_endpoint(added, now=now)
    return added


def rotate(endpoint: Endpoint, *, now: datetime) -> str:
    """A new secret, shown once; the one before signs beside it for 24 hours, and older ones no more.

    Raises InvalidValue for what has no secret.
    """
    if endpoint.kind != "webhook":
        raise InvalidValue("only a webhook has a secret")
    text = new_secret(secrets.token_bytes(32))
    with transaction.atomic():
        kept = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
        private = cast("dict[str, list[Secret]]", kept.private)
        before = Secret(text=private["secrets"][0]["text"], until=rfc3339(now + OVERLAP))
        kept.private = private | {"secrets": [Secret(text=text, until=None), before]}
        kept.save(update_fields=["private", "updated_at"])
    return text


def enable(endpoint: Endpoint, *, now: datetime) -> None:
    """A disabled endpoint is used again, tested at once, and told how what it was told of went on."""
    with transaction.atomic():
        endpoint.disabled_at, endpoint.disabled_why = None, ""
        endpoint.save(update_fields=["disabled_at", "disabled_why", "updated_at"])
        Reach.objects.filter(endpoint=endpoint).update(
            failing_since=None, failed_why="", noticed="", tested_at=None, delivered_at=None
        )
        test_endpoint(endpoint, now=now)
        for belief, row in beliefs.outdated(now=now, receiver=str(endpoint.pk)):
            beliefs.try_again(belief, row, now=now)


def remove(endpoint: Endpoint, *, now: datetime) -> None:
    """The endpoint with its secrets; what was still to be sent to it is not sent."""
    with transaction.atomic():
        rows = DeliveryRow.objects.filter(receiver=str(endpoint.pk))
        lost = list(rows.filter(state__in=STILL_TO_GO).values_list("pk", flat=True))
        gone = rows.filter(state__in=(*STILL_TO_GO, DeliveryState.DEAD_LETTER.value))
        gone.update(state=DeliveryState.SUPPRESSED.value, last_error="its receiver was removed")
        for delivery in lost:
            could_not_reach(delivery, now=now)
        endpoint.delete()


def remove_devices(organisation: UUID, user: User, *, now: datetime) -> None:
    """A user who leaves an organisation is told nothing more of it by his browsers."""
    for device in Endpoint.objects.filter(organisation=organisation, user=user):
        remove(device, now=now)


def test_endpoint(endpoint: Endpoint, *, now: datetime) -> None:
    """A test to this endpoint alone, by the same way as an alert."""
    _test(str(endpoint.organisation_id), endpoint.kind, str(endpoint.pk), now=now)


def test_person(person: Person, *, now: datetime) -> None:
    """A test by e-mail to this person alone; raises InvalidValue when no address is known."""
    if not email_of(person):
        raise InvalidValue("this person has no e-mail address yet")
    _test(str(person.organisation_id), "email", str(person.pk), now=now)


def _test(organisation: str, channel: str, receiver: str, *, now: datetime) -> None:
    with transaction.atomic():
        before = DeliveryRow.objects.filter(
            receiver=receiver, state__in=STILL_TO_GO, alert__status=Status.TEST.value
        )
        before.update(state=DeliveryState.SUPPRESSED.value, last_error="a newer test was asked for")
        alert = test_alert(organisation=organisation, receiver=receiver, asked_at=now)
        receivers.keep_for(alert, [(channel, receiver)])
        audit.deed(organisation, audit.Action.TESTED, "channel", receiver)


def send_again(organisation: Organisation, delivery: int, *, now: datetime) -> bool:
    """Puts a dead letter back in the queue, with the id it always had; False when it is none (any more).

    Later versions of its alert that its receiver did not take either follow it.
    """
    given_up = DeliveryRow.objects.filter(pk=delivery, state=DeliveryState.DEAD_LETTER.value)
    row = given_up.select_related("alert").first()
    if row is None:
        return False
    later = (
        Q(alert__alert_id=row.alert.alert_id, alert__sequence__gt=row.alert.sequence)
        if row.alert
        else Q(pk=row.pk)
    )
    theirs = DeliveryRow.objects.filter(later, channel=row.channel, receiver=row.receiver)
    return bool(_again(organisation, now=now, pk__in=[row.pk, *theirs.values_list("pk", flat=True)]))


def send_all_again(organisation: Organisation, receiver: UUID, *, now: datetime) -> int:
    """The same for every dead letter of a receiver; how many."""
    return _again(organisation, now=now, receiver=str(receiver))


def _again(organisation: Organisation, *, now: datetime, **which: object) -> int:
    ours = Q(alert__organisation=organisation) | Q(digest__organisation=organisation)
    dead = DeliveryRow.objects.filter(ours, state=DeliveryState.DEAD_LETTER.value, **which)
    keys = list(dead.values_list("pk", flat=True))
    again = DeliveryRow.objects.filter(pk__in=keys, state=DeliveryState.DEAD_LETTER.value)
    with transaction.atomic():
        for row in again.filter(digest__isnull=False).select_related("digest"):
            if row.digest is not None and not take_up_again(row.digest, now=now):
                DeliveryRow.objects.filter(pk=row.pk).update(
                    state=DeliveryState.SUPERSEDED.value, last_error="all that it held was told otherwise"
                )
        count = again.update(state=DeliveryState.WAITING.value, attempts=0, held="", due_at=now, decided_at=now)
        if count:
            named = str(which.get("receiver") or min(keys))
            audit.deed(organisation.pk, audit.Action.CHANGED, "dead-letter", named, detail={"messages": count})
    return count
