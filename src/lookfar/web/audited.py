"""Writes down who reads where somebody is, and whose deed a change is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from uuid import UUID

from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase

from lookfar.accounts import audit
from lookfar.accounts.askers import Asker, asker_of
from lookfar.accounts.models import User

Next = Callable[[HttpRequest], HttpResponseBase]

READ_IS_KEPT = {
    "people": "people",
    "people-export": "people",
    "trips-export": "trips",
    "edit-trip": "trip",
    "safety": "head-counts",
    "alerts": "alerts",
    "alert": "alert",
    "list_alerts": "alerts",
    "get_alert": "alert",
    "person": "person",
    "person-privacy": "person",
    "head-count": "head-count",
    "get_head_count": "head-count",
    "trips": "trips",
    "trip": "trip",
    "list_people": "people",
    "get_person": "person",
    "list_trips": "trips",
    "get_trip": "trip",
    "duty": "duty-contacts",
    "second-person": "second-person",
    "world": "map",
    "map-data": "map",
    "incident": "incident",
    "stream_events": "alerts",
}
"""Addresses, by name, that show where people are or how they are reached; a traveller's look at himself is not kept."""
ASKED_AGAIN = {"world", "map-data", "incident", "stream_events"}
"""What open pages ask for by themselves, and news that is read often: written down once an hour for each asker."""
_AN_HOUR_S = 3600


class Audited:
    """Around every view."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with audit.acting(lambda: _actor(request)):
            answer = self._next(request)
        match = request.resolver_match
        if match is not None and answer.status_code == 200 and request.method == "GET":
            kind = READ_IS_KEPT.get(match.url_name or "")
            if kind is not None:
                again = match.url_name in ASKED_AGAIN
                _read(request, kind, str(match.kwargs.get("ident", "")), hourly=again)
        return answer


def _read(request: HttpRequest, kind: str, subject: str, *, hourly: bool) -> None:
    who = _asker(request)
    if who is not None and not who.sees_only_self:
        keep_reading(who.organisation.pk, kind, subject, actor=_actor(request), hourly=hourly)


def keep_reading(organisation: UUID, kind: str, subject: str, *, actor: str, hourly: bool = False) -> None:
    """Keeps a reading; a database that takes no writes does not keep anybody from reading."""
    if hourly and not cache.add(f"read:{organisation}:{actor}:{kind}:{subject}", 1, _AN_HOUR_S):
        return
    try:
        audit.record(organisation, audit.Action.READ, kind, subject, actor=actor)
    except DatabaseError as error:
        print(f"lookfar: a reading could not be written to the audit: {error}", file=sys.stderr, flush=True)  # noqa: T201


def _asker(request: HttpRequest) -> Asker | None:
    found = getattr(request, "auth", None)
    return found if isinstance(found, Asker) else asker_of(request.user)


def _actor(request: HttpRequest) -> str:
    """Who a request comes from: whoever was let in by a key, or a signed-in user; "" for a stranger."""
    found = getattr(request, "auth", None)
    if isinstance(found, Asker):
        return found.actor
    return f"user:{request.user.pk}" if isinstance(request.user, User) else ""
