"""The clocks of an alert's places beside its UTC times."""

from __future__ import annotations

from datetime import UTC, datetime

from lookfar.alerts import phrases
from lookfar.alerts.naming import in_named, in_or_at
from lookfar.domain.alert import Alert
from lookfar.domain.exposure import Exposure
from lookfar.facts.local_time import local_clock


def clocked(text: str, alert: Alert) -> str:
    """The text with the clock where it happened beside each time, and with that of whom it is about where it is another.

    "6 Jan 2022, 14:05 UTC (20:05 in Almaty, 19:05 in Tashkent)"; a clock in doubt, or the same as UTC, is left out. Each
    says of which place it is: the text may speak of either.
    """
    return phrases.with_clocks(text, lambda at: _clocks(at, alert))


def clocked_for(text: str, subject: Exposure) -> str:
    """The text with the clock of the subject's own place beside each time."""
    return phrases.with_clocks(text, lambda at: _apart(at, (_theirs(at, subject), _with(subject))))


def _clocks(at: datetime, alert: Alert) -> str:
    subject, point = alert.subject, alert.place_point
    radius = alert.place_radius_km or 0.0
    here = local_clock(at, point, alert.place_country, radius_km=radius) if point else ""
    theirs = _theirs(at, subject)
    if theirs == here or not subject.place_name:
        theirs = ""
    return _apart(at, (here, in_named(alert.place, "where it happens")), (theirs, _with(subject)))


def _theirs(at: datetime, subject: Exposure) -> str:
    return local_clock(at, subject.point, subject.country, radius_km=subject.radius_km)


def _with(subject: Exposure) -> str:
    return f"{in_or_at(subject)} {subject.place_name}" if subject.place_name else "there"


def _apart(at: datetime, *clocks: tuple[str, str]) -> str:
    """The clocks, each with its place; "" where none of them tells more than UTC does."""
    if {clock for clock, _ in clocks} <= {"", f"{at.astimezone(UTC):%H:%M}"}:
        return ""
    return ", ".join(f"{clock} {place}" for clock, place in clocks if clock)
