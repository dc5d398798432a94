"""`/people/{id}/export` and `/people/{id}/erase`: what is held on a person, and the end of it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from ninja import Router
from ninja.errors import HttpError

from lookfar.accounts import audit
from lookfar.api.answers.owned import ErasedOut, Held
from lookfar.api.askers import SIGNED_IN, asker
from lookfar.flow.erasure import erase_person
from lookfar.flow.subject import held_on
from lookfar.records import visible

router = Router(tags=["people"], auth=SIGNED_IN)


@router.get(
    "/{ident}/export",
    operation_id="export_person",
    response={200: Held},
    summary="Everything that is held on one person",
)
def export_person(request: HttpRequest, ident: UUID) -> HttpResponse:
    """For owners, managers, keys that write, and the person; it is written to the audit."""
    who, now = asker(request), datetime.now(UTC)
    person = get_object_or_404(visible.people(who), pk=ident)
    if not (who.may_write or (who.user is not None and person.user_id == who.user.pk)):
        raise HttpError(403, "only owners, managers and the person themselves export what is held")
    audit.record(who.organisation.pk, audit.Action.EXPORTED, "person", str(person.pk), now=now)
    return JsonResponse(held_on(person, now=now))


@router.post(
    "/{ident}/erase",
    operation_id="erase_person",
    response={200: ErasedOut},
    summary="Take a person out of everything that is kept",
)
def erase(request: HttpRequest, ident: UUID) -> HttpResponse:
    """With a key that writes; answers with counts of what was taken out."""
    who = asker(request)
    person = get_object_or_404(visible.people(who), pk=ident)
    if not who.may_write:
        raise HttpError(403, "this key only reads")
    return JsonResponse(asdict(erase_person(person, settings.HOME, now=datetime.now(UTC))))
