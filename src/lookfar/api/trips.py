"""`/trips`: an organisation's own trips with their legs, for its members and keys only."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema
from pydantic import ConfigDict

from lookfar.api.answers.owned import Imported, TripList, TripOut
from lookfar.api.askers import SIGNED_IN, asker
from lookfar.api.owned import PlaceIn, created, given, import_file
from lookfar.flow.entering import enter_trip, trip_json
from lookfar.flow.people import cancel_trip
from lookfar.flow.previewing import Noun
from lookfar.flow.tools import open_tools
from lookfar.records import visible

router = Router(tags=["trips"], auth=SIGNED_IN)


class LegIn(Schema):
    """A leg: `place` of a stay, or `from` and `to` of a journey (airport codes for a flight).

    A time without an offset is that of the clocks where the leg starts or ends, or of `zone`.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    kind: str | None = None
    place: str | PlaceIn | None = None
    origin: str | PlaceIn | None = Field(None, alias="from")
    to: str | PlaceIn | None = None
    start: str
    end: str
    zone: str | None = None
    number: str | None = None


class TripIn(Schema):
    """A trip of one of your people."""

    model_config = ConfigDict(extra="forbid")

    name: str
    person: UUID
    legs: list[LegIn]


@router.get("", operation_id="list_trips", response={200: TripList}, summary="Your trips")
def list_trips(request: HttpRequest) -> HttpResponse:
    """In the order they were added."""
    return JsonResponse({"items": [trip_json(one) for one in visible.trips(asker(request))]})


@router.post("", operation_id="add_trip", response={201: TripOut}, summary="Add a trip")
def add_trip(request: HttpRequest, body: TripIn) -> HttpResponse:
    """201 with its address; the traveller is told at once of what is going on there."""
    who = asker(request)
    kept = enter_trip(who.organisation, given(body), open_tools(), now=datetime.now(UTC))
    return created(request, trip_json(kept))


@router.post(
    "/import",
    operation_id="import_trips",
    response={200: Imported},
    summary="Import a table of trips, or a calendar",
)
def import_trips(
    request: HttpRequest,
    dry_run: bool = False,  # noqa: FBT001, FBT002
    person: UUID | None = None,
) -> HttpResponse:
    """The file is the body, CSV or iCalendar (of `person`); all of it or nothing; `dry_run=1` only says."""
    who = asker(request)
    traveller = get_object_or_404(visible.people(who), pk=person) if person else None
    return import_file(request, Noun.TRIPS, dry_run=dry_run, traveller=traveller)


@router.get("/{ident}", operation_id="get_trip", response={200: TripOut}, summary="One trip with its legs")
def get_trip(request: HttpRequest, ident: UUID) -> HttpResponse:
    """404 for another organisation's."""
    return JsonResponse(trip_json(get_object_or_404(visible.trips(asker(request)), pk=ident)))


@router.put(
    "/{ident}", operation_id="replace_trip", response={200: TripOut}, summary="Replace a trip and its legs"
)
def replace_trip(request: HttpRequest, ident: UUID, body: TripIn) -> HttpResponse:
    """A leg at a place that stays keeps its alerts."""
    who = asker(request)
    kept = get_object_or_404(visible.trips(who), pk=ident)
    enter_trip(who.organisation, given(body), open_tools(), now=datetime.now(UTC), trip=kept)
    return JsonResponse(trip_json(visible.trips(who).get(pk=ident)))


@router.post("/{ident}/cancel", operation_id="cancel_trip", response={200: TripOut}, summary="Cancel a trip")
def cancel(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Nobody is told of it any more; it stays in the list. To renew it, replace it."""
    kept = get_object_or_404(visible.trips(asker(request)), pk=ident)
    cancel_trip(kept, now=datetime.now(UTC))
    return JsonResponse(trip_json(kept))


@router.delete("/{ident}", operation_id="delete_trip", response={204: None}, summary="Delete a trip")
def delete_trip(request: HttpRequest, ident: UUID) -> HttpResponse:
    """204; it cannot be brought back."""
    get_object_or_404(visible.trips(asker(request)), pk=ident).delete()
    return HttpResponse(status=204)
