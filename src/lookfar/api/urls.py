"""The API's addresses."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.defaults import server_error

from lookfar.api import (
    alerts,
    endpoints,
    events,
    forecasts,
    health,
    incidents,
    people,
    privacy,
    problems,
    ratings,
    rules,
    safety,
    score,
    sites,
    sources,
    trips,
)
from lookfar.api.description import DescribedAPI
from lookfar.api.parameters import only_known

api = DescribedAPI(
    title="Lookfar",
    version="1",
    description="Incidents, ratings, forecasts and sources; your people, sites, trips and alerts behind a key.",
    openapi_url="/openapi.json",
    docs_url=None,
    urls_namespace="api-v1",
)
problems.answer_with_problems(api)
api.add_decorator(only_known)
api.add_router("/incidents", incidents.router)
api.add_router("/areas", ratings.areas_router)
api.add_router("/ratings", ratings.ratings_router)
api.add_router("/forecasts", forecasts.router)
api.add_router("/score", score.router)
api.add_router("/sources", sources.router)
api.add_router("/people", people.router)
api.add_router("/people", privacy.router)
api.add_router("/sites", sites.router)
api.add_router("/trips", trips.router)
api.add_router("/alerts", alerts.router)
api.add_router("/endpoints", endpoints.router)
api.add_router("/dead-letters", endpoints.dead_router)
api.add_router("/rules", rules.rules_router)
api.add_router("/silences", rules.silences_router)
api.add_router("/head-counts", safety.router)
api.add_router("/events", events.router)


def _nothing(request: HttpRequest) -> HttpResponse:
    return problems.problem(api, request, 404, "no such address; /api/v1/openapi.json lists all")


def fault(request: HttpRequest) -> HttpResponse:
    """What a fault of Lookfar's own is answered with: a problem at the API's addresses, a page at the others."""
    if not request.path.startswith("/api/"):
        return server_error(request)
    return problems.problem(api, request, 500, "Lookfar has a fault; if it stays, tell the operator the time")


urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.health, name="health"),
    path("health/evaluation", health.evaluation, name="health-evaluation"),
    path("health/live", health.live, name="health-live"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/", api.urls),
    re_path(r"^api/", _nothing, name="api-nothing"),
]
