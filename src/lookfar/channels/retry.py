"""When a delivery is tried again: the schedule of the Standard Webhooks specification, for every channel."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

SCHEDULE: tuple[timedelta, ...] = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""The wait before each attempt, after the one before it failed; about 75 hours in all."""

JITTER = 0.2
LONGEST_RETRY_AFTER = timedelta(hours=24)


def next_attempt(
    attempt: int, now: datetime, random: Random, retry_after: timedelta | None = None
) -> datetime | None:
    """When to try again after `attempt` failed attempts; None when the schedule is used up.

    Each wait is moved by up to 20 % either way, so that receivers that failed together do not come
    back together; a receiver's own `retry_after` (at most a day) is never undercut.
    """
    if attempt >= len(SCHEDULE):
        return None
    wait = SCHEDULE[attempt] * (1 + JITTER * (2 * random.random() - 1))
    if retry_after is not None:
        wait = max(wait, min(retry_after, LONGEST_RETRY_AFTER))
    return now + wait
