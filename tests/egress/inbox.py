"""A mail server on the loopback address that keeps what it is given, or answers what a test says."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from lookfar.egress.smtp import MailSettings


class Inbox:
    """What was given. `says_to`: answers by address instead of 250; `cuts`: connections to be cut after that many
    letters were taken, before it is said; `says_to_starttls`: offers encryption and answers this.
    """

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.says_to_sender = ""
        self.says_to_receiver = ""
        self.says_to: dict[str, str] = {}
        self.says_to_data = "250 taken"
        self.says_to_quit = "221 bye"
        self.says_to_starttls = ""
        self.cuts = 0

    async def handle_EHLO(self, _: SMTP, session: Session, __: Envelope, name: str, said: list[str]) -> list[str]:  # noqa: N802
        session.host_name = name
        return [said[0], "250-STARTTLS", *said[1:]] if self.says_to_starttls else said

    async def handle_MAIL(self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.says_to_sender or "250 ok"

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, *___: object) -> str:  # noqa: N802
        refusal = self.says_to.get(address, self.says_to_receiver)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        if self.cuts:
            self.cuts -= 1
            server.transport.abort()
        return self.says_to_data

    async def handle_QUIT(self, *_: object) -> str:  # noqa: N802
        return self.says_to_quit

    def ids(self) -> list[str]:
        """The Message-IDs of what was given, in order."""
        return [
            line.partition(b":")[2].strip().decode()
            for one in self.envelopes
            for line in (one.original_content or b"").splitlines()
            if line.lower().startswith(b"message-id:")
        ]


class _Server(SMTP):
    async def smtp_STARTTLS(self, _: str) -> None:  # noqa: N802
        await self.push(self.event_handler.says_to_starttls or "454 TLS not available")


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, hostname="loopback")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def mail_server(port: int = 0) -> Iterator[tuple[Inbox, MailSettings]]:
    """The server, and the settings that lead to it."""
    handler, port = Inbox(), port or free_port()
    controller = _Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler, MailSettings(host="127.0.0.1", port=port, security="none")
    finally:
        controller.stop()
