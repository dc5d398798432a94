"""`/score`: how our levels and forecasts stood against what happened."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lookfar.domain.times import parse_time
from lookfar.flow.score_words import wrong
from lookfar.flow.scoring import read
from lookfar.records import scores
from lookfar.web import score_view
from lookfar.web.standing import moment_of

OLDER = 60


@require_safe
def score(request: HttpRequest) -> HttpResponse:
    """The newest score document as of the time asked about, as it was stored; the older ones by date."""
    moment = moment_of(request)
    kept = scores.newest(as_of=moment.as_of)
    if kept is None:
        return render(request, "score.html", {"score": None, "faults": scores.faults()})
    told = read(kept)
    charts = score_view.charts(told)
    context = {
        "score": told,
        "wrong": wrong(told),
        "kept": kept,
        "made_at": parse_time(str(told["made_at"])),
        "faults": scores.faults(),
        "older": [date for date in scores.dates(as_of=moment.as_of) if date != kept.date][:OLDER],
        "headline": [chart for chart in charts if score_view.is_headline(chart)],
        "charts": [chart for chart in charts if not score_view.is_headline(chart)],
    }
    return render(request, "score.html", context)
