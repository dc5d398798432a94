"""What the pages for people, sites and trips have in common: who may open them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from lookfar.accounts.askers import Asker, asker_of

P = ParamSpec("P")
OwnView = Callable[Concatenate[HttpRequest, Asker, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def members_only(view: OwnView[P]) -> View[P]:
    """Hands the view its asker; sends a stranger to sign in, refuses a user of no organisation."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        who = asker_of(request.user)
        if who is None:
            raise PermissionDenied("You are not a member of any organisation.")
        return view(request, who, *args, **kwargs)

    return opened


def writers_only(view: OwnView[P]) -> View[P]:
    """The same for pages that change something: owners and managers."""

    @wraps(view)
    def checked(request: HttpRequest, who: Asker, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not who.may_write:
            raise PermissionDenied("Only owners and managers change this; a viewer reads.")
        return view(request, who, *args, **kwargs)

    return members_only(checked)


def owners_only(view: OwnView[P]) -> View[P]:
    """The same for pages of members and keys."""

    @wraps(view)
    def checked(request: HttpRequest, who: Asker, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not who.is_owner:
            raise PermissionDenied("Only owners see members and keys.")
        return view(request, who, *args, **kwargs)

    return members_only(checked)
