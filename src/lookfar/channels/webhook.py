"""Alerts to another program, signed: the Standard Webhooks specification.

Source: standard-webhooks specification, https://github.com/standard-webhooks/standard-webhooks.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import urlsplit

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from lookfar.alerts.wire import body
from lookfar.channels.channel import Gone, NotYet, Outgoing
from lookfar.domain.errors import InvalidValue, Misconfigured, Refused, SourceError, Undeliverable, Unsent

_GONE = 410


class Answer(Protocol):
    """What a receiver answered; header names in any case."""

    @property
    def status(self) -> int: ...

    @property
    def headers(self) -> Mapping[str, str]: ...


class Post(Protocol):
    """Posts through the guard, without following redirects; raises SourceUnreachable or Refused."""

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer: ...


class WebhookChannel:
    """Posts each alert version, signed freshly at every attempt with one signature per secret."""

    is_real = True

    def __init__(self, post: Post) -> None:
        self._post = post

    def send(self, delivery: Outgoing) -> None:
        """Returns on 2xx; raises Gone on 410, NotYet when asked to wait, Unsent on anything else.

        An address the guard will not open is tried again too, and never connected to: a name server that lies for
        an hour must not switch a channel off.
        """
        content = body(delivery.alert)
        try:
            sealed = headers(delivery.alert.wire_id, content, at=delivery.at, secrets=delivery.secrets)
            answer = self._post(delivery.to, content, sealed)
        except Refused as error:
            raise Unsent(f"the webhook's address is not allowed: {error}") from error
        except InvalidValue as error:
            raise Undeliverable(f"the webhook cannot be written: {error}") from error
        except Misconfigured as error:
            raise Unsent(f"the webhook cannot be signed: {error}") from error
        except SourceError as error:
            raise Unsent(f"the webhook's receiver did not answer: {error}") from error
        judge(answer, at=delivery.at)


def headers(wire_id: str, content: bytes, *, at: datetime, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers of the specification and the content type; raises Misconfigured without a secret."""
    if not secrets:
        raise Misconfigured("it has no signing secret")
    moment = at.astimezone(UTC)
    return {
        "content-type": "application/json",
        "webhook-id": wire_id,
        "webhook-timestamp": str(math.floor(moment.timestamp())),
        "webhook-signature": " ".join(signature(secret, wire_id, moment, content) for secret in secrets),
    }


def signature(secret: str, wire_id: str, at: datetime, content: bytes) -> str:
    """`v1,<base64>` over id, time (UTC) and body; raises Misconfigured for a secret that is none."""
    try:
        return Webhook(secret).sign(wire_id, at, content.decode())
    except (binascii.Error, EmptyWebhookSecretError) as error:
        raise Misconfigured("the webhook's signing secret is not base64 after whsec_") from error


def new_secret(entropy: bytes) -> str:
    """A secret to give to a receiver, from 24 to 64 random bytes."""
    return f"whsec_{base64.b64encode(entropy).decode()}"


def judge(answer: Answer, *, at: datetime) -> None:
    """Returns when the answer means taken; a redirect is not followed and counts as a failure."""
    if 200 <= answer.status < 300:
        return
    if answer.status == _GONE:
        raise Gone("the webhook's receiver answered 410 (gone)")
    said = f"the webhook's receiver answered {answer.status}{_led_elsewhere(answer)}"
    wait = retry_after(answer.headers, at=at)
    if wait is not None:
        raise NotYet(said, wait)
    raise Unsent(said)


def _led_elsewhere(answer: Answer) -> str:
    """Where a redirect wanted to lead, so that its owner can enter that address; "" for no redirect."""
    if not 300 <= answer.status < 400:
        return ""
    place = next((value for name, value in answer.headers.items() if name.lower() == "location"), "")
    host = "".join(c for c in urlsplit(place).netloc if c.isprintable() and c not in "@")[:100]
    towards = f" to {host}" if host else ""
    return f", a redirect{towards}: redirects are never followed, enter the final address instead"


def retry_after(given: Mapping[str, str], *, at: datetime) -> timedelta | None:
    """The Retry-After header (seconds or an HTTP date) as a wait, None when absent or unreadable."""
    text = next((value.strip() for name, value in given.items() if name.lower() == "retry-after"), "")
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        return None
    return max(moment - at, timedelta(0))
