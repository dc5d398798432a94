from __future__ import annotations

import gzip
import socket
import threading
import zlib

import pytest
from tests.egress.loopback import Asked, Reply, Site, site

from lookfar.config import Config
from lookfar.domain.errors import Refused, SourceUnreachable, Unsent
from lookfar.egress import http
from lookfar.egress.guard import Policy
from lookfar.egress.http import HttpClient, Way, way_out


def client_of(place: Site) -> HttpClient:
    return HttpClient(Way(allow=place.allowed, contact="duty@lookfar.example"))


def test_a_body_comes_with_its_validators_and_we_say_who_we_are() -> None:
    headers = {
        "ETag": '"v1"',
        "Last-Modified": "Thu, 06 Jan 2022 10:00:00 GMT",
        "Content-Type": "application/json",
    }
    with site(lambda _: Reply(headers=headers, body=b"{}")) as place:
        got = client_of(place).fetch(f"{place.url}/feed?a=1;b=2")
    assert (got.status, got.content, got.etag) == (200, b"{}", '"v1"')
    assert got.last_modified.startswith("Thu, 06 Jan")
    assert got.content_type == "application/json"
    [asked] = place.asked
    assert asked.path == "/feed?a=1;b=2"
    assert asked.headers["user-agent"].startswith("Lookfar/")
    assert "duty@lookfar.example" in asked.headers["user-agent"]


def test_what_has_not_changed_is_not_sent_again() -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(status=304) if asked.headers.get("if-none-match") == '"v1"' else Reply(body=b"all of it")

    with site(answer) as place:
        got = client_of(place).fetch(place.url, etag='"v1"', last_modified="Thu, 06 Jan 2022 10:00:00 GMT")
    assert (got.status, got.content) == (304, b"")
    assert place.asked[0].headers["if-modified-since"] == "Thu, 06 Jan 2022 10:00:00 GMT"


def test_a_failure_is_an_answer_with_its_status_and_the_wish_to_wait() -> None:
    with site(lambda _: Reply(status=503, headers={"Retry-After": "120"}, body=b"busy")) as place:
        got = client_of(place).fetch(place.url)
    assert (got.status, got.content, got.retry_after) == (503, b"", "120")


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_compressed_bodies_are_decoded(encoding: str, pack: object) -> None:
    packed = pack(b"plain text")  # type: ignore[operator]
    with site(lambda _: Reply(headers={"Content-Encoding": encoding}, body=packed)) as place:
        assert client_of(place).fetch(place.url).content == b"plain text"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(headers={"Content-Encoding": "gzip"}, body=gzip.compress(bytes(19 * 2**20))), "oversized"),
        (Reply(headers={"Content-Encoding": "gzip"}, body=gzip.compress(bytes(300 * 2**20), 9)), "oversized"),
        (Reply(body=bytes(20 * 2**20 + 1)), "oversized"),
        (Reply(headers={"Content-Encoding": "gzip, gzip"}, body=b"x"), "not_the_feed"),
        (Reply(headers={"Content-Encoding": "br"}, body=b"x"), "not_the_feed"),
        (Reply(headers={"Content-Encoding": "gzip"}, body=b"not gzip"), "bad_encoding"),
        (Reply(headers={"Content-Encoding": "gzip"}, body=gzip.compress(b"whole text")[:-6]), "cut"),
    ],
    ids=["ratio", "bomb", "cap", "nested", "not asked for", "broken", "cut"],
)
def test_bombs_and_broken_bodies_are_refused(reply: Reply, reason: str) -> None:
    with site(lambda _: reply) as place, pytest.raises(SourceUnreachable, match=reason):
        client_of(place).fetch(place.url)


def test_a_body_shorter_than_it_says_is_a_failure() -> None:
    reply = Reply(headers={"Content-Length": "500"}, body=b"short", length=False)
    with site(lambda _: reply) as place, pytest.raises(SourceUnreachable):
        client_of(place).fetch(place.url)


def test_redirects_are_followed_five_times_and_no_more() -> None:
    def answer(asked: Asked) -> Reply:
        left = int(asked.path[1:])
        return Reply(status=302, headers={"Location": f"/{left - 1}"}) if left else Reply(body=b"there")

    with site(answer) as place:
        assert client_of(place).fetch(f"{place.url}/5").content == b"there"
        with pytest.raises(SourceUnreachable, match="redirects"):
            client_of(place).fetch(f"{place.url}/6")


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost/",
        "file:///etc/passwd",
        "//user@127.0.0.1/",
    ],
)
def test_a_redirect_to_a_private_place_is_refused(target: str) -> None:
    with site(lambda _: Reply(status=302, headers={"Location": target})) as place, pytest.raises(Refused):
        client_of(place).fetch(place.url)


def test_a_redirect_from_https_to_http_is_refused() -> None:
    with pytest.raises(Refused, match="https to http"):
        http._next_hop(http.check_url("https://feeds.example/a"), "http://feeds.example/a")


def test_a_redirect_without_an_address_is_a_failure() -> None:
    with site(lambda _: Reply(status=302)) as place, pytest.raises(SourceUnreachable):
        client_of(place).fetch(place.url)


def test_a_user_cannot_reach_what_the_operator_is_allowed() -> None:
    with site(lambda _: Reply(body=b"secret")) as place, pytest.raises(Refused):
        HttpClient(Way(allow=place.allowed), Policy.USER).post(place.url, b"{}", {})
    assert place.asked == []


def test_nobody_listening_is_unreachable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    client = HttpClient(Way(allow=frozenset({f"127.0.0.1:{port}"})))
    with pytest.raises(SourceUnreachable):
        client.fetch(f"http://127.0.0.1:{port}/")
    with pytest.raises(Unsent):
        client.post(f"http://127.0.0.1:{port}/", b"{}", {})


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nContent-Le", b"garbage\r\n\r\n"])
def test_a_server_that_drips_or_babbles_ends_with_the_deadline(
    said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "FETCH_SECONDS", 0.3)
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def drip() -> None:
            stream, _ = server.accept()
            with stream:
                stream.sendall(said)
                done.wait(5)

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            with pytest.raises(SourceUnreachable):
                HttpClient(Way(allow=frozenset({f"127.0.0.1:{port}"}))).fetch(f"http://127.0.0.1:{port}/")
        finally:
            done.set()
            thread.join()


def test_a_post_sends_its_bytes_and_headers_and_reads_64_kib_at_most() -> None:
    with site(lambda _: Reply(status=202, headers={"Retry-After": "9"}, body=bytes(200_000))) as place:
        answer = client_of(place).post(f"{place.url}/hook", b'{"a":1}', {"webhook-id": "m1"})
    assert (answer.status, len(answer.content), answer.headers["retry-after"]) == (202, 65_536, "9")
    [asked] = place.asked
    assert (asked.method, asked.body, asked.headers["webhook-id"]) == ("POST", b'{"a":1}', "m1")


def test_a_post_is_not_redirected() -> None:
    with site(lambda _: Reply(status=307, headers={"Location": "/elsewhere"})) as place:
        assert client_of(place).post(place.url, b"{}", {}).status == 307
    assert len(place.asked) == 1


def test_a_line_break_in_a_header_is_refused() -> None:
    with site(lambda _: Reply()) as place, pytest.raises(Refused):
        client_of(place).post(place.url, b"{}", {"x-title": "a\r\nx-injected: 1"})
    assert place.asked == []


def test_the_mirror_answers_in_place_of_every_publisher() -> None:
    with site(lambda asked: Reply(body=asked.path.encode())) as place:
        way = way_out(Config(values={"LOOKFAR_MIRROR": f"{place.url}/m/"}))
        got = HttpClient(way).fetch("https://feeds.example/v1/all.geojson?a=1&b=2")
    assert got.content == b"/m/feeds.example/v1/all.geojson?a=1&b=2"


def test_a_redirect_of_the_mirror_to_a_publisher_stays_with_the_mirror() -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("/old"):
            return Reply(status=301, headers={"Location": "https://feeds.example/new"})
        return Reply(body=asked.path.encode())

    with site(answer) as place:
        way = way_out(Config(values={"LOOKFAR_MIRROR": place.url}))
        assert HttpClient(way).fetch("https://feeds.example/old").content == b"/feeds.example/new"
