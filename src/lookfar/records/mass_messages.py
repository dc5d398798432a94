"""Messages to many that wait for a second person, or left without one; never overwritten once they ended."""

from __future__ import annotations

from datetime import datetime
from typing import cast

import orjson
from django.db.models import QuerySet

from lookfar.accounts import audit
from lookfar.accounts.models import Membership, Organisation, Role, User
from lookfar.alerts.second_person import LAPSES_AFTER
from lookfar.domain.incident import Incident
from lookfar.domain.vocabulary import MassMessageState
from lookfar.records.codec import INCIDENT
from lookfar.records.models import MassMessage

OWN_INCIDENT = "own_incident"
QUESTION = "question"


def keep(
    organisation: Organisation,
    kind: str,
    incident: str,
    *,
    people: int,
    state: MassMessageState,
    private: dict[str, object],
    by: User | None,
    now: datetime,
) -> MassMessage:
    """A new one: waiting, or sent in an emergency."""
    waits = state is MassMessageState.WAITING
    row = MassMessage.objects.create(
        organisation=organisation,
        kind=kind,
        incident_id=incident,
        people=people,
        state=state.value,
        asked_at=now,
        asked_by=by,
        ended_at=None if waits else now,
        ended_by=None if waits else by,
        private=private,
    )
    _say_it_was_alone(row)
    return row


def _say_it_was_alone(row: MassMessage) -> None:
    """In the audit, by itself: that is what an emergency is looked over by afterwards."""
    if row.state == MassMessageState.EMERGENCY:
        audit.deed(
            row.organisation_id, audit.Action.SENT_ALONE, row.kind, row.incident_id, detail={"people": row.people}
        )


def end(row: MassMessage, state: MassMessageState, *, by: User | None, why: str = "", now: datetime) -> None:
    """Says what became of a waiting one."""
    row.state, row.ended_at, row.ended_by = state.value, now, by
    row.private = {**cast("dict[str, object]", row.private), "why": why}
    row.save()
    _say_it_was_alone(row)


def waiting(organisation: Organisation, *, now: datetime) -> QuerySet[MassMessage]:
    """Those that still may leave, the oldest first."""
    rows = MassMessage.objects.filter(organisation=organisation, state=MassMessageState.WAITING.value)
    return rows.filter(asked_at__gt=now - LAPSES_AFTER).select_related("asked_by").order_by("asked_at")


def ended(organisation: Organisation, *, now: datetime) -> QuerySet[MassMessage]:
    """Those that left, were stopped or lapsed, the newest first."""
    alive = waiting(organisation, now=now).values("pk")
    rows = MassMessage.objects.filter(organisation=organisation).exclude(pk__in=alive)
    return rows.select_related("asked_by", "ended_by").order_by("-asked_at")


def incident_in(row: MassMessage) -> Incident:
    """The version that waits, of an incident entered by hand."""
    return INCIDENT.read(orjson.dumps(cast("dict[str, object]", row.private)["incident"]))


def others_who_may(organisation: Organisation, by: User | None) -> QuerySet[Membership]:
    """Members who could look at it: owners and managers whose account is on, without whoever sends it."""
    writers = Membership.objects.filter(
        organisation=organisation, role__in=(Role.OWNER, Role.MANAGER), user__is_active=True
    )
    return writers.exclude(user=by) if by is not None else writers
