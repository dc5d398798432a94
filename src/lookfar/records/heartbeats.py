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


def last_beats() -> dict[str, datetime]:
    """By part; one that never ran is absent."""
    return dict(Heartbeat.objects.values_list("part", "at"))
