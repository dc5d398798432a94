"""Who was asked whether they are safe, and what they said: asked and answered rows, never rewritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

from django.db.models import Max, Q

from lookfar.accounts.models import Organisation, User
from lookfar.domain.safety import Answer, AnsweredBy, Reply
from lookfar.domain.vocabulary import STILL_TO_GO, DeliveryState
from lookfar.exposure.head_count import Asked
from lookfar.records.incidents import names_of, standing_id
from lookfar.records.models import AlertRow, DeliveryRow, Person, SafetyAsk, SafetyReply
from lookfar.records.planned import TO_PEOPLE, people_behind

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
    """The newest question to each person, by the person's id; under whichever id of the incident it was asked."""
    named = names_of(incident)
    rows = SafetyAsk.objects.filter(organisation=organisation, incident_id__in=named, asked_at__lte=as_of)
    return {str(row.person_id): row for row in rows.order_by("asked_at", "pk")}


def replies(organisation: Organisation, incident: str, *, as_of: datetime) -> list[Reply]:
    """Every answer about an incident, under whichever of its ids, oldest first."""
    named = names_of(incident)
    rows = SafetyReply.objects.filter(organisation=organisation, incident_id__in=named, at__lte=as_of)
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
    people: Iterable[str], asked: dict[str, SafetyAsk], *, as_of: datetime, closed_at: datetime | None = None
) -> Sequence[Asked]:
    """Everybody who is counted: touched or asked, each once. `closed_at`: when the incident was taken back."""
    everybody, lost = dict.fromkeys([*asked, *people]), unreached(asked, as_of=as_of)
    return [
        Asked(
            person=one,
            asked_at=asked[one].asked_at if one in asked else None,
            closed_at=closed_at,
            reached=one not in lost,
        )
        for one in everybody
    ]


def unreached(asked: Mapping[str, SafetyAsk], *, as_of: datetime) -> frozenset[str]:
    """Whose newest question no mail or device of theirs took, nor still may; when all is forgotten, who had none then."""
    incidents = {ask.incident_id for ask in asked.values()}
    rows = AlertRow.objects.filter(incident_id__in=incidents, person__in=list(asked), held="")
    sent = {pk: (str(person), at) for pk, person, at in rows.values_list("pk", "person_id", "issued_at")}
    questions = {pk for pk, (person, at) in sent.items() if asked[person].asked_at == at}
    mail = DeliveryRow.objects.filter(alert__in=questions, channel__in=TO_PEOPLE)
    owner = {
        one: str(person.pk) for one, person in people_behind(set(mail.values_list("receiver", flat=True))).items()
    }
    good = Q(state__in=(*STILL_TO_GO, DeliveryState.DELIVERED.value)) | Q(decided_at__gt=as_of)
    taken = {
        owner.get(receiver)
        for alert, receiver in mail.filter(good).values_list("alert_id", "receiver")
        if owner.get(receiver) == sent[alert][0]
    }
    known = {sent[pk][0] for pk in questions}
    return frozenset(
        one for one, ask in asked.items() if (one not in taken if one in known else not ask.reachable)
    )


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
        for ident, last in newest.values_list("incident_id", "last"):
            incident = standing_id(ident)
            found[incident] = max(last, found.get(incident, last))
    return sorted(found.items(), key=lambda pair: pair[1], reverse=True)


def needing_help(organisation: Organisation, *, now: datetime) -> dict[str, int]:
    """Incidents by how many persons whose newest answer about it, of the last seven days, is that they need help."""
    rows = SafetyReply.objects.filter(organisation=organisation, at__gt=now - HELP_STANDS, at__lte=now)
    given = list(rows.order_by("at", "pk").values_list("incident_id", "person_id", "answer"))
    calling = {person for _, person, answer in given if answer == Answer.NEED_HELP.value}
    standing = {ident: standing_id(ident) for ident, person, _ in given if person in calling}
    newest = {(standing[ident], person): answer for ident, person, answer in given if person in calling}
    return dict(Counter(incident for (incident, _), answer in newest.items() if answer == Answer.NEED_HELP.value))
