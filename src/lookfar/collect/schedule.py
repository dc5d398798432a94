"""When a source is asked again: its rhythm, with jitter, back-off and the publisher's own wishes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(hours=6)
"""Neither back-off nor Retry-After keeps a source unasked for longer, unless its rhythm is slower."""
_SPREAD = 0.1


def wait_after(
    rhythm: timedelta, *, failures: int, jitter: float, retry_after: timedelta | None = None
) -> timedelta:
    """How long to wait after a contact.

    `failures`: contacts failed in a row; each doubles the wait. `jitter` in 0..1 spreads it by 10 % to
    either side. `retry_after`: what the publisher asked for, obeyed up to `LONGEST_WAIT`.

    >>> wait_after(timedelta(hours=1), failures=1, jitter=0.5)
    datetime.timedelta(seconds=7200)
    """
    longest = max(LONGEST_WAIT, rhythm)
    doubled = min(rhythm * (1 << min(failures, 16)), longest)
    wait = doubled * (1 - _SPREAD + 2 * _SPREAD * jitter)
    asked = min(retry_after or timedelta(), longest)
    return max(wait, asked)


def next_due(
    last: datetime | None,
    rhythm: timedelta,
    *,
    failures: int,
    jitter: float,
    retry_after: timedelta | None = None,
    now: datetime,
) -> datetime:
    """When the source is to be asked next; at once when it never was.

    A clock set back does not silence a source: the time is never further off than one wait from `now`.
    """
    if last is None:
        return now
    wait = wait_after(rhythm, failures=failures, jitter=jitter, retry_after=retry_after)
    return min(last + wait, now + wait)


def parse_retry_after(text: str, *, now: datetime) -> timedelta | None:
    """A Retry-After header (seconds or an HTTP date) as a wait from `now`; None when there is none.

    A time gone by is no wait. Source: RFC 9110, section 10.2.3.
    """
    written = text.strip()
    if written.isascii() and written.isdigit():
        return timedelta(seconds=min(int(written[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(zoned - now, timedelta())
