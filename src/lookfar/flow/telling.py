"""Hands what is due to its channel: at least once, with one id, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Protocol, cast

from lookfar.channels.channel import Channel, NotYet, Outgoing
from lookfar.channels.retry import next_attempt
from lookfar.domain.errors import Undeliverable, Unsent
from lookfar.domain.vocabulary import DeliveryState, MsgType
from lookfar.records import claims, outbox
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
    """One round, one after another: claims what is due, attempts each, writes down each outcome at once."""
    delivered = failed = dropped = 0
    for claimed in claims.claim(now=clock(), room={}):
        outgoing = prepare(claimed, clock())
        if outgoing is None:
            dropped += 1
            continue
        error = attempt(channels.get(claimed.channel), outgoing)
        if conclude(claimed, error, now=clock(), chance=chance) is DeliveryState.DELIVERED:
            delivered += 1
        else:
            failed += 1
    return Told(delivered=delivered, failed=failed, dropped=dropped)


def prepare(claimed: outbox.Claim, now: datetime) -> Outgoing | None:
    """The attempt as it stands right before sending; None when it is no longer ours, or nobody is to be told."""
    if not outbox.still_mine(claimed, now=now):
        return None
    outgoing = _outgoing(claimed, now)
    if outgoing is None or not _still_wanted(claimed):
        outbox.settle(claimed, state=DeliveryState.SUPPRESSED, now=now, error="subject or receiver is gone")
        return None
    return outgoing


def attempt(channel: Channel | None, outgoing: Outgoing) -> Unsent | Undeliverable | None:
    """Hands over one alert version; why the channel did not take it, None when it did. Asks no database."""
    if channel is None:
        return Unsent("this channel is not set up here")
    try:
        channel.send(outgoing)
    except (Unsent, Undeliverable) as error:
        return error
    return None


def conclude(
    claimed: outbox.Claim, error: Unsent | Undeliverable | None, *, now: datetime, chance: Random
) -> DeliveryState:
    """Writes down how an attempt ended, and when the next one is due; nothing when another worker took over."""
    match error:
        case None:
            state, due = DeliveryState.DELIVERED, None
        case Undeliverable():
            state, due = DeliveryState.DEAD_LETTER, None
            _disable(claimed, str(error), now=now)
        case Unsent():
            wish = error.retry_after if isinstance(error, NotYet) else None
            due = next_attempt(claimed.attempts + 1, now, chance, wish)
            state = DeliveryState.FAILED if due else DeliveryState.DEAD_LETTER
    outbox.settle(claimed, state=state, now=now, due_at=due, error=str(error or ""))
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
                return Outgoing(alert=claimed.alert, to=address, at=now) if address else None
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
