"""`/second-person`: messages to many that one person wrote and another one lets leave, or stops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from lookfar.accounts.askers import Asker
from lookfar.alerts.second_person import has_lapsed
from lookfar.domain.errors import InvalidValue
from lookfar.domain.incident import Incident
from lookfar.flow import approving
from lookfar.flow.own_incidents import would_touch
from lookfar.records import mass_messages
from lookfar.records.models import MassMessage
from lookfar.records.own_incidents import Entry, incident_now
from lookfar.web.owned import writers_only
from lookfar.web.pages.own_incidents import Met, labels

LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One that waits, as a second person sees it. `incident` None: it is gone; `met`: whom it would reach now.

    `silent`: it is for those who have not answered; `lapsed`: it cannot leave any more."""

    row: MassMessage
    lapsed: bool
    mine: bool
    incident: Incident | None
    entry: Entry | None
    words: str
    silent: bool
    met: list[Met]


@require_safe
@writers_only
def second_person(request: HttpRequest, who: Asker) -> HttpResponse:
    """What waits for a second person, whom it would reach now, and what became of the last ones."""
    now = datetime.now(UTC)
    context = {
        "waiting": [_waiting(who, row, now) for row in mass_messages.waiting(who.organisation)],
        "ended": mass_messages.ended(who.organisation)[:LISTED],
    }
    return render(request, "second_person.html", context)


@require_POST
@writers_only
def decide(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Sends it, sends it in an emergency, or stops it."""
    row = get_object_or_404(MassMessage, pk=ident, organisation=who.organisation)
    now, why = datetime.now(UTC), request.POST.get("why", "")
    match request.POST.get("do"):
        case "send":
            due = approving.approve(row, by=who.user, now=now)
        case "send_alone":
            due = approving.send_alone(row, by=who.user, why=why, now=now)
        case "refuse":
            approving.refuse(row, by=who.user, why=why, now=now)
            messages.success(request, "Stopped. Nobody was told.")
            return redirect("/second-person")
        case _:
            raise InvalidValue("say what is to become of it: send it, or stop it")
    messages.success(request, f"Sent. {due} message{'s' * (due != 1)} on the way.")
    return redirect("/second-person")


def _waiting(who: Asker, row: MassMessage, now: datetime) -> Waiting:
    private = cast("dict[str, object]", row.private)
    own = row.kind == mass_messages.OWN_INCIDENT
    incident = mass_messages.incident_in(row) if own else incident_now(str(who.organisation.pk), row.incident_id)
    return Waiting(
        row=row,
        lapsed=has_lapsed(row.asked_at, now),
        mine=who.user is not None and row.asked_by_id == who.user.pk,
        incident=incident,
        entry=cast("Entry", private["entry"]) if own else None,
        words=str(private.get("words") or ""),
        silent=bool(private.get("silent")),
        met=labels(would_touch(who.organisation, incident), incident) if incident else [],
    )
