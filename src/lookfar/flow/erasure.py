"""A person taken out of everything that is kept: rows, account, journal, free pages, and every later restore."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import transaction

from lookfar.accounts import audit
from lookfar.accounts.models import Membership, Role, User
from lookfar.channels.file import blank_out
from lookfar.domain.errors import InvalidValue
from lookfar.domain.times import rfc3339
from lookfar.records.forgetting import (
    alerts_of,
    clear_free_pages,
    forget,
    receives_nothing_more,
    subjects_of,
)
from lookfar.records.models import Leg, Person

LEDGER = "keys/erased"
"""Ids of the erased and when, beside the keys: with them, and not in any backup, so that a restore erases again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was taken out. `log_is_clear` 0: another process held the database's log, it is emptied by a later run."""

    trips: int
    legs: int
    alerts: int
    accounts: int
    sessions: int
    journal_lines: int
    log_is_clear: int = 1


def erase_person(person: Person, home: Path, *, now: datetime, whole: bool = False) -> Erased:
    """Takes a person out; raises InvalidValue for the last owner of the organisation.

    `whole`: the database file is written anew as well.
    """
    _refuse_the_last_owner(person)
    _remember(home, str(person.pk), now)
    subjects, journal = subjects_of(person), home / "outbox.jsonl"
    lines = blank_out(journal, subjects)  # before the rows go: a run that is stopped here finds them again
    erased = _out_of_tables(person, now)
    lines += blank_out(journal, subjects)
    clear = clear_free_pages(whole=whole)
    return Erased(**{**asdict(erased), "journal_lines": lines, "log_is_clear": int(clear)})


def _out_of_tables(person: Person, now: datetime) -> Erased:
    ident, organisation = str(person.pk), person.organisation_id
    with transaction.atomic():
        trips, legs = person.trips.count(), Leg.objects.filter(trip__person=person).count()
        alerts = forget(alerts_of(person), now=now)
        receives_nothing_more(ident)
        user = person.user
        accounts, sessions = _remove_account(person, user) if user is not None else (0, 0)
        person.delete()
        erased = Erased(
            trips=trips, legs=legs, alerts=alerts, accounts=accounts, sessions=sessions, journal_lines=0
        )
        counts = {"trips": trips, "legs": legs, "alerts": alerts, "accounts": accounts}
        audit.record(organisation, audit.Action.ERASED, "person", ident, detail=counts, now=now)
    return erased


def _refuse_the_last_owner(person: Person) -> None:
    owners = Membership.objects.filter(organisation=person.organisation_id, role=Role.OWNER)
    if person.user_id is not None and owners.filter(user=person.user_id).exists() and owners.count() == 1:
        raise InvalidValue("this is the organisation's last owner; make somebody else an owner first")


def _remove_account(person: Person, user: User) -> tuple[int, int]:
    """The person's account, unless it belongs to other organisations too; accounts and ended sign-ins."""
    Membership.objects.filter(user=user, organisation=person.organisation_id).delete()
    if user.memberships.exists():
        return 0, 0
    theirs = [
        one.pk for one in Session.objects.iterator() if one.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    Session.objects.filter(pk__in=theirs).delete()
    user.delete()
    return 1, len(theirs)


def _remember(home: Path, ident: str, now: datetime) -> None:
    path = home / LEDGER
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a") as ledger:
        ledger.write(f"{rfc3339(now)} {ident}\n")
        ledger.flush()
        os.fsync(ledger.fileno())


def erased_before(home: Path) -> set[str]:
    """Ids of everybody who was erased from this installation."""
    path = home / LEDGER
    if not path.exists():
        return set()
    return {words[1] for line in path.read_text().splitlines() if len(words := line.split()) == 2}


def erase_again(home: Path, *, journal: Path, now: datetime) -> int:
    """Takes out of a restored copy, and of its `journal`, whoever was erased since it was made; how many."""
    found = list(Person.objects.filter(pk__in=erased_before(home)))
    for person in found:
        blank_out(journal, subjects_of(person))
        _out_of_tables(person, now)
    return len(found)
