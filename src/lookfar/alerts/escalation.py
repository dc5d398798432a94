"""A threat to life that nobody acknowledges goes to the duty contacts, one after the other."""

from __future__ import annotations

from datetime import datetime, timedelta

AFTER = timedelta(minutes=10)
LATEST = timedelta(hours=24)
"""Older than this nobody is woken for what nobody answered, after an outage or a restored backup."""


def next_step_at(
    issued: datetime,
    *,
    life_threat: bool,
    unreached: bool,
    steps: int,
    last: datetime | None,
    after: timedelta = AFTER,
) -> datetime | None:
    """When the next duty contact is told, of an alert that is not acknowledged; None when none is due.

    The first `after` an alert of life-threat class was issued, each next one as long after the one before.
    `unreached`: every way to the receiver failed; then the first contact is told at once, whatever the class.
    """
    if steps == 0 and unreached:
        return issued
    if not life_threat and not (unreached and steps):
        return None
    return (last or issued) + after


def is_over(issued: datetime, now: datetime) -> bool:
    """Whether it is too late to wake somebody for it."""
    return now - issued > LATEST
