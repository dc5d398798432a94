from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest
from tests.egress.inbox import Inbox, free_port, mail_server

from lookfar.config import Config
from lookfar.domain.errors import InvalidValue, Misconfigured, Undeliverable, Unsent
from lookfar.egress.smtp import MailSettings, mail_settings, send_mail


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, MailSettings]]:
    with mail_server() as made:
        yield made


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
        ("550 5.1.1 no such user", Undeliverable),
        ("554 5.2.1 mailbox disabled", Undeliverable),
        ("554 5.7.1 Client host rejected: Access denied", Unsent),
        ("550 5.7.1 relaying denied", Unsent),
        ("530 5.7.0 Must issue a STARTTLS command first", Unsent),
        ("503 5.5.1 sign in first", Unsent),
        ("554 no mail from you", Unsent),
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


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("451 later", Unsent),
        ("554 5.6.1 no such kind of message", Undeliverable),
        ("552 5.3.4 too big", Undeliverable),
        ("550 5.7.1 your address is on a list", Unsent),
        ("554 never", Unsent),
    ],
)
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


def refused_with(settings: MailSettings) -> type[Unsent]:
    with pytest.raises(Unsent) as caught:
        send_mail(letter(), settings)
    return type(caught.value)


@pytest.mark.parametrize("said", ["454 not now", "501 no", "502 what", "554 never"])
def test_a_server_whose_encryption_is_taken_away_gets_no_letter_and_is_tried_again(
    said: str, inbox: tuple[Inbox, MailSettings]
) -> None:
    handler, settings = inbox
    handler.says_to_starttls = said
    assert refused_with(replace(settings, security="starttls", user="ann", password="secret")) is Unsent
    assert handler.envelopes == []


@pytest.mark.parametrize("said", ["421 busy", "530 sign in first", "550 not from you", "553 not from you"])
def test_a_server_that_does_not_take_our_sender_is_tried_again(
    said: str, inbox: tuple[Inbox, MailSettings]
) -> None:
    """Nothing is wrong with whom it is for."""
    handler, settings = inbox
    handler.says_to_sender = said
    assert refused_with(settings) is Unsent


@pytest.mark.parametrize(
    "greeting", [b"554 no mail from your network\r\n", b"421 busy\r\n", b"220 ok\r\n500 no\r\n501 no\r\n"]
)
def test_a_server_that_does_not_talk_to_us_is_tried_again(greeting: bytes) -> None:
    def greet(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(greeting)
            connection.recv(1000)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=greet, args=(listener,))
        thread.start()
        assert (
            refused_with(MailSettings(host="127.0.0.1", port=listener.getsockname()[1], security="none")) is Unsent
        )
        thread.join()


@pytest.mark.parametrize("said", ["250 bye", "421 too late", "500 what", "554 never"])
def test_what_was_taken_stays_taken_whatever_is_said_at_the_end(
    said: str, inbox: tuple[Inbox, MailSettings]
) -> None:
    handler, settings = inbox
    handler.says_to_quit = said
    send_mail(letter(), settings)
    assert len(handler.envelopes) == 1


@pytest.mark.parametrize("said", ["450 greylisted", "421 busy"])
def test_what_is_refused_for_now_is_not_given_up_for_what_is_said_at_the_end(
    said: str, inbox: tuple[Inbox, MailSettings]
) -> None:
    handler, settings = inbox
    handler.says_to_receiver, handler.says_to_quit = said, "554 never"
    assert refused_with(settings) is Unsent


def test_a_server_that_goes_before_it_says_that_it_has_a_letter_is_tried_again(
    inbox: tuple[Inbox, MailSettings],
) -> None:
    handler, settings = inbox
    handler.cuts = 1
    assert refused_with(settings) is Unsent
    assert len(handler.envelopes) == 1


def test_nobody_listening_is_tried_again(inbox: tuple[Inbox, MailSettings]) -> None:
    _, settings = inbox
    with pytest.raises(Unsent, match="does not answer"):
        send_mail(letter(), replace(settings, port=free_port()))


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
