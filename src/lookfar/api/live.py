"""One look at the outbox a moment for all open streams of a process, however many they are."""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from weakref import WeakKeyDictionary

import orjson
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.db import DatabaseError, close_old_connections

from lookfar.accounts.askers import Asker, asker_with_key
from lookfar.accounts.models import Membership, Role
from lookfar.alerts import wire
from lookfar.records import events, outbox
from lookfar.records.models import AlertRow

EVERY_S = 0.4
BEAT_S = 15.0
"""A stream says this often that it is alive."""
CHECK = timedelta(seconds=5)
"""How often it is asked whether those who listen still may; it is asked before every event as well."""
MOST_BEHIND = 500
"""A stream this many events behind is ended; its reader comes back and goes on where it was."""
IN_A_LOOK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What let somebody in: a key's text, or a session of a user."""

    key: str = ""
    session: str = ""


@dataclass(eq=False, slots=True, kw_only=True)
class Listener:
    """One open stream; None in its queue ends it."""

    who: Asker
    ticket: Ticket
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(MOST_BEHIND + 1))

    def hears(self, row: AlertRow) -> bool:
        """Whether this alert is the listener's to see; the same rule as `visible.alerts`."""
        if row.organisation_id != self.who.organisation.pk:
            return False
        if not self.who.sees_only_self:
            return True
        return row.person is not None and self.who.user is not None and row.person.user_id == self.who.user.pk

    def tell(self, said: bytes) -> None:
        """Puts an event in the queue; a stream too far behind is ended instead."""
        if self.queue.qsize() >= MOST_BEHIND:
            self.end()
        else:
            self.queue.put_nowait(said)

    async def next(self) -> tuple[bytes, bool]:
        """What is in the queue, as soon as there is something, in one piece; and whether the stream ends after it."""
        parts = [await self.queue.get()]
        while not self.queue.empty():
            parts.append(self.queue.get_nowait())
        return b"".join(part for part in parts if part is not None), None in parts

    def cut(self) -> None:
        """Ends the stream before what is in its queue: its reader may not hear that any more."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.end()

    def end(self) -> None:
        """Ends the stream after what is in its queue."""
        if not self.queue.full():
            self.queue.put_nowait(None)


class Hub:
    """The listeners of one event loop and the task that looks for them."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.position = 0
        self._task: asyncio.Task[None] | None = None
        self._checked = datetime.now(UTC)
        self._beaten = time.monotonic()

    async def join(self, listener: Listener) -> int:
        """The number after which everything comes through the listener's queue."""
        if self._task is None or self._task.done():
            self.position = max(self.position, await sync_to_async(events.newest)())
        if self._task is None or self._task.done():
            # Not in the context of the request that happens to be first: it ends before the others do.
            self._task = asyncio.get_running_loop().create_task(self._run(), context=contextvars.Context())
        self.listeners.add(listener)
        return self.position

    def leave(self, listener: Listener) -> None:
        """The stream is over."""
        self.listeners.discard(listener)

    async def _run(self) -> None:
        await asyncio.sleep(0)
        while self.listeners:
            try:
                rows, gone = await sync_to_async(self._look)()
            except DatabaseError:
                rows, gone = [], set[Listener]()
                for listener in self.listeners:
                    listener.end()  # each comes back, and misses nothing
                self.listeners.clear()
            for listener in gone:
                listener.cut()
            self.listeners -= gone
            for row in rows:
                self._hand_out(row)
            self._beat()
            await asyncio.sleep(EVERY_S)

    def _look(self) -> tuple[list[AlertRow], set[Listener]]:
        close_old_connections()
        found = AlertRow.objects.filter(event_no__gt=self.position).select_related("person")
        rows = list(found.order_by("event_no")[:IN_A_LOOK])
        now = datetime.now(UTC)
        listeners = set(self.listeners)
        if not rows and now - self._checked < CHECK and now >= self._checked:
            return rows, set()
        self._checked = now
        return rows, listeners - welcome(listeners, now=now)

    def _beat(self) -> None:
        """Says to everybody that the line is whole, so that proxies and readers do not take it for dead."""
        now = time.monotonic()
        if now - self._beaten >= BEAT_S:
            self._beaten = now
            for listener in self.listeners:
                listener.tell(b": here\n\n")

    def _hand_out(self, row: AlertRow) -> None:
        self.position = row.event_no or self.position
        hearing = [listener for listener in self.listeners if listener.hears(row)]
        if hearing:
            said = event(row)
            for listener in hearing:
                listener.tell(said)


_HUBS: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    return _HUBS.setdefault(asyncio.get_running_loop(), Hub())


def welcome(listeners: Iterable[Listener], *, now: datetime) -> set[Listener]:
    """Those whose key, or session and membership with its role, still is what let them in."""
    listed = list(listeners)
    keys = {text: asker_with_key(text, now=now) for text in {one.ticket.key for one in listed if one.ticket.key}}
    sessions = {one.ticket.session for one in listed if one.ticket.session}
    alive = set(
        Session.objects.filter(session_key__in=sessions, expire_date__gt=now).values_list("session_key", flat=True)
    )
    users = {one.who.user.pk for one in listed if one.who.user is not None}
    members: dict[object, tuple[object, str]] = {}
    rows = Membership.objects.filter(user_id__in=users, user__is_active=True).order_by("pk")
    for user, organisation, role in rows.values_list("user_id", "organisation_id", "role"):
        members.setdefault(user, (organisation, role))

    def stays(one: Listener) -> bool:
        if one.ticket.key:
            now_is = keys[one.ticket.key]
            return now_is is not None and (now_is.organisation.pk, now_is.role) == _place(one.who)
        if one.ticket.session not in alive or one.who.user is None:
            return False
        organisation, role = members.get(one.who.user.pk, (None, ""))
        return role != "" and (organisation, Role(role)) == _place(one.who)

    return {one for one in listed if stays(one)}


def _place(who: Asker) -> tuple[object, Role]:
    return who.organisation.pk, who.role


def event(row: AlertRow) -> bytes:
    """One alert version as an event; its id is its number in the stream."""
    alert = outbox.read_alert(row)
    body = orjson.dumps(wire.payload(alert)).decode()
    return f"id: {row.event_no}\nevent: {wire.type_of(alert)}\ndata: {body}\n\n".encode()
