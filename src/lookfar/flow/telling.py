"""Hands what is due to its channel: at least once, with one id, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Protocol

from lookfar.channels.channel import Channel, NotYet, Outgoing
from lookfar.channels.retry import next_attempt
from lookfar.domain.errors import Undeliverable, Unsent
from lookfar.domain.vocabulary import DeliveryState
from lookfar.flow.receivers import disable, outgoing
from lookfar.flow.wanted import in_digest_at, silenced_since, still_wanted, with_wanted
from lookfar.records import beliefs, claims, outbox

OVERTAKEN = "its receiver has been told a later version"


class Clock(Protocol):
    """Gives the time now."""

    def __call__(self) -> datetime: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How a round of deliveries went."""

    delivered: int = 0
    failed: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A delivery about to be attempted, with what is still wanted in it, and where it goes."""

    claim: outbox.Claim
    outgoing: Outgoing


def tell(channels: Mapping[str, Channel], clock: Clock, chance: Random) -> Told:
    """One round, one after another: claims what is due, attempts each, writes down each outcome at once."""
    delivered = failed = dropped = 0
    for claimed in claims.claim(now=clock(), room={}):
        ready = prepare(claimed, clock())
        if ready is None:
            dropped += 1
            continue
        error = attempt(channels.get(claimed.channel), ready.outgoing)
        if conclude(ready.claim, error, now=clock(), chance=chance) is DeliveryState.DELIVERED:
            delivered += 1
        else:
            failed += 1
    return Told(delivered=delivered, failed=failed, dropped=dropped)


def prepare(claimed: outbox.Claim, now: datetime) -> Ready | None:
    """The attempt as it stands right before sending; None when it is no longer ours, or nobody is to be told."""
    if not outbox.still_mine(claimed, now=now):
        return None
    if silenced_since(claimed, now):
        return None
    claimed = with_wanted(claimed, now)
    addressed = outgoing(claimed, now)
    if beliefs.knows_later(claimed.alert, channel=claimed.channel, receiver=claimed.receiver):
        outbox.forgo(claimed, now=now, error=OVERTAKEN)
        return None
    if not still_wanted(claimed):
        outbox.forgo(claimed, now=now)
        return None
    digest = in_digest_at(claimed, now)
    if digest is not None:
        outbox.forgo(claimed, now=now, digest_at=digest.at, held=digest.held)
        return None
    if addressed is None:
        outbox.drop(claimed, "its receiver is gone", now=now)
        return None
    return Ready(claim=claimed, outgoing=addressed)


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
    claimed: outbox.Leased, error: Unsent | Undeliverable | None, *, now: datetime, chance: Random
) -> DeliveryState:
    """Writes down how an attempt ended, and when the next one is due; nothing when another worker took over."""
    match error:
        case None:
            state, due = DeliveryState.DELIVERED, None
        case Undeliverable():
            state, due = DeliveryState.DEAD_LETTER, None
            disable(claimed, str(error), now=now)
        case Unsent():
            wish = error.retry_after if isinstance(error, NotYet) else None
            due = next_attempt(claimed.attempts + 1, now, chance, wish)
            state = DeliveryState.FAILED if due else DeliveryState.DEAD_LETTER
    outbox.settle(claimed, state=state, now=now, due_at=due, error=str(error or ""))
    return state
