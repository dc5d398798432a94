"""Hands what is due to its channel: at least once, with one id, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Protocol

from lookfar.channels.channel import Channel, NotYet
from lookfar.channels.retry import next_attempt
from lookfar.domain.errors import Undeliverable, Unsent
from lookfar.domain.vocabulary import DeliveryState
from lookfar.flow.receivers import disable, outgoing
from lookfar.flow.wanted import silenced_since, still_wanted, with_wanted
from lookfar.records import outbox


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
    if silenced_since(claimed, clock()):
        return DeliveryState.WAITING
    claimed = with_wanted(claimed, clock())
    addressed = outgoing(claimed, clock())
    if addressed is None or not still_wanted(claimed, clock()):
        outbox.settle(claimed, state=DeliveryState.SUPPRESSED, now=clock(), error="subject or receiver is gone")
        return DeliveryState.SUPPRESSED
    channel = channels.get(claimed.channel)
    if channel is None:
        return try_again(claimed, Unsent(f"the {claimed.channel} channel is not set up here"), clock, chance)
    try:
        channel.send(addressed)
    except Undeliverable as error:
        outbox.settle(claimed, state=DeliveryState.DEAD_LETTER, now=clock(), error=str(error))
        disable(claimed, str(error), now=clock())
        return DeliveryState.DEAD_LETTER
    except Unsent as error:
        return try_again(claimed, error, clock, chance)
    outbox.settle(claimed, state=DeliveryState.DELIVERED, now=clock())
    return DeliveryState.DELIVERED


def try_again(claimed: outbox.Leased, error: Unsent, clock: Clock, chance: Random) -> DeliveryState:
    """Writes down a failed attempt and when the next one is, or that there is none."""
    now = clock()
    due = next_attempt(claimed.attempts + 1, now, chance, error.retry_after if isinstance(error, NotYet) else None)
    state = DeliveryState.FAILED if due else DeliveryState.DEAD_LETTER
    outbox.settle(claimed, state=state, now=now, due_at=due, error=str(error))
    return state
