"""Hands digests to their receivers, from the same outbox and with the same patience as alerts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from django.db import transaction

from lookfar.channels.channel import Channel, DigestChannel
from lookfar.domain.errors import Undeliverable, Unsent
from lookfar.domain.ids import IncidentId
from lookfar.domain.vocabulary import DeliveryState
from lookfar.flow.holding import House
from lookfar.flow.matching import would_reach
from lookfar.flow.releasing import decide_again, release_due
from lookfar.flow.telling import Clock, conclude
from lookfar.records import digests, lost_digests, outbox
from lookfar.records.models import DigestRow, Person
from lookfar.records.planned import people_behind
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
        with transaction.atomic():
            if outbox.settle(claimed, state=DeliveryState.SUPPRESSED, now=clock(), error=error):
                _untold(claimed.digest.id, now=clock())
        return False
    failed = _hand_over(_as_received(claimed), channels.get(claimed.channel), to, clock())
    with transaction.atomic():
        state = conclude(claimed, failed, now=clock(), chance=chance)
        if state is DeliveryState.DEAD_LETTER and lost_digests.is_given_up(claimed.delivery, claimed.fence):
            _untold(claimed.digest.id, now=clock())
    return state is DeliveryState.DELIVERED


def _untold(digest: str, *, now: datetime) -> None:
    """What a digest held that was given up is untold: decided on again, and else left to the next digest.

    What was taken back meanwhile, or by now is somewhere else, stays as it is.
    """
    row = DigestRow.objects.get(pk=digest)
    for hold in lost_digests.holds_in(row):
        if would_reach(IncidentId(hold.incident_id), hold.subject_id, str(hold.organisation_id)):
            lost_digests.open_again(hold, now=now)
    for one in lost_digests.deliveries_in(row):
        alert = one.version
        person = people_behind([one.receiver]).get(one.receiver) or alert.person
        until = House(str(alert.organisation_id), now=now).manners(person).digest_at(now)
        if lost_digests.wait_again(one, until=until, now=now):
            decide_again(alert, now=now)


def _as_received(claimed: digests.DigestClaim) -> digests.DigestClaim:
    """The same with the receiver's own clock in it."""
    person = people_behind([claimed.receiver]).get(claimed.receiver)
    if person is None:
        return claimed
    until = claimed.digest.until.astimezone(UTC)
    local = until.astimezone(House(str(person.organisation_id), now=until).manners(person).zone)
    same = local.replace(tzinfo=None) == until.replace(tzinfo=None)
    return replace(claimed, digest=replace(claimed.digest, clock="" if same else f"{local:%H:%M}"))


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
