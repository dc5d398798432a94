"""An organisation's channels and receivers that answer as a test says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from random import Random

import orjson
from tests.web.seeding import DAY

from lookfar.channels.channel import Channel, Outgoing
from lookfar.channels.email import EmailChannel
from lookfar.channels.webhook import WebhookChannel
from lookfar.domain.errors import Unsent
from lookfar.flow import endpoints
from lookfar.flow.telling import tell
from lookfar.records.models import Endpoint

HOOK = "https://93.184.215.14/lookfar"
OTHER_HOOK = "https://93.184.215.15/lookfar"


@dataclass
class Journal:
    """Keeps what it is given, as the file channel does."""

    kept: list[Outgoing] = field(default_factory=list)
    is_real = False

    def send(self, delivery: Outgoing) -> None:
        self.kept.append(delivery)


@dataclass
class World:
    """The clock, the mail server and the webhooks; `status` is what webhooks answer, `mail_fails` why mail is not taken."""

    now: datetime = DAY + timedelta(hours=13)
    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict)
    mail_fails: Unsent | None = None
    posted: list[tuple[str, dict[str, object], Mapping[str, str]]] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)

    journal: Journal = field(default_factory=Journal)

    def __call__(self) -> datetime:
        return self.now

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> World:
        self.posted.append((url, orjson.loads(body), headers))
        return self

    def mail(self, message: EmailMessage) -> None:
        if self.mail_fails:
            raise self.mail_fails
        self.mails.append(message)

    def tell(self, rounds: int = 3) -> None:
        """Hands over what is due now."""
        channels: dict[str, Channel] = {
            "file": self.journal,
            "webhook": WebhookChannel(self.post),
            "email": EmailChannel(send=self.mail, sender="lookfar@look.example", public_url=""),
        }
        for _ in range(rounds):
            tell(channels, self, Random(1))

    def later(self, **span: float) -> None:
        """So much time goes by, and what is due then is handed over."""
        self.now += timedelta(**span)
        self.tell()

    def kinds(self) -> list[str]:
        """The types of what the webhooks got, in order."""
        return [str(body["type"]) for _, body, _ in self.posted]


def hook(house, world: World, url: str = HOOK) -> Endpoint:
    """A webhook whose test was handed over."""
    added, _ = endpoints.add_webhook(house.organisation, url, now=world())
    return added
