"""`/silences`: what is not told for a while; those in force and those that ended, add, end."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lookfar.accounts.askers import Asker
from lookfar.domain.errors import InvalidValue
from lookfar.flow.ruling import save_silence
from lookfar.flow.tools import open_tools
from lookfar.records import rules as kept
from lookfar.records import visible
from lookfar.records.models import AlertRow, SilenceRow
from lookfar.web.owned import members_only, writers_only
from lookfar.web.pages.rules import whom_of
from lookfar.web.rule_forms import SilenceForm, Whom
from lookfar.web.rule_words import scope_words

_ENDED_SHOWN = 50


@require_safe
@members_only
def silences(request: HttpRequest, who: Asker) -> HttpResponse:
    """Those in force, with how much each holds, and the last ones that ended."""
    now, whom = datetime.now(UTC), whom_of(who)
    rows = visible.silences(who)
    active = [_line(row, whom) for row in rows.filter(ends_at__gt=now)]
    ended = [_line(row, whom) for row in rows.filter(ends_at__lte=now)[:_ENDED_SHOWN]]
    return render(request, "silences.html", {"active": active, "ended": ended})


def _line(row: SilenceRow, whom: Whom) -> dict[str, object]:
    silence = kept.read_silence(row)
    return {
        "row": row,
        "silence": silence,
        "words": scope_words(silence.scope, whom),
        "holds": AlertRow.objects.filter(held_by=str(row.pk), resolved_at=None).count(),
        "early": row.ends_at < row.asked_until,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def add_silence(request: HttpRequest, who: Asker) -> HttpResponse:
    """A new silence, from now on."""
    initial = {"incident": request.GET.get("incident", "")}
    form = SilenceForm(request.POST if request.method == "POST" else None, initial=initial, whom=whom_of(who))
    if request.method == "POST" and form.is_valid():
        try:
            row = save_silence(who.organisation, form.silence(datetime.now(UTC)), who.user, tools=open_tools())
        except InvalidValue as error:
            form.add_error(None, f"{str(error)[:1].upper()}{str(error)[1:]}.")
        else:
            messages.success(request, f"Silenced until {row.ends_at:%d %b, %H:%M} UTC. It ends by itself.")
            return redirect("/silences")
    context = {"form": form, "what": "silence", "back": "/silences"}
    return render(request, "rule_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["POST"])
@writers_only
def end_silence(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Ends a silence now; what it held and is still true is told."""
    kept.end_silence(get_object_or_404(visible.silences(who), pk=ident), now=datetime.now(UTC))
    messages.success(request, "The silence is over. What it held and still holds true is told now.")
    return redirect("/silences")
