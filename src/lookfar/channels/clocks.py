"""The clocks of an alert's places beside its UTC times."""

from __future__ import annotations

from datetime import UTC, datetime

from lookfar.alerts import phrases
from lookfar.alerts.naming import in_or_at
from lookfar.domain.alert import Alert
from lookfar.domain.exposure import Exposure
from lookfar.facts.local_time import local_clock


def clocked(text: str, alert: Alert) -> str:
    """The text with the clock where it happened beside each time, and with that of whom it is about where it is another.

    "6 Jan 2022, 14:05 UTC (20:05 there, 19:05 in Tashkent)"; a clock in doubt, or the same as UTC, is left out.
    """
    return phrases.with_clocks(text, lambda at: _clocks(at, alert))


def clocked_for(text: str, subject: Exposure) -> str:
    """The text with the clock of the subject's own place beside each time."""
    return phrases.with_clocks(text, lambda at: _there(at, _theirs(at, subject)))


def _clocks(at: datetime, alert: Alert) -> str:
    subject, point = alert.subject, alert.place_point
    here = local_clock(at, point, alert.place_country) if point else ""
    theirs = _theirs(at, subject)
    if theirs in ("", here) or not subject.place_name:
        return _there(at, here)
    if not here and theirs == _utc(at):
        return ""
    yours = f"{theirs} {in_or_at(subject)} {subject.place_name}"
    return f"{here} there, {yours}" if here else yours


def _theirs(at: datetime, subject: Exposure) -> str:
    return local_clock(at, subject.point, subject.country)


def _there(at: datetime, clock: str) -> str:
    return "" if clock in ("", _utc(at)) else f"{clock} there"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%H:%M}"
