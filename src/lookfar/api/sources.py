"""`/sources`: whom we hear, how fresh, and what was set aside."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from lookfar.api.answers.forecasts import SourceList
from lookfar.domain.times import read_as_of, rfc3339
from lookfar.flow.health import source_states

router = Router(tags=["sources"])


@router.get("", operation_id="list_sources", response={200: SourceList}, summary="Every source with its coverage")
def list_sources(request: HttpRequest, as_of: str = "") -> HttpResponse:
    """By name."""
    del request
    at = read_as_of(as_of, now=datetime.now(UTC))
    return JsonResponse({"as_of": rfc3339(at), "items": [state.public() for state in source_states(at)]})
