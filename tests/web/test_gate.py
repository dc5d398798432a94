"""More is asked than can be answered: the others are told so at once, and alerts, files and health never wait for them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from random import Random

import orjson
import pytest
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from lookfar.web.gate import App, Gate, Message, Room, Scope
from lookfar.web.lanes import Lane, lane_of, refuse, rooms
from lookfar.web.urls import urlpatterns as every_address

SMALL = Room(at_once=2, waiting=3, patience_s=60.0)
NOBODY = "00000000-0000-4000-8000-000000000000"
go_on = threading.Event()
begun, ended = list[str](), list[bool]()


def work_long(request: HttpRequest) -> HttpResponse:
    begun.append(request.path)
    ended.append(go_on.wait(5.0))
    return HttpResponse("done")


urlpatterns = [path("long", work_long), *every_address]


class Visitor:
    """One request by hand; `parts` is what it sends, the last of them ends it."""

    def __init__(self, app: App, path: str = "/", accept: bytes = b"*/*", parts: int = 1) -> None:
        self.sent = list[Message]()
        self._coming = asyncio.Queue[Message]()
        self._left = parts
        headers = [(b"host", b"localhost"), (b"accept", accept)]
        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers}
        self.task = asyncio.create_task(app(scope, self._coming.get, self._keep))

    async def _keep(self, message: Message) -> None:
        self.sent.append(message)

    def send(self) -> Visitor:
        self._left -= 1
        self._coming.put_nowait({"type": "http.request", "body": b"x", "more_body": self._left > 0})
        return self

    def leave(self) -> None:
        self._coming.put_nowait({"type": "http.disconnect"})

    @property
    def status(self) -> int:
        return self.sent[0]["status"] if self.sent else 0

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.sent[0]["headers"])


class Work:
    """An application whose requests are each worked on until they are let go."""

    def __init__(self) -> None:
        self.under_way: dict[str, asyncio.Event] = {}
        self.most = 0
        self.fails = False

    async def __call__(self, scope: Scope, receive: Callable[[], Awaitable[Message]], send: App) -> None:
        while (message := await receive()).get("more_body"):
            pass
        if message["type"] == "http.disconnect":
            return
        self.under_way[scope["path"]] = done = asyncio.Event()
        self.most = max(self.most, len(self.under_way))
        await done.wait()
        del self.under_way[scope["path"]]
        if self.fails:
            raise ValueError(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def gate(work: App, room: Room = SMALL) -> Gate:
    return Gate(work, {"pages": room}, lane_of=lambda _path: "pages", refuse=refuse)


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_whoever_finds_no_room_is_refused_at_once_and_the_others_come_in_their_order() -> None:
    async def crowd() -> None:
        work = Work()
        app = gate(work)
        visitors = [Visitor(app, f"/{n}").send() for n in range(9)]
        await settle()
        assert [one.status for one in visitors] == [0] * 5 + [503] * 4
        assert int(visitors[-1].headers[b"retry-after"]) > 0
        for number in range(5):
            assert sorted(work.under_way) == [f"/{n}" for n in range(number, min(number + 2, 5))]
            work.under_way[f"/{number}"].set()
            await settle()
        assert [one.status for one in visitors] == [200] * 5 + [503] * 4
        assert work.most == 2

    asyncio.run(crowd())


def test_whoever_waits_too_long_is_refused() -> None:
    async def crowd() -> None:
        work = Work()
        app = gate(work, Room(at_once=1, waiting=3, patience_s=0.0))
        first, second = Visitor(app, "/first").send(), Visitor(app, "/second").send()
        await asyncio.wait_for(second.task, 5)
        assert (first.status, second.status) == (0, 503)
        work.under_way["/first"].set()
        await first.task
        assert first.status == 200

    asyncio.run(crowd())


def test_neither_a_slow_sender_nor_an_open_stream_holds_a_place() -> None:
    async def crowd() -> None:
        work = Work()
        streams = asyncio.Event()

        async def stream(scope: Scope, receive: Callable[[], Awaitable[Message]], send: App) -> None:
            if scope["path"] == "/work":
                await work(scope, receive, send)
                return
            await receive()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await streams.wait()

        app = gate(stream, Room(at_once=1, waiting=0, patience_s=60.0))
        slow = [Visitor(app, "/work", parts=2).send() for _ in range(5)]
        await settle()
        opened = []
        for _ in range(5):
            opened.append(Visitor(app, "/stream").send())
            await settle()
        assert [one.status for one in (*slow, *opened)] == [0] * 5 + [200] * 5
        Visitor(app, "/work").send()
        await settle()
        assert list(work.under_way) == ["/work"]
        streams.set()
        for one in (*opened, *slow):
            one.task.cancel()

    asyncio.run(crowd())


def test_whoever_leaves_the_queue_is_not_worked_on() -> None:
    async def crowd() -> None:
        work = Work()
        app = gate(work)
        visitors = [Visitor(app, f"/{n}").send() for n in range(5)]
        await settle()
        visitors[2].leave()
        await settle()
        assert visitors[2].task.done()
        assert visitors[2].status == 0, "who left was not refused"
        last = Visitor(app, "/last").send()
        await settle()
        assert last.status == 0, "there is room in the queue again"
        work.under_way["/0"].set()
        await settle()
        assert sorted(work.under_way) == ["/1", "/3"]
        for one in visitors:
            one.task.cancel()

    asyncio.run(crowd())


@pytest.mark.parametrize("fails", [False, True])
def test_every_place_comes_back(fails: bool) -> None:
    async def crowd() -> None:
        work, chance = Work(), Random(5)
        work.fails = fails
        app = gate(work)
        visitors = []
        for number in range(300):
            visitors.append(Visitor(app, f"/{number}").send())
            if chance.random() < 0.3:
                await settle()
            if chance.random() < 0.3:
                chance.choice(visitors).leave()
            if chance.random() < 0.1:
                chance.choice(visitors).task.cancel()
            if work.under_way and chance.random() < 0.5:
                work.under_way[chance.choice(list(work.under_way))].set()
        while not all(one.task.done() for one in visitors):
            for done in work.under_way.values():
                done.set()
            await settle()
        await asyncio.gather(*(one.task for one in visitors), return_exceptions=True)
        work.fails, work.under_way = False, {}
        again = [Visitor(app, f"/again/{n}").send() for n in range(6)]
        await settle()
        assert sorted(work.under_way) == ["/again/0", "/again/1"]
        assert [one.status for one in again] == [0] * 5 + [503]
        for one in again:
            one.task.cancel()

    asyncio.run(crowd())


@pytest.mark.parametrize(
    ("address", "lane"),
    [
        ("/", Lane.PAGES),
        ("/sign-in", Lane.SIGN_IN),
        ("/welcome/x", Lane.SIGN_IN),
        ("/second-person", Lane.ALERTS),
        (f"/second-person/{NOBODY}", Lane.ALERTS),
        ("/own-incidents/add", Lane.ALERTS),
        (f"/own-incidents/{NOBODY}/take-back", Lane.ALERTS),
        ("/api/v1/incidents", Lane.PAGES),
        ("/no/such/page", Lane.PAGES),
        (f"/alerts/{NOBODY}", Lane.ALERTS),
        (f"/alerts/{NOBODY}/acknowledge", Lane.ALERTS),
        (f"/alerts/{NOBODY}/acknowledge/token", Lane.ALERTS),
        (f"/alerts/{NOBODY}/answer", Lane.ALERTS),
        ("/safety", Lane.ALERTS),
        ("/incidents/x/head-count", Lane.ALERTS),
        ("/incidents/x/ask", Lane.ALERTS),
        (f"/incidents/x/head-count/{NOBODY}", Lane.ALERTS),
        (f"/api/v1/alerts/{NOBODY}", Lane.ALERTS),
        (f"/api/v1/alerts/{NOBODY}/acknowledge", Lane.ALERTS),
        ("/api/v1/head-counts/x", Lane.ALERTS),
        ("/api/v1/head-counts/x/ask", Lane.ALERTS),
        ("/api/v1/head-counts/x/replies", Lane.ALERTS),
        ("/api/v1/events", Lane.ALERTS),
        ("/static/built/lookfar.css", Lane.FILES),
        ("/health", Lane.HEALTH),
        ("/health/evaluation", Lane.WATCHDOG),
        ("/health/live", Lane.HEALTH),
        ("/metrics", Lane.HEALTH),
    ],
)
def test_a_crowd_at_one_thing_keeps_nobody_from_another(address: str, lane: Lane) -> None:
    async def crowd() -> None:
        work = Work()
        app = Gate(work, rooms(1), lane_of=lane_of, refuse=refuse)
        crowded = {
            "/": Lane.PAGES,
            f"/alerts/{NOBODY}": Lane.ALERTS,
            "/static/x": Lane.FILES,
            "/metrics": Lane.HEALTH,
            "/sign-in": Lane.SIGN_IN,
        }
        tasks = [Visitor(app, place).send() for place, kind in crowded.items() if kind != lane for _ in range(600)]
        await settle()
        work.under_way.clear()
        one = Visitor(app, address).send()
        await settle()
        assert list(work.under_way) == [address]
        for left in (*tasks, one):
            left.task.cancel()

    assert lane_of(address) is lane
    asyncio.run(crowd())


@pytest.mark.parametrize(
    ("address", "accept", "kind"),
    [
        ("/", b"text/html,*/*", b"text/html; charset=utf-8"),
        ("/map.json", b"*/*", b"application/problem+json"),
        ("/api/v1/incidents", b"text/html", b"application/problem+json"),
    ],
)
def test_a_browser_gets_a_page_and_a_program_a_problem(address: str, accept: bytes, kind: bytes) -> None:
    async def crowd() -> Visitor:
        one = Visitor(gate(Work(), Room(at_once=0, waiting=0, patience_s=1.0)), address, accept).send()
        await one.task
        return one

    refused = asyncio.run(crowd())
    assert refused.status == 503
    assert refused.headers[b"content-type"] == kind
    assert refused.headers[b"cache-control"] == b"no-store"
    assert b"default-src 'self'" in refused.headers[b"content-security-policy"]
    body = refused.sent[1]["body"]
    assert len(body) == int(refused.headers[b"content-length"])
    if kind.startswith(b"application"):
        problem = orjson.loads(body)
        assert (problem["title"], problem["status"], problem["instance"]) == ("Service Unavailable", 503, address)
    else:
        assert b"alerts go on" in body


def test_a_visitor_who_leaves_keeps_the_place_until_the_work_has_ended_and_the_server_awake(settings) -> None:
    """Nothing ends a thread that works: a crowd that leaves and comes again would have it worked on without bound."""
    settings.ROOT_URLCONF = __name__

    async def leave_early() -> None:
        room = {**rooms(1), Lane.PAGES: Room(at_once=1, waiting=1, patience_s=60.0)}
        app = Gate(get_asgi_application(), room, lane_of=lane_of, refuse=refuse)
        first = Visitor(app, "/long").send()
        while not begun:
            await asyncio.sleep(0.001)
        first.leave()
        second = Visitor(app, "/long").send()
        for _ in range(50):
            await asyncio.sleep(0.001)
        assert len(begun) == 1
        assert not ended, "the server is awake"
        go_on.set()
        await first.task
        await second.task
        assert (first.status, second.status, ended) == (0, 200, [True, True])

    for one in (begun, ended):
        one.clear()
    go_on.clear()
    asyncio.run(leave_early())


@pytest.mark.django_db(transaction=True)
def test_what_was_refused_is_counted_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    async def crowd() -> bytes:
        inside = get_asgi_application()
        app = Gate(
            inside,
            rooms(1) | {Lane.PAGES: Room(at_once=0, waiting=0, patience_s=1.0)},
            lane_of=lane_of,
            refuse=refuse,
        )
        for _ in range(3):
            await Visitor(app).send().task
        shown = Visitor(app, "/metrics").send()
        await shown.task
        return b"".join(part.get("body", b"") for part in shown.sent)

    said = asyncio.run(crowd())
    assert b'lookfar_requests_refused_total{lane="pages"} 3\n' in said
    assert b'lookfar_requests_refused_total{lane="alerts"} 0\n' in said
    assert capsys.readouterr().err.count("refused (503); alerts go on") == 1
