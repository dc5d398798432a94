"""Hands digests to their receivers, from the same outbox and with the same patience as alerts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import cast

from lookfar.channels.channel import Channel, DigestChannel
from lookfar.domain.errors import Undeliverable, Unsent
from lookfar.domain.vocabulary import DeliveryState
from lookfar.flow.telling import Clock, try_again
from lookfar.records import digests, outbox
from lookfar.records.models import Person


def tell_digests(channels: Mapping[str, Channel], clock: Clock, chance: Random) -> int:
    """One round of the digests that are due; how many were delivered."""
    return sum(_attempt(claimed, channels, clock, chance) for claimed in digests.claim(now=clock()))


def _attempt(claimed: digests.DigestClaim, channels: Mapping[str, Channel], clock: Clock, chance: Random) -> bool:
    if not outbox.still_mine(claimed, now=clock()):
        return False
    to = _address(claimed)
    channel = channels.get(claimed.channel)
    if not to:
        error = "the receiver is gone"
        return _settled(claimed, DeliveryState.SUPPRESSED, clock(), error)
    try:
        if not isinstance(channel, DigestChannel):
            raise Unsent(f"the {claimed.channel} channel is not set up here")
        channel.send_digest(claimed.digest, to, clock())
    except Undeliverable as error:
        return _settled(claimed, DeliveryState.DEAD_LETTER, clock(), str(error))
    except Unsent as error:
        try_again(claimed, error, clock, chance)
        return False
    return outbox.settle(claimed, state=DeliveryState.DELIVERED, now=clock())


def _settled(claimed: digests.DigestClaim, state: DeliveryState, now: datetime, error: str) -> bool:
    outbox.settle(claimed, state=state, now=now, error=error)
    return False


def _address(claimed: digests.DigestClaim) -> str:
    """Where the digest goes as it is now, "" nowhere."""
    if claimed.channel != "email":
        return claimed.receiver
    person = Person.objects.filter(pk=claimed.receiver).first()
    return cast("dict[str, str]", person.private).get("email", "") if person else ""
