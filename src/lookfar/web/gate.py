"""The gate in front of the pages: so many requests are worked on at once, so many wait, the others are told to come again.

Each kind of request has a lane of its own, so that a crowd at one keeps nobody from another. A place is taken when the
whole request is there and given back when its answer begins: neither a slow sender, a slow reader nor an open stream
holds one. Whoever leaves while waiting is not worked on; whoever leaves later keeps the place until the work has ended,
which nothing can break off.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

REFUSED = "lookfar.refused"
"""Where a request's scope has the counts of refused requests, by lane."""
_SAY_EVERY_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many of a kind are worked on at once, how many wait, and for how many seconds at most."""

    at_once: int
    waiting: int
    patience_s: float


class _Lane:
    """The places of one kind; who waits longest comes first. Belongs to one event loop."""

    def __init__(self, name: str, room: Room) -> None:
        self.name, self.room, self._free = name, room, room.at_once
        self._waiting: deque[asyncio.Future[None]] = deque()

    def take(self) -> asyncio.Future[None] | None:
        """A turn, which has come when it is done; None when too many wait."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self._free:
            self._free -= 1
            turn.set_result(None)
        elif len(self._waiting) < self.room.waiting:
            self._waiting.append(turn)
        else:
            return None
        return turn

    def give_back(self, turn: asyncio.Future[None]) -> None:
        """Hands the place on; a turn that had not come is taken out of the queue."""
        if not turn.done():
            self._waiting.remove(turn)
            turn.cancel()
        elif self._waiting:
            self._waiting.popleft().set_result(None)
        else:
            self._free += 1


class _Visit:
    """One request on its way through its lane."""

    def __init__(self, lane: _Lane, receive: Receive, send: Send) -> None:
        self._lane, self._receive, self._send = lane, receive, send
        self._turn: asyncio.Future[None] | None = None
        self.refused = False

    async def receive(self) -> Message:
        """The next part of the request, the last one when its turn has come; when it does not come, that it was left."""
        message = await self._receive()
        if message["type"] != "http.request" or message.get("more_body"):
            return message
        self._turn = self._lane.take()
        if self._turn is None:
            return self._refuse()
        return message if self._turn.done() else await self._wait(message, self._turn)

    def _refuse(self) -> Message:
        """The application closes what it had taken, as of a request that was broken off."""
        self.refused = True
        return {"type": "http.disconnect"}

    async def _wait(self, message: Message, turn: asyncio.Future[None]) -> Message:
        left = asyncio.ensure_future(self._receive())
        try:
            await asyncio.wait(
                (turn, left), timeout=self._lane.room.patience_s, return_when=asyncio.FIRST_COMPLETED
            )
            if left.done():
                return left.result()
            return message if turn.done() else self._refuse()
        finally:
            left.cancel()
            with suppress(asyncio.CancelledError):
                await left

    async def send(self, message: Message) -> None:
        """Passes a part of the answer on; with the first the place is free."""
        self.end()
        await self._send(message)

    def end(self) -> None:
        """Gives the place back, once."""
        if self._turn is not None:
            self._lane.give_back(self._turn)
            self._turn = None


class Gate:
    """An ASGI application in front of another; `lane_of` names the lane of an address, `rooms` has one for each."""

    def __init__(
        self,
        app: App,
        rooms: Mapping[str, Room],
        *,
        lane_of: Callable[[str], str],
        refuse: Callable[[Scope, Send], Awaitable[None]],
    ) -> None:
        self._app, self._lane_of, self._refuse = app, lane_of, refuse
        self._lanes = {name: _Lane(name, room) for name, room in rooms.items()}
        self._refused = Counter(dict.fromkeys(rooms, 0))
        self._said_at, self._said = float("-inf"), 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through when its turn has come, or refuses it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        lane = self._lanes[self._lane_of(scope["path"])]
        visit = _Visit(lane, receive, send)
        try:
            await self._app({**scope, REFUSED: self._refused}, visit.receive, visit.send)
        finally:
            visit.end()
        if visit.refused:
            self._refused[lane.name] += 1
            self._say()
            await self._refuse(scope, send)

    def _say(self) -> None:
        """The first refusal, and at most once a minute how many more there were, on standard error."""
        now, count = time.monotonic(), self._refused.total()
        if now - self._said_at < _SAY_EVERY_S:
            return
        with suppress(OSError, ValueError):
            sys.stderr.write(
                f"lookfar: more is asked than can be answered: {count - self._said} refused (503); alerts go on. "
                "/metrics counts them as lookfar_requests_refused_total\n"
            )
            sys.stderr.flush()
        self._said_at, self._said = now, count
