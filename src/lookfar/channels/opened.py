"""The channels an installation has, as its settings say."""

from __future__ import annotations

from pathlib import Path

from lookfar.channels.channel import Channel
from lookfar.channels.email import EmailChannel
from lookfar.channels.file import FileChannel
from lookfar.channels.webhook import WebhookChannel
from lookfar.config import Config
from lookfar.egress.guard import Policy
from lookfar.egress.http import HttpClient, way_out
from lookfar.egress.smtp import mail_settings, send_mail


def open_channels(config: Config, home: Path) -> dict[str, Channel]:
    """By name; e-mail only when a mail server is set."""
    channels: dict[str, Channel] = {
        "file": FileChannel(home / "outbox.jsonl"),
        "webhook": WebhookChannel(HttpClient(way_out(config), Policy.USER).post),
    }
    mail = mail_settings(config)
    if mail is not None:
        channels["email"] = EmailChannel(
            send=lambda message: send_mail(message, mail),
            sender=config.text("LOOKFAR_MAIL_FROM"),
            public_url=config.public_url,
        )
    return channels
