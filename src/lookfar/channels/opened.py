"""The channels an installation has, as its settings say."""

from __future__ import annotations

from pathlib import Path

from lookfar.channels.channel import Channel
from lookfar.channels.email import EmailChannel
from lookfar.channels.file import FileChannel
from lookfar.channels.push import PushChannel, open_key
from lookfar.channels.webhook import WebhookChannel
from lookfar.config import Config
from lookfar.egress.guard import Policy
from lookfar.egress.http import HttpClient, way_out
from lookfar.egress.smtp import mail_settings, send_mail


def open_channels(config: Config, home: Path) -> dict[str, Channel]:
    """By name; e-mail only when a mail server is set."""
    post = HttpClient(way_out(config), Policy.USER).post
    channels: dict[str, Channel] = {
        "file": FileChannel(home / "outbox.jsonl"),
        "webhook": WebhookChannel(post),
        "push": PushChannel(post, open_key(home), subject=_subject(config)),
    }
    mail = mail_settings(config)
    if mail is not None:
        channels["email"] = EmailChannel(
            send=lambda message: send_mail(message, mail),
            sender=config.text("LOOKFAR_MAIL_FROM"),
            public_url=config.public_url,
        )
    return channels


def _subject(config: Config) -> str:
    """Whom a push service's operator may write to (RFC 8292 section 2.1): an address, or a page of ours."""
    contact = config.text("LOOKFAR_CONTACT")
    if contact.startswith("https://"):
        return contact
    if "@" in contact and " " not in contact:
        return f"mailto:{contact}"
    public = config.public_url
    return public if public.startswith("https://") else f"mailto:{config.text('LOOKFAR_MAIL_FROM')}"
