"""Whether the work goes on: evaluation, sending, what waits, and room on the disk."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lookfar.domain.vocabulary import Coverage
from lookfar.records import backlog, heartbeats, sending

LATE_S = 300
"""A delivery that is due for longer waits too long."""
LEAST_FREE = 10**9
"""Bytes; a disk with less is nearly full."""
LEAST_INODES = 1_000
"""Files that can still be made; a disk that takes fewer is nearly full, however many bytes are free."""
UNWRITTEN_S = 25
"""A sender that works beats every five seconds; one that has not for longer cannot write down what it does."""


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
        heartbeats.EVALUATION: beating(beats.get(heartbeats.EVALUATION), now, blind_after_s=blind_after_s),
        heartbeats.SENDING: _sending(beats.get(heartbeats.SENDING), now, blind_after_s=blind_after_s),
        "delivery": _delivery(now),
        "disk": disk_state(os.statvfs(home)),
    }


def beating(last: datetime | None, now: datetime, *, blind_after_s: int) -> PartState:
    """Blind when the last beat is too long ago, or ahead: then the clock was set back and nothing has run since."""
    if last is None:
        return PartState(coverage=Coverage.BLIND, reason="it has never run")
    away = (now - last).total_seconds()
    if abs(away) <= blind_after_s:
        return WELL
    return PartState(coverage=Coverage.BLIND, reason=f"it last came to its end {away:.0f} s ago")


def _sending(last: datetime | None, now: datetime, *, blind_after_s: int) -> PartState:
    """Degraded before it is blind: a database that takes nothing shows here first."""
    state = beating(last, now, blind_after_s=blind_after_s)
    away = (now - last).total_seconds() if last else 0.0
    if not state.is_well or away <= UNWRITTEN_S:
        return state
    reason = f"it wrote nothing down for {away:.0f} s; standard error of `lookfar send` says why"
    return PartState(coverage=Coverage.DEGRADED, reason=reason)


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


def disk_state(found: os.statvfs_result) -> PartState:
    """Whether a disk takes bytes and files, and how many more; one that does not say how many files is asked for bytes."""
    if found.f_flag & os.ST_RDONLY:
        return PartState(coverage=Coverage.BLIND, reason="the disk is read-only; `dmesg` says why")
    if found.f_files and found.f_favail < LEAST_INODES:
        reason = f"{found.f_favail} more files can be made on the disk (`df -i`)"
        return PartState(coverage=Coverage.DEGRADED, reason=reason)
    free = found.f_bavail * found.f_frsize
    if free >= LEAST_FREE:
        return WELL
    return PartState(coverage=Coverage.DEGRADED, reason=f"{free / 10**6:.0f} MB are left on the disk (`df -h`)")
