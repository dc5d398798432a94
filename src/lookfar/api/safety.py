"""`/head-counts`: who of an organisation is safe in an incident; asking them, and writing down what they said."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from lookfar.accounts.askers import Asker
from lookfar.alerts.change import taken_back
from lookfar.api.answers.alerts import Asked, HeadCount
from lookfar.api.askers import SIGNED_IN, asker, writer
from lookfar.domain.incident import Incident
from lookfar.domain.safety import Answer, AnsweredBy, Reply
from lookfar.domain.times import rfc3339
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.exposure.head_count import Standing
from lookfar.flow import safety as flow
from lookfar.flow.warrants import LONGEST_WHY, Warrant
from lookfar.records import visible

router = Router(tags=["head-counts"], auth=SIGNED_IN)


class QuestionIn(Schema):
    """`words` go with the question; `people` are the only ones asked when given.

    `emergency`: why nobody else looks at a question to more people than somebody asks alone.
    """

    model_config = ConfigDict(extra="forbid")

    words: str = Field(default="", max_length=flow.LONGEST_WORDS)
    people: list[UUID] | None = Field(default=None, max_length=10_000)
    emergency: str = Field(default="", max_length=LONGEST_WHY)


class ReplyIn(Schema):
    """What somebody said by another way; kept as said by somebody else."""

    model_config = ConfigDict(extra="forbid")

    person: UUID
    answer: Answer
    note: str = Field(default="", max_length=flow.LONGEST_NOTE)


@router.get(
    "/{incident}",
    operation_id="get_head_count",
    response={200: HeadCount},
    summary="Who is safe, needs help, or has not answered",
)
def get_head_count(request: HttpRequest, incident: str) -> HttpResponse:
    """Everybody the incident touches, the most pressing first; `counts` by standing; why it was `taken_back`, or null."""
    return JsonResponse(_count(_looking_after(request), incident))


@router.post(
    "/{incident}/ask",
    operation_id="ask_are_you_safe",
    response={202: Asked},
    summary="Ask everybody touched: are you safe?",
)
def ask(request: HttpRequest, incident: str, body: QuestionIn) -> HttpResponse:
    """202 with how many are asked; it breaks quiet hours and no silence holds it. 400 about what was taken back; 409 when
    it would go to so many that a second person has to look, and no `emergency` is stated.
    """
    only = None if body.people is None else {str(one) for one in body.people}
    who = writer(request)
    found = flow.incident_of(who.organisation, incident)
    asked = flow.ask_everybody(
        who.organisation,
        found.id,
        words=body.words,
        by=who.user,
        now=datetime.now(UTC),
        only=only,
        warrant=Warrant(emergency=body.emergency),
    )
    return JsonResponse({"asked": asked}, status=202)


@router.post(
    "/{incident}/replies",
    operation_id="keep_reply",
    response={201: HeadCount},
    summary="Write down what somebody said",
)
def reply(request: HttpRequest, incident: str, body: ReplyIn) -> HttpResponse:
    """201 with the head-count as it is now; "need_help" is told to the duty contacts at once."""
    who = writer(request)
    person = get_object_or_404(visible.people(who), pk=body.person)
    found = flow.incident_of(who.organisation, incident)
    now = datetime.now(UTC)
    flow.answer(person, found.id, body.answer, by=AnsweredBy.OTHER, note=body.note, entered_by=who.user, now=now)
    return JsonResponse(_count(who, found.id), status=201)


def _looking_after(request: HttpRequest) -> Asker:
    who = asker(request)
    if who.sees_only_self:
        raise HttpError(403, "head-counts are for those who look after others")
    return who


def _count(who: Asker, ident: str) -> dict[str, object]:
    incident = flow.incident_of(who.organisation, ident)
    return shown(incident, flow.count(who.organisation, incident.id, as_of=datetime.now(UTC)))


def shown(incident: Incident, found: flow.Count) -> dict[str, object]:
    """A head-count as programs get it."""
    return {
        "incident_id": incident.id,
        "taken_back": taken_back(incident) if incident.status is IncidentStatus.RETRACTED else None,
        "counts": {one.name.lower(): found.count.of(one) for one in Standing},
        "nobody_answers_for": list(found.nobody),
        "people": [
            {
                "person": one.person,
                "standing": one.standing.name.lower(),
                "asked_at": rfc3339(one.asked_at) if one.asked_at else None,
                "reply": _reply(one.reply),
            }
            for one in found.count.people
        ],
    }


def _reply(given: Reply | None) -> dict[str, str] | None:
    if given is None:
        return None
    return {"answer": given.answer.value, "by": given.by.value, "at": rfc3339(given.at), "note": given.note}
