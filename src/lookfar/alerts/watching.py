"""The watchdog's judgement: when to say that we are blind, and when that we see again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class News(StrEnum):
    """What the watchdog has to say."""

    BLIND = "blind"
    SEEING = "seeing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What asking gave. `well`: evaluation goes on; None when there was no answer at all."""

    well: bool | None
    detail: str


class Watch:
    """Follows the answers; `now` is seconds of a clock that never jumps."""

    def __init__(self, *, blind_after_s: float, now: float) -> None:
        self._blind_after_s = blind_after_s
        self._answered = self._since = now
        self._blind = self._seen_well = False

    def heard(self, answer: Answer, *, now: float) -> News | None:
        """What there is to say now. A plain no is believed at once, since it already was given time to recover;
        silence when it has lasted, and so a no before the first yes: an installation that starts has not run yet."""
        if answer.well is not None:
            self._answered = now
        self._seen_well = self._seen_well or answer.well is True
        starting = not self._seen_well and now - self._since <= self._blind_after_s
        blind = (answer.well is False and not starting) or now - self._answered > self._blind_after_s
        if blind and not self._blind:
            self._blind = True
            return News.BLIND
        if self._blind and answer.well:
            self._blind = False
            return News.SEEING
        return None
