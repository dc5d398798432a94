"""What keeps channels true by themselves: word of failing ones, old secrets ended, beliefs brought up to date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction

from lookfar.accounts.models import Membership, Role
from lookfar.alerts.notices import failing_notice
from lookfar.domain.vocabulary import STILL_TO_GO, DeliveryState
from lookfar.flow.receivers import endpoint_name, person_name
from lookfar.records import beliefs, disk_faults, receivers
from lookfar.records.events import number_events
from lookfar.records.models import DeliveryRow, Endpoint, Person, Reach
from lookfar.records.ways import email_of

NOTICES_EVERY = timedelta(minutes=1)
DIFFERENCES_EVERY = timedelta(hours=1)
FAILS_FROM = 3
"""Failed attempts at one message, about five minutes, after which a channel is said to fail."""
_LOUDER = {"": 0, "failing": 1, "dead_letter": 2}


class Upkeep:
    """Does each part at the start and then when it is due; a database that does not answer is asked again later."""

    def __init__(self, clock: Callable[[], datetime], said: Callable[[str], None]) -> None:
        self._clock, self._said = clock, said
        self._notices_at = self._differences_at = clock()

    def run_due(self) -> None:
        """The parts that are due now."""
        now = self._clock()
        try:
            number_events()
            if now >= self._notices_at or self._notices_at - now > NOTICES_EVERY:
                self._notices_at = now + NOTICES_EVERY
                tell_of_failing(now=now)
            if now >= self._differences_at or self._differences_at - now > DIFFERENCES_EVERY:
                self._differences_at = now + DIFFERENCES_EVERY
                receivers.end_old_secrets(now=now)
                sent = bring_up_to_date(now=now)
                if sent:
                    self._said(
                        f"{sent} receivers believed what no longer holds; the newest version goes out again"
                    )
        except DatabaseError as error:
            self._said(f"the upkeep of channels waits: {disk_faults.in_words(error)}")


def bring_up_to_date(*, now: datetime) -> int:
    """Sends the newest version again to whoever still believes an older one; how many. Nobody else hears anything."""
    with transaction.atomic():
        stuck = beliefs.outdated(now=now)
        for belief, row in stuck:
            beliefs.try_again(belief, row, now=now)
    return len(stuck)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spell:
    """One receiver that does not take what it is sent; `dead`: given up since it began to fail."""

    reach: Reach
    channel: str
    receiver: str
    name: str
    waiting: int
    dead: int
    most_attempts: int

    @property
    def level(self) -> str:
        """How loudly it is to be told of."""
        endpoint = self.reach.endpoint
        if self.dead or (endpoint is not None and endpoint.disabled_at is not None):
            return "dead_letter"
        return "failing" if self.most_attempts >= FAILS_FROM else ""


def tell_of_failing(*, now: datetime) -> int:
    """Tells of receivers that fail by every other channel, once a spell and once more for dead letters; how many."""
    told = 0
    for reach in Reach.objects.filter(failing_since__isnull=False).exclude(noticed="dead_letter"):
        with transaction.atomic():
            spell = _spell(Reach.objects.select_for_update(of=("self",)).get(pk=reach.pk))
            if spell is not None and _LOUDER[spell.level] > _LOUDER[spell.reach.noticed]:
                told += _notify(spell, now=now)
    return told


def _spell(reach: Reach) -> _Spell | None:
    if reach.failing_since is None:
        return None
    endpoint, person = reach.endpoint, reach.person
    if endpoint is not None:
        channel, receiver, name = endpoint.kind, str(endpoint.pk), endpoint_name(endpoint)
    elif person is not None:
        channel, receiver, name = "email", str(person.pk), f"{person_name(person)} by e-mail"
    else:
        return None
    rows = DeliveryRow.objects.filter(receiver=receiver, channel=channel)
    opened = list(rows.filter(state__in=STILL_TO_GO).values_list("attempts", flat=True))
    return _Spell(
        reach=reach,
        channel=channel,
        receiver=receiver,
        name=name,
        waiting=len(opened),
        dead=rows.filter(state=DeliveryState.DEAD_LETTER.value, decided_at__gte=reach.failing_since).count(),
        most_attempts=max(opened, default=0),
    )


def _notify(spell: _Spell, *, now: datetime) -> int:
    """0 when there is no other channel: the banner stands for it until there is one."""
    reach = spell.reach
    others = _others(reach, spell.receiver)
    if not others or reach.failing_since is None:
        return 0
    notice = failing_notice(
        organisation=str(reach.organisation_id),
        receiver=spell.receiver,
        spell=reach.failing_since,
        name=spell.name,
        why=reach.failed_why.rstrip("."),
        waiting=spell.waiting,
        dead=spell.dead,
        now=now,
    )
    receivers.keep_for(notice, others, about=reach.person)
    reach.noticed = spell.level
    reach.save(update_fields=["noticed", "updated_at"])
    return 1


def _others(reach: Reach, receiver: str) -> list[tuple[str, str]]:
    """Every other enabled endpoint, devices of owners and managers only; without any, their own e-mail."""
    members = Membership.objects.filter(organisation=reach.organisation_id, role__in=(Role.OWNER, Role.MANAGER))
    users = set(members.values_list("user_id", flat=True))
    endpoints = Endpoint.objects.filter(organisation=reach.organisation_id, disabled_at=None).exclude(pk=receiver)
    found = [(one.kind, str(one.pk)) for one in endpoints if one.user_id is None or one.user_id in users]
    if found:
        return found
    people = Person.objects.filter(organisation=reach.organisation_id, user__in=users).exclude(pk=receiver)
    return [("email", str(person.pk)) for person in people if email_of(person)]
