"""Whether the lake can be read, and whether all that was taken into it counts as known."""

from __future__ import annotations

from datetime import datetime

from lookfar.domain.errors import Tampered
from lookfar.domain.vocabulary import Coverage
from lookfar.flow.work_state import WELL, PartState
from lookfar.lake.shape import instant, micros
from lookfar.lake.store import Lake


def lake_state(lake: Lake, *, now: datetime) -> PartState:
    """Degraded when a file of it, or the list of them, is refused; what was taken in under a clock that was ahead is said."""
    try:
        held = lake.look()
    except Tampered:
        reason = "a file of it, or the list of them, is refused; `lookfar lake verify` says why and what to do"
        return PartState(coverage=Coverage.DEGRADED, reason=reason)
    us = micros(now)
    early = [one for one in held.imports if one.recorded_us > us]
    if not early:
        return WELL
    waiting = sum(held.known_us(one) > us for one in early)
    counts = (
        f"{waiting} count as known from the next change of the lake on (`lookfar lake export`)"
        if waiting
        else f"counted as known since {instant(min(held.known_us(one) for one in early)):%Y-%m-%d}"
    )
    newest = instant(max(one.recorded_us for one in early))
    return PartState(
        reason=f"imports under a clock that was ahead, up to {newest:%Y-%m-%d}: {len(early)}; {counts}"
    )
