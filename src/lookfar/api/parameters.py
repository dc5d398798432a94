"""Parameters of a question that nobody knows are refused: passed over, a mistyped filter would show more than was asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from lookfar.domain.errors import WrongField

View = Callable[..., HttpResponseBase]
_NOT_LOOKED_AT = ("stream_events",)
"""What browsers' readers of streams ask with parameters of their own."""


def only_known(view: View) -> View:
    """The operation, of those that only answer, refusing parameters that it does not have: 400 that lists those it has."""
    operation: Any = view._ninja_operation  # type: ignore[attr-defined]
    if "GET" not in operation.methods or operation.operation_id in _NOT_LOOKED_AT:
        return view
    models = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    known = [name for model in models for name in model.__ninja_flatten_map__]

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **values: object) -> HttpResponseBase:
        unknown = [name for name in request.GET if name not in known]
        if unknown:
            has = f"known here: {', '.join(known)}" if known else "none is known here"
            raise WrongField(", ".join(unknown), f"no such parameter; {has}")
        return view(request, *args, **values)

    return answer
