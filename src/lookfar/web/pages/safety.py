"""`/safety`: who was asked whether they are safe, what they said, and where anybody answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from lookfar.accounts.askers import Asker
from lookfar.alerts import phrases
from lookfar.domain.errors import NotFound
from lookfar.domain.incident import Incident
from lookfar.domain.safety import AnsweredBy
from lookfar.exposure.head_count import Counted, HeadCount, Standing
from lookfar.flow import safety as flow
from lookfar.flow.approving import hold_question
from lookfar.flow.warrants import Warrant, need
from lookfar.records import escalations, safety, visible
from lookfar.records.models import Person
from lookfar.web.owned import members_only, writers_only
from lookfar.web.standing import moment_of

RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person of a head-count. `away`: how far they are from it, with the doubt, "" when no distance is known."""

    person: Person
    counted: Counted
    where: str
    away: str

    @property
    def standing(self) -> str:
        return self.counted.standing.name.lower()


@require_safe
@members_only
def overview(request: HttpRequest, who: Asker) -> HttpResponse:
    """Incidents about which somebody was asked or answered in the last 30 days."""
    if who.sees_only_self:
        raise PermissionDenied("Head-counts are for those who look after others.")
    now = datetime.now(UTC)
    lines: list[tuple[Incident, HeadCount, datetime]] = []
    for ident, last in safety.incidents_asked_about(who.organisation, since=now - RECENT):
        try:
            incident = flow.incident_of(who.organisation, ident)
        except NotFound:
            continue
        lines.append((incident, flow.count(who.organisation, ident, as_of=now).count, last))
    return render(request, "safety.html", {"lines": [(one, counts(count), last) for one, count, last in lines]})


@require_safe
@members_only
def head_count(request: HttpRequest, who: Asker, ident: str) -> HttpResponse:
    """Everybody an incident touches: who needs help, who has not answered, who is safe."""
    if who.sees_only_self:
        raise PermissionDenied("Head-counts are for those who look after others.")
    moment = moment_of(request)
    incident = _incident(who, ident)
    found = flow.count(who.organisation, incident.id, as_of=moment.as_of)
    lines = [_line(counted, found.people[counted.person], incident) for counted in found.count.people]
    context = {
        "incident": incident,
        "lines": lines,
        "counts": counts(found.count),
        "nobody": found.nobody,
        "unanswered": len(found.count.silent),
    }
    return render(request, "head_count.html", context)


@require_POST
@writers_only
def ask(request: HttpRequest, who: Asker, ident: str) -> HttpResponse:
    """Asks everybody touched; `again`: only those who were asked and have not answered."""
    incident = _incident(who, ident)
    now = datetime.now(UTC)
    only = None
    if request.POST.get("again"):
        found = flow.count(who.organisation, incident.id, as_of=now)
        only = found.count.silent
    words, leave = request.POST.get("words", ""), request.POST.get("leave", "")
    if leave == "second":
        silent = only is not None
        hold_question(who.organisation, incident.id, words=words, by=who.user, now=now, silent=silent)
        messages.success(request, "The question waits for a second person. Nobody has been asked yet.")
        return redirect("/second-person")
    people = flow.would_ask(who.organisation, incident.id, words=words, now=now, only=only)
    needed, emergency = need(who.organisation, people, who.user), request.POST.get("emergency", "")
    if needed.is_needed and not (leave == "alone" and emergency.strip()):
        context = {
            "incident": incident,
            "words": words,
            "again": only is not None,
            "need": needed,
            "emergency": emergency,
        }
        return render(request, "ask_second.html", context)
    asked = flow.ask_everybody(
        who.organisation,
        incident.id,
        words=words,
        by=who.user,
        now=now,
        only=only,
        warrant=Warrant(emergency=emergency),
    )
    messages.success(request, f"{asked} {'person is' if asked == 1 else 'people are'} being asked.")
    return redirect(f"/incidents/{incident.id}/head-count")


@require_POST
@writers_only
def mark(request: HttpRequest, who: Asker, ident: str, person: UUID) -> HttpResponse:
    """Writes down what somebody said by another way, such as the telephone."""
    incident = _incident(who, ident)
    asked = get_object_or_404(visible.people(who), pk=person)
    flow.answer(
        asked,
        incident.id,
        flow.read_answer(request.POST.get("answer", "")),
        by=AnsweredBy.OTHER,
        note=request.POST.get("note", ""),
        entered_by=who.user,
        now=datetime.now(UTC),
    )
    return redirect(f"/incidents/{incident.id}/head-count")


@require_POST
@members_only
def answer_alert(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """The answer to one's own alert; of a manager, for the person it is about."""
    rows = visible.alerts(who).filter(alert_id=str(ident), held="").exclude(person=None)
    row = rows.order_by("-sequence").first()
    if row is None or row.person is None:
        raise Http404("no such alert")
    own = who.user is not None and row.person.user_id == who.user.pk
    if not own and not who.may_write:
        raise PermissionDenied("Only owners and managers answer for somebody else.")
    now = datetime.now(UTC)
    flow.answer(
        row.person,
        row.incident_id,
        flow.read_answer(request.POST.get("answer", "")),
        by=AnsweredBy.SELF if own else AnsweredBy.OTHER,
        note=request.POST.get("note", ""),
        entered_by=who.user,
        now=now,
    )
    seen = escalations.version_seen(row, request.POST.get("version", ""))
    escalations.acknowledge(seen, now=now, how="page", user=who.user)
    messages.success(request, "Your answer is kept." if own else "The answer is kept, as given by you for them.")
    return redirect(f"/alerts/{ident}")


def counts(count: HeadCount) -> dict[str, int]:
    """How many stand where, by the name of the standing, and `all`."""
    return {one.name.lower(): count.of(one) for one in Standing} | {"all": len(count.people)}


def _incident(who: Asker, ident: str) -> Incident:
    return flow.incident_of(who.organisation, ident)


def _line(counted: Counted, touched: flow.Touched, incident: Incident) -> Line:
    subject, km = touched.subject, touched.distance_km
    doubt = incident.place.radius_km if incident.place else 0.0
    return Line(
        person=touched.person,
        counted=counted,
        where=subject.place_name if subject else "",
        away=phrases.away(km, doubt + subject.radius_km) if subject and km is not None else "",
    )
