"""`/alerts/{id}/acknowledge`: somebody says that they have seen an alert, signed in or by the link in the mail."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lookfar.accounts import audit
from lookfar.accounts.askers import Asker
from lookfar.domain.safety import Answer, AnsweredBy
from lookfar.flow import safety
from lookfar.flow.escalating import read_token
from lookfar.records import escalations, outbox, visible
from lookfar.records.models import AlertRow, Person
from lookfar.records.reaching import newest_news
from lookfar.web.owned import members_only


@require_http_methods(["POST"])
@members_only
def acknowledge(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """By a member: owners and managers any alert, a traveller his own."""
    row = visible.alerts(who).filter(alert_id=str(ident), held="").order_by("-sequence").first()
    if row is None:
        raise Http404("no such alert")
    if not (who.may_write or who.sees_only_self):
        raise PermissionDenied("Who only reads cannot acknowledge alerts.")
    seen = escalations.version_seen(row, request.POST.get("version", ""))
    escalations.acknowledge(seen, now=datetime.now(UTC), how="page", user=who.user)
    if seen.sequence < row.sequence:
        messages.warning(
            request, "There is news since you opened this page: read it, and say that you have seen it."
        )
    else:
        messages.success(request, "Noted that this was seen. Nobody else is woken for it.")
    return redirect(f"/alerts/{ident}")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge_by_link(request: HttpRequest, ident: UUID, token: str) -> HttpResponse:
    """By the link in the mail: a page with buttons, since programs that look at mails follow its links.

    The person the alert is for also says whether they are safe; anybody else only that it was seen. The secret in the
    address is the proof, so no cookie is needed: mail programs often keep none.
    """
    row, person = read_token(str(ident), token)
    own = person is not None and row.person_id == person.pk
    row = (newest_news(str(ident)) if own else None) or row  # one's own call for help is no news to oneself
    given, news = "", False
    if request.method == "POST":
        with audit.acting(lambda: f"person:{person.pk}" if person else "link"):
            given = _given(request, row, person if own else None)
            seen = escalations.version_seen(row, request.POST.get("version", ""))
            escalations.acknowledge(seen, now=datetime.now(UTC), how="link", person=person)
            news = seen.sequence < row.sequence
    shown = outbox.read_alert(row)
    heard = given == Answer.NEED_HELP.value and person is not None and safety.who_hears_calls(person)
    context = {
        "alert": shown,
        "seen": row.acknowledged_at,
        "given": given,
        "own": own,
        "news": news,
        "heard": heard,
    }
    return render(request, "acknowledge.html", context)


def _given(request: HttpRequest, row: AlertRow, person: Person | None) -> str:
    """What was answered, kept: "safe" or "need_help" of the person themself, otherwise "seen"."""
    if person is None or not request.POST.get("answer"):
        return "seen"
    reply = safety.answer(
        person,
        row.incident_id,
        safety.read_answer(request.POST["answer"]),
        by=AnsweredBy.SELF,
        note=request.POST.get("note", ""),
        now=datetime.now(UTC),
    )
    return reply.answer.value
