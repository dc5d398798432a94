"""What every channel is: it takes one alert version for one receiver, or raises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from lookfar.domain.alert import Alert
from lookfar.domain.errors import Unsent


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One attempt to hand one alert version to one receiver.

    `to`: an e-mail address, a URL, or a name in the journal of the file channel. `at`: the time of this
    attempt. `secrets`: the receiver's signing secrets, newest first (two while one is rotated).
    `answer_token`: opens the page where the person the alert is for answers; "" for other receivers.
    """

    alert: Alert
    to: str
    at: datetime
    secrets: tuple[str, ...] = ()
    answer_token: str = ""


class NotYet(Unsent):
    """The receiver asked to be tried again, not before `retry_after`."""

    def __init__(self, message: str, retry_after: timedelta) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Channel(Protocol):
    """A way to tell somebody. `is_real`: it reaches people, so a replayed row never goes there."""

    @property
    def is_real(self) -> bool: ...

    def send(self, delivery: Outgoing) -> None:
        """Returns when the receiver has taken it; raises Unsent (try again) or Undeliverable (never)."""
