"""Who a delivery goes to: the receiver's address as it is at the moment of sending, and receivers that are gone."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from urllib.parse import urlsplit
from uuid import UUID

from lookfar.accounts.models import Organisation
from lookfar.channels.channel import DeviceKeys, Outgoing
from lookfar.domain.vocabulary import MsgType
from lookfar.flow.escalating import token_of
from lookfar.records import outbox
from lookfar.records.escalations import said_late_to
from lookfar.records.models import DeliveryRow, Endpoint, Person
from lookfar.records.planned import people_behind
from lookfar.records.receivers import secrets_of
from lookfar.records.ways import email_of, may_hear, ways_to


def outgoing(claimed: outbox.Claim, now: datetime) -> Outgoing | None:
    """The attempt with the receiver's address as it is now; None when there is no such receiver any more."""
    if claimed.channel == "file":
        return Outgoing(alert=claimed.alert, to=claimed.receiver, at=now)
    endpoint = Endpoint.objects.filter(pk=claimed.receiver).first()
    if endpoint is None:
        person = Person.objects.filter(pk=claimed.receiver).first() if claimed.channel == "email" else None
        address = email_of(person)
        return _mailed(claimed, address, now) if address else None
    if endpoint.disabled_at is not None or not _may_still_hear(endpoint, claimed):
        return None
    private = cast("dict[str, str]", endpoint.private)
    device = None
    if endpoint.kind == "push":
        device = DeviceKeys(p256dh=private["p256dh"], auth=private["auth"], server_key=private["server_key"])
    secrets = secrets_of(endpoint, now=now)
    return Outgoing(
        alert=claimed.alert,
        to=private["address"],
        at=now,
        secrets=secrets,
        escalated=claimed.escalated,
        late=_late(claimed),
        unreached=_unreached(claimed),
        device=device,
    )


def _late(claimed: outbox.Claim) -> str:
    """That it comes late to a duty contact, by their mail or their device, and why."""
    person = people_behind([claimed.receiver]).get(claimed.receiver) if claimed.escalated else None
    return said_late_to(person, claimed.alert.id) if person is not None else ""


def _mailed(claimed: outbox.Claim, address: str, now: datetime) -> Outgoing:
    """A mail, with what goes in it besides, and the link by which it is acknowledged."""
    return Outgoing(
        alert=claimed.alert,
        to=address,
        at=now,
        grouped=claimed.grouped,
        answer=token_of(claimed.alert.id, claimed.receiver),
        own=DeliveryRow.objects.filter(pk=claimed.delivery, alert__person=UUID(claimed.receiver)).exists(),
        escalated=claimed.escalated,
        late=_late(claimed),
        unreached=_unreached(claimed),
    )


def _unreached(claimed: outbox.Claim) -> str:
    """That whom a mail is about hears nothing of it by Lookfar; "" of what is over."""
    if claimed.channel != "email" or claimed.alert.msg_type is MsgType.CANCEL:
        return ""
    said = unreached(DeliveryRow.objects.select_related("alert__person").get(pk=claimed.delivery).version.person)
    return f"{said} Reach them yourself." if said else ""


def _may_still_hear(endpoint: Endpoint, claimed: outbox.Claim) -> bool:
    """A device whose user has left, or may see less than before, is not told; asked right before sending."""
    if endpoint.kind != "push":
        return True
    row = DeliveryRow.objects.select_related("alert__person").get(pk=claimed.delivery).version
    return may_hear(endpoint, row)


def disable(claimed: outbox.Leased, why: str, *, now: datetime) -> None:
    """A webhook or device that will never take anything again gets nothing more until its owner enables it."""
    if claimed.channel in ("webhook", "push"):
        Endpoint.objects.filter(pk=claimed.receiver, disabled_at=None).update(disabled_at=now, disabled_why=why)


def unreached(person: Person | None) -> str:
    """That Lookfar has no way to tell somebody; "" when it has one, or of nobody."""
    if person is None or ways_to(person, about=person):
        return ""
    phone = cast("dict[str, str]", person.private).get("phone")
    besides = "only a phone number, which Lookfar does not call" if phone else "nor a phone number"
    return (
        f"Lookfar cannot tell {person_name(person)}: no e-mail address and no device of theirs is kept, {besides}."
    )


def unreached_people(organisation: Organisation) -> tuple[str, ...]:
    """The names of those of an organisation whom Lookfar has no way to tell."""
    people = Person.objects.filter(organisation=organisation)
    return tuple(sorted(person_name(one) for one in people if not ways_to(one, about=one)))


def endpoint_name(endpoint: Endpoint) -> str:
    """Words for an endpoint that tell no secret: of a webhook its host only, since its path may be one."""
    private = cast("dict[str, str]", endpoint.private)
    match endpoint.kind:
        case "webhook":
            return f"the webhook at {urlsplit(private['address']).netloc}"
        case "email":
            return f"the mailbox {private['address']}"
        case _:
            return f"the device {private['name']} of {endpoint.user}"


def person_name(person: Person) -> str:
    """The person's own name."""
    return cast("dict[str, str]", person.private)["name"]
