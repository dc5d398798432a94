"""A publisher's feed, one body of it, and what was read from that body."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from lookfar.domain.ids import SourceId
from lookfar.domain.report import Advice, Report
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.vocabulary import Reliability


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who publishes, where, under what licence, how often, and what it would tell us.

    `rhythm`: how often to poll. `stale_after`: with no newer date inside its bodies than this, the
    source is degraded; after three times this, blind. `categories`: what it reports on; `tells`: the event
    types it is silent beyond, empty when it may tell of every type of its categories.
    `exhaustive`: an empty healthy body is a confirmed quiet of what it tells; the `newest` of its readings is the
    publisher's own time of making the body. `countries`: alpha-3, empty for the world.
    `identifies`: its ids name incidents, so two of its ids are never one incident. `historic`: a closed
    record of the past; nothing new is expected of it.
    `share_alike`: texts must stay in their own licence class through every export.
    """

    id: SourceId
    name: str
    publisher: str
    homepage: str
    urls: tuple[str, ...]
    licence: str
    licence_url: str
    attribution: str
    specification: str
    rhythm: timedelta
    stale_after: timedelta
    reliability: Reliability
    categories: tuple[Category, ...]
    tells: tuple[EventType, ...] = ()
    exhaustive: bool = False
    countries: tuple[str, ...] = ()
    share_alike: bool = False
    advice_only: bool = False
    identifies: bool = False
    historic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Bytes as a publisher sent them. `url` is the address they came from, or the file's name."""

    source: SourceId
    content: bytes
    url: str
    fetched_at: datetime
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """One bad record with its bytes and one true reason (a short code, then words)."""

    reason: str
    detail: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one body says.

    `records` counts what the publisher offered; it equals reports' items + advice + quarantined +
    skipped. `newest` is the newest date inside the body (freshness), None when it holds none.
    `follow`: addresses to fetch next (an index names its details), newest change first;
    `follow_changed_at`: the publisher's own time of last change of each, in the same order.
    `pages`: pages this body holds in whole; what was known of them and is not in it was taken back.
    """

    reports: tuple[Report, ...] = ()
    advice: tuple[Advice, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    records: int = 0
    skipped: int = 0
    newest: datetime | None = None
    follow: tuple[str, ...] = ()
    follow_changed_at: tuple[datetime, ...] = ()
    pages: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def reaches_back_to(self) -> datetime | None:
        """Nine in ten of its reports are no older: what is pinned on top of a list says nothing of the time between."""
        dates = sorted(report.published_at for report in self.reports)
        return dates[min(len(dates) - 1, ceil(len(dates) / 10))] if dates else None
