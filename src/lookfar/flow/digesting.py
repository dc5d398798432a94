"""Hands digests to their receivers, from the same outbox and with the same patience as alerts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random

from lookfar.channels.channel import Channel, DigestChannel
from lookfar.domain.errors import Undeliverable, Unsent
from lookfar.domain.vocabulary import DeliveryState
from lookfar.flow.releasing import release_due
from lookfar.flow.telling import Clock, conclude
from lookfar.records import digests, outbox
from lookfar.records.models import Person
from lookfar.records.ways import email_of


def release_and_digest(channels: Mapping[str, Channel], clock: Clock, chance: Random) -> int:
    """One round of what was held and may go now, then of the digests; how many digests were delivered."""
    release_due(clock())
    return tell_digests(channels, clock, chance)


def tell_digests(channels: Mapping[str, Channel], clock: Clock, chance: Random) -> int:
    """One round of the digests that are due; how many were delivered."""
    return sum(_attempt(claimed, channels, clock, chance) for claimed in digests.claim(now=clock()))


def _attempt(claimed: digests.DigestClaim, channels: Mapping[str, Channel], clock: Clock, chance: Random) -> bool:
    if not outbox.still_mine(claimed, now=clock()):
        return False
    to = _address(claimed)
    if not to:
        error = "the receiver is gone"
        outbox.settle(claimed, state=DeliveryState.SUPPRESSED, now=clock(), error=error)
        return False
    failed = _hand_over(claimed, channels.get(claimed.channel), to, clock())
    return conclude(claimed, failed, now=clock(), chance=chance) is DeliveryState.DELIVERED


def _hand_over(
    claimed: digests.DigestClaim, channel: Channel | None, to: str, at: datetime
) -> Unsent | Undeliverable | None:
    if not isinstance(channel, DigestChannel):
        return Unsent(f"the {claimed.channel} channel is not set up here")
    try:
        channel.send_digest(claimed.digest, to, at)
    except (Unsent, Undeliverable) as error:
        return error
    return None


def _address(claimed: digests.DigestClaim) -> str:
    """Where the digest goes as it is now, "" nowhere."""
    if claimed.channel != "email":
        return claimed.receiver
    return email_of(Person.objects.filter(pk=claimed.receiver).first())
