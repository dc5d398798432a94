"""Several incidents to one receiver within a window go as one message; the first goes at once."""

from __future__ import annotations

from datetime import datetime, timedelta

WINDOW = timedelta(minutes=5)
LIFE_THREAT_WINDOW = timedelta(seconds=30)
"""Nothing that threatens life waits longer than this for others."""


def due_at(now: datetime, *, last: datetime | None, life_threat: bool, window: timedelta = WINDOW) -> datetime:
    """When the next message to a receiver may go, whose last one went, or goes, at `last`.

    `now` when that is a window ago; otherwise with the others at the window's end, never more than a window from now.
    """
    wait = min(window, LIFE_THREAT_WINDOW) if life_threat else window
    if last is None or last + wait <= now:
        return now
    return min(last if last > now else last + wait, now + wait)
