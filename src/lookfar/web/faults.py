"""A fault of Lookfar's own on standard error: when, at which address, and its trace; nothing of anybody."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

from django.db import OperationalError
from django.http import HttpRequest
from django.urls import Resolver404, resolve

_SAID = (OSError, OperationalError)
"""Errors whose words are of disks and databases; those of others may quote what somebody wrote, and stay out."""


class OnlyFaults(logging.Filter):
    """Lets through what broke; a 503 that `/health` gives on purpose is no fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether an error stands behind it."""
        return bool(record.exc_info and record.exc_info[1])


class ToStderr(logging.Handler):
    """Writes to standard error as it stands when something breaks; where that is closed, nobody can be told."""

    def emit(self, record: logging.LogRecord) -> None:
        """One fault and its end of line."""
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()


class FaultFormatter(logging.Formatter):
    """The lines of one fault, for Django's log of requests."""

    def format(self, record: logging.LogRecord) -> str:
        """Time in UTC, method and address without its query and its tokens, then the trace."""
        at = datetime.fromtimestamp(record.created, UTC)
        request = getattr(record, "request", None)
        where = _address(request) if isinstance(request, HttpRequest) else ""
        error = record.exc_info[1] if record.exc_info else None
        return "\n".join([f"lookfar: a fault at {at:%Y-%m-%d %H:%M:%S} UTC: {where}", *_trace(error)])


def _address(request: HttpRequest) -> str:
    """Method and path; a token in the path, which lets its bearer in, is left out."""
    path, match = request.path, request.resolver_match
    with suppress(Resolver404):
        match = match or resolve(path)
    token = match.kwargs.get("token") if match else None
    shown = path.replace(str(token), "<token>") if token else path
    return f"{request.method} {shown.encode('unicode_escape').decode('ascii')}"


def _trace(error: BaseException | None) -> Iterator[str]:
    """Where each error of the chain arose, the first one first."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for one in reversed(chain):
        yield from (line.rstrip("\n") for line in traceback.format_tb(one.__traceback__))
        said = f": {one}" if isinstance(one, _SAID) else ""
        yield f"{type(one).__module__}.{type(one).__qualname__}{said}"
