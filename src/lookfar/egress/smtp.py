"""The mail client: one message to one mail server, secured as the operator said or not at all."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal, cast

from lookfar.config import Config
from lookfar.domain.errors import (
    InvalidValue,
    LookfarError,
    Misconfigured,
    SourceUnreachable,
    Undeliverable,
    Unsent,
)
from lookfar.egress.guard import Guard, Policy

_SECONDS = 15.0

_ENHANCED = re.compile(r"5\.(\d{1,3})\.\d{1,3}(?!\d)")
_OF_THE_MAILBOX = (550, 551, 552, 553)

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The operator's mail server; its host is exempt from the guard, its connection still pinned."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: Security = "starttls"
    sender: str = "lookfar@localhost"


def mail_settings(config: Config) -> MailSettings | None:
    """The mail server of the settings, None when none is set."""
    if not config.text("LOOKFAR_SMTP_HOST"):
        return None
    return MailSettings(
        host=config.text("LOOKFAR_SMTP_HOST"),
        port=config.number("LOOKFAR_SMTP_PORT"),
        user=config.text("LOOKFAR_SMTP_USER"),
        password=config.text("LOOKFAR_SMTP_PASSWORD"),
        security=cast("Security", config.text("LOOKFAR_SMTP_TLS")),
        sender=config.text("LOOKFAR_MAIL_FROM"),
    )


def send_mail(message: EmailMessage, settings: MailSettings) -> None:
    """Hand one message to the mail server.

    Raises Undeliverable when the server says never to the receiver's address or mailbox, or to the form of the message;
    Unsent when it may work later, also when it does not serve us, at whatever step it says so; and InvalidValue for a header
    that holds a line break or a control character.
    """
    _check_headers(message)
    with _failures(), _Connection(settings) as server:
        if settings.security == "starttls":
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if settings.user:
            server.login(settings.user, settings.password)
        refused = server.send_message(message)
    if refused:
        raise _verdict(refused.values(), "some receivers were refused")


class _Connection(smtplib.SMTP):
    """SMTP over a socket to an address the guard vetted."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        super().__init__(settings.host, settings.port, local_hostname="localhost", timeout=_SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        guard = Guard(policy=Policy.OPERATOR, allow=frozenset({f"{host.lower()}:{port}"}))
        failure: OSError = OSError("no address")
        for address in guard.addresses(host, port):
            try:
                opened = socket.create_connection((address, port), timeout)
            except OSError as error:
                failure = error
                continue
            if self._settings.security == "tls":
                return ssl.create_default_context().wrap_socket(opened, server_hostname=host)
            return opened
        raise failure

    def __exit__(self, *_: object) -> None:
        """Takes leave; what is answered to that changes nothing of what was taken or refused."""
        with suppress(smtplib.SMTPException, OSError):
            self.docmd("QUIT")
        self.close()


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        raise _verdict(error.recipients.values(), "every receiver was refused") from error
    except smtplib.SMTPAuthenticationError as error:
        raise Unsent("the mail server does not take our name and password") from error
    except smtplib.SMTPDataError as error:
        said = [(error.smtp_code, error.smtp_error)]
        raise _verdict(said, "the mail server refused the message") from error
    except smtplib.SMTPResponseException as error:
        raise Unsent(f"the mail server does not serve us ({error.smtp_code})") from error
    except smtplib.SMTPNotSupportedError as error:
        raise Unsent(f"the mail server cannot do what is asked of it: {error}") from error
    except (smtplib.SMTPException, OSError, SourceUnreachable) as error:
        raise Unsent(f"the mail server does not answer: {type(error).__name__}") from error


def _verdict(answers: Collection[tuple[int, bytes | str]], what: str) -> LookfarError:
    """Undeliverable when every answer is final."""
    codes = [code for code, _ in answers]
    final = codes and all(_is_final(code, said) for code, said in answers)
    return (Undeliverable if final else Unsent)(f"{what} ({min(codes, default=450)})")


def _is_final(code: int, said: bytes | str) -> bool:
    """Whether a refusal is of the address, the mailbox or the message, and not of us.

    Mail servers wait for the receiver to say that they do not serve a client at all (Postfix, `smtpd_delay_reject`), so that the
    step says nothing; the enhanced status code does (RFC 3463, subjects 1 address, 2 mailbox, 6 content; 5.3.4 too big), and
    without one the codes of RFC 5321 about the mailbox.
    """
    if code < 500:
        return False
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    found = _ENHANCED.match(words)
    if found is None:
        return code in _OF_THE_MAILBOX
    return found[1] in ("1", "2", "6") or found[0] == "5.3.4"


def _check_headers(message: EmailMessage) -> None:
    if not message.get("to") or not message.get("from"):
        raise Misconfigured("a message needs a sender and a receiver")
    for name, value in message.raw_items():
        if any(ord(character) < 32 and character != "\t" for character in f"{name}{value}"):
            raise InvalidValue(f"the header {name[:40]!r} holds a line break or a control character")
