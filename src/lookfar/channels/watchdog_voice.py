"""The watchdog's own way in and out: asks an installation how it is, and tells its operator, apart from all alerts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import uuid4

import orjson

from lookfar.channels.email import address
from lookfar.config import Config
from lookfar.domain.errors import LookfarError, Unsent
from lookfar.domain.ids import content_hash
from lookfar.domain.times import rfc3339
from lookfar.egress.guard import check_url, port_of
from lookfar.egress.http import Fetched, HttpClient, Way, way_out
from lookfar.egress.smtp import mail_settings, send_mail

Failed = LookfarError
"""What any of the ways may raise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What there is to say, and since when. `id`: that of its letter, the same however often it is repeated."""

    news: str
    text: str
    at: datetime
    id: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer to the question how it is. `is_its_own`: of the installation, not of what stands before it."""

    status: int
    is_its_own: bool


class Voice:
    """Speaks by mail, by webhook, or both, as the settings say; an address that the operator set is let through."""

    def __init__(self, config: Config, *, asks: str) -> None:
        self._asks = asks
        self._mail = mail_settings(config)
        self._sender = config.text("LOOKFAR_MAIL_FROM")
        people = config.names("LOOKFAR_WATCHDOG_MAIL") if self._mail else ()
        self._to = {f"mail {number}": person for number, person in enumerate(people, 1)}
        self._webhook = config.text("LOOKFAR_WATCHDOG_WEBHOOK")
        self._heartbeat = config.text("LOOKFAR_HEARTBEAT_URL")
        self._client = HttpClient(_open_way(config, (asks, self._webhook, self._heartbeat)))

    @property
    def ways(self) -> tuple[str, ...]:
        """How it can be heard: "mail 1" and so on for each address, "webhook"; none of them when nothing is set.

        Each is a way of its own: one that fails is no other's delay, and repeats nothing to the others.
        """
        return (*self._to, "webhook") if self._webhook else tuple(self._to)

    def ask(self) -> Said:
        """How the installation says it is; raises Failed when nothing answers."""
        answer = self._client.fetch(self._asks)
        return Said(status=answer.status, is_its_own=_is_its_own(answer))

    def beat(self) -> None:
        """Tells the dead-man's switch that all is well; raises Failed when it did not take it."""
        if self._heartbeat:
            status = self._client.fetch(self._heartbeat).status
            if not 200 <= status < 300:
                raise Unsent(f"the dead-man's switch answered {status}")

    def say(self, way: str, word: Word) -> None:
        """Says one thing one way; raises Failed when it was not taken."""
        if way in self._to and self._mail is not None:
            send_mail(_mail(self._sender, self._to[way], word), self._mail)
        elif way == "webhook":
            told = {"type": f"lookfar.{word.news}", "timestamp": rfc3339(word.at), "data": {"text": word.text}}
            answer = self._client.post(self._webhook, orjson.dumps(told), {"content-type": "application/json"})
            if not 200 <= answer.status < 300:
                raise Unsent(f"the watchdog's webhook answered {answer.status}")


def _is_its_own(answer: Fetched) -> bool:
    """Whether it is what `/health/evaluation` says: JSON, and no word to ask again as the gate's when too much is asked."""
    return answer.content_type.partition(";")[0].strip() == "application/json" and not answer.retry_after


def _mail(sender: str, to: str, word: Word) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    origin, receiver = address(sender), address(to)
    mail["From"] = f"Lookfar watchdog <{origin}>"
    mail["To"] = receiver
    mail["Subject"] = f"[Lookfar] {word.text.partition('.')[0]}"
    mail["Date"] = format_datetime(word.at)
    mail["Message-ID"] = f"<{word.id}.{content_hash(receiver.encode())[:8]}@{origin.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{word.text}\n")
    return mail


def _open_way(config: Config, addresses: Iterable[str]) -> Way:
    way = way_out(config)
    set_by_operator = {
        f"{url.host.lower()}:{port_of(url)}" for url in (check_url(one) for one in addresses if one)
    }
    return Way(allow=way.allow | set_by_operator, contact=way.contact)
