"""The stream over real HTTP: readers that read nothing, and readers that come back."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest
from tests.egress.inbox import free_port
from tests.flow import homes

PATIENCE_S = 30.0
MOST_BEHIND = 10
UNREAD_S = 3
SERVER = f"""
import socket
import uvicorn
from datetime import timedelta
from lookfar.api import live
from lookfar.cli import up
live.MOST_BEHIND, live.BEAT_S, up.UNREAD = {MOST_BEHIND}, 0.5, timedelta(seconds={UNREAD_S})
listener = up._listen("127.0.0.1", {{port}})
listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
uvicorn.Server(uvicorn.Config("lookfar.web.asgi:application", lifespan="off", log_level="error")).run(sockets=[listener])
"""
HOUSES = """
from tests.web import seeding
print(*(seeding.house(name).key for name in ("Steppe Aid", "Other People")))
"""
HAPPEN = """
from tests.web import seeding
for number in range({first}, {first} + {count}):
    seeding.happen(seeding.incident(str(number), title="A long story. " * 300))
"""
EACH = 3
"""An incident is that many events of an organisation: its person, the trip, the site."""


def until(done: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not done() and time.monotonic() < end:
        time.sleep(0.05)
    assert done()


def answers(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


@dataclass(kw_only=True)
class Place:
    """A server, and the keys of two organisations whose people are touched by whatever happens."""

    home: Path
    port: int
    keys: list[str]
    happened: int = 0

    def happen(self, count: int = 1) -> None:
        homes.inside(self.home, HAPPEN.format(first=self.happened, count=count))
        self.happened += count

    def holds(self, stream: socket.socket) -> bool:
        """Whether the kernel still has the server's end of a connection."""
        ends = f":{self.port:04X} 0100007F:{stream.getsockname()[1]:04X} "
        return ends in Path("/proc/net/tcp").read_text()

    def open(self, last: str = "", key: int = 0, buffer: int = 0) -> socket.socket:
        opened = socket.socket()
        if buffer:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        opened.settimeout(PATIENCE_S)
        opened.connect(("127.0.0.1", self.port))
        since = f"Last-Event-ID: {last}\r\n" if last else ""
        asked = (
            f"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.keys[key]}\r\n{since}"
        )
        opened.sendall(f"{asked}\r\n".encode())
        return opened


def said(stream: socket.socket) -> Iterator[dict[str, str] | None]:
    """The events of a stream until it ends; None for each beat."""
    with stream, stream.makefile("rb") as lines:
        event: dict[str, str] = {}
        for got in lines:
            line = got.decode().strip()
            name, _, value = line.partition(": ")
            if line == ": here":
                yield None
            elif name in ("id", "event", "data"):
                event[name] = value
            elif not line and event:
                if "data" in event:
                    yield event
                event = {}


def read(stream: socket.socket, enough: Callable[[list[dict[str, str]], int], bool]) -> list[dict[str, str]]:
    """The events of a stream, until there are enough, given them and how many beats came since the last."""
    found: list[dict[str, str]] = []
    beats = 0
    for one in said(stream):
        found, beats = (found, beats + 1) if one is None else ([*found, one], 0)
        if enough(found, beats):
            return found
    raise AssertionError("the stream ended")


def read_on(place: Place, stream: socket.socket, last: str, count: int) -> list[str]:
    """The ids of so many events; opened again after the last one when it ends, as browsers do: a busy server may let go."""
    found: list[str] = []
    while True:
        for one in said(stream):
            found += [one["id"]] if one is not None else []
            if len(found) >= count:
                return found
        stream = place.open(found[-1] if found else last)


def quiet(_: list[dict[str, str]], beats: int) -> bool:
    return beats >= 2


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    home, port = tmp_path_factory.mktemp("home"), free_port()
    keys = homes.inside(home, HOUSES).split()
    server = homes.begin(home, SERVER.format(port=port))
    try:
        until(lambda: answers(port))
        yield Place(home=home, port=port, keys=keys)
    finally:
        server.kill()
        server.communicate()


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="of Linux only")
def test_who_reads_nothing_is_let_go_and_nobody_else_waits(place: Place) -> None:
    place.happen()
    last = read(place.open("0"), quiet)[-1]["id"]
    with place.open(last, buffer=1024) as stuck:
        well = place.open(last)
        until(lambda: place.holds(stuck) and place.holds(well))
        with ThreadPoolExecutor(1) as others:
            reading = others.submit(read_on, place, well, last, 25 * EACH)
            place.happen(25)
            found = reading.result(PATIENCE_S)
        assert len(set(found)) == len(found) == 25 * EACH
        until(lambda: not place.holds(stuck))
    assert [one["id"] for one in read(place.open(last), quiet)] == found, "who was let go misses nothing"


def test_who_comes_back_goes_on_without_a_gap_or_a_repeat(place: Place) -> None:
    place.happen()
    every = read(place.open("0"), quiet)
    assert len(every) >= EACH
    for at in (0, len(every) // 2, len(every) - 1):
        rest = read(place.open(every[at]["id"]), quiet)
        assert [one["id"] for one in rest] == [one["id"] for one in every[at + 1 :]]
    place.happen()
    assert len(read(place.open(every[-1]["id"]), quiet)) == EACH


def test_a_number_of_another_organisation_or_of_nobody_gives_nothing_of_others(place: Place) -> None:
    place.happen()
    theirs = read(place.open("0", key=1), quiet)
    ours = {one["id"] for one in read(place.open("0"), quiet)}
    assert theirs
    assert not ours & {one["id"] for one in theirs}
    for last in (theirs[0]["id"], "9" * 15):
        labels = [orjson.loads(one["data"])["data"]["subject"]["label"] for one in read(place.open(last), quiet)]
        assert all("Steppe Aid" in label for label in labels)
    assert read(place.open("9" * 15), quiet) == []


@pytest.mark.parametrize("last", ["x", "-1", "1e9", "9" * 30, "\u0661".encode().decode("latin-1")])
def test_a_made_up_number_is_refused_over_the_wire(place: Place, last: str) -> None:
    with place.open(last) as stream:
        assert stream.recv(1000).startswith(b"HTTP/1.1 400 ")
