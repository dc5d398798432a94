"""Receivers that hang, drip, flood, lie about their name or lead elsewhere, on a real connection."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from tests.channels.test_webhook import delivery
from tests.egress.loopback import Reply, site

from lookfar.channels.channel import Outgoing
from lookfar.channels.webhook import WebhookChannel
from lookfar.domain.errors import Undeliverable, Unsent
from lookfar.egress import http
from lookfar.egress.guard import Policy
from lookfar.egress.http import HttpClient, Way

Behave = Callable[[socket.socket], None]


@contextmanager
def receiver(behave: Behave) -> Iterator[int]:
    """A server that takes one connection, reads the request and behaves as told until the test is over."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)

        def serve() -> None:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.recv(65_536)
                try:
                    behave(connection)
                    over.wait(5)
                except OSError:
                    return

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            thread.join()


def post(port: int) -> None:
    way = Way(allow=frozenset({f"127.0.0.1:{port}"}))
    given = delivery()
    out = Outgoing(alert=given.alert, to=f"http://127.0.0.1:{port}/hook", at=given.at, secrets=given.secrets)
    WebhookChannel(HttpClient(way, Policy.OPERATOR).post).send(out)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "POST_SECONDS", 0.5)


def _says(*parts: bytes) -> Behave:
    def behave(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)

    return behave


def _resets(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    connection.close()


@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(_says(), id="hangs"),
        pytest.param(_says(b"HTTP/1.1 200"), id="hangs in the status line"),
        pytest.param(_says(b"HTTP/1.1 200 OK\r\nX-A: "), id="hangs in the headers"),
        pytest.param(_says(b"\x00\xff\xfe garbage\r\n\r\n"), id="says garbage"),
        pytest.param(_says(b"HTTP/1.1 200 OK\r\n" + b"X-A: 1\r\n" * 50_000), id="floods with headers"),
        pytest.param(_resets, id="resets"),
    ],
)
def test_who_does_not_answer_is_tried_again(behave: Behave) -> None:
    with receiver(behave) as port, pytest.raises(Unsent) as caught:
        post(port)
    assert not isinstance(caught.value, Undeliverable)


@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(_says(b"HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n", b"x" * 1_048_576), id="1 MB"),
        pytest.param(
            _says(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", b"x"), id="200, then a body that stalls"
        ),
        pytest.param(
            _says(b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\nff"), id="202, a cut chunk"
        ),
    ],
)
def test_what_was_taken_is_taken_whatever_its_answer_says_after(behave: Behave) -> None:
    with receiver(behave) as port:
        post(port)


def test_an_answer_a_byte_at_a_time_ends_with_the_deadline() -> None:
    def drips(connection: socket.socket) -> None:
        waiting = threading.Event()
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n":
            connection.sendall(bytes([byte]))
            waiting.wait(0.1)

    with receiver(drips) as port, pytest.raises(Unsent):
        post(port)


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data", "/elsewhere"]
)
def test_a_redirect_is_a_failure_and_is_not_followed(target: str) -> None:
    with site(lambda _: Reply(status=307, headers={"Location": target})) as place:
        with pytest.raises(Unsent, match="never followed"):
            post(place.port)
        assert [asked.path for asked in place.asked] == ["/hook"]


@pytest.mark.parametrize("answers", [["127.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["169.254.169.254"], ["::1"]])
def test_a_name_that_turned_to_a_private_address_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    """DNS rebinding: what was public when the webhook was added is looked at again, and used as looked at."""
    with site(lambda _: Reply(status=200)) as place:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, place.port)) for address in answers]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        given = delivery()
        out = Outgoing(
            alert=given.alert, to=f"http://hooks.example.org:{place.port}/", at=given.at, secrets=given.secrets
        )
        with pytest.raises(Unsent, match="not a public address") as caught:
            WebhookChannel(HttpClient(Way(), Policy.USER).post).send(out)
        assert not isinstance(caught.value, Undeliverable)
        assert place.asked == []
