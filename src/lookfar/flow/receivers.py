"""Who a delivery goes to: the receiver's address as it is at the moment of sending, and receivers that are gone."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from lookfar.channels.channel import Outgoing
from lookfar.records import outbox
from lookfar.records.models import Endpoint, Person


def outgoing(claimed: outbox.Claim, now: datetime) -> Outgoing | None:
    """The attempt with the receiver's address as it is now; None when there is no such receiver any more."""
    match claimed.channel:
        case "file":
            return Outgoing(alert=claimed.alert, to=claimed.receiver, at=now)
        case "email":
            person = Person.objects.filter(pk=claimed.receiver).first()
            if person is not None:
                address = cast("dict[str, str]", person.private).get("email", "")
                return Outgoing(alert=claimed.alert, to=address, at=now) if address else None
    endpoint = Endpoint.objects.filter(pk=claimed.receiver, disabled_at=None).first()
    if endpoint is None:
        return None
    private = cast("dict[str, str]", endpoint.private)
    return Outgoing(
        alert=claimed.alert, to=private["address"], at=now, secrets=tuple(private.get("secret", "").split())
    )


def disable(claimed: outbox.Claim, why: str, *, now: datetime) -> None:
    """A webhook that will never take anything again gets nothing more until its owner enables it."""
    if claimed.channel == "webhook":
        Endpoint.objects.filter(pk=claimed.receiver, disabled_at=None).update(disabled_at=now, disabled_why=why)
