"""Live collecting from end to end: a publisher's server on loopback, a mail server, one person."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from tests.stories.replaying import Store

PAYLOAD = Path(__file__).parent.parent / "sources/payloads/usgs.geojson"
QUAKE = {"lon": -86.2, "lat": 12.1}


class Publisher:
    """Answers every USGS address with `body`; a publisher without one refuses."""

    def __init__(self) -> None:
        self.body = b""
        self.asked = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked += 1
                found = "usgs" in self.path
                self.send_response(200 if found else 503)
                self.send_header("Content-Length", str(len(outer.body) if found else 0))
                self.end_headers()
                if found:
                    self.wfile.write(outer.body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Post:
    """Keeps the letters it is given."""

    def __init__(self) -> None:
        self.letters: list[Message] = []

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        self.letters.append(message_from_bytes(envelope.original_content or b""))
        return "250 taken"


class World:
    """An installation with one traveller, its publisher and its mail server."""

    def __init__(self, home: Path, publisher: Publisher, post: Post, smtp_port: int) -> None:
        self.home, self.publisher, self.post = home, publisher, post
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LOOKFAR_")},
            "LOOKFAR_HOME": str(home),
            "LOOKFAR_MIRROR": f"http://127.0.0.1:{publisher.server.server_port}",
            "LOOKFAR_SMTP_HOST": "127.0.0.1",
            "LOOKFAR_SMTP_PORT": str(smtp_port),
            "LOOKFAR_SMTP_TLS": "none",
            "LOOKFAR_MAIL_FROM": "lookfar@example.org",
        }

    def run(self, *args: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "lookfar", *args],
            capture_output=True,
            text=True,
            env=self._environment,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def collect(self) -> str:
        return self.run("collect", "usgs", "--once")

    def source(self) -> dict[str, Any]:
        lines = self.run("sources", "--json").splitlines()
        rows = [json.loads(line) for line in lines if line.startswith("{")]
        (found,) = [row for row in rows if row["id"] == "usgs"]
        return dict(found)

    def subjects(self) -> list[str]:
        return [str(letter["Subject"]) for letter in self.post.letters]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    publisher, post = Publisher(), Post()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    people = tmp_path / "people.json"
    now = datetime.now(UTC)
    place = {"name": "Puerto Ejemplo", **QUAKE, "country": "NIC", "radius_km": 5}
    leg = {
        "place": place,
        "start": f"{now - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}",
        "end": f"{now + timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}",
    }
    rows = {
        "name": "Pacific Aid",
        "people": [{"name": "Ana", "email": "ana@example.org"}, {"name": "Ben", "email": "ben@example.org"}],
        "trips": [{"person": "Ana", "name": "Survey", "legs": [leg]}],
    }
    people.write_text(json.dumps({"organisations": [rows]}))
    made = World(tmp_path / "home", publisher, post, port)
    made.run("people", str(people))
    yield made
    controller.stop()
    publisher.stop()


def quake(*, status: str = "reviewed", alert: str = "orange", minutes: int = 30) -> bytes:
    """The payload with its first earthquake `minutes` ago, near the traveller."""
    body = json.loads(PAYLOAD.read_text())
    now = datetime.now(UTC)
    body["metadata"]["generated"] = int(now.timestamp() * 1000)
    first = body["features"][0]
    happened = int((now - timedelta(minutes=minutes)).timestamp() * 1000)
    first["properties"] |= {"time": happened, "updated": happened + 60_000, "status": status, "alert": alert}
    body["features"] = [first]
    return json.dumps(body).encode()


def test_an_earthquake_near_a_traveller_is_told_once_raised_and_cancelled(world: World) -> None:
    world.publisher.body = quake()
    said = world.collect()
    assert "1 new reports" in said
    assert len(world.post.letters) == 1, said
    (letter,) = world.post.letters
    assert letter["To"] == "ana@example.org"
    text = str(letter.get_payload(0).get_payload(decode=True).decode())
    assert "Survey" in text or "Ana" in text
    world.collect()
    assert len(world.post.letters) == 1
    world.publisher.body = quake(alert="red", minutes=29)
    world.collect()
    assert len(world.post.letters) == 2
    world.publisher.body = quake(status="deleted", minutes=29)
    world.collect()
    assert len(world.post.letters) == 3, world.subjects()
    assert "cancel" in world.subjects()[-1].lower()
    assert {letter["To"] for letter in world.post.letters} == {"ana@example.org"}
    assert len({str(letter["Message-ID"]) for letter in world.post.letters}) == 3


@pytest.mark.parametrize(
    "damaged",
    [quake()[:200], b"<!DOCTYPE html><html><body>Please sign in</body></html>", b'{"quakes": []}', b""],
    ids=["cut", "html", "schema", "empty"],
)
def test_a_damaged_answer_is_told_and_is_no_calm(world: World, damaged: bytes) -> None:
    world.publisher.body = quake()
    world.collect()
    before = world.source()
    assert before["coverage"] == "covered"
    world.publisher.body = damaged
    said = world.collect()
    after = world.source()
    assert after["outcome"] != "body", after
    assert after["detail"], said
    assert after["last_contact"] == before["last_contact"]
    assert len(world.post.letters) == 1
    assert [one["status"] for one in Store(world.home).incidents()][-1] != "retracted"


def test_a_source_that_was_never_reached_is_blind(world: World) -> None:
    world.publisher.server.shutdown()
    world.publisher.server.server_close()
    world.collect()
    found = world.source()
    assert found["coverage"] == "blind"
    assert found["last_contact"] is None
    assert found["outcome"] == "unreachable"
