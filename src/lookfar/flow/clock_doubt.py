"""Whether the clock is believed for what cannot be taken back: what is too old to be kept goes by it."""

from __future__ import annotations

from datetime import datetime, timedelta

from lookfar.domain.vocabulary import Origin
from lookfar.records.models import Contact, Installation

LONGEST_SINCE_LAST = timedelta(days=7)
"""A clock that moved further since the last look, or back, is in doubt."""
STANDS_FOR = timedelta(days=7)
"""So long a clock that was in doubt must have stood."""
LATELY = timedelta(days=2)
"""Bodies fetched in so many days are asked what time it is."""
MOST_BEHIND = timedelta(days=30)
"""At least one of them has something as new as this, and nothing newer than `LATELY` ahead, when the clock is right."""


def note_jump(*, now: datetime) -> None:
    """Writes down that the clock was set, for whoever starts after this process has ended, too."""
    Installation.objects.update_or_create(pk=1, defaults={"clock_doubted_at": now})


def doubt(*, now: datetime) -> str:
    """Why nothing may go by this clock today, "" when it is believed; this look is written down."""
    row, _ = Installation.objects.get_or_create(pk=1)
    last, since = row.aged_out_at, row.clock_doubted_at
    Installation.objects.filter(pk=1).update(aged_out_at=now)
    if last is not None and not timedelta(0) <= now - last <= LONGEST_SINCE_LAST:
        note_jump(now=now)
        return f"the clock moved from {last:%Y-%m-%d} to {now:%Y-%m-%d}: {_nothing_before(now)}"
    if since is not None and now - since < STANDS_FOR:
        return f"the clock was set on {since:%Y-%m-%d}: {_nothing_before(since)}"
    return _publishers_differ(now)


def _nothing_before(since: datetime) -> str:
    return f"nothing is taken out for its age before {since + STANDS_FOR:%Y-%m-%d}"


def _publishers_differ(now: datetime) -> str:
    """Says so when everything fetched lately is of another time than the clock's; "" when nothing was fetched."""
    lately = Contact.objects.filter(origin=Origin.LIVE.value, outcome="body", newest__isnull=False)
    lately = lately.filter(at__gt=now - LATELY, at__lte=now)
    agree = lately.filter(newest__gt=now - MOST_BEHIND, newest__lt=now + LATELY)
    if agree.exists() or not lately.exists():
        return ""
    return "no publisher sends anything of the clock's own time: nothing is taken out for its age by this clock"
