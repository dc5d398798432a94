"""`/events`: alerts as they are issued, as server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import orjson
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from ninja import Router

from lookfar.accounts.askers import Asker, asker_of, asker_with_key
from lookfar.accounts.models import User
from lookfar.alerts import wire
from lookfar.api.askers import SIGNED_IN, asker
from lookfar.domain.errors import InvalidValue
from lookfar.records import outbox, visible
from lookfar.records.models import AlertRow

router = Router(tags=["events"], auth=SIGNED_IN)
EVERY_S = 2.0
LONGEST = timedelta(minutes=30)
"""A stream ends after this; a browser connects again by itself, with the last id it saw."""
OVERLAP = timedelta(seconds=15)
"""How far back each look reaches for rows written by a transaction that ended late."""
_RETRY_MS = 3000


@router.get("", operation_id="stream_events", summary="Your alerts as they are issued (text/event-stream)")
def stream_events(request: HttpRequest) -> HttpResponseBase:
    """`Last-Event-ID` goes on after that event; without it the stream starts at now."""
    who = asker(request)
    since = _after(request.headers.get("Last-Event-ID", ""))
    answer = StreamingHttpResponse(_stream(request, who, since), content_type="text/event-stream")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _after(last: str) -> datetime:
    """When the event of this id was written; raises InvalidValue."""
    if not last:
        return datetime.now(UTC)
    micros, _, _ = last.partition("-")
    if not micros.isdigit() or len(micros) > 17:
        raise InvalidValue("Last-Event-ID was not given by this server")
    return datetime.fromtimestamp(int(micros) / 1e6, UTC)


async def _stream(request: HttpRequest, who: Asker, since: datetime) -> AsyncIterator[bytes]:
    began = datetime.now(UTC)
    seen = set(await sync_to_async(_ids_before)(who, since))
    yield f"retry: {_RETRY_MS}\n\n".encode()
    while datetime.now(UTC) - began < LONGEST:
        if not await sync_to_async(_still)(request, who):
            return
        fresh = [row for row in await sync_to_async(_rows)(who, since) if row.wire_id not in seen]
        for row in fresh:
            seen.add(row.wire_id)
            since = max(since, row.created_at)
            yield event(row)
        yield b": here\n\n"
        await asyncio.sleep(EVERY_S)


def _ids_before(who: Asker, since: datetime) -> list[str]:
    rows = visible.alerts(who).filter(created_at__lte=since, created_at__gt=since - OVERLAP, held="")
    return list(rows.values_list("wire_id", flat=True))


def _rows(who: Asker, since: datetime) -> list[AlertRow]:
    rows = visible.alerts(who).filter(created_at__gt=since - OVERLAP, held="")
    return list(rows.order_by("created_at", "pk")[:200])


def _still(request: HttpRequest, who: Asker) -> bool:
    """Whether the key, or the membership and its role, is what it was when the stream began."""
    header = request.headers.get("Authorization", "")
    if header:
        now = asker_with_key(header.partition(" ")[2].strip(), now=datetime.now(UTC))
    else:
        user = User.objects.filter(pk=who.user.pk).first() if who.user else None
        session = request.session
        alive = user is not None and session.session_key is not None and session.exists(session.session_key)
        now = asker_of(user) if user is not None and alive else None
    return now is not None and (now.organisation.pk, now.role) == (who.organisation.pk, who.role)


def event(row: AlertRow) -> bytes:
    """One alert version as an event; its id says when it was written, so that a stream can go on after it."""
    alert = outbox.read_alert(row)
    ident = f"{int(row.created_at.timestamp() * 1e6)}-{row.wire_id}"
    body = orjson.dumps(wire.payload(alert)).decode()
    return f"id: {ident}\nevent: {wire.TYPES[alert.msg_type]}\ndata: {body}\n\n".encode()
