"""What was held finds its way out: released, sent together, digested, or handed to the duty contacts.

Runs in the worker's loop; each step is a transaction of its own, finds nothing to do when it was done, and may run in
several workers at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lookfar.domain.alert import Alert
from lookfar.domain.vocabulary import HoldReason, Resolution
from lookfar.flow.escalating import escalate
from lookfar.flow.health import hearing_as_of
from lookfar.flow.holding import House
from lookfar.flow.matching import match_again
from lookfar.records import digests, holds, lost_digests, planned, set_back
from lookfar.records import rules as kept
from lookfar.records.models import AlertRow, Person
from lookfar.records.own_incidents import incident_now


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """How many alerts were decided on again, went into others' messages, were digested, were escalated."""

    again: int = 0
    grouped: int = 0
    digests: int = 0
    steps: int = 0


def release_due(now: datetime) -> Released:
    """One round of everything that was held and may go now; what a clock put off that was set back since, too."""
    set_back.mend_waits(now=now)
    return Released(
        again=_look_again(now),
        grouped=planned.form_groups(now),
        digests=_digest(now),
        steps=escalate(now),
    )


def _look_again(now: datetime) -> int:
    rows = holds.to_look_at(now)
    for row in rows:
        with transaction.atomic():
            if holds.looked_at(row):
                _decide_again(row, now=now)
    return len(rows)


def decide_again(row: AlertRow, *, now: datetime) -> Alert | None:
    """What is decided of a version's subject and its incident as they are now; None when it is out of reach."""
    incident = incident_now(str(row.organisation_id), row.incident_id)
    if incident is None or incident.id != row.incident_id or row.origin != incident.origin.value:
        return None
    return match_again(incident, row.subject_id, now=now)


def _decide_again(row: AlertRow, *, now: datetime) -> None:
    """The hold's incident as it is now: told, held for another reason, or left for the digest."""
    alert = decide_again(row, now=now)
    if alert is not None and alert.held is None:
        AlertRow.objects.filter(pk=row.pk).update(resolution=Resolution.RELEASED.value, resolved_at=now)
        return
    if alert is None or alert.held is not HoldReason.SILENCED:
        person = Person.objects.filter(pk=row.person_id).first() if row.person_id else None
        at = House(str(row.organisation_id), now=now).manners(person).digest_at(now)
        holds.into_digest(row, at=at)


def _digest(now: datetime) -> int:
    due = digests.due(now)
    if not due:
        return 0
    blind = [state.source.name for state in hearing_as_of(now).blind]
    together: dict[tuple[str, Person | None], digests.Due] = {}
    for (organisation, person, lost), some in due.items():
        to = Person.objects.filter(pk=person).first() if person else None
        if to is None or lost:
            to = lost_digests.who_takes_mail([to, *kept.duty_contacts(organisation)]) or to
        all_of = together.setdefault((organisation, to), digests.Due())
        all_of.holds.extend(some.holds)
        all_of.waited.extend(some.waited)
    return sum(digests.make(some, to=to, blind=blind, now=now) is not None for (_, to), some in together.items())
