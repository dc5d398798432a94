"""What every channel is: it takes one alert version for one receiver, or raises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from lookfar.domain.alert import Alert, Digest
from lookfar.domain.errors import Undeliverable, Unsent


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceKeys:
    """A browser's public key and shared secret, and the key of ours that it subscribed with; base64url (RFC 8291)."""

    p256dh: str
    auth: str
    server_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One attempt to hand one alert version to one receiver.

    `to`: an e-mail address, a URL, or a name in the journal of the file channel. `at`: the time of this
    attempt. `secrets`: the receiver's signing secrets, newest first (two while one is rotated). `grouped`: other alerts
    to the same receiver that go in this message. `answer`: the token of the link that acknowledges it, "" none.
    `own`: to the person the alert is for, who also says whether they are safe. `escalated`: to a duty contact, since
    nobody else has acknowledged it; `late`: that it comes to them late and why, "" when it does not.
    `unreached`: that there is no way to whom it is about, "" when there is one. `device`: only of a browser, whose `to` is its push service's address for it.
    """

    alert: Alert
    to: str
    at: datetime
    secrets: tuple[str, ...] = ()
    grouped: tuple[Alert, ...] = ()
    answer: str = ""
    own: bool = False
    escalated: bool = False
    late: str = ""
    device: DeviceKeys | None = None
    unreached: str = ""


class NotYet(Unsent):
    """The receiver asked to be tried again, not before `retry_after`."""

    def __init__(self, message: str, retry_after: timedelta) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Gone(Undeliverable):
    """The receiver is gone for good (HTTP 410): it is to be disabled and its owner told."""


class Channel(Protocol):
    """A way to tell somebody. `is_real`: it reaches people, so a replayed row never goes there."""

    @property
    def is_real(self) -> bool: ...

    def send(self, delivery: Outgoing) -> None:
        """Returns when the receiver has taken it; raises Unsent (try again) or Undeliverable (never)."""


@runtime_checkable
class DigestChannel(Protocol):
    """A channel that also takes the daily digest."""

    def send_digest(self, digest: Digest, to: str, at: datetime) -> None:
        """Returns when the receiver has taken it; raises Unsent or Undeliverable."""
