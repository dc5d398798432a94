"""`/events`: alerts as they are issued, as server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from ninja import Router

from lookfar.accounts.askers import Asker
from lookfar.api.askers import SIGNED_IN, asker, sends_key
from lookfar.api.live import Listener, Ticket, event, hub
from lookfar.domain.errors import InvalidValue
from lookfar.records import events, visible
from lookfar.records.models import AlertRow

router = Router(tags=["events"], auth=SIGNED_IN)
LONGEST = timedelta(minutes=30)
"""A stream ends after this; a browser connects again by itself, with the last id it saw."""
IN_A_PAGE = 200
_RETRY_MS = 2000


@router.get("", operation_id="stream_events", summary="Your alerts as they are issued (text/event-stream)")
def stream_events(request: HttpRequest, after: str = "") -> HttpResponseBase:
    """`Last-Event-ID`, or `after`, goes on after that event; without either the stream starts at now.

    A server that cannot hold a stream open gives what there is and ends; its reader asks again every two seconds.
    """
    who = asker(request)
    since = _after(request.headers.get("Last-Event-ID", "") or after)
    lasting = isinstance(request, ASGIRequest)
    body = _stream(request, who, since) if lasting else _at_once(who, since)
    answer = StreamingHttpResponse(body, content_type="text/event-stream")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _after(last: str) -> int | None:
    """The number of the last event seen, None for none; raises InvalidValue."""
    if not last:
        return None
    if not (last.isascii() and last.isdigit()) or len(last) > 18:
        raise InvalidValue("Last-Event-ID was not given by this server")
    return int(last)


async def _stream(request: HttpRequest, who: Asker, after: int | None) -> AsyncIterator[bytes]:
    began, listener, here = datetime.now(UTC), Listener(who=who, ticket=_ticket(request)), hub()
    position = await here.join(listener)
    try:
        async for said in _missed(who, after, position):
            yield said
        yield _begin(position)
        await sync_to_async(_let_go)()
        while datetime.now(UTC) - began < LONGEST:
            said_now, over = await listener.next()
            if said_now:
                yield said_now
            if over:
                return
    finally:
        here.leave(listener)


async def _missed(who: Asker, after: int | None, position: int) -> AsyncIterator[bytes]:
    """What came after the last event seen and before the stream was open, a page at a time."""
    while after is not None and after < position:
        rows = await sync_to_async(_page)(who, after, position)
        for row in rows:
            yield event(row)
        after = rows[-1].event_no if len(rows) == IN_A_PAGE else position


def _let_go() -> None:
    """A stream that only waits holds no connection to the database."""
    if not connection.in_atomic_block:
        connection.close()


def _at_once(who: Asker, after: int | None) -> Iterator[bytes]:
    position = events.newest()
    while after is not None and after < position:
        rows = _page(who, after, position)
        yield from map(event, rows)
        after = rows[-1].event_no if len(rows) == IN_A_PAGE else position
    yield _begin(position)


def _page(who: Asker, after: int, until: int) -> list[AlertRow]:
    return list(events.between(visible.alerts(who).filter(held=""), after, until)[:IN_A_PAGE])


def _begin(position: int) -> bytes:
    """An id without an event: whoever is cut off before the first event goes on from here."""
    return f"retry: {_RETRY_MS}\nid: {position}\n\n".encode()


def _ticket(request: HttpRequest) -> Ticket:
    if sends_key(request):
        return Ticket(key=request.headers["Authorization"].partition(" ")[2].strip())
    return Ticket(session=request.session.session_key or "")
