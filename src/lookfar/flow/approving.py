"""Messages to many: asking a second person to look, and what that one says; the message leaves on their word."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import cast

import orjson

from lookfar.accounts.models import Organisation, User
from lookfar.alerts.notices import waiting_notice
from lookfar.alerts.second_person import has_lapsed
from lookfar.domain.errors import InvalidValue
from lookfar.domain.incident import Incident
from lookfar.domain.vocabulary import MassMessageState
from lookfar.flow import own_incidents, safety
from lookfar.flow.warrants import LONGEST_WHY, Warrant
from lookfar.records import mass_messages, receivers
from lookfar.records.codec import INCIDENT
from lookfar.records.collisions import as_now, as_one
from lookfar.records.models import MassMessage, Person
from lookfar.records.own_incidents import Entry
from lookfar.records.ways import ways_to

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
    organisation: Organisation,
    ident: str,
    *,
    words: str,
    by: User | None,
    now: datetime,
    only: Collection[str] | None = None,
) -> MassMessage:
    """The same of a question whether people are safe; raises what asking it raises."""
    people = safety.would_ask(organisation, ident, words=words, only=only)
    private: dict[str, object] = {"words": words, "only": None if only is None else sorted(only)}
    incident = safety.incident_of(organisation, ident)
    return _hold(organisation, mass_messages.QUESTION, incident.id, people, private, by=by, now=now)


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
    row = mass_messages.keep(
        organisation,
        kind,
        incident,
        people=people,
        state=MassMessageState.WAITING,
        private={**private, "why": ""},
        by=by,
        now=now,
    )
    users = mass_messages.others_who_may(organisation, by).values_list("user_id", flat=True)
    others = Person.objects.filter(organisation=organisation, user__in=users)
    ways = [way for one in others for way in ways_to(one, about=None)]
    if ways:
        notice = waiting_notice(organisation=str(organisation.pk), waiting=str(row.pk), people=people, now=now)
        receivers.keep_for(notice, ways)
    return row


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
    """Sends what waits without a second person, in an emergency; how many are due. Raises InvalidValue without a reason."""
    kept = _still_waiting(row, now)
    said = " ".join(why.split())[:LONGEST_WHY]
    if not said:
        raise InvalidValue("say what the emergency is: it is kept with the message")
    return _leave(kept, MassMessageState.EMERGENCY, by=by, why=said, now=now)


@as_one
def refuse(row: MassMessage, *, by: User | None, why: str, now: datetime) -> None:
    """It does not leave: a second person says no, or whoever asked takes it back. Raises InvalidValue when it has ended."""
    said = " ".join(why.split())[:LONGEST_WHY]
    mass_messages.end(_still_waiting(row, now), MassMessageState.REFUSED, by=by, why=said, now=now)


def _still_waiting(row: MassMessage, now: datetime) -> MassMessage:
    kept = as_now(row)
    if kept.state != MassMessageState.WAITING:
        raise InvalidValue(f"it does not wait any more: {kept.state}")
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
            only=cast("list[str] | None", private["only"]),
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
