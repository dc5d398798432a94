"""The watchdog's own way in and out: asks an installation how it is, and tells its operator, apart from all alerts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

import orjson

from lookfar.channels.email import address
from lookfar.config import Config
from lookfar.domain.errors import LookfarError, Unsent
from lookfar.domain.times import rfc3339
from lookfar.egress.guard import check_url, port_of
from lookfar.egress.http import HttpClient, Way, way_out
from lookfar.egress.smtp import mail_settings, send_mail

Failed = LookfarError
"""What any of the ways may raise."""


class Voice:
    """Speaks by mail, by webhook, or both, as the settings say; an address that the operator set is let through."""

    def __init__(self, config: Config, *, asks: str) -> None:
        self._asks = asks
        self._mail = mail_settings(config)
        self._sender = config.text("LOOKFAR_MAIL_FROM")
        self._to = config.names("LOOKFAR_WATCHDOG_MAIL")
        self._webhook = config.text("LOOKFAR_WATCHDOG_WEBHOOK")
        self._heartbeat = config.text("LOOKFAR_HEARTBEAT_URL")
        self._client = HttpClient(_open_way(config, (asks, self._webhook, self._heartbeat)))

    @property
    def ways(self) -> tuple[str, ...]:
        """How it can be heard: "mail", "webhook"; none of them when nothing is set."""
        mail = ("mail",) if self._to and self._mail else ()
        return (*mail, "webhook") if self._webhook else mail

    def ask(self) -> int:
        """The HTTP status of the installation's own answer; raises Failed when there is none."""
        return self._client.fetch(self._asks).status

    def beat(self) -> None:
        """Tells the dead-man's switch that all is well; raises Failed when it did not take it."""
        if self._heartbeat:
            status = self._client.fetch(self._heartbeat).status
            if not 200 <= status < 300:
                raise Unsent(f"the dead-man's switch answered {status}")

    def say(self, way: str, news: str, text: str, *, at: datetime) -> None:
        """Says one thing one way; raises Failed when it was not taken."""
        if way == "mail" and self._mail is not None:
            for person in self._to:
                send_mail(_mail(self._sender, person, text, at), self._mail)
        elif way == "webhook":
            told = {"type": f"lookfar.{news}", "timestamp": rfc3339(at), "data": {"text": text}}
            answer = self._client.post(self._webhook, orjson.dumps(told), {"content-type": "application/json"})
            if not 200 <= answer.status < 300:
                raise Unsent(f"the watchdog's webhook answered {answer.status}")


def _mail(sender: str, to: str, text: str, at: datetime) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    origin = address(sender)
    mail["From"] = f"Lookfar watchdog <{origin}>"
    mail["To"] = address(to)
    mail["Subject"] = f"[Lookfar] {text.partition('.')[0]}"
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = make_msgid(domain=origin.partition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{text}\n")
    return mail


def _open_way(config: Config, addresses: Iterable[str]) -> Way:
    way = way_out(config)
    set_by_operator = {
        f"{url.host.lower()}:{port_of(url)}" for url in (check_url(one) for one in addresses if one)
    }
    return Way(allow=way.allow | set_by_operator, contact=way.contact)
