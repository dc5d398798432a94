"""`/score`: the newest score document as of a time, as it was stored."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from lookfar.api.answers.forecasts import ScoreOut
from lookfar.domain.errors import NotFound
from lookfar.domain.times import read_as_of, rfc3339
from lookfar.flow.scoring import read
from lookfar.records import scores

router = Router(tags=["score"])


@router.get(
    "",
    operation_id="get_score",
    response={200: ScoreOut},
    summary="How levels and forecasts stood against what happened",
)
def get_score(request: HttpRequest, as_of: str = "") -> HttpResponse:
    """The newest document up to `as_of`, its hash, the dates of all, and what is wrong with the chain."""
    del request
    at = read_as_of(as_of, now=datetime.now(UTC))
    kept = scores.newest(as_of=at)
    if kept is None:
        raise NotFound("no score has been made by then")
    return JsonResponse(
        {
            "as_of": rfc3339(at),
            "hash": kept.hash,
            "score": read(kept),
            "dates": [rfc3339(date) for date in scores.dates(as_of=at)],
            "chain_faults": scores.faults(),
        }
    )
