"""`/sources`: whom we hear, how fresh, and what was set aside and why."""

from __future__ import annotations

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lookfar.flow.health import source_states
from lookfar.records.models import Contact, QuarantineRow
from lookfar.web.standing import moment_of


@require_safe
def all_sources(request: HttpRequest) -> HttpResponse:
    """Every source with its counts and quarantine as of the time asked about."""
    moment = moment_of(request)
    lines = []
    for state in source_states(moment.as_of):
        contacts = Contact.objects.filter(source=state.source.id, recorded_at__lte=moment.as_of)
        counts = contacts.aggregate(
            bodies=Count("pk"),
            records=Sum("records"),
            reported=Sum("reported"),
            advice=Sum("advice"),
            quarantined=Sum("quarantined"),
            skipped=Sum("skipped"),
        )
        bad = QuarantineRow.objects.filter(source=state.source.id, recorded_at__lte=moment.as_of)
        lines.append({"state": state, "counts": counts, "quarantine": list(bad.order_by("-last_seen_at")[:20])})
    return render(request, "sources.html", {"lines": lines})
