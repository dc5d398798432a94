from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from lookfar.config import Config
from lookfar.domain.errors import InvalidValue, Misconfigured, Undeliverable, Unsent
from lookfar.egress.smtp import MailSettings, mail_settings, send_mail


class Inbox:
    """A mail server that keeps what it is given, or answers what a test says."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.says_to_receiver = ""
        self.says_to_data = "250 taken"

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, *___: object) -> str:  # noqa: N802
        if self.says_to_receiver:
            return self.says_to_receiver
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        return self.says_to_data


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, MailSettings]]:
    handler = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, MailSettings(host="127.0.0.1", port=port, security="none")
    controller.stop()


def letter(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in (
        {"From": "lookfar@example.org", "To": "duty@example.net", "Subject": "Test"} | headers
    ).items():
        message[name] = value
    message.set_content("Ünrest in Almaty.\n")
    return message


def test_a_letter_arrives_with_its_sender_receiver_and_id(inbox: tuple[Inbox, MailSettings]) -> None:
    handler, settings = inbox
    send_mail(letter(**{"Message-ID": "<a1@lookfar>"}), settings)
    [envelope] = handler.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("lookfar@example.org", ["duty@example.net"])
    assert b"Message-ID: <a1@lookfar>" in (envelope.original_content or b"")


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("450 greylisted", Unsent),
        ("421 busy", Unsent),
        ("550 no such user", Undeliverable),
        ("552 full", Undeliverable),
    ],
)
def test_a_refused_receiver_is_tried_again_or_given_up(
    said: str, error: type[Unsent], inbox: tuple[Inbox, MailSettings]
) -> None:
    handler, settings = inbox
    handler.says_to_receiver = said
    with pytest.raises(Unsent) as caught:
        send_mail(letter(), settings)
    assert type(caught.value) is error
    assert handler.envelopes == []


@pytest.mark.parametrize(("said", "error"), [("451 later", Unsent), ("554 never", Undeliverable)])
def test_a_refused_body_is_tried_again_or_given_up(
    said: str, error: type[Unsent], inbox: tuple[Inbox, MailSettings]
) -> None:
    handler, settings = inbox
    handler.says_to_data = said
    with pytest.raises(Unsent) as caught:
        send_mail(letter(), settings)
    assert type(caught.value) is error


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_offers_no_encryption_gets_no_letter(
    security: str, inbox: tuple[Inbox, MailSettings]
) -> None:
    handler, settings = inbox
    settings = replace(settings, security=security)  # type: ignore[arg-type]
    with pytest.raises(Unsent):
        send_mail(letter(), settings)
    assert handler.envelopes == []


def test_nobody_listening_is_tried_again(inbox: tuple[Inbox, MailSettings]) -> None:
    _, settings = inbox
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unsent, match="does not answer"):
        send_mail(letter(), replace(settings, port=port))


@pytest.mark.parametrize("subject", ["Fire\r\nBcc: all@example.org", "Fire\nX: y", "Fire\x00", "Fire\x1b[2J"])
def test_a_header_cannot_be_smuggled_in(subject: str, inbox: tuple[Inbox, MailSettings]) -> None:
    handler, settings = inbox
    message = letter()
    del message["Subject"]
    message._headers.append(("Subject", subject))  # type: ignore[attr-defined]
    with pytest.raises(InvalidValue):
        send_mail(message, settings)
    assert handler.envelopes == []


def test_a_letter_to_nobody_is_a_mistake_of_ours(inbox: tuple[Inbox, MailSettings]) -> None:
    message = letter()
    del message["To"]
    with pytest.raises(Misconfigured):
        send_mail(message, inbox[1])


def test_settings_come_from_the_configuration() -> None:
    assert mail_settings(Config(values={})) is None
    values = {"LOOKFAR_SMTP_HOST": "mail.example", "LOOKFAR_SMTP_TLS": "tls", "LOOKFAR_SMTP_PORT": "465"}
    got = mail_settings(Config(values=values))
    assert got is not None
    assert (got.host, got.port, got.security, got.sender) == ("mail.example", 465, "tls", "lookfar@localhost")
