"""`/alerts/{id}/acknowledge`: somebody says that they have seen an alert, signed in or by the link in the mail."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from lookfar.accounts.askers import Asker
from lookfar.flow.escalating import read_token
from lookfar.records import escalations, outbox, visible
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
    escalations.acknowledge(row, now=datetime.now(UTC), how="page", user=who.user)
    messages.success(request, "Noted that this was seen. Nobody else is woken for it.")
    return redirect(f"/alerts/{ident}")


@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge_by_link(request: HttpRequest, ident: UUID, token: str) -> HttpResponse:
    """By the link in the mail: a page with one button, since programs that look at mails follow its links."""
    row, person = read_token(str(ident), token)
    done = False
    if request.method == "POST":
        escalations.acknowledge(row, now=datetime.now(UTC), how="link", person=person)
        done = True
    context = {"title": outbox.read_alert(row).title, "seen": row.acknowledged_at, "done": done}
    return render(request, "acknowledge.html", context)
