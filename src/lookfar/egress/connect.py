"""Connections to vetted addresses only, under one deadline for all their reads and writes."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass

import httpcore

from lookfar.egress.guard import Guard

CONNECT_SECONDS = 10.0
_Options = Iterable[tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """An end on the monotonic clock, seconds."""

    at: float

    def left(self, most: float | None = None) -> float:
        """Seconds left, at most `most`; raises httpcore.ReadTimeout when none are."""
        seconds = self.at - time.monotonic()
        if seconds <= 0:
            raise httpcore.ReadTimeout("the whole exchange took too long")
        return seconds if most is None else min(seconds, most)


def deadline_in(seconds: float) -> Deadline:
    """A deadline so many seconds from now."""
    return Deadline(at=time.monotonic() + seconds)


class VettedBackend(httpcore.NetworkBackend):
    """Opens TCP connections to the addresses the guard vetted, in their order."""

    def __init__(self, guard: Guard, deadline: Deadline) -> None:
        self._guard = guard
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _Options | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first vetted address that answers; raises Refused or httpcore.ConnectError."""
        failure: Exception = httpcore.ConnectError("no address")
        for address in self._guard.addresses(host, port):
            seconds = self._deadline.left(min(timeout or CONNECT_SECONDS, CONNECT_SECONDS))
            try:
                stream = self._sockets.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self._deadline)
        raise failure


class _Stream(httpcore.NetworkStream):
    """A stream whose every wait ends with the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Stream(secured, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)
