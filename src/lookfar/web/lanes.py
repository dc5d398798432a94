"""Which requests wait for which: alerts, files and health never for pages; and what is said to those refused."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from http import HTTPStatus

import orjson
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from lookfar.web.gate import Room, Scope, Send
from lookfar.web.middleware import POLICY

AGAIN_AFTER_S = 5


class Lane(StrEnum):
    """What is asked for."""

    PAGES = "pages"
    """Everything that is none of the others."""
    ALERTS = "alerts"
    """Reading an alert, acknowledging it, saying who is safe, telling others by hand, and opening the stream."""
    FILES = "files"
    """Styles, scripts and pictures."""
    SIGN_IN = "sign_in"
    """Signing in: a password takes long to check."""
    HEALTH = "health"
    """What the operator's monitoring asks."""
    WATCHDOG = "watchdog"
    """What the watchdog asks: it tells people when it hears nothing."""


_LANES = {
    **dict.fromkeys(("alert", "acknowledge", "acknowledge-by-link", "answer-alert"), Lane.ALERTS),
    **dict.fromkeys(("head-count", "mark", "ask", "safety"), Lane.ALERTS),
    **dict.fromkeys(("api-v1:get_alert", "api-v1:acknowledge_alert", "api-v1:stream_events"), Lane.ALERTS),
    **dict.fromkeys(("api-v1:get_head_count", "api-v1:ask", "api-v1:reply"), Lane.ALERTS),
    **dict.fromkeys(("add-own-incident", "change-own-incident", "take-back"), Lane.ALERTS),
    **dict.fromkeys(("second-person", "decide-second-person"), Lane.ALERTS),
    **dict.fromkeys(("sign-in", "welcome"), Lane.SIGN_IN),
    **dict.fromkeys(("health", "health-live", "metrics"), Lane.HEALTH),
    "health-evaluation": Lane.WATCHDOG,
}
"""By the name of an address; pages when it is not here."""


def rooms(at_once: int) -> Mapping[str, Room]:
    """The room of each lane, given how many pages are worked on at once."""
    some = max(2, at_once // 2)
    return {
        Lane.PAGES: Room(at_once=at_once, waiting=4 * at_once, patience_s=5.0),
        Lane.ALERTS: Room(at_once=some, waiting=500, patience_s=20.0),
        Lane.FILES: Room(at_once=some, waiting=100, patience_s=5.0),
        Lane.SIGN_IN: Room(at_once=2, waiting=50, patience_s=20.0),
        Lane.HEALTH: Room(at_once=2, waiting=20, patience_s=5.0),
        Lane.WATCHDOG: Room(at_once=1, waiting=50, patience_s=10.0),
    }


def lane_of(path: str) -> Lane:
    """The lane of a path."""
    if path.startswith(settings.STATIC_URL):
        return Lane.FILES
    try:
        return _LANES.get(resolve(path).view_name, Lane.PAGES)
    except Resolver404:
        return Lane.PAGES


async def refuse(scope: Scope, send: Send) -> None:
    """Answers 503 with `Retry-After`: a page to a browser, a problem (RFC 9457) to a program."""
    if _is_page(scope):
        kind, body = "text/html; charset=utf-8", _page()
    else:
        kind, body = "application/problem+json", _problem(scope["path"])
    headers = {
        "content-type": kind,
        "content-length": str(len(body)),
        "retry-after": str(AGAIN_AFTER_S),
        "cache-control": "no-store",
        "content-security-policy": POLICY,
        "x-content-type-options": "nosniff",
    }
    coded = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": 503, "headers": coded})
    await send({"type": "http.response.body", "body": body})


def _is_page(scope: Scope) -> bool:
    wanted = b",".join(value for name, value in scope["headers"] if name == b"accept")
    return b"text/html" in wanted and not scope["path"].startswith("/api/")


@cache
def _page() -> bytes:
    return render_to_string("busy.html").encode()


def _problem(path: str) -> bytes:
    return orjson.dumps(
        {
            "type": "about:blank",
            "title": HTTPStatus.SERVICE_UNAVAILABLE.phrase,
            "status": HTTPStatus.SERVICE_UNAVAILABLE,
            "detail": f"more is asked than can be answered; nothing was done, ask again in {AGAIN_AFTER_S} s",
            "instance": path,
        }
    )
