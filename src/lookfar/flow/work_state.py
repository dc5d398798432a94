"""Whether the work goes on: evaluation, sending, what waits, and room on the disk."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lookfar.domain.vocabulary import Coverage
from lookfar.records import backlog, heartbeats, sending

LATE_S = 300
"""A delivery that is due for longer waits too long."""
LEAST_FREE = 10**9
"""Bytes; a disk with less is nearly full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartState:
    """How one part of the work stands; `reason` is "" when all is well."""

    coverage: Coverage = Coverage.COVERED
    reason: str = ""

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.coverage is Coverage.COVERED


WELL = PartState()


def work_states(now: datetime, *, home: Path, blind_after_s: int) -> dict[str, PartState]:
    """By part: evaluation, sending, delivery, disk."""
    beats = heartbeats.last_beats()
    return {
        part: beating(beats.get(part), now, blind_after_s=blind_after_s)
        for part in (heartbeats.EVALUATION, heartbeats.SENDING)
    } | {"delivery": _delivery(now), "disk": _disk(home)}


def beating(last: datetime | None, now: datetime, *, blind_after_s: int) -> PartState:
    """Blind when the last beat is too long ago, or ahead: then the clock was set back and nothing has run since."""
    if last is None:
        return PartState(coverage=Coverage.BLIND, reason="it has never run")
    away = (now - last).total_seconds()
    if abs(away) <= blind_after_s:
        return WELL
    return PartState(coverage=Coverage.BLIND, reason=f"it last came to its end {away:.0f} s ago")


def _delivery(now: datetime) -> PartState:
    waiting, oldest = backlog.waiting()
    pause = sending.paused()
    if pause is not None:
        reason = f"sending is paused since {pause.since:%Y-%m-%dT%H:%M:%SZ}, {waiting} wait"
        return PartState(coverage=Coverage.DEGRADED, reason=reason)
    late = (now - oldest).total_seconds() if oldest else 0.0
    if late <= LATE_S:
        return WELL
    return PartState(coverage=Coverage.DEGRADED, reason=f"{waiting} deliveries wait, the oldest for {late:.0f} s")


def _disk(home: Path) -> PartState:
    free = shutil.disk_usage(home).free
    if free >= LEAST_FREE:
        return WELL
    return PartState(coverage=Coverage.DEGRADED, reason=f"{free / 10**6:.0f} MB are left on the disk")
