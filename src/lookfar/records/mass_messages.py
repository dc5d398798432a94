"""Messages to many that wait for a second person, or left without one; never overwritten once they ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

import orjson
from django.db.models import QuerySet

from lookfar.accounts import audit
from lookfar.accounts.models import Membership, Organisation, Role, User
from lookfar.domain.incident import Incident
from lookfar.domain.vocabulary import MassMessageState
from lookfar.records.codec import INCIDENT
from lookfar.records.models import MassMessage, Person
from lookfar.records.ways import Receiver, ways_to

OWN_INCIDENT = "own_incident"
QUESTION = "question"
PRESSED_TWICE = timedelta(minutes=2)
_MADE_ANEW = ("id", "reports", "recorded_at")
"""What two drafts of one incident differ in, whatever they say."""


def keep(row: MassMessage) -> MassMessage:
    """Stores a new one: waiting, or sent in an emergency. One that waits already with the same words stands for it."""
    if row.state == MassMessageState.WAITING:
        before = written_just_now(row)
        if before is not None:
            return before
    row.save(force_insert=True)
    _say_what_became(row)
    return row


def end(row: MassMessage, state: MassMessageState, *, by: User | None, why: str = "", now: datetime) -> None:
    """Says what became of a waiting one."""
    row.state, row.ended_at, row.ended_by = state.value, now, by
    row.private = {**cast("dict[str, object]", row.private), "why": why}
    row.save()
    _say_what_became(row)


def _say_what_became(row: MassMessage) -> None:
    """In the audit, in words: what an emergency is looked over by afterwards."""
    alone = row.state == MassMessageState.EMERGENCY
    action = audit.Action.SENT_ALONE if alone else audit.Action.CHANGED
    detail: dict[str, int | str] = {"people": row.people, "became": row.state}
    audit.deed(row.organisation_id, action, row.kind, row.incident_id, detail=detail)


def waiting(organisation: Organisation) -> QuerySet[MassMessage]:
    """Those that nobody has sent or stopped, lapsed ones too, the oldest first."""
    rows = MassMessage.objects.filter(organisation=organisation, state=MassMessageState.WAITING.value)
    return rows.select_related("asked_by").order_by("asked_at")


def ended(organisation: Organisation) -> QuerySet[MassMessage]:
    """Those that left or were stopped, the newest first."""
    rows = MassMessage.objects.filter(organisation=organisation).exclude(state=MassMessageState.WAITING.value)
    return rows.select_related("asked_by", "ended_by").order_by("-asked_at")


def written_just_now(row: MassMessage) -> MassMessage | None:
    """One that waits with the same words of the same writer, written moments before: a button pressed twice."""
    since = row.asked_at - PRESSED_TWICE
    mine = MassMessage.objects.filter(
        organisation=row.organisation, state=row.state, kind=row.kind, asked_by=row.asked_by, asked_at__gt=since
    )
    return next((one for one in mine if _says(one) == _says(row)), None)


def _says(row: MassMessage) -> object:
    private = cast("dict[str, object]", row.private)
    incident = cast("dict[str, object] | None", private.get("incident"))
    if incident is None:
        return row.incident_id, private.get("words"), private.get("silent")
    return {name: value for name, value in incident.items() if name not in _MADE_ANEW}, private["entry"]


def incident_in(row: MassMessage) -> Incident:
    """The version that waits, of an incident entered by hand."""
    return INCIDENT.read(orjson.dumps(cast("dict[str, object]", row.private)["incident"]))


def others_who_may(organisation: Organisation, by: User | None) -> QuerySet[Membership]:
    """Members who could look at it: owners and managers whose account is on, without whoever sends it."""
    writers = Membership.objects.filter(
        organisation=organisation, role__in=(Role.OWNER, Role.MANAGER), user__is_active=True
    )
    return writers.exclude(user=by) if by is not None else writers


def ways_of(organisation: Organisation, users: Iterable[UUID]) -> dict[UUID, list[Receiver]]:
    """By user, their mail and devices, of those who are a person of the organisation and have any."""
    people = Person.objects.filter(organisation=organisation, user__in=list(users))
    found = {one.user_id: ways_to(one, about=None) for one in people}
    return {user: ways for user, ways in found.items() if user is not None and ways}
