"""Writes down who reads where somebody is, and whose deed a change is."""

from __future__ import annotations

import sys
from collections.abc import Callable

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
}
"""Addresses, by name, that show where people are; a traveller's look at himself is not kept."""


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
                _read(request, kind, str(match.kwargs.get("ident", "")))
        return answer


def _read(request: HttpRequest, kind: str, subject: str) -> None:
    """Keeps the reading; a database that takes no writes does not keep anybody from reading."""
    who = _asker(request)
    if who is None or who.sees_only_self:
        return
    try:
        audit.record(who.organisation.pk, audit.Action.READ, kind, subject, actor=_actor(request))
    except DatabaseError as error:
        print(f"lookfar: a reading could not be written to the audit: {error}", file=sys.stderr, flush=True)  # noqa: T201


def _asker(request: HttpRequest) -> Asker | None:
    found = getattr(request, "auth", None)
    return found if isinstance(found, Asker) else asker_of(request.user)


def _actor(request: HttpRequest) -> str:
    """Who a request comes from: a signed-in user, or a key that was let in; "" for a stranger."""
    if isinstance(request.user, User):
        return f"user:{request.user.pk}"
    if isinstance(getattr(request, "auth", None), Asker):
        return f"key:{request.headers.get('Authorization', '').split('_')[1:2][0]}"
    return ""
