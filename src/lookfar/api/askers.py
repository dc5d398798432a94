"""Who asks: a session of the web pages, or `Authorization: Bearer` with a key."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.security.base import AuthBase

from lookfar.accounts.askers import Asker, asker_of, asker_with_key

_READING = ("GET", "HEAD")


class KeyAuth(HttpBearer):
    """A live key with a scope; anything else is refused, and writing without the scope `write` is a 403.

    A request has one asker: the key when there is one, and a session of another organisation beside it is a 400.
    """

    def authenticate(self, request: HttpRequest, token: str) -> Asker | None:
        found = asker_with_key(token, now=datetime.now(UTC))
        beside = asker_of(request.user)
        if found is not None and beside is not None and beside.organisation != found.organisation:
            raise HttpError(400, "the key and the session are of two organisations; send one of them")
        if found is not None and request.method not in _READING and not found.may_write:
            raise HttpError(403, "this needs a key with the scope write; an owner makes one at /keys")
        return found


class SessionAuth(AuthBase):
    """A signed-in member who sends no key; reading only, so that no cross-site request has an effect."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Asker | None:
        if request.method not in _READING or sends_key(request):
            return None
        return asker_of(request.user)


def sends_key(request: HttpRequest) -> bool:
    """Whether a key stands for the request, good or bad; the name and password of a proxy in front are none."""
    return request.headers.get("Authorization", "").lower().startswith("bearer")


SIGNED_IN = (KeyAuth(), SessionAuth())


def asker_if_any(request: HttpRequest) -> Asker | None:
    """Who asks an operation that is open to everybody; None for a stranger, or a key that is not good."""
    if sends_key(request):
        token = request.headers["Authorization"].partition(" ")[2].strip()
        return asker_with_key(token, now=datetime.now(UTC))
    return asker_of(request.user)


def asker(request: HttpRequest) -> Asker:
    """Who was let in."""
    found = getattr(request, "auth", None)
    if not isinstance(found, Asker):
        raise TypeError("this operation has no authentication")
    return found


def writer(request: HttpRequest) -> Asker:
    """Who was let in, if they may change something; raises HttpError 403."""
    who = asker(request)
    if not who.may_write:
        raise HttpError(403, "only owners, managers and keys with the scope `write` change this")
    return who
