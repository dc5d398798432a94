"""`/incidents`: found by filters, as JSON or GeoJSON; one incident with its reports and versions."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from ninja import Field, Query, Router, Schema

from lookfar import sources
from lookfar.api.answers.incidents import IncidentDetail, IncidentList
from lookfar.api.askers import asker_if_any
from lookfar.api.description import GEOJSON
from lookfar.domain.errors import NotFound
from lookfar.domain.incident import Incident
from lookfar.domain.report import Report, Toll
from lookfar.domain.times import read_as_of, rfc3339
from lookfar.flow import finding
from lookfar.records import incidents as store
from lookfar.records.own_incidents import own_versions
from lookfar.records.reports import reports_of
from lookfar.records.search import MOST_IN_A_PAGE
from lookfar.records.search_order import Order

router = Router(tags=["incidents"])


class Filters(Schema):
    """What may be asked for; lists are comma-separated."""

    category: str = Field("", description="Threat categories, comma-separated.")
    severity: Literal["", "Extreme", "Severe", "Moderate", "Minor", "Unknown"] = Field(
        "", description="This CAP severity or worse."
    )
    area: str = Field(
        "",
        description="Ids of areas of every kind that /areas lists, comma-separated: countries (KAZ), and first-level areas "
        "and cities (KAZ.02), of which only what is known to lie in them is listed.",
    )
    bbox: str = Field("", description="West,south,east,north in degrees.")
    source: str = Field("", description="Id of a source that told of it.")
    status: Literal["", "developing", "confirmed", "closed", "retracted"] = Field(
        "", description="All but retracted ones when absent."
    )
    q: str = Field("", description="Words of the title, each of which must occur.")
    from_: str = Field("", alias="from", description="A day or a time: what had not ended by then.")
    until: str = Field("", description="A day, which counts, or a time: what began before.")
    as_of: str = Field("", description="As it was known then; now when absent.")
    order: Literal["newest", "gravest"] = Field(
        Order.NEWEST.value,
        description="newest: the latest start first, of one start the worst severity. gravest: the worst severity first, "
        "of one severity the most dead (best figure, else the low one; where none is known it counts as 0), then the latest "
        "start. A cursor goes on in the order it was given for only.",
    )
    cursor: str = Field("", description="`next_cursor` of the page before.")
    limit: int = Field(100, ge=1, le=MOST_IN_A_PAGE, description="How many in a page.")


@router.get(
    "",
    operation_id="list_incidents",
    response={200: IncidentList},
    summary="Incidents under filters, the newest or the gravest first",
)
def list_incidents(
    request: HttpRequest,
    filters: Query[Filters],
) -> HttpResponse:
    """GeoJSON when `Accept: application/geo+json`; the next page is `next_cursor`, null on the last one."""
    search = finding.asked(dict(request.GET.lists()), now=datetime.now(UTC))
    page = finding.find(search, limit=filters.limit, after=filters.cursor)
    after = page.after or None
    if GEOJSON in request.headers.get("Accept", ""):
        features = [_feature(incident) for incident in page.incidents]
        body: dict[str, Any] = {"type": "FeatureCollection", "features": features, "next_cursor": after}
        answer = JsonResponse(body, content_type=GEOJSON)
    else:
        listed = [public_incident(incident) for incident in page.incidents]
        answer = JsonResponse({"as_of": rfc3339(search.as_of), "items": listed, "next_cursor": after})
    patch_vary_headers(answer, ["Accept"])
    return answer


@router.get(
    "/{ident}",
    operation_id="get_incident",
    response={200: IncidentDetail},
    summary="One incident as known at a time",
)
def get_incident(request: HttpRequest, ident: str, as_of: str = "") -> HttpResponse:
    """The incident with its reports and versions; a merged id or a publisher's id answers too, with what it became: `asked_for`.

    To a key of an organisation also one that it entered by hand.
    """
    at = read_as_of(as_of, now=datetime.now(UTC))
    goes_by = store.became(ident, at)
    found = store.versions(goes_by)
    if not found and (current := store.current(ident)) is not None:
        found = store.versions(current.id)
    known = [one for one in found or _entered(request, ident) if one.recorded_at <= at]
    if not known:
        raise NotFound("no incident by that id was known then")
    body = public_incident(known[-1])
    body["asked_for"] = ident if known[-1].id != ident else None
    body["report_details"] = [_public_report(report) for report, _ in reports_of(known[-1].reports, as_of=at)]
    body["regroupings"] = [
        {**asdict(one), "decided_at": rfc3339(one.decided_at)} for one in store.regroupings(known[-1].id, as_of=at)
    ]
    body["versions"] = [
        {"version": one.version, "recorded_at": rfc3339(one.recorded_at), "title": one.title, "change": one.change}
        for one in known
    ]
    return JsonResponse(body)


def _entered(request: HttpRequest, ident: str) -> list[Incident]:
    """The versions of what the asker's own organisation entered by hand; none for a traveller."""
    who = asker_if_any(request)
    if who is None or who.sees_only_self:
        return []
    return [one for one, _ in own_versions(who.organisation, ident)]


def public_incident(incident: Incident) -> dict[str, Any]:
    """The shape for other programs; None is unknown."""
    place = incident.place
    return {
        "id": incident.id,
        "version": incident.version,
        "status": incident.status.value,
        "category": incident.category.value,
        "event_type": incident.event_type,
        "title": incident.title,
        "happened": {"start": rfc3339(incident.happened.start), "end": rfc3339(incident.happened.end)},
        "place": None
        if place is None
        else {
            "name": place.name,
            "lon": place.point.lon,
            "lat": place.point.lat,
            "radius_km": place.radius_km,
            "country": place.country or None,
            "countries": list(place.touched),
            "admin1": place.admin1 or None,
            "precision": place.precision.value,
            "confidence": place.confidence,
        },
        "severity": incident.severity.value,
        "urgency": incident.urgency.value,
        "certainty": incident.certainty.value,
        "credibility": incident.credibility.value,
        "fatalities": _toll(incident.fatalities),
        "injured": _toll(incident.injured),
        "actors": list(incident.actors),
        "sources": list(incident.sources),
        "reports": list(incident.reports),
        "confidence": incident.confidence,
        "recorded_at": rfc3339(incident.recorded_at),
        "origin": incident.origin.value,
        "links": {"self": f"/api/v1/incidents/{incident.id}", "page": f"/incidents/{incident.id}"},
    }


def _toll(figures: Toll) -> dict[str, int | None]:
    return {"low": figures.low, "best": figures.best, "high": figures.high}


def _feature(incident: Incident) -> dict[str, Any]:
    public = public_incident(incident)
    place = public["place"]
    point = None if place is None else {"type": "Point", "coordinates": [place["lon"], place["lat"]]}
    return {"type": "Feature", "id": incident.id, "geometry": point, "properties": public}


def _public_report(report: Report) -> dict[str, Any]:
    module = sources.known().get(report.source)
    return {
        "id": report.id,
        "source": report.source,
        "title": report.title,
        "text": report.text,
        "published_at": rfc3339(report.published_at),
        "retracted": report.retracted,
        "links": [{"url": link.url, "name": link.name} for link in report.links],
        "attribution": module.SOURCE.attribution if module else None,
        "licence": module.SOURCE.licence if module else None,
    }
