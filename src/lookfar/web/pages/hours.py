"""`/people/{id}/hours`, `/duty` and `/groups`: quiet hours, digest, duty contacts and groups of people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lookfar.accounts import audit
from lookfar.accounts.askers import Asker
from lookfar.alerts.manners import DIGEST
from lookfar.domain.errors import InvalidValue
from lookfar.flow.ruling import drop_group, put_on_duty, save_group
from lookfar.records import rules as kept
from lookfar.records import visible
from lookfar.records.models import PersonGroup
from lookfar.web.hours_forms import GroupForm, HoursForm, HouseHoursForm
from lookfar.web.owned import members_only, writers_only


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def person_hours(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Quiet hours and digest of a person; everybody may set their own."""
    person = get_object_or_404(visible.people(who), pk=ident)
    if not (who.may_write or (who.user is not None and person.user_id == who.user.pk)):
        raise PermissionDenied("Only owners and managers set the hours of others.")
    set_now = kept.hours_of_person(person.pk)
    quiet = set_now.quiet
    form = HoursForm(
        request.POST if request.method == "POST" else None,
        initial={
            "quiet_from": quiet.start if quiet else None,
            "quiet_until": quiet.end if quiet else None,
            "digest": set_now.digest,
            "zone": set_now.zone,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept.keep_hours(who.organisation, form.hours(), person)
        except InvalidValue as error:
            form.add_error("zone", str(error))
        else:
            messages.success(request, f"The hours of {person.private['name']} are kept.")
            return redirect("/people")
    context = {"form": form, "person": person}
    return render(request, "hours.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def duty(request: HttpRequest, who: Asker) -> HttpResponse:
    """Who is told what nobody acknowledges, the hour of the digest, and how messages are put together."""
    if request.method == "POST" and not who.may_write:
        raise PermissionDenied("Only owners and managers change how alerts are told.")
    form = HouseHoursForm(request.POST if request.method == "POST" else None, initial=_house(who))
    if request.method == "POST" and form.is_valid():
        before = kept.hours_of(str(who.organisation.pk)).most_alone
        try:
            kept.keep_hours(who.organisation, form.hours())
            _note_the_number(who, before, form.hours().most_alone)
        except InvalidValue as error:
            form.add_error("zone", str(error))
        else:
            messages.success(request, "Kept.")
            return redirect("/duty")
    contacts = list(visible.duty_contacts(who))
    named = {contact.person_id for contact in contacts}
    others = [person for person in visible.people(who) if person.pk not in named]
    context = {"form": form, "contacts": contacts, "others": others}
    return render(request, "duty.html", context, status=422 if form.errors else 200)


def _note_the_number(who: Asker, before: int, after: int) -> None:
    """To how many people somebody writes alone is no setting like another: the audit has both numbers."""
    if before != after:
        detail = {"before": before, "after": after}
        audit.deed(who.organisation.pk, audit.Action.CHANGED, "most-alone", detail=detail)


def _house(who: Asker) -> dict[str, object]:
    hours = kept.hours_of(str(who.organisation.pk))
    return {
        "digest": hours.digest or DIGEST,
        "zone": hours.zone,
        "group_minutes": hours.window // timedelta(minutes=1),
        "escalate_minutes": hours.escalate_after // timedelta(minutes=1),
        "most_alone": hours.most_alone,
    }


@require_http_methods(["POST"])
@writers_only
def add_duty(request: HttpRequest, who: Asker) -> HttpResponse:
    """Somebody more who is told what nobody acknowledges, last."""
    chosen = _uuid(request.POST.get("person", ""))
    person = visible.people(who).filter(pk=chosen).first() if chosen else None
    if person is None:
        messages.error(request, "Choose somebody of yours.")
        return redirect("/duty")
    try:
        put_on_duty(who.organisation, person, now=datetime.now(UTC))
    except InvalidValue as error:
        messages.error(request, f"{str(error)[:1].upper()}{str(error)[1:]}.")
    return redirect("/duty")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_http_methods(["POST"])
@writers_only
def delete_duty(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Takes a duty contact off the list; the person stays."""
    get_object_or_404(visible.duty_contacts(who), pk=ident).delete()
    messages.success(request, "Taken off the list; the person stays.")
    return redirect("/duty")


@require_safe
@members_only
def groups(request: HttpRequest, who: Asker) -> HttpResponse:
    """Groups of people that rules and silences name together."""
    return render(request, "groups.html", {"groups": list(visible.groups(who))})


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def add_group(request: HttpRequest, who: Asker) -> HttpResponse:
    """A new group."""
    return _edit_group(request, who, None)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def edit_group(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """One group's name and people."""
    return _edit_group(request, who, get_object_or_404(visible.groups(who), pk=ident))


def _edit_group(request: HttpRequest, who: Asker, group: PersonGroup | None) -> HttpResponse:
    initial = (
        {"name": group.private["name"], "people": [str(one.pk) for one in group.people.all()]} if group else None
    )
    people = list(visible.people(who))
    form = GroupForm(request.POST if request.method == "POST" else None, initial=initial, people=people)
    if request.method == "POST" and form.is_valid():
        name, people = form.cleaned_data["name"], form.members()
        save_group(who.organisation, name=name, people=people, now=datetime.now(UTC), group=group)
        messages.success(request, "The group is kept.")
        return redirect("/groups")
    context = {"form": form, "thing": group, "what": "group", "back": "/groups"}
    return render(request, "owned_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["POST"])
@writers_only
def delete_group(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Removes a group; its people stay."""
    drop_group(get_object_or_404(visible.groups(who), pk=ident), now=datetime.now(UTC))
    messages.success(request, "The group is gone, its people stay.")
    return redirect("/groups")
