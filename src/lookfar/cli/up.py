"""`lookfar up`: serves web and API, and keeps a worker that collects, rates and alerts; until stopped."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

import uvicorn

from lookfar.cli.admin_link import new_link
from lookfar.cli.store import open_store
from lookfar.config import read_config
from lookfar.domain.errors import Misconfigured

_RESTART_AFTER = (1.0, 5.0, 30.0)


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
    worker = _Worker()
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
    worker.start()
    try:
        server.run(sockets=[listener])
    finally:
        worker.stop()
    return 0


def _end(*_: object) -> None:
    """Ends in order when asked to; the server hands the signal on after it has closed."""
    raise SystemExit(0)


def _listen(host: str, port: int) -> socket.socket:
    """The bound socket; raises Misconfigured when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise Misconfigured(
            f"{host}:{port} cannot be bound ({error.strerror}); is Lookfar running already? "
            "Another port: lookfar up --port 8322"
        ) from error
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


class _Worker:
    """The process that collects, rates and tells; started again when it dies."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="worker watch", daemon=True)

    def start(self) -> None:
        self._process = self._spawn()
        self._watcher.start()

    def stop(self) -> None:
        self._stopping.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()

    def _spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "lookfar", "collect", "--watched"], stdin=subprocess.PIPE)

    def _watch(self) -> None:
        deaths = 0
        while not self._stopping.wait(0.5):
            process = self._process
            if process is None or process.poll() is None:
                continue
            wait = _RESTART_AFTER[min(deaths, len(_RESTART_AFTER) - 1)]
            deaths += 1
            print(
                f"lookfar: the worker stopped with status {process.returncode}; starting it again in {wait:.0f} s",
                file=sys.stderr,
            )
            time.sleep(wait)
            if not self._stopping.is_set():
                self._process = self._spawn()
