"""`/sign-in`, `/sign-out`, `/welcome/{token}` (one-time link) and `/password`."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from lookfar.accounts.models import OneTimeLink, User
from lookfar.domain.ids import content_hash

MOST_FAILURES = 10
FAILURE_WINDOW_S = 15 * 60
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form; after ten failures for a name from an address within 15 minutes it waits."""
    onward = _onward(request)
    if request.method != "POST":
        return render(request, "sign_in.html", {"form": AuthenticationForm(request), "next": onward})
    key = _failures_key(request)
    if cache.get(key, 0) >= MOST_FAILURES:
        context = {"form": AuthenticationForm(request), "next": onward, "locked": True}
        return render(request, "sign_in.html", context, status=429)
    form = AuthenticationForm(request, data=request.POST)
    if not form.is_valid():
        cache.add(key, 0, FAILURE_WINDOW_S)
        cache.incr(key)
        return render(request, "sign_in.html", {"form": form, "next": onward}, status=422)
    cache.delete(key)
    login(request, form.get_user())
    return redirect(onward)


def _onward(request: HttpRequest) -> str:
    wanted = str(request.POST.get("next") or request.GET.get("next") or "/")
    allowed = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if allowed else "/"


def _failures_key(request: HttpRequest) -> str:
    name = str(request.POST.get("username", "")).casefold()
    address = str(request.META.get("REMOTE_ADDR", ""))
    return f"sign-in-failures:{content_hash(f'{address} {name}'.encode())}"


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return redirect("/")


@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time link: a page with one button, since a preview that only looks must not use it up."""
    if request.method != "POST":
        return render(request, "welcome.html", {"token": token})
    user = OneTimeLink.use(token, datetime.now(UTC))
    if user is None or not user.is_active:
        return render(request, "welcome.html", {"refused": True}, status=410)
    login(request, user, backend=_BACKEND)
    return redirect("/" if user.has_usable_password() else "/password")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Sets the password of whoever is signed in."""
    user = request.user
    if not isinstance(user, User):
        return redirect("/sign-in")
    form = SetPasswordForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, user)
        return redirect("/")
    return render(request, "password.html", {"form": form}, status=422 if form.errors else 200)
