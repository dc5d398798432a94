"""When a message that somebody sends to many needs a second person (four eyes; OWASP ASVS 5.0, 2.3.5)."""

from __future__ import annotations

from datetime import datetime, timedelta

MOST_ALONE = 50
"""To so many people somebody sends alone, unless the organisation has set another number."""
LAPSES_AFTER = timedelta(hours=24)
"""What nobody has looked at by then tells of another day: it is asked for anew."""


def is_needed(people: int, *, most_alone: int, others: int) -> bool:
    """Whether it waits for somebody else. `others`: how many of the organisation could look, without whoever sends it.

    Where nobody else could, nothing would ever leave.

    >>> is_needed(51, most_alone=50, others=1), is_needed(50, most_alone=50, others=1), is_needed(51, most_alone=50, others=0)
    (True, False, False)
    """
    return people > most_alone and others > 0


def has_lapsed(asked_at: datetime, now: datetime) -> bool:
    """Whether it has waited too long to leave any more."""
    return now - asked_at >= LAPSES_AFTER
