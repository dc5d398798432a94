"""One run over one source: its addresses asked, an index followed to what has moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from lookfar.collect.contact import Contact, FetchState, Outcome, Seen
from lookfar.collect.schedule import parse_retry_after
from lookfar.domain.errors import Refused, SourceError, SourceUnreachable
from lookfar.domain.source import Body, Reading
from lookfar.egress.http import Fetched, HttpClient
from lookfar.sources import HasAddresses, SourceModule

MOST_FOLLOWED = 40
"""Details fetched in one run; the rest follows in the next ones, newest change first."""
_MOST_FAILURES = 3
_GONE = frozenset({404, 410})


def collect_source(
    source: SourceModule, client: HttpClient, state: FetchState, now: datetime
) -> Iterator[Contact]:
    """What asking every address of a source now gives, one contact each; nothing is stored.

    The details an index names come before the index's own contact, and its validators are kept only
    when all that moved has been fetched: a run that is cut short is taken up again.
    """
    for url in addresses(source, now):
        contact = ask(source, client, url, state.seen.get(url, Seen()), now)
        reading = _index(source, contact)
        if reading is None or not reading.follow:
            yield contact
            continue
        waiting = moved(reading, state)
        fetched = 0
        for detail in _follow(source, client, waiting, state, now):
            fetched += detail.outcome.is_contact
            yield detail
        yield contact if fetched == len(waiting) else replace(contact, seen=Seen())


def addresses(source: SourceModule, now: datetime) -> tuple[str, ...]:
    """What is to be asked at `now`."""
    return source.addresses(now) if isinstance(source, HasAddresses) else source.SOURCE.urls


def moved(index: Reading, state: FetchState) -> tuple[tuple[str, datetime], ...]:
    """The addresses an index names that changed since they were last fetched, newest change first."""
    named = zip(index.follow, index.follow_changed_at, strict=True)
    return tuple((url, at) for url, at in named if _last_change(state, url) != at)


def ask(source: SourceModule, client: HttpClient, url: str, seen: Seen, now: datetime) -> Contact:
    """One address asked once; never raises for what the network or the publisher does."""
    nothing = Contact(source=source.SOURCE.id, url=url, at=now, outcome=Outcome.UNREACHABLE)
    try:
        answer = client.fetch(url, etag=seen.etag, last_modified=seen.last_modified)
    except (SourceUnreachable, Refused) as error:
        return replace(nothing, detail=str(error))
    return _contact(nothing, answer, seen)


def _contact(nothing: Contact, answer: Fetched, seen: Seen) -> Contact:
    if answer.status == 304:
        return replace(nothing, outcome=Outcome.NOT_MODIFIED, seen=seen)
    if answer.status != 200:
        return replace(
            nothing,
            outcome=Outcome.CHANGED if answer.status in _GONE else Outcome.UNREACHABLE,
            detail=f"the publisher answered {answer.status}",
            retry_after=parse_retry_after(answer.retry_after, now=nothing.at),
        )
    body = Body(
        source=nothing.source,
        content=answer.content,
        url=nothing.url,
        fetched_at=nothing.at,
        content_type=answer.content_type,
    )
    kept = replace(seen, etag=answer.etag, last_modified=answer.last_modified)
    return replace(nothing, outcome=Outcome.BODY, body=body, seen=kept)


def _index(source: SourceModule, contact: Contact) -> Reading | None:
    """What the body names to be followed; an unreadable one is told by whoever reads it for its reports."""
    if contact.body is None:
        return None
    try:
        return source.read(contact.body)
    except SourceError:
        return None


def _follow(
    source: SourceModule,
    client: HttpClient,
    waiting: tuple[tuple[str, datetime], ...],
    state: FetchState,
    now: datetime,
) -> Iterator[Contact]:
    failures = 0
    for url, changed_at in islice(waiting, MOST_FOLLOWED):
        contact = ask(source, client, url, state.seen.get(url, Seen()), now)
        failures = 0 if contact.outcome.is_contact else failures + 1
        yield replace(contact, seen=replace(contact.seen, changed_at=changed_at))
        if failures == _MOST_FAILURES:
            return


def _last_change(state: FetchState, url: str) -> datetime | None:
    seen = state.seen.get(url)
    return seen.changed_at if seen else None
