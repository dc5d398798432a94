"""`/channels/dead-letters`: messages that were given up, why, and sending them again."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lookfar.accounts.askers import Asker
from lookfar.domain.alert import Alert, Digest
from lookfar.flow import endpoints
from lookfar.flow.channel_states import receiver_names
from lookfar.records import digests, outbox, visible
from lookfar.records.models import DeliveryRow
from lookfar.web.owned import members_only, writers_only

IN_LIST = 200


@require_safe
@members_only
def dead_letters(request: HttpRequest, who: Asker) -> HttpResponse:
    """What no receiver took, newest first."""
    rows = list(visible.dead_letters(who)[:IN_LIST])
    names = receiver_names(who.organisation, (row.receiver for row in rows))
    groups: dict[str, list[tuple[DeliveryRow, Alert | Digest]]] = {}
    for row in rows:
        one = outbox.read_alert(row.version) if row.digest is None else digests.read_digest(row.digest)
        groups.setdefault(row.receiver, []).append((row, one))
    listed = [
        (receiver, names.get(receiver, "a receiver that is gone"), lines) for receiver, lines in groups.items()
    ]
    return render(request, "dead_letters.html", {"groups": listed, "count": visible.dead_letters(who).count()})


@require_POST
@writers_only
def send_again(request: HttpRequest, who: Asker, delivery: int) -> HttpResponse:
    """Puts one back in the queue, under the id it always had."""
    if not endpoints.send_again(who.organisation, delivery, now=datetime.now(UTC)):
        raise Http404("no such dead letter")
    messages.success(request, "It is sent again, under the id it always had.")
    return redirect("/channels/dead-letters")


@require_POST
@writers_only
def send_all_again(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """The same for everything one receiver did not take."""
    count = endpoints.send_all_again(who.organisation, ident, now=datetime.now(UTC))
    if not count:
        raise Http404("no dead letters of this receiver")
    messages.success(request, f"{count} messages are sent again.")
    return redirect("/channels/dead-letters")
