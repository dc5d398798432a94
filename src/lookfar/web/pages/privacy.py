"""`/people/{id}/privacy`: the ground, export, erasure; `/privacy`: how long things are kept; `/audit`: who did what."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import orjson
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lookfar.accounts import audit as chain
from lookfar.accounts.askers import Asker
from lookfar.accounts.models import AuditEntry, User
from lookfar.flow.erasure import erase_person
from lookfar.flow.subject import held_on
from lookfar.records import consents, visible
from lookfar.records.models import Consent, Person
from lookfar.web.owned import members_only, writers_only

IN_LIST = 200


class ConsentForm(forms.Form):
    """The ground on which somebody is kept."""

    basis = forms.ChoiceField(choices=Consent.BASES, label="Ground")
    live = forms.BooleanField(required=False, label="Live positions are allowed")
    withdrawn = forms.BooleanField(required=False, label="Withdrawn: the ground is gone")


class KeepingForm(forms.Form):
    """How long an organisation keeps things, days."""

    location_days = forms.IntegerField(
        min_value=1, max_value=365, label="Places: days after a trip's end", help_text="90 is usual."
    )
    alert_days = forms.IntegerField(
        min_value=30,
        max_value=3650,
        label="Alerts: days until they lose their names",
        help_text="That somebody was told, what and when, stays. 365 is usual.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def person_privacy(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """On what ground a person is kept; export and erasure."""
    person = get_object_or_404(visible.people(who), pk=ident)
    now, last = datetime.now(UTC), consents.standing(person)
    initial = {"basis": last.basis, "live": last.live} if last else {}
    form = ConsentForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        consents.decide(person, **form.cleaned_data, by=who.user, now=now)
        messages.success(request, "The ground is written down.")
        return redirect(request.path)
    context = {
        "form": form,
        "person": person,
        "consents": person.consents.select_related("recorded_by").order_by("-decided_at"),
    }
    return render(request, "person_privacy.html", context, status=422 if form.errors else 200)


@require_safe
@members_only
def export_person(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Everything that is held on a person, as a JSON file: for owners, managers and the person."""
    del request
    person = get_object_or_404(visible.people(who), pk=ident)
    if not (who.may_write or (who.user is not None and person.user_id == who.user.pk)):
        raise PermissionDenied("Only owners, managers and the person themselves export what is held.")
    now = datetime.now(UTC)
    chain.record(who.organisation.pk, chain.Action.EXPORTED, "person", str(person.pk), now=now)
    answer = HttpResponse(
        orjson.dumps(held_on(person, now=now), option=orjson.OPT_INDENT_2), content_type="application/json"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{person.pk}.json"'
    return answer


@require_POST
@writers_only
def erase(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Takes a person out of everything that is kept."""
    person: Person = get_object_or_404(visible.people(who), pk=ident)
    if request.POST.get("sure") != "yes":
        messages.error(request, "Nothing was erased: tick the box to say that you are sure.")
        return redirect(f"/people/{ident}/privacy")
    erased = erase_person(person, settings.HOME, now=datetime.now(UTC))
    messages.success(
        request,
        f"The person is erased, with {erased.trips} trips. {erased.alerts} alerts keep their times, without name or "
        f"place. Backups made before this still hold the sealed data until lookfar erase person {ident} --old-backups.",
    )
    return redirect("/people")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def keeping(request: HttpRequest, who: Asker) -> HttpResponse:
    """How long places and names are kept; for owners."""
    _owners_only(who)
    ours = who.organisation
    initial = {"location_days": ours.location_days, "alert_days": ours.alert_days}
    form = KeepingForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        ours.location_days = form.cleaned_data["location_days"]
        ours.alert_days = form.cleaned_data["alert_days"]
        ours.save()
        chain.record(ours.pk, chain.Action.CHANGED, "retention", detail=form.cleaned_data)
        messages.success(request, "What is older goes within a day, unless it still alerts.")
        return redirect("/privacy")
    return render(request, "privacy.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@members_only
def audit(request: HttpRequest, who: Asker) -> HttpResponse:
    """Who did what, newest first; for owners."""
    _owners_only(who)
    rows = AuditEntry.objects.filter(organisation=who.organisation).order_by("-number")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 10:
        rows = rows.filter(number__lt=int(before))
    shown = list(rows[:IN_LIST])
    members = User.objects.filter(memberships__organisation=who.organisation)
    names = {f"user:{user.pk}": user.get_username() for user in members}
    lines = [(row, names.get(row.actor, row.actor)) for row in shown]
    context = {"lines": lines, "older": shown[-1].number if len(shown) == IN_LIST else 0}
    return render(request, "audit.html", context)


def _owners_only(who: Asker) -> None:
    if not who.is_owner:
        raise PermissionDenied("Only owners see who did what and set how long things are kept.")
