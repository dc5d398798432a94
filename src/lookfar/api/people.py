"""`/people`, `/sites`, `/trips`: an organisation's own, for its members and keys only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from ninja import Router

from lookfar.api.askers import SIGNED_IN, asker
from lookfar.domain.times import rfc3339
from lookfar.records import visible
from lookfar.records.models import Person, Site, Trip

people_router = Router(tags=["people"], auth=SIGNED_IN)
sites_router = Router(tags=["sites"], auth=SIGNED_IN)
trips_router = Router(tags=["trips"], auth=SIGNED_IN)


@people_router.get("", operation_id="list_people", summary="Your people")
def list_people(request: HttpRequest) -> HttpResponse:
    """In the order they were added."""
    return JsonResponse({"items": [_person(one) for one in visible.people(asker(request))]})


@people_router.get("/{ident}", operation_id="get_person", summary="One person")
def get_person(request: HttpRequest, ident: UUID) -> HttpResponse:
    """404 for another organisation's."""
    return JsonResponse(_person(get_object_or_404(visible.people(asker(request)), pk=ident)))


@sites_router.get("", operation_id="list_sites", summary="Your sites")
def list_sites(request: HttpRequest) -> HttpResponse:
    """In the order they were added."""
    return JsonResponse({"items": [_site(one) for one in visible.sites(asker(request))]})


@sites_router.get("/{ident}", operation_id="get_site", summary="One site")
def get_site(request: HttpRequest, ident: UUID) -> HttpResponse:
    """404 for another organisation's."""
    return JsonResponse(_site(get_object_or_404(visible.sites(asker(request)), pk=ident)))


@trips_router.get("", operation_id="list_trips", summary="Your trips")
def list_trips(request: HttpRequest) -> HttpResponse:
    """In the order they were added."""
    return JsonResponse({"items": [_trip(one) for one in visible.trips(asker(request))]})


@trips_router.get("/{ident}", operation_id="get_trip", summary="One trip with its legs")
def get_trip(request: HttpRequest, ident: UUID) -> HttpResponse:
    """404 for another organisation's."""
    return JsonResponse(_trip(get_object_or_404(visible.trips(asker(request)), pk=ident)))


def _person(one: Person) -> dict[str, Any]:
    private = one.private
    return {
        "id": str(one.pk),
        "name": private["name"],
        "email": private.get("email") or None,
        "phone": private.get("phone") or None,
        "home": private.get("home"),
    }


def _site(one: Site) -> dict[str, Any]:
    private = one.private
    return {
        "id": str(one.pk),
        "name": private["name"],
        "place": private["place"],
        "contact": str(one.contact_id) if one.contact_id else None,
        "perimeter_km": private.get("perimeter_km") or {},
    }


def _trip(one: Trip) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "name": one.private["name"],
        "person": str(one.person_id),
        "cancelled": one.cancelled_at is not None,
        "legs": [
            {
                "id": str(leg.pk),
                "kind": leg.kind,
                "start": rfc3339(leg.start),
                "end": rfc3339(leg.end),
                "place": leg.private["place"],
            }
            for leg in one.legs.all()
        ],
    }
