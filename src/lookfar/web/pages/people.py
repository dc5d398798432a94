"""`/people`: who is yours; list, add, edit, delete."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lookfar.accounts.askers import Asker
from lookfar.flow.people import keep_person, tell_of_present
from lookfar.flow.places import place_text as words_of
from lookfar.flow.tools import open_tools
from lookfar.records import visible
from lookfar.records.collisions import as_one
from lookfar.records.models import Person
from lookfar.web.forms import PersonForm, keep_place
from lookfar.web.owned import members_only, writers_only


@require_safe
@members_only
def people(request: HttpRequest, who: Asker) -> HttpResponse:
    """The list."""
    return render(request, "people.html", {"people": list(visible.people(who))})


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def add_person(request: HttpRequest, who: Asker) -> HttpResponse:
    """A new person."""
    return _edit(request, who, None)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def edit_person(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """One person's details."""
    return _edit(request, who, get_object_or_404(visible.people(who), pk=ident))


def _edit(request: HttpRequest, who: Asker, person: Person | None) -> HttpResponse:
    form = PersonForm(request.POST if request.method == "POST" else None, initial=_initial(person))
    keep_place(form, "home", person.private.get("home") if person else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        due = _save(who, form, person)
        messages.success(request, _said(given["name"], given["home"], due))
        return redirect("/people")
    context = {"form": form, "thing": person, "what": "person", "back": "/people"}
    return render(request, "owned_form.html", context, status=422 if form.errors else 200)


@as_one
def _save(who: Asker, form: PersonForm, person: Person | None) -> int:
    """Keeps a person; how many alerts are due to them."""
    given = form.cleaned_data
    kept = keep_person(
        who.organisation,
        name=given["name"],
        email=given["email"],
        phone=given["phone"],
        home=given["home"],
        person=person,
    )
    return tell_of_present([str(kept.pk)], now=datetime.now(UTC))


def _initial(person: Person | None) -> dict[str, object]:
    if person is None:
        return {}
    return {**person.private, "home": ""}


def place_text(place: Mapping[str, object] | None) -> str:
    """A kept place as the text that finds it again."""
    return words_of(place, open_tools())


def _said(name: str, home: object, due: int) -> str:
    where = f" Usual place: {place_text(home)}." if isinstance(home, dict) else ""
    return f"{name} is kept.{where}{going_on(due)}"


def going_on(due: int) -> str:
    """A sentence on alerts that a change has just made due."""
    if not due:
        return ""
    return f" {due} alert{' is' if due == 1 else 's are'} due for what is already going on there."


@require_http_methods(["POST"])
@writers_only
def delete_person(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Removes a person with their trips and alerts."""
    get_object_or_404(visible.people(who), pk=ident).delete()
    messages.success(request, "The person is gone, with their trips and alerts.")
    return redirect("/people")
