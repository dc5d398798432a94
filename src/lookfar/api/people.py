"""`/people`: an organisation's own people, for its members and keys only."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import ConfigDict

from lookfar.api.answers.owned import Imported, PersonList, PersonOut
from lookfar.api.askers import SIGNED_IN, asker
from lookfar.api.owned import PlaceIn, created, given, import_file
from lookfar.flow.entering import enter_person, person_json
from lookfar.flow.previewing import Noun
from lookfar.flow.tools import open_tools
from lookfar.records import visible

router = Router(tags=["people"], auth=SIGNED_IN)


class PersonIn(Schema):
    """A person; `home` is where they usually are."""

    model_config = ConfigDict(extra="forbid")

    name: str
    email: str | None = None
    phone: str | None = None
    home: str | PlaceIn | None = None


@router.get("", operation_id="list_people", response={200: PersonList}, summary="Your people")
def list_people(request: HttpRequest) -> HttpResponse:
    """In the order they were added."""
    return JsonResponse({"items": [person_json(one) for one in visible.people(asker(request))]})


@router.post("", operation_id="add_person", response={201: PersonOut}, summary="Add a person")
def add_person(request: HttpRequest, body: PersonIn) -> HttpResponse:
    """201 with its address; told at once of what is going on there."""
    who = asker(request)
    kept = enter_person(who.organisation, given(body), open_tools(), now=datetime.now(UTC))
    return created(request, person_json(kept))


@router.post("/import", operation_id="import_people", response={200: Imported}, summary="Import a table of people")
def import_people(request: HttpRequest, dry_run: bool = False) -> HttpResponse:  # noqa: FBT001, FBT002
    """The CSV file is the body; all of it or nothing; `dry_run=1` only says what it would do."""
    return import_file(request, Noun.PEOPLE, dry_run=dry_run)


@router.get("/{ident}", operation_id="get_person", response={200: PersonOut}, summary="One person")
def get_person(request: HttpRequest, ident: UUID) -> HttpResponse:
    """404 for another organisation's."""
    return JsonResponse(person_json(get_object_or_404(visible.people(asker(request)), pk=ident)))


@router.put(
    "/{ident}", operation_id="replace_person", response={200: PersonOut}, summary="Replace a person's details"
)
def replace_person(request: HttpRequest, ident: UUID, body: PersonIn) -> HttpResponse:
    """What is left out is emptied."""
    who = asker(request)
    kept = get_object_or_404(visible.people(who), pk=ident)
    now = datetime.now(UTC)
    return JsonResponse(
        person_json(enter_person(who.organisation, given(body), open_tools(), now=now, person=kept))
    )


@router.delete(
    "/{ident}",
    operation_id="delete_person",
    response={204: None},
    summary="Delete a person with their trips and alerts",
)
def delete_person(request: HttpRequest, ident: UUID) -> HttpResponse:
    """204; it cannot be brought back."""
    get_object_or_404(visible.people(asker(request)), pk=ident).delete()
    return HttpResponse(status=204)
