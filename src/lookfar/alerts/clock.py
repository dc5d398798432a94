"""Times of day as they come in a zone, whatever its clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo


def next_local(after: datetime, at: time, zone: tzinfo) -> datetime:
    """The first instant after `after` at which the clock in `zone` shows `at`; UTC.

    Of an hour that is skipped, the instant the clocks went forward; of an hour that comes twice, the next of the two.

    >>> from zoneinfo import ZoneInfo
    >>> next_local(datetime(2026, 3, 28, 12, tzinfo=UTC), time(2, 30), ZoneInfo("Europe/Berlin")).isoformat()
    '2026-03-29T01:00:00+00:00'
    """
    day = after.astimezone(zone).date() - timedelta(days=1)
    found = (
        moment
        for number in range(4)
        for moment in _instants(datetime.combine(day + timedelta(days=number), at), zone)
        if moment > after
    )
    return min(found)


def _instants(wall: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return (first, second)
    return (_change(second, first, zone),)


def _change(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The first whole second after the clocks' change between two instants."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def shows(now: datetime, zone: tzinfo) -> time:
    """The time of day in the zone."""
    return now.astimezone(zone).time()


def within(at: time, start: time, end: time) -> bool:
    """Whether a time of day lies in `[start, end)`, which may go over midnight; equal ends are the whole day."""
    return start <= at < end if start < end else at >= start or at < end
