"""`/sites`: places of yours; list, add, edit, delete."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lookfar.accounts.askers import Asker
from lookfar.flow.people import PERIMETERS, keep_site, tell_of_present
from lookfar.records import visible
from lookfar.records.collisions import as_one
from lookfar.records.models import Site
from lookfar.web.forms import SiteForm, keep_place
from lookfar.web.owned import members_only, writers_only
from lookfar.web.pages.people import going_on, place_text


@require_safe
@members_only
def sites(request: HttpRequest, who: Asker) -> HttpResponse:
    """The list."""
    return render(request, "sites.html", {"sites": list(visible.sites(who))})


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def add_site(request: HttpRequest, who: Asker) -> HttpResponse:
    """A new site."""
    return _edit(request, who, None)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def edit_site(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """One site's details."""
    return _edit(request, who, get_object_or_404(visible.sites(who), pk=ident))


def _edit(request: HttpRequest, who: Asker, site: Site | None) -> HttpResponse:
    people = list(visible.people(who))
    form = SiteForm(request.POST if request.method == "POST" else None, initial=_initial(site), people=people)
    keep_place(form, "place", site.private["place"] if site else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        due = _save(who, form, site)
        said = f"{given['name']} is kept, at {place_text(given['place'])}.{going_on(due)}"
        messages.success(request, said)
        return redirect("/sites")
    context = {"form": form, "thing": site, "what": "site", "back": "/sites"}
    return render(request, "owned_form.html", context, status=422 if form.errors else 200)


@as_one
def _save(who: Asker, form: SiteForm, site: Site | None) -> int:
    """Keeps a site; how many alerts are due to whoever answers for it."""
    given = form.cleaned_data
    kept = keep_site(
        who.organisation,
        name=given["name"],
        place=given["place"],
        contact=form.contact_person(),
        perimeter_km=form.perimeter_km,
        site=site,
    )
    return tell_of_present([str(kept.pk)], now=datetime.now(UTC))


def _initial(site: Site | None) -> dict[str, object]:
    if site is None:
        return {}
    contact = str(site.contact_id) if site.contact_id else ""
    own = site.private.get("perimeter_km") or {}
    return {
        "name": site.private["name"],
        "contact": contact,
        **{f"km_{severity.value}": f"{own[severity.value]:g}" for severity in PERIMETERS if severity.value in own},
    }


@require_http_methods(["POST"])
@writers_only
def delete_site(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Removes a site."""
    get_object_or_404(visible.sites(who), pk=ident).delete()
    messages.success(request, "The site is gone.")
    return redirect("/sites")
