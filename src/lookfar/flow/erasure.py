"""A person taken out of everything that is kept: rows, account, journal, free pages, and every later restore."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import cast

from django.contrib.sessions.models import Session
from django.db import transaction

from lookfar.accounts import audit
from lookfar.accounts.models import Membership, Role, User
from lookfar.channels.file import blank_out
from lookfar.domain.errors import InvalidValue
from lookfar.domain.times import rfc3339
from lookfar.flow.endpoints import remove
from lookfar.records.batches import batches
from lookfar.records.collisions import again_when_collided
from lookfar.records.forgetting import (
    alerts_of,
    clear_free_pages,
    forget,
    let_go_of,
    receives_nothing_more,
    subjects_of,
)
from lookfar.records.models import Endpoint, Leg, PendingImport, Person
from lookfar.records.named import pattern, words_of, write_over
from lookfar.records.outbox import read_alert

LEDGER = "keys/erased"
"""Ids of the erased, of their legs and of messages that spoke of them, and when; beside the keys: with them, and not in
any backup, so that a restore erases again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was taken out. `other_rows`: rows about others that named them.

    `log_is_clear` 0: another process held the database's log, it is emptied by a later run.
    """

    trips: int
    legs: int
    alerts: int
    accounts: int
    sessions: int
    journal_lines: int = 0
    other_rows: int = 0
    log_is_clear: int = 1


def erase_person(person: Person, home: Path, *, now: datetime, whole: bool = False) -> Erased:
    """Takes a person out; raises InvalidValue for the last owner of the organisation.

    `whole`: the database file is written anew as well.
    """
    _refuse_the_last_owner(person)
    ids = lines_of(person)
    _remember(home, [str(person.pk), *sorted(ids - {str(person.pk)})], now)
    journal, named = home / "outbox.jsonl", pattern(words_of(person))
    lines = blank_out(journal, ids, named)  # before the rows go: a run that is stopped here finds them again
    rows = write_over(person)
    erased = again_when_collided(lambda: _out_of_tables(Person.objects.get(pk=person.pk), now))
    lines += blank_out(journal, ids, named)
    clear = clear_free_pages(whole=whole)
    return replace(erased, journal_lines=lines, other_rows=rows, log_is_clear=int(clear))


def lines_of(person: Person) -> set[str]:
    """The ids by which lines of the journal are about somebody: theirs, their legs', and of words sent by hand."""
    by_hand = [row.wire_id for row in alerts_of(person) if read_alert(row).by_hand]
    return {*subjects_of(person), *by_hand}


def _out_of_tables(person: Person, now: datetime) -> Erased:
    ident, organisation = str(person.pk), person.organisation_id
    with transaction.atomic():
        trips, legs = person.trips.count(), Leg.objects.filter(trip__person=person).count()
        alerts = forget(alerts_of(person), now=now)
        receives_nothing_more(ident)
        PendingImport.objects.filter(organisation=organisation).delete()  # any of these files may name them
        _remove_channels(person, now=now)
        user = person.user
        accounts, sessions = _remove_account(person, user) if user is not None else (0, 0)
        person.delete()
        erased = Erased(trips=trips, legs=legs, alerts=alerts, accounts=accounts, sessions=sessions)
        counts = {"trips": trips, "legs": legs, "alerts": alerts, "accounts": accounts}
        audit.record(organisation, audit.Action.ERASED, "person", ident, detail=counts, now=now)
    return erased


def _remove_channels(person: Person, *, now: datetime) -> None:
    """Their browsers, and mailboxes of the organisation that are their own address, get no news any more."""
    words = {word.casefold() for word in words_of(person)}
    for endpoint in Endpoint.objects.filter(organisation=person.organisation_id):
        theirs = person.user_id is not None and endpoint.user_id == person.user_id
        address = cast("dict[str, str]", endpoint.private)["address"]
        if theirs or (endpoint.kind == "email" and address.casefold() in words):
            ident = str(endpoint.pk)
            remove(endpoint, now=now)
            receives_nothing_more(ident)


def _refuse_the_last_owner(person: Person) -> None:
    owners = Membership.objects.filter(organisation=person.organisation_id, role=Role.OWNER)
    if person.user_id is not None and owners.filter(user=person.user_id).exists() and owners.count() == 1:
        raise InvalidValue("this is the organisation's last owner; make somebody else an owner first")


def _remove_account(person: Person, user: User) -> tuple[int, int]:
    """The person's account, unless it belongs to other organisations too; accounts and ended sign-ins."""
    if user.memberships.exclude(organisation=person.organisation_id).exists():
        let_go_of(user, person.organisation_id)
        return 0, 0
    theirs = [
        one.pk for one in Session.objects.iterator() if one.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    Session.objects.filter(pk__in=theirs).delete()
    user.delete()
    return 1, len(theirs)


def _remember(home: Path, ids: Iterable[str], now: datetime) -> None:
    path = home / LEDGER
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a") as ledger:
        ledger.write("".join(f"{rfc3339(now)} {ident}\n" for ident in ids))
        ledger.flush()
        os.fsync(ledger.fileno())


def erased_before(home: Path) -> set[str]:
    """Ids of everybody who was erased from this installation, and of what the journal said of them."""
    path = home / LEDGER
    if not path.exists():
        return set()
    return {words[1] for line in path.read_text().splitlines() if len(words := line.split()) == 2}


def erase_again(home: Path, *, journal: Path, now: datetime) -> int:
    """Takes out of a restored copy, and of its `journal`, whoever was erased since it was made; how many.

    Also files that waited to be confirmed when it was made: nobody waits for them any more.
    """
    ids = erased_before(home)
    blank_out(journal, ids)
    PendingImport.objects.all().delete()
    found = [person for some in batches(_uuids(ids)) for person in Person.objects.filter(pk__in=some)]
    for person in found:
        blank_out(journal, lines_of(person), pattern(words_of(person)))
        write_over(person)
        _out_of_tables(person, now)
    return len(found)


def _uuids(ids: Iterable[str]) -> list[str]:
    return sorted(one for one in ids if "-" in one)
