"""An alert as other programs receive it."""

from __future__ import annotations

import orjson

from lookfar.alerts.notices import SECOND_PERSON
from lookfar.domain.alert import Alert, Digest
from lookfar.domain.times import rfc3339
from lookfar.domain.vocabulary import MsgType, Status

TYPES = {
    MsgType.ALERT: "alert.raised",
    MsgType.UPDATE: "alert.updated",
    MsgType.CANCEL: "alert.cancelled",
}
ABOUT_CHANNELS = {Status.TEST: "alert.test", Status.SYSTEM: "channel.failing"}
"""Types of messages that tell of no incident; the ids of these begin with `test_` and `notice_`."""


def type_of(alert: Alert) -> str:
    """The `type` of a message."""
    if alert.category == SECOND_PERSON:
        return "message.waiting"
    return ABOUT_CHANNELS.get(alert.status) or TYPES[alert.msg_type]


def payload(alert: Alert) -> dict[str, object]:
    """The webhook body; `timestamp` is when the alert version was issued, the same on every retry.

    `distance_km` null: matched by area. `why`: sentences. `links`: `{"url", "name"}` each.
    Only what is no alert has a `status`: "Test", or "System" for word about a channel.
    """
    status = {} if alert.status is Status.ACTUAL else {"status": alert.status.value}
    return {
        "type": type_of(alert),
        "timestamp": rfc3339(alert.issued_at),
        "data": {
            **status,
            "alert_id": alert.id,
            "incident_id": alert.incident,
            "subject": {
                "kind": alert.subject.kind.value,
                "id": alert.subject.subject_id,
                "label": alert.subject.label,
            },
            "category": alert.category,
            "severity": alert.severity.value,
            "title": alert.title,
            "happened": alert.happened,
            "place": alert.place,
            "distance_km": None if alert.distance_km is None else round(alert.distance_km, 3),
            "why": sentences(alert),
            "links": [{"url": link.url, "name": link.name} for link in alert.links],
            **({"question": alert.question} if alert.question else {}),
        },
    }


def digest_payload(digest: Digest) -> dict[str, object]:
    """A digest as other programs read it: `held` says why each was not told at once."""
    return {
        "type": "digest",
        "timestamp": rfc3339(digest.until),
        "data": {
            "items": [
                {**payload(alert), "held": alert.held.value if alert.held else None} for alert in digest.items
            ],
            "more": digest.more,
            "silenced": digest.silenced,
            "not_heard": list(digest.blind),
        },
    }


def body(alert: Alert) -> bytes:
    """The payload as the bytes that are signed and sent; equal alerts give equal bytes."""
    return orjson.dumps(payload(alert))


def sentences(alert: Alert) -> list[str]:
    """What changed, then why it came."""
    return [alert.changed, *alert.why] if alert.changed else list(alert.why)
