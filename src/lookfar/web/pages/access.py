"""`/members` and `/keys` for owners; a person's invitation and calendar address; `/calendar/{token}.ics`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lookfar.accounts.askers import Asker
from lookfar.accounts.models import Key, Membership, Role
from lookfar.config import read_config
from lookfar.domain.errors import InvalidValue
from lookfar.flow import feeds, membership
from lookfar.flow.tools import open_tools
from lookfar.records import visible
from lookfar.records.models import Person
from lookfar.web.audited import keep_reading
from lookfar.web.forms import KeyForm, MemberForm
from lookfar.web.owned import members_only, owners_only, writers_only


def _public(path: str) -> str:
    return f"{read_config().public_url}{path}"


@require_safe
@owners_only
def members(request: HttpRequest, who: Asker) -> HttpResponse:
    """Who belongs to the organisation, with which role."""
    return _members(request, who, MemberForm())


def _members(request: HttpRequest, who: Asker, form: MemberForm) -> HttpResponse:
    people = {one.user_id: str(one.private["name"]) for one in visible.people(who) if one.user_id}
    rows = Membership.objects.filter(organisation=who.organisation).select_related("user").order_by("pk")
    lines = [(row, people.get(row.user_id, ""), row.user == who.user) for row in rows]
    context = {"lines": lines, "form": form, "roles": Role.choices}
    return render(request, "members.html", context, status=422 if form.errors else 200)


@require_POST
@owners_only
def add_member(request: HttpRequest, who: Asker) -> HttpResponse:
    """A new member; the link that signs them in is shown once."""
    form = MemberForm(request.POST)
    if form.is_valid():
        role = Role(form.cleaned_data["role"])
        try:
            user, token = membership.invite_member(
                who.organisation, form.cleaned_data["name"], role, now=datetime.now(UTC)
            )
        except InvalidValue as error:
            form.add_error("name", str(error).partition(": ")[2] or str(error))
        else:
            return _link(request, user.username, token, "/members")
    return _members(request, who, form)


@require_POST
@owners_only
def change_member(request: HttpRequest, who: Asker, number: int) -> HttpResponse:
    """Another role for a member."""
    found = get_object_or_404(Membership, organisation=who.organisation, pk=number)
    role = request.POST.get("role", "")
    if role not in Role.values:
        raise InvalidValue(f"a role is one of {', '.join(Role.values)}")
    try:
        membership.change_role(found, Role(role))
    except InvalidValue as error:
        messages.error(request, f"Nothing is changed: {error}.")
    else:
        messages.success(request, f"{found.user.username} is now {Role(role).label.lower()}.")
    return redirect("/members")


@require_POST
@owners_only
def end_member(request: HttpRequest, who: Asker, number: int) -> HttpResponse:
    """The member sees nothing of the organisation any more."""
    found = get_object_or_404(Membership, organisation=who.organisation, pk=number)
    name = found.user.username
    try:
        membership.end_membership(found, now=datetime.now(UTC))
    except InvalidValue as error:
        messages.error(request, f"Nothing is changed: {error}.")
        return redirect("/members")
    messages.success(request, f"{name} is no member any more.")
    return redirect("/" if found.user == who.user else "/members")


@require_POST
@owners_only
def member_link(request: HttpRequest, who: Asker, number: int) -> HttpResponse:
    """A new one-time link for a member who cannot sign in."""
    found = get_object_or_404(Membership, organisation=who.organisation, pk=number)
    try:
        token = membership.new_link(found.user, now=datetime.now(UTC))
    except InvalidValue as error:
        messages.error(request, f"Nothing is made: {error}.")
        return redirect("/members")
    return _link(request, found.user.username, token, "/members")


def _link(request: HttpRequest, name: str, token: str, back: str) -> HttpResponse:
    context = {
        "title": "A link to sign in",
        "says": f"It signs {name} in once, within {membership.INVITED_FOR.days} days. "
        "Send it to nobody else. It is shown only now.",
        "secret": _public(f"/welcome/{token}"),
        "back": back,
    }
    return render(request, "shown_once.html", context)


@require_safe
@owners_only
def keys(request: HttpRequest, who: Asker) -> HttpResponse:
    """The organisation's API keys."""
    return _keys(request, who, KeyForm())


def _keys(request: HttpRequest, who: Asker, form: KeyForm) -> HttpResponse:
    rows = Key.objects.filter(organisation=who.organisation).order_by("-created_at")
    context = {"keys": rows, "form": form, "now": datetime.now(UTC)}
    return render(request, "keys.html", context, status=422 if form.errors else 200)


@require_POST
@owners_only
def add_key(request: HttpRequest, who: Asker) -> HttpResponse:
    """A new key; its text is shown once."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _keys(request, who, form)
    given = form.cleaned_data
    key, text = Key.issue(who.organisation, given["name"], form.scopes())
    if given["days"]:
        key.expires_at = datetime.now(UTC) + timedelta(days=given["days"])
        key.save(update_fields=["expires_at"])
    context = {
        "title": "A new key",
        "says": f"For {key.name}. Send it as “Authorization: Bearer …”. It is shown only now.",
        "secret": text,
        "back": "/keys",
    }
    return render(request, "shown_once.html", context)


@require_POST
@owners_only
def revoke_key(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """The key opens nothing any more."""
    found = get_object_or_404(Key, organisation=who.organisation, pk=ident)
    found.revoked_at = found.revoked_at or datetime.now(UTC)
    found.save(update_fields=["revoked_at"])
    messages.success(request, f"The key {found.name} opens nothing any more.")
    return redirect("/keys")


@require_POST
@writers_only
def invite(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """A link that signs a person in, once, as a traveller who sees only himself."""
    person = get_object_or_404(visible.people(who), pk=ident)
    try:
        user, token = membership.invite_traveller(person, now=datetime.now(UTC))
    except InvalidValue as error:
        messages.error(request, f"Nothing is made: {error}.")
        return redirect("/people")
    return _link(request, user.username, token, "/people")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def calendar(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """The secret address of a person's trips as a calendar: made, made anew, or revoked."""
    person = get_object_or_404(visible.people(who), pk=ident)
    if not (who.may_write or person.user == who.user):
        raise PermissionDenied("Only owners, managers and the person make a calendar's address.")
    if request.method == "POST":
        return _change_calendar(request, person)
    return render(request, "calendar.html", {"person": person, "feed": feeds.feed_of(person)})


def _change_calendar(request: HttpRequest, person: Person) -> HttpResponse:
    if request.POST.get("do") == "revoke":
        feeds.revoke_feed(person)
        messages.success(request, "The address no longer works.")
        return redirect(f"/people/{person.pk}/calendar")
    context = {
        "title": "A calendar's address",
        "says": "Subscribe to it in a calendar program. Whoever has it sees these trips. It is shown only now.",
        "secret": _public(f"/calendar/{feeds.make_feed(person)}.ics"),
        "back": f"/people/{person.pk}/calendar",
    }
    return render(request, "shown_once.html", context)


@require_safe
def calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """A person's trips as iCalendar, for whoever has the secret address; 404 once it is revoked."""
    del request
    person = feeds.person_of_feed(token)
    if person is None:
        answer = HttpResponse("no such calendar\n", status=404, content_type="text/plain; charset=utf-8")
        answer._has_been_logged = True  # type: ignore[attr-defined]  # Django would log the address, a secret
        return answer
    keep_reading(person.organisation_id, "calendar", str(person.pk), actor="calendar", hourly=True)
    content = feeds.calendar_of(person, open_tools(), now=datetime.now(UTC))
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = 'inline; filename="trips.ics"'
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
