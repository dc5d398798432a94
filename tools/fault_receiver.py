"""A webhook receiver that fails as told and journals every request: for the kill harness, tests and benches.

What it does to a request is asked for each one: `took` and answers; `lost`, took and never answers, resets or hangs
(the acknowledgement is lost); `refused`, answers 503 and has not taken it.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One request: when (clock), for which receiver, which id, what it said, and what was done to it."""

    at: float
    path: str
    id: str
    body: dict[str, Any]
    done: str


Choice = Callable[[str, str], str]
"""By path and id: "take", "refuse", "reset", "lose" (close without an answer) or "hang"."""


@dataclass
class FaultReceiver:
    """Listens on loopback from `start` to `stop`."""

    choose: Choice = lambda _path, _id: "take"
    hang_s: float = 20.0
    journal: list[Received] = field(default_factory=list)
    beats: list[float] = field(default_factory=list)
    port: int = 0

    def start(self) -> FaultReceiver:
        outer, lock, self._ending = self, threading.Lock(), threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                at, ident = time.time(), self.headers.get("webhook-id", "")
                content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                act = outer.choose(self.path, ident)
                done = {"take": "took", "refuse": "refused"}.get(act, "lost")
                with lock:
                    outer.journal.append(
                        Received(at=at, path=self.path, id=ident, body=json.loads(content), done=done)
                    )
                outer._act(self, act)

            def do_GET(self) -> None:
                with lock:
                    outer.beats.append(time.time())
                outer._act(self, "take")

            def log_message(self, *_: object) -> None: ...

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, *_: object) -> None: ...

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def _act(self, handler: BaseHTTPRequestHandler, act: str) -> None:
        if act == "hang":
            self._ending.wait(self.hang_s)
        if act == "reset":
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()
        if act in ("take", "refuse"):
            handler.send_response(200 if act == "take" else 503)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
        handler.close_connection = True

    def stop(self) -> None:
        self._ending.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/{name}"

    @property
    def allowed(self) -> str:
        return f"127.0.0.1:{self.port}"
