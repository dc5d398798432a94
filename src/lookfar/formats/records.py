"""Records of one body: each is read, skipped, or set aside with one true reason; none is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from lookfar.domain.errors import InvalidValue, SourceChanged, SourceError, SourceUnreachable
from lookfar.domain.ids import ReportId
from lookfar.domain.report import Report
from lookfar.domain.source import Quarantined

T = TypeVar("T")

MOST_BYTES = 20 * 2**20
"""A body above this many bytes is refused unread."""
MOST_AHEAD = timedelta(hours=48)
"""A date further ahead of the fetch than this is not believed."""
CLOCKS_DIFFER = timedelta(minutes=10)
"""A date further ahead than this, as a publisher's clock and ours differ, says nothing of how fresh a body is."""
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Reason(StrEnum):
    """Why a record or a body was set aside; a closed list."""

    EMPTY = "empty"
    CUT = "cut"
    OVERSIZED = "oversized"
    BAD_ENCODING = "bad_encoding"
    NOT_THE_FEED = "not_the_feed"
    SCHEMA_CHANGED = "schema_changed"
    FORBIDDEN_MARKUP = "forbidden_markup"
    STRAY_MARKUP = "stray_markup"
    BAD_COORDINATES = "bad_coordinates"
    BAD_TIME = "bad_time"
    BAD_VALUE = "bad_value"
    MISSING_FIELD = "missing_field"
    DUPLICATE_ID = "duplicate_id"


class BadRecord(InvalidValue):
    """One record cannot be used; `reason` goes to quarantine, the text of the error is its detail."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def unreachable(reason: Reason, detail: str) -> SourceUnreachable:
    """The whole body is not the feed; its text starts with the reason's code."""
    return SourceUnreachable(f"{reason}: {detail}")


def changed(reason: Reason, detail: str) -> SourceChanged:
    """The whole body is not in the documented form; its text starts with the reason's code."""
    return SourceChanged(f"{reason}: {detail}")


def reason_of(error: SourceError) -> Reason:
    """The reason a whole body was refused for, read back from the error's text.

    >>> reason_of(changed(Reason.CUT, "ends inside a string")).value
    'cut'
    """
    code = str(error).partition(":")[0]
    return Reason(code) if code in set(Reason) else Reason.NOT_THE_FEED


def believable(moment: datetime, *, fetched_at: datetime) -> datetime:
    """The same time; raises BadRecord (bad_time) before 1900, at the epoch, or too far ahead."""
    if moment < EARLIEST or moment == _EPOCH:
        raise BadRecord(Reason.BAD_TIME, f"{moment.isoformat()} is not a time this feed can mean")
    if moment > fetched_at + MOST_AHEAD:
        raise BadRecord(Reason.BAD_TIME, f"{moment.isoformat()} is more than 48 h after the fetch")
    return moment


def fresh_until(moments: Iterable[datetime], *, fetched_at: datetime) -> datetime | None:
    """The newest of these that shows how fresh a body is; None when none does.

    One further ahead of the fetch than clocks differ shows nothing: taken at its word it would keep a body that never
    changes fresh for ever.
    """
    meant = [moment for moment in moments if moment <= fetched_at + CLOCKS_DIFFER]
    return min(max(meant), fetched_at) if meant else None


@dataclass(slots=True)
class Harvest:
    """What the records of one body gave. Parts of one item count as one record."""

    items: dict[ReportId, tuple[Report, ...]] = field(default_factory=dict)
    quarantined: list[Quarantined] = field(default_factory=list)
    records: int = 0
    skipped: int = 0

    @property
    def reports(self) -> tuple[Report, ...]:
        return tuple(report for parts in self.items.values() for report in parts)

    def newest(self, fetched_at: datetime) -> datetime | None:
        """The newest `published_at` of the reports that is not ahead of the fetch; None when there is none."""
        return fresh_until((report.published_at for report in self.reports), fetched_at=fetched_at)

    def add(self, parts: tuple[Report, ...], content: bytes) -> None:
        """Take one record's reports; of two versions in one body the newer is kept."""
        if not parts:
            self.skipped += 1
            return
        item = parts[0].item
        known = self.items.get(item)
        if known is None:
            self.items[item] = parts
        elif parts[0].published_at < known[0].published_at or _say_the_same(known, parts):
            self.skipped += 1
        elif parts[0].published_at > known[0].published_at:
            self.skipped += 1
            self.items[item] = parts
        else:
            detail = f"{item} comes twice with different content and the same time"
            self.set_aside(Reason.DUPLICATE_ID, detail, content)

    def set_aside(self, reason: Reason, detail: str, content: bytes) -> None:
        """Quarantine one record's bytes."""
        self.quarantined.append(Quarantined(reason=reason, detail=detail[:300], content=content))


def _say_the_same(known: tuple[Report, ...], parts: tuple[Report, ...]) -> bool:
    """Whether two readings of one id differ at most in where they were filed and who is cited for them."""
    return len(known) == len(parts) and all(
        replace(
            new,
            topic=old.topic,
            context=old.context,
            outlets=old.outlets,
            links=old.links,
            native=dict(new.native) | {name: old.native[name] for name in ("category",) if name in old.native},
        )
        == old
        for old, new in zip(known, parts, strict=True)
    )


def harvest(
    records: Iterable[T], read_one: Callable[[T], tuple[Report, ...]], raw: Callable[[T], bytes]
) -> Harvest:
    """Read every record; what `read_one` refuses with InvalidValue is quarantined, () is skipped."""
    gathered = Harvest()
    for record in records:
        gathered.records += 1
        try:
            gathered.add(read_one(record), raw(record))
        except BadRecord as bad:
            gathered.set_aside(bad.reason, str(bad), raw(record))
        except InvalidValue as bad:
            gathered.set_aside(Reason.BAD_VALUE, str(bad), raw(record))
    return gathered
