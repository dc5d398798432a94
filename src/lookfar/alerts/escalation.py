"""A threat to life that nobody acknowledges goes to the duty contacts, one after the other."""

from __future__ import annotations

from datetime import datetime, timedelta

from lookfar.alerts.phrases import moment

AFTER = timedelta(minutes=10)
"""After this long without an answer the first contact is told, and after as long again each next one."""
LATEST = timedelta(hours=24)
"""Older than this nobody is woken for what nobody answered; time in which sending was paused or everything stood does not count."""

LATEST_UNREACHED = timedelta(days=5)
"""So long for what reached nobody: a way is given up after about 90 hours at most."""

NO_DUTY_CONTACT = "there was no duty contact before"
"""Why what waited for nobody goes to the first one."""
NO_DUTY_CONTACT_REACHED = "no duty contact could be reached before"
"""Why what reached none of them goes to one who came later."""


def is_step_due(*, life_threat: bool, unreached: bool, steps: int) -> bool:
    """Whether the next duty contact is told, of an alert whose time to be acknowledged is over.

    `steps`: how many were told before and could be reached. `unreached`: no way to the person brought it; below
    life-threat class that goes to one contact only.
    """
    return life_threat or (unreached and steps == 0)


def is_over(since: datetime, now: datetime, *, unreached: bool) -> bool:
    """Whether it is too late to wake somebody for what could be answered `since` then."""
    return now - since > (LATEST_UNREACHED if unreached else LATEST)


def sending_paused(since: datetime, now: datetime) -> str:
    """Why what was due then goes only `now`."""
    return f"sending was paused from {moment(since)} until {moment(now)}"


def everything_stood(since: datetime, now: datetime) -> str:
    """Why what was due then goes only `now`; a clock that is set ahead looks the same."""
    return f"Lookfar did not run from {moment(since)} until {moment(now)}, or its clock was wrong"


def said_late(due: datetime | None, because: str) -> str:
    """The sentence for the duty contact, "" when they are told on time."""
    return f"This was due to you at {moment(due)} and is sent late because {because}." if due else ""
