"""`/sites`: an organisation's own sites, for its members and keys only."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import ConfigDict

from lookfar.api.answers.owned import Imported, SiteList, SiteOut
from lookfar.api.askers import SIGNED_IN, asker
from lookfar.api.owned import PlaceIn, created, given, import_file
from lookfar.flow.entering import enter_site, site_json
from lookfar.flow.previewing import Noun
from lookfar.flow.tools import open_tools
from lookfar.records import visible

router = Router(tags=["sites"], auth=SIGNED_IN)


class SiteIn(Schema):
    """A site; `contact`: the person who is told; `perimeter_km`: its own reach by CAP severity."""

    model_config = ConfigDict(extra="forbid")

    name: str
    place: str | PlaceIn
    contact: UUID | None = None
    perimeter_km: dict[str, float] | None = None


@router.get("", operation_id="list_sites", response={200: SiteList}, summary="Your sites")
def list_sites(request: HttpRequest) -> HttpResponse:
    """In the order they were added."""
    return JsonResponse({"items": [site_json(one) for one in visible.sites(asker(request))]})


@router.post("", operation_id="add_site", response={201: SiteOut}, summary="Add a site")
def add_site(request: HttpRequest, body: SiteIn) -> HttpResponse:
    """201 with its address; its contact is told at once of what is going on there."""
    who = asker(request)
    return created(
        request, site_json(enter_site(who.organisation, given(body), open_tools(), now=datetime.now(UTC)))
    )


@router.post("/import", operation_id="import_sites", response={200: Imported}, summary="Import a table of sites")
def import_sites(request: HttpRequest, dry_run: bool = False) -> HttpResponse:  # noqa: FBT001, FBT002
    """The CSV file is the body; all of it or nothing; `dry_run=1` only says what it would do."""
    return import_file(request, Noun.SITES, dry_run=dry_run)


@router.get("/{ident}", operation_id="get_site", response={200: SiteOut}, summary="One site")
def get_site(request: HttpRequest, ident: UUID) -> HttpResponse:
    """404 for another organisation's."""
    return JsonResponse(site_json(get_object_or_404(visible.sites(asker(request)), pk=ident)))


@router.put("/{ident}", operation_id="replace_site", response={200: SiteOut}, summary="Replace a site's details")
def replace_site(request: HttpRequest, ident: UUID, body: SiteIn) -> HttpResponse:
    """What is left out is emptied."""
    who = asker(request)
    kept = get_object_or_404(visible.sites(who), pk=ident)
    now = datetime.now(UTC)
    return JsonResponse(site_json(enter_site(who.organisation, given(body), open_tools(), now=now, site=kept)))


@router.delete("/{ident}", operation_id="delete_site", response={204: None}, summary="Delete a site")
def delete_site(request: HttpRequest, ident: UUID) -> HttpResponse:
    """204; it cannot be brought back."""
    get_object_or_404(visible.sites(asker(request)), pk=ident).delete()
    return HttpResponse(status=204)
