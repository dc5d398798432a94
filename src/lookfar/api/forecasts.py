"""`/forecasts`: issued distributions of deaths by month, as of a time."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from lookfar.api.answers.forecasts import ForecastList, ForecastOut
from lookfar.domain.errors import NotFound
from lookfar.domain.times import read_as_of, rfc3339
from lookfar.flow.forecasts_shown import by_id, listed, public_forecast
from lookfar.flow.tools import open_tools

router = Router(tags=["forecasts"])


@router.get(
    "",
    operation_id="list_forecasts",
    response={200: ForecastList},
    summary="The newest forecast of each area as of a time",
)
def list_forecasts(request: HttpRequest, area: str = "", as_of: str = "") -> HttpResponse:
    """All areas unless `area` names some (comma-separated); an area that none was issued for is left out."""
    del request
    at = read_as_of(as_of, now=datetime.now(UTC))
    areas = [code.strip().upper() for code in area.split(",") if code.strip()] or None
    unknown = sorted(set(areas or ()) - set(open_tools().areas))
    if unknown:
        raise NotFound(f"no area {unknown[0][:40]!r}; areas are ISO 3166-1 alpha-3 codes such as KAZ")
    items = [public_forecast(issue, forecast, as_of=at) for issue, forecast in listed(areas, as_of=at)]
    return JsonResponse({"as_of": rfc3339(at), "items": items})


@router.get(
    "/{ident}", operation_id="get_forecast", response={200: ForecastOut}, summary="One issued forecast by its id"
)
def get_forecast(request: HttpRequest, ident: str, as_of: str = "") -> HttpResponse:
    """As issued, with the deaths of its months that were known by then."""
    del request
    at = read_as_of(as_of, now=datetime.now(UTC))
    return JsonResponse(public_forecast(*by_id(ident, as_of=at), as_of=at))
