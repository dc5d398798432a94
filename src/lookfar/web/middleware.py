"""What every answer carries, and what a wrong question is answered with."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from lookfar.domain.errors import InvalidValue, NotFound, Tampered
from lookfar.flow.refused import in_words

Next = Callable[[HttpRequest], HttpResponseBase]

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "worker-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""No script, style or picture from anywhere else, and none inline (CSP level 3)."""

_OPEN_TO_ALL = ("/static/",)


class SafeHeaders:
    """Content security policy on everything; nothing that depends on who asks is stored by a cache."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self._next(request)
        answer.headers.setdefault("Content-Security-Policy", POLICY)
        answer.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
        answer.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith(_OPEN_TO_ALL):
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer


class PlainAnswers:
    """A question that cannot be read is a 400 page that says why; what is not there for the asker, a 404; what rests on
    stored bytes that were changed, a 503 that says which and what to do.
    """

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._next(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for an error of the tree; None leaves the others to Django."""
        match exception:
            case InvalidValue():
                return render(request, "400.html", {"why": str(exception)}, status=400)
            case NotFound():
                return render(request, "404.html", {"why": str(exception)}, status=404)
            case Tampered():
                return render(request, "503.html", {"why": in_words(exception)}, status=503)
            case _:
                return None
