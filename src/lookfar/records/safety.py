"""Who was asked whether they are safe, and what they said: asked and answered rows, never rewritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import cast

from django.db.models import Max

from lookfar.accounts.models import Organisation, User
from lookfar.domain.safety import Answer, AnsweredBy, Reply
from lookfar.exposure.head_count import Asked
from lookfar.records.models import Person, SafetyAsk, SafetyReply

HELP_STANDS = timedelta(days=7)
"""So long a call for help that nothing followed stands on every page."""


def keep_ask(person: Person, incident: str, *, at: datetime, by: User | None, reachable: bool) -> None:
    """Writes down that a person was asked; `reachable`: a channel of theirs took the question on."""
    SafetyAsk.objects.create(
        organisation_id=person.organisation_id,
        incident_id=incident,
        person=person,
        asked_at=at,
        asked_by=by,
        reachable=reachable,
    )


def keep_reply(person: Person, incident: str, reply: Reply, *, entered_by: User | None) -> None:
    """Writes down what a person said, or what somebody said for them."""
    SafetyReply.objects.create(
        organisation_id=person.organisation_id,
        incident_id=incident,
        person=person,
        answer=reply.answer.value,
        by=reply.by.value,
        entered_by=entered_by,
        at=reply.at,
        private={"note": reply.note},
    )


def asks(organisation: Organisation, incident: str, *, as_of: datetime) -> dict[str, SafetyAsk]:
    """The newest question to each person, by the person's id."""
    rows = SafetyAsk.objects.filter(organisation=organisation, incident_id=incident, asked_at__lte=as_of)
    return {str(row.person_id): row for row in rows.order_by("asked_at", "pk")}


def replies(organisation: Organisation, incident: str, *, as_of: datetime) -> list[Reply]:
    """Every answer about an incident, oldest first."""
    rows = SafetyReply.objects.filter(organisation=organisation, incident_id=incident, at__lte=as_of)
    return [
        Reply(
            person=str(row.person_id),
            answer=Answer(row.answer),
            by=AnsweredBy(row.by),
            at=row.at,
            note=cast("dict[str, str]", row.private).get("note", ""),
        )
        for row in rows.order_by("at", "pk")
    ]


def counted(
    people: Iterable[str], asked: dict[str, SafetyAsk], *, closed_at: datetime | None = None
) -> Sequence[Asked]:
    """Everybody who is counted: touched or asked, each once. `closed_at`: when the incident was taken back."""
    everybody = dict.fromkeys([*asked, *people])
    return [
        Asked(person=one, asked_at=asked[one].asked_at if one in asked else None, closed_at=closed_at)
        for one in everybody
    ]


def asked_about(incident: str) -> frozenset[str]:
    """The ids of everybody, of any organisation, who was asked about an incident."""
    rows = SafetyAsk.objects.filter(incident_id=incident)
    return frozenset(map(str, rows.values_list("person_id", flat=True).distinct()))


def incidents_asked_about(organisation: Organisation, *, since: datetime) -> list[tuple[str, datetime]]:
    """Incidents about which somebody was asked or answered since, with the last time, newest first."""
    found: dict[str, datetime] = {}
    for rows, named in (
        (SafetyAsk.objects.filter(asked_at__gt=since), "asked_at"),
        (SafetyReply.objects.filter(at__gt=since), "at"),
    ):
        newest = rows.filter(organisation=organisation).values("incident_id").annotate(last=Max(named))
        for incident, last in newest.values_list("incident_id", "last"):
            found[incident] = max(last, found.get(incident, last))
    return sorted(found.items(), key=lambda pair: pair[1], reverse=True)


def needing_help(organisation: Organisation, *, now: datetime) -> dict[str, int]:
    """Incidents by how many persons whose newest answer about it, of the last seven days, is that they need help."""
    rows = SafetyReply.objects.filter(organisation=organisation, at__gt=now - HELP_STANDS, at__lte=now)
    newest = {
        (incident, person): answer
        for incident, person, answer in rows.order_by("at", "pk").values_list("incident_id", "person_id", "answer")
    }
    return dict(Counter(incident for (incident, _), answer in newest.items() if answer == Answer.NEED_HELP.value))
