"""Whether alerts leave this installation; a restored copy starts paused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lookfar.alerts.escalation import sending_paused
from lookfar.records.escalations import wait_from_now
from lookfar.records.models.privacy import Installation


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """Since when and why nothing is sent."""

    since: datetime
    why: str


def paused() -> Paused | None:
    """The pause, or None while alerts leave."""
    row = Installation.objects.filter(pk=1).first()
    return (
        Paused(since=row.paused_at, why=row.paused_why) if row is not None and row.paused_at is not None else None
    )


def pause(why: str, *, now: datetime) -> None:
    """Holds every delivery until `resume`; what is due waits."""
    Installation.objects.update_or_create(pk=1, defaults={"paused_at": now, "paused_why": why})


def resume(*, now: datetime) -> None:
    """Lets what waits leave; the time to acknowledge it begins now."""
    with transaction.atomic():
        pause = paused()
        Installation.objects.filter(pk=1).update(paused_at=None, paused_why="")
        if pause is not None:
            wait_from_now(stood=pause.since, because=sending_paused(pause.since, now), now=now)
