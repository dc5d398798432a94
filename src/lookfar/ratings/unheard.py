"""Time in which somebody listened, and the gaps in which nobody did: quiet in a gap says nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]
"""From, to."""

LEAST_GAP = timedelta(days=1)
"""A shorter time without a word is no gap: news is dated by the day."""


def joined(spans: Iterable[Span], slack: timedelta = timedelta()) -> tuple[Span, ...]:
    """The same time in as few spans as can be, the oldest first; those no further apart than `slack` are one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start - found[-1][1] <= slack:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def gaps(spans: Iterable[Span], since: datetime, until: datetime) -> tuple[Span, ...]:
    """What no span covers of `since`..`until`, the oldest first; of LEAST_GAP or longer."""
    found, reached = [], since
    for start, end in (*joined(spans), (until, until)):
        if min(start, until) - reached >= LEAST_GAP:
            found.append((reached, min(start, until)))
        reached = max(reached, end)
    return tuple(found)
