"""Alerts to a browser that is closed: Web Push, sealed for the device alone.

Sources: RFC 8030 (delivery), RFC 8291 (sealing, aes128gcm of RFC 8188), RFC 8292 (VAPID).
"""

from __future__ import annotations

import base64
import binascii
import uuid
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import http_ece
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from http_ece import ECEException
from py_vapid import Vapid02

from lookfar.accounts.secret_files import secret_file
from lookfar.alerts.notices import SECOND_PERSON
from lookfar.alerts.wire import type_of
from lookfar.channels.channel import DeviceKeys, Gone, NotYet, Outgoing
from lookfar.channels.letter import one_line
from lookfar.channels.webhook import Answer, Post, retry_after
from lookfar.domain.alert import Alert
from lookfar.domain.errors import InvalidValue, Refused, SourceError, Undeliverable, Unsent
from lookfar.domain.vocabulary import MsgType, Status

_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of the group of P-256 (FIPS 186-5, SP 800-186 section 3.2.1.3)."""
TTL = timedelta(days=3)
"""How long a push service keeps a message for a device that is off; about as long as we try ourselves."""
_JWT_LIFE = timedelta(hours=12)
"""RFC 8292 section 2: no more than 24 hours."""
MOST_PAYLOAD = 3993
"""Octets before sealing: what fits one record of 4096 (RFC 8291 section 4)."""
_LONGEST_WORDS = 300
_GONE = (404, 410)
_TOO_LARGE = 413
_BRIEFLY = {
    MsgType.ALERT: "A new alert",
    MsgType.UPDATE: "An alert has news",
    MsgType.CANCEL: "An alert no longer holds",
}
_NEWS = {MsgType.ALERT: "", MsgType.UPDATE: "Update: ", MsgType.CANCEL: "Cancelled: "}


class VapidKey:
    """This installation's key pair for push services; a device subscribes to it and to no other."""

    def __init__(self, path: Path) -> None:
        # FIPS 186-5, A.2.1: a number with 64 or more extra random bits, reduced.
        number = int.from_bytes(secret_file(path, 48)[:48], "big") % (_ORDER - 1) + 1
        self._private = ec.derive_private_key(number, _CURVE)

    @property
    def public(self) -> str:
        """The uncompressed point, base64url without padding: `applicationServerKey` of the browser."""
        return encode(self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def authorization(self, url: str, *, subject: str, at: datetime) -> str:
        """The Authorization header for the push service at `url`; `subject`: whom its operator may write to."""
        parts = urlsplit(url)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((at.astimezone(UTC) + _JWT_LIFE).timestamp()),
            "sub": subject,
        }
        signed: str = Vapid02(self._private, conf={"no-strict": True}).sign(claims)["Authorization"]
        return signed


@cache
def open_key(home: Path) -> VapidKey:
    """The key pair in `home`/keys/vapid.key, made with mode 0600 on first use."""
    return VapidKey(home / "keys" / "vapid.key")


def application_key(home: Path) -> str:
    """The public half, for the browser."""
    return open_key(home).public


class PushChannel:
    """Posts each alert version to the device's push service, sealed freshly at every attempt."""

    is_real = True

    def __init__(self, post: Post, key: VapidKey, *, subject: str) -> None:
        self._post = post
        self._key = key
        self._subject = subject

    def send(self, delivery: Outgoing) -> None:
        """Returns on 2xx; raises Gone when the subscription is (404, 410, another key), Unsent on anything else."""
        device = delivery.device
        if device is None:
            raise Undeliverable("the device's keys are not kept")
        if device.server_key != self._key.public:
            raise Gone("the device subscribed to another key than this installation has now")
        try:
            answer = self._give(delivery, device, payload(delivery.alert, late=delivery.late))
            if answer.status == _TOO_LARGE:
                answer = self._give(delivery, device, briefest(delivery.alert))
        except Refused as error:
            raise Unsent(f"the push service's address is not allowed: {error}") from error
        except InvalidValue as error:
            raise Undeliverable(f"the device cannot be written to: {error}") from error
        except SourceError as error:
            raise Unsent(f"the push service did not answer: {error}") from error
        if 200 <= answer.status < 300:
            return
        if answer.status in _GONE:
            raise Gone(f"the push service answered {answer.status}: the device no longer listens")
        said = f"the push service answered {answer.status}"
        wait = retry_after(answer.headers, at=delivery.at)
        raise Unsent(said) if wait is None else NotYet(said, wait)

    def _give(self, delivery: Outgoing, device: DeviceKeys, content: bytes) -> Answer:
        return self._post(delivery.to, seal(content, device), self._headers(delivery))

    def _headers(self, delivery: Outgoing) -> dict[str, str]:
        alert = delivery.alert
        return {
            "content-type": "application/octet-stream",
            "content-encoding": "aes128gcm",
            "ttl": str(int(TTL.total_seconds())),
            "urgency": "high" if alert.life_threat else "normal",
            "topic": uuid.UUID(alert.id).hex,
            "authorization": self._key.authorization(delivery.to, subject=self._subject, at=delivery.at),
        }


def payload(alert: Alert, *, late: str = "") -> bytes:
    """What the device shows: the essentials, and nothing of whom it touches or where they are; first that it is `late`.

    A locked screen is read by whoever passes.
    """
    title, body = _words(alert)
    packed = _packed(alert, title, f"{late} {body}".strip())
    return packed if len(packed) <= MOST_PAYLOAD else briefest(alert)  # names of many octets a character


def briefest(alert: Alert) -> bytes:
    """The same in the fewest words, for what is too large: that there is something to open."""
    if alert.status is not Status.ACTUAL or alert.is_call_for_help:
        return _packed(alert, *_words(alert))
    return _packed(alert, alert.question or _BRIEFLY[alert.msg_type], "Open it to read what happened.")


def _packed(alert: Alert, title: str, body: str) -> bytes:
    said: dict[str, object] = {
        "id": alert.wire_id,
        "alert": alert.id,
        "type": type_of(alert),
        "status": alert.status.value,
        "sequence": alert.sequence,
        "title": title[:_LONGEST_WORDS],
        "body": body[:_LONGEST_WORDS],
        "stays": alert.life_threat,
        "at": alert.issued_at.isoformat(),
    }
    return orjson.dumps(said)


def _words(alert: Alert) -> tuple[str, str]:
    if alert.status is Status.TEST:
        return one_line(alert.title), "This is only a test. This device is told of alerts."
    if alert.category == SECOND_PERSON:
        return one_line(alert.title), "Open Lookfar to look at it."
    if alert.status is Status.SYSTEM:
        return "A channel of yours fails", "Open Lookfar to see which, and why."
    if alert.is_call_for_help:
        return "Somebody of yours needs help", "Open it to see who, where and what they said."
    title = one_line(f"{_NEWS[alert.msg_type]}{alert.severity}: {alert.title}")
    if alert.msg_type is MsgType.CANCEL:
        return title, "This one alert no longer holds, others do. Open it to read for whom."
    new = alert.question or (one_line(alert.changed) if alert.changed else "It touches yours.")
    return title, f"{new} Open it for where, how sure and what to do."


def seal(content: bytes, device: DeviceKeys) -> bytes:
    """The message for this device alone (RFC 8291); raises InvalidValue for keys that are none."""
    point, shared = device_keys(device.p256dh, device.auth)
    try:
        sealed: bytes = http_ece.encrypt(
            content,
            private_key=ec.generate_private_key(_CURVE),
            dh=point,
            auth_secret=shared,
            version="aes128gcm",
        )
    except ECEException as error:
        raise InvalidValue(f"its keys do not fit: {error}") from error
    return sealed


def device_keys(p256dh: str, auth: str) -> tuple[bytes, bytes]:
    """The public point (65 octets) and the shared secret (16); raises InvalidValue when they are none."""
    point, shared = decode(p256dh), decode(auth)
    if len(shared) != 16:
        raise InvalidValue("the device's shared secret has not 16 octets")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
    except ValueError as error:
        raise InvalidValue("the device's public key is no point of P-256") from error
    if len(point) != 65:
        raise InvalidValue("the device's public key is compressed")
    return point, shared


def encode(content: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def decode(text: str) -> bytes:
    """The octets of base64url, padded or not; raises InvalidValue."""
    try:
        return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidValue("not base64url") from error
