"""Quiet hours: what is no threat to life waits until they end, in the zone where the person is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, tzinfo

from lookfar.alerts.clock import next_local, shows, within
from lookfar.domain.errors import InvalidValue


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Every day from `start` until `end` on the clock; over midnight when `end` is the earlier one."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start == self.end:
            raise InvalidValue("quiet hours end at another time than they start; a whole day cannot be quiet")


def quiet_until(now: datetime, hours: QuietHours | None, zone: tzinfo, *, life_threat: bool) -> datetime | None:
    """When the quiet hours that now are end, or None when nothing is held; a threat to life never is."""
    if hours is None or life_threat or not within(shows(now, zone), hours.start, hours.end):
        return None
    return next_local(now, hours.end, zone)
