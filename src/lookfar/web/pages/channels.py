"""`/channels`: how people are told; webhooks, mailboxes and devices, each with how it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lookfar.accounts.askers import Asker
from lookfar.channels.push import application_key
from lookfar.domain.errors import InvalidValue
from lookfar.flow import endpoints
from lookfar.flow.channel_states import endpoint_states, failing_people
from lookfar.records import visible
from lookfar.records.backlog import GIVEN_UP_COUNTS
from lookfar.records.models import Endpoint
from lookfar.records.ways import email_of
from lookfar.web.forms import person_choice
from lookfar.web.owned import members_only, writers_only
from lookfar.web.settings import CONFIG, HOME

MOST_IN_CHOICE = 500
"""A longer list of people is tested from each person's own page or by a program."""


class WebhookForm(forms.Form):
    """Another program's address."""

    address = forms.CharField(
        max_length=2000,
        label="Address",
        help_text="Begins with https:// and is reachable on the open Internet. Redirects are never followed.",
    )


class MailboxForm(forms.Form):
    """A duty mailbox."""

    address = forms.CharField(
        max_length=254, label="E-mail address", help_text="It gets every alert of your organisation."
    )


@require_safe
@members_only
def channels(request: HttpRequest, who: Asker) -> HttpResponse:
    """How people are told: every channel with its state, and this device."""
    now = datetime.now(UTC)
    states = endpoint_states(visible.endpoints(who), now=now)
    people = [one for one in visible.people(who)[:MOST_IN_CHOICE] if email_of(one)]
    context = {
        "shared": [state for state in states if state.endpoint.kind != "push"],
        "devices": [state for state in states if state.endpoint.kind == "push"],
        "dead": visible.dead_letters(who).filter(due_at__gt=now - GIVEN_UP_COUNTS).count(),
        "failing_people": failing_people(visible.people(who)),
        "person_choice": person_choice(people, "Choose somebody", required=True).widget.render(
            "person", "", {"id": "id_person"}
        ),
        "people": people,
        "mail_is_set": bool(CONFIG.text("LOOKFAR_SMTP_HOST")),
        "application_key": application_key(HOME),
    }
    return render(request, "channels.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def add_webhook(request: HttpRequest, who: Asker) -> HttpResponse:
    """A new webhook; its secret is on the answer, once."""
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            added, secret = endpoints.add_webhook(
                who.organisation, form.cleaned_data["address"], now=datetime.now(UTC)
            )
        except InvalidValue as error:
            form.add_error("address", sentence(error))
        else:
            return render(request, "secret.html", {"endpoint": added, "secret": secret, "fresh": True})
    return _form(request, form, "webhook")


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def add_mailbox(request: HttpRequest, who: Asker) -> HttpResponse:
    """A new duty mailbox."""
    form = MailboxForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            endpoints.add_mailbox(who.organisation, form.cleaned_data["address"], now=datetime.now(UTC))
        except InvalidValue as error:
            form.add_error("address", sentence(error))
        else:
            messages.success(request, "The mailbox is kept, and a test is on its way to it.")
            return redirect("/channels")
    return _form(request, form, "mailbox")


def _form(request: HttpRequest, form: forms.Form, what: str) -> HttpResponse:
    context = {"form": form, "what": what}
    return render(request, "channel_form.html", context, status=422 if form.errors else 200)


@require_safe
@writers_only
def channel(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """One channel: its state, and what can be done with it."""
    [state] = endpoint_states([_own(who, ident)], now=datetime.now(UTC))
    dead = visible.dead_letters(who).filter(receiver=str(ident))
    return render(request, "channel.html", {"state": state, "dead": dead[:20]})


@require_POST
@writers_only
def test_channel(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Sends a test to one channel."""
    return _done(
        request, who, ident, endpoints.test_endpoint, "A test is on its way; this page shows when it was taken."
    )


@require_POST
@writers_only
def enable_channel(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Uses a disabled channel again, and tests it."""
    return _done(request, who, ident, endpoints.enable, "It is used again, and a test is on its way to it.")


def _done(request: HttpRequest, who: Asker, ident: UUID, act: Callable[..., None], said: str) -> HttpResponse:
    act(_own(who, ident), now=datetime.now(UTC))
    messages.success(request, said)
    return redirect(f"/channels/{ident}")


@require_POST
@writers_only
def rotate_channel(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Gives a webhook a new secret, shown once on the answer."""
    endpoint = _own(who, ident)
    secret = endpoints.rotate(endpoint, now=datetime.now(UTC))
    return render(request, "secret.html", {"endpoint": endpoint, "secret": secret, "fresh": False})


@require_POST
@members_only
def delete_channel(request: HttpRequest, who: Asker, ident: UUID) -> HttpResponse:
    """Removes a channel; everybody may remove a device of his own."""
    endpoint = _own(who, ident)
    if not who.may_write and (who.user is None or endpoint.user_id != who.user.pk):
        return HttpResponse(status=403)
    endpoints.remove(endpoint, now=datetime.now(UTC))
    messages.success(request, "The channel is gone.")
    return redirect("/channels")


@require_POST
@writers_only
def test_person(request: HttpRequest, who: Asker) -> HttpResponse:
    """Sends a test by e-mail to one person."""
    given = request.POST.get("person", "")
    try:
        ident = UUID(given)
    except ValueError:
        messages.error(request, "Choose somebody first.")
        return redirect("/channels")
    endpoints.test_person(get_object_or_404(visible.people(who), pk=ident), now=datetime.now(UTC))
    messages.success(request, "A test is on its way by e-mail.")
    return redirect("/channels")


def _own(who: Asker, ident: UUID) -> Endpoint:
    return get_object_or_404(visible.endpoints(who), pk=ident)


def sentence(error: InvalidValue) -> str:
    """The reason as a sentence."""
    text = str(error).rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."
