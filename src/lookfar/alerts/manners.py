"""When a message to one person goes: at once, with others, or when quiet hours are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from lookfar.alerts import group
from lookfar.alerts.clock import next_local
from lookfar.alerts.quiet_hours import QuietHours, quiet_until
from lookfar.domain.vocabulary import HoldReason

DIGEST = time(7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How one person wants to be told. `zone`: where they are; `digest`: the hour of the daily digest there."""

    zone: tzinfo = UTC
    quiet: QuietHours | None = None
    digest: time = DIGEST
    window: timedelta = group.WINDOW

    def wait(self, now: datetime, *, last: datetime | None, urgent: bool, alone: bool = False) -> Wait:
        """When a message goes. `last`: when the last one went or goes; `alone`: it is not grouped."""
        quiet = quiet_until(now, self.quiet, self.zone, life_threat=urgent)
        if quiet is not None:
            return Wait(due_at=quiet, held=HoldReason.QUIET_HOURS)
        due = now if alone else group.due_at(now, last=last, life_threat=urgent, window=self.window)
        return Wait(due_at=due, held=HoldReason.GROUPED_WITH if due > now else None)

    def digest_at(self, now: datetime) -> datetime:
        """The next daily digest."""
        return next_local(now, self.digest, self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """When a message goes, and why not at once."""

    due_at: datetime
    held: HoldReason | None = None
