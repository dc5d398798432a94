"""Messages to many: asking a second person to look, and what that one says; the message leaves on their word."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import cast
from uuid import UUID

import orjson

from lookfar.accounts.models import Organisation, User
from lookfar.alerts.notices import stopped_notice, waiting_notice
from lookfar.alerts.second_person import has_lapsed
from lookfar.domain.alert import Alert
from lookfar.domain.errors import InvalidValue
from lookfar.domain.incident import Incident
from lookfar.domain.vocabulary import MassMessageState
from lookfar.flow import own_incidents, safety
from lookfar.flow.warrants import LONGEST_WHY, Warrant
from lookfar.records import mass_messages, receivers
from lookfar.records.codec import INCIDENT
from lookfar.records.collisions import as_now, as_one
from lookfar.records.models import MassMessage
from lookfar.records.own_incidents import Entry

_LOOKED_AT = Warrant(approved=True)


@as_one
def hold_incident(
    organisation: Organisation, incident: Incident, entry: Entry, *, by: User | None, now: datetime
) -> MassMessage:
    """Keeps a version entered by hand until a second person looks at it; the others who may are told that it waits."""
    private: dict[str, object] = {"incident": orjson.loads(INCIDENT.write(incident)), "entry": entry}
    people = own_incidents.people_reached(organisation, incident)
    return _hold(organisation, mass_messages.OWN_INCIDENT, incident.id, people, private, by=by, now=now)


@as_one
def hold_question(
    organisation: Organisation, ident: str, *, words: str, by: User | None, now: datetime, silent: bool = False
) -> MassMessage:
    """The same of a question whether people are safe; raises what asking it raises.

    `silent`: it is for those who have not answered, as they are when it leaves.
    """
    only = silent_ones(organisation, ident, now) if silent else None
    people = safety.would_ask(organisation, ident, words=words, now=now, only=only)
    private: dict[str, object] = {"words": words, "silent": silent}
    incident = safety.incident_of(organisation, ident)
    return _hold(organisation, mass_messages.QUESTION, incident.id, people, private, by=by, now=now)


def silent_ones(organisation: Organisation, ident: str, now: datetime) -> frozenset[str]:
    """Who was asked about an incident and has not answered; ids of persons."""
    return safety.count(organisation, ident, as_of=now).count.silent


def _hold(
    organisation: Organisation,
    kind: str,
    incident: str,
    people: int,
    private: dict[str, object],
    *,
    by: User | None,
    now: datetime,
) -> MassMessage:
    users = list(mass_messages.others_who_may(organisation, by).values_list("user_id", flat=True))
    if not users:
        raise InvalidValue("nobody else could look at it: send it yourself")
    row = mass_messages.keep(
        MassMessage(
            organisation=organisation,
            kind=kind,
            incident_id=incident,
            people=people,
            state=MassMessageState.WAITING.value,
            asked_at=now,
            asked_by=by,
            private={**private, "why": ""},
        )
    )
    notice = waiting_notice(organisation=str(organisation.pk), waiting=str(row.pk), people=people, now=now)
    _tell(organisation, users, notice)
    return row


def _tell(organisation: Organisation, users: Iterable[UUID], notice: Alert) -> None:
    ways = [way for some in mass_messages.ways_of(organisation, users).values() for way in some]
    if ways:
        receivers.keep_for(notice, ways)


@as_one
def approve(row: MassMessage, *, by: User | None, now: datetime) -> int:
    """Sends it on the word of a second person; how many alerts or questions are due.

    Raises InvalidValue when it is theirs, has ended or lapsed, or what it tells of is not as it was.
    """
    kept = _still_waiting(row, now)
    if by is None or kept.asked_by_id == by.pk:
        raise InvalidValue("somebody else than whoever sends it has to look at it")
    return _leave(kept, MassMessageState.APPROVED, by=by, why="", now=now)


@as_one
def send_alone(row: MassMessage, *, by: User | None, why: str, now: datetime) -> int:
    """Sends what waits without a second person, in an emergency; how many are due.

    Raises InvalidValue without a reason, or when somebody else wrote it: they have looked, and send it as that.
    """
    kept = _still_waiting(row, now)
    if by is None or kept.asked_by_id != by.pk:
        raise InvalidValue("you have looked at it: send it as a second person")
    said = " ".join(why.split())[:LONGEST_WHY]
    if not said:
        raise InvalidValue("say what the emergency is: it is kept with the message")
    return _leave(kept, MassMessageState.EMERGENCY, by=by, why=said, now=now)


@as_one
def refuse(row: MassMessage, *, by: User | None, why: str, now: datetime) -> None:
    """It does not leave: a second person says no, or whoever wrote it takes it back; one that has lapsed is put away.

    Whoever wrote it hears of it. Raises InvalidValue when it has ended.
    """
    kept = _not_ended(row)
    said = " ".join(why.split())[:LONGEST_WHY]
    mass_messages.end(kept, MassMessageState.REFUSED, by=by, why=said, now=now)
    if kept.asked_by_id is not None and (by is None or kept.asked_by_id != by.pk):
        organisation = kept.organisation
        notice = stopped_notice(
            organisation=str(organisation.pk), waiting=str(kept.pk), people=kept.people, why=said, now=now
        )
        _tell(organisation, [kept.asked_by_id], notice)


def _not_ended(row: MassMessage) -> MassMessage:
    kept = as_now(row)
    if kept.state != MassMessageState.WAITING:
        raise InvalidValue(f"it does not wait any more: {kept.state}")
    return kept


def _still_waiting(row: MassMessage, now: datetime) -> MassMessage:
    kept = _not_ended(row)
    if has_lapsed(kept.asked_at, now):
        raise InvalidValue("it has waited for more than a day: send it anew, as things are now")
    return kept


def _leave(row: MassMessage, state: MassMessageState, *, by: User | None, why: str, now: datetime) -> int:
    """Its sender stays whoever wrote it; whoever lets it leave stands beside."""
    private = cast("dict[str, object]", row.private)
    if row.kind == mass_messages.QUESTION:
        due = safety.ask_everybody(
            row.organisation,
            row.incident_id,
            words=str(private["words"]),
            by=row.asked_by,
            now=now,
            only=silent_ones(row.organisation, row.incident_id, now) if private["silent"] else None,
            warrant=_LOOKED_AT,
        )
    else:
        due = own_incidents.tell(
            row.organisation,
            mass_messages.incident_in(row),
            cast("Entry", private["entry"]),
            by=row.asked_by,
            warrant=_LOOKED_AT,
            now=now,
        )
    mass_messages.end(row, state, by=by, why=why, now=now)
    return due
