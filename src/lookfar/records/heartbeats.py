"""When each part of the work last came to its end."""

from __future__ import annotations

from datetime import datetime

from lookfar.records.models import Heartbeat

EVALUATION = "evaluation"
"""Sources that were due were asked, what they said was taken and rated."""
SENDING = "sending"
"""What was due was handed to its channels, as far as they took it."""

HOLDING = "holding"
"""What was held was looked at."""


def beat(part: str, *, at: datetime) -> None:
    """Writes that a part of the work came to its end."""
    if not Heartbeat.objects.filter(part=part).update(at=at):
        Heartbeat.objects.get_or_create(part=part, defaults={"at": at})


def beat_after(part: str, last: datetime | None, *, at: datetime) -> bool:
    """The same after the beat at `last` (None: the first); False when another process has beaten since."""
    if last is None:
        return Heartbeat.objects.get_or_create(part=part, defaults={"at": at})[1]
    return bool(Heartbeat.objects.filter(part=part, at=last).update(at=at))


def last_beats() -> dict[str, datetime]:
    """By part; one that never ran is absent."""
    return dict(Heartbeat.objects.values_list("part", "at"))
