"""Hands what is due to its channel: at least once, with one id, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Protocol, cast

from lookfar.accounts.answer_links import answer_token
from lookfar.channels.channel import Channel, NotYet, Outgoing
from lookfar.channels.retry import next_attempt
from lookfar.domain.errors import Undeliverable, Unsent
from lookfar.domain.vocabulary import DeliveryState, MsgType
from lookfar.records import outbox
from lookfar.records.models import Endpoint, Leg, Person


class Clock(Protocol):
    """Gives the time now."""

    def __call__(self) -> datetime: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How a round of deliveries went."""

    delivered: int = 0
    failed: int = 0
    dropped: int = 0


def tell(channels: Mapping[str, Channel], clock: Clock, chance: Random) -> Told:
    """One round: claims what is due, attempts each, writes down each outcome at once."""
    delivered = failed = dropped = 0
    for claimed in outbox.claim(now=clock()):
        match _attempt(claimed, channels, clock, chance):
            case DeliveryState.DELIVERED:
                delivered += 1
            case DeliveryState.SUPPRESSED:
                dropped += 1
            case _:
                failed += 1
    return Told(delivered=delivered, failed=failed, dropped=dropped)


def _attempt(
    claimed: outbox.Claim, channels: Mapping[str, Channel], clock: Clock, chance: Random
) -> DeliveryState:
    if not outbox.still_mine(claimed, now=clock()):
        return DeliveryState.WAITING
    outgoing = _outgoing(claimed, clock())
    if outgoing is None or not _still_wanted(claimed):
        outbox.settle(claimed, state=DeliveryState.SUPPRESSED, now=clock(), error="subject or receiver is gone")
        return DeliveryState.SUPPRESSED
    channel = channels.get(claimed.channel)
    if channel is None:
        return _again(claimed, Unsent(f"the {claimed.channel} channel is not set up here"), clock, chance)
    try:
        channel.send(outgoing)
    except Undeliverable as error:
        outbox.settle(claimed, state=DeliveryState.DEAD_LETTER, now=clock(), error=str(error))
        _disable(claimed, str(error), now=clock())
        return DeliveryState.DEAD_LETTER
    except Unsent as error:
        return _again(claimed, error, clock, chance)
    outbox.settle(claimed, state=DeliveryState.DELIVERED, now=clock())
    return DeliveryState.DELIVERED


def _again(claimed: outbox.Claim, error: Unsent, clock: Clock, chance: Random) -> DeliveryState:
    now = clock()
    due = next_attempt(claimed.attempts + 1, now, chance, error.retry_after if isinstance(error, NotYet) else None)
    state = DeliveryState.FAILED if due else DeliveryState.DEAD_LETTER
    outbox.settle(claimed, state=state, now=now, due_at=due, error=str(error))
    return state


def _outgoing(claimed: outbox.Claim, now: datetime) -> Outgoing | None:
    """The attempt with the receiver's address as it is now; None when there is no such receiver any more."""
    match claimed.channel:
        case "file":
            return Outgoing(alert=claimed.alert, to=claimed.receiver, at=now)
        case "email":
            person = Person.objects.filter(pk=claimed.receiver).first()
            if person is not None:
                address = cast("dict[str, str]", person.private).get("email", "")
                token = answer_token(claimed.alert.id)
                return Outgoing(alert=claimed.alert, to=address, at=now, answer_token=token) if address else None
    endpoint = Endpoint.objects.filter(pk=claimed.receiver, disabled_at=None).first()
    if endpoint is None:
        return None
    private = cast("dict[str, str]", endpoint.private)
    return Outgoing(
        alert=claimed.alert, to=private["address"], at=now, secrets=tuple(private.get("secret", "").split())
    )


def _still_wanted(claimed: outbox.Claim) -> bool:
    """A trip cancelled or removed a second ago gets no new alert; what was told is still followed up."""
    if claimed.alert.msg_type is not MsgType.ALERT or claimed.alert.subject.kind.value != "trip_leg":
        return True
    return Leg.objects.filter(pk=claimed.alert.subject.subject_id, trip__cancelled_at=None).exists()


def _disable(claimed: outbox.Claim, why: str, *, now: datetime) -> None:
    if claimed.channel == "webhook":
        Endpoint.objects.filter(pk=claimed.receiver, disabled_at=None).update(disabled_at=now, disabled_why=why)
