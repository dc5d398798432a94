"""`lookfar up`: serves web and API, and keeps a worker that collects, rates and alerts; until stopped."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
from collections.abc import Sequence
from datetime import timedelta

import uvicorn

from lookfar.cli.admin_link import new_link
from lookfar.cli.children import Child
from lookfar.cli.store import open_store
from lookfar.config import read_config
from lookfar.domain.errors import Misconfigured

UNREAD = timedelta(minutes=10)
"""Whoever reads nothing of what waits for them for so long is cut off (on Linux), a stream of alerts too."""


def run(args: Sequence[str]) -> int:
    """Serves until interrupted."""
    parser = argparse.ArgumentParser(prog="lookfar up", description=__doc__)
    parser.add_argument("--host", help="address to bind; LOOKFAR_HOST when absent")
    parser.add_argument("--port", type=int, help="port to bind; LOOKFAR_PORT when absent")
    given = parser.parse_args(args)
    for name, value in (("LOOKFAR_HOST", given.host), ("LOOKFAR_PORT", given.port)):
        if value is not None:
            os.environ[name] = str(value)
    config = read_config()
    listener = _listen(config.text("LOOKFAR_HOST"), config.number("LOOKFAR_PORT"))
    home = open_store()
    print(f"lookfar: keeping its data in {home}", file=sys.stderr)
    children = (Child("collect"), Child("watchdog"))
    server = _Server(
        uvicorn.Config(
            "lookfar.web.asgi:application",
            log_level="warning",
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=3,
        )
    )
    signal.signal(signal.SIGTERM, _end)
    for child in children:
        child.start()
    try:
        server.run(sockets=[listener])
    finally:
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.stop()
    return 0


def _end(*_: object) -> None:
    """Ends in order when asked to; the server hands the signal on after it has closed."""
    raise SystemExit(0)


_LAST_PORT = 65_535


def _listen(host: str, port: int) -> socket.socket:
    """The bound socket; raises Misconfigured when the port is taken or none, or the host is unknown."""
    if not 0 <= port <= _LAST_PORT:
        raise Misconfigured(f"{port} is no port: 0 to {_LAST_PORT}; --port or LOOKFAR_PORT")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except socket.gaierror as error:
        listener.close()
        raise Misconfigured(f"this machine knows no host {host!r}: --host or LOOKFAR_HOST") from error
    except OSError as error:
        listener.close()
        raise Misconfigured(
            f"{host}:{port} cannot be bound ({error.strerror}); is Lookfar running already? "
            "Another port: lookfar up --port 8322"
        ) from error
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(UNREAD.total_seconds() * 1000))
    listener.set_inheritable(False)
    return listener


class _Server(uvicorn.Server):
    """Says its address as soon as it answers."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"Lookfar is at {read_config().public_url}", flush=True)
        link = await _first_link()
        if link:
            print(f"Sign in, once, by this link (24 h): {link}", flush=True)


async def _first_link() -> str:
    """A one-time link while nobody has signed in yet, otherwise ""."""
    from asgiref.sync import sync_to_async

    return await sync_to_async(_link_if_new)()


def _link_if_new() -> str:
    from lookfar.accounts.models import User

    return "" if User.objects.filter(last_login__isnull=False).exists() else new_link()
