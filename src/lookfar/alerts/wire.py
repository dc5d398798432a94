"""An alert as other programs receive it."""

from __future__ import annotations

import orjson

from lookfar.domain.alert import Alert
from lookfar.domain.times import rfc3339
from lookfar.domain.vocabulary import MsgType

TYPES = {
    MsgType.ALERT: "alert.raised",
    MsgType.UPDATE: "alert.updated",
    MsgType.CANCEL: "alert.cancelled",
}


def payload(alert: Alert) -> dict[str, object]:
    """The webhook body; `timestamp` is when the alert version was issued, the same on every retry.

    `distance_km` null: matched by area. `why`: sentences. `links`: `{"url", "name"}` each.
    """
    return {
        "type": TYPES[alert.msg_type],
        "timestamp": rfc3339(alert.issued_at),
        "data": {
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


def body(alert: Alert) -> bytes:
    """The payload as the bytes that are signed and sent; equal alerts give equal bytes."""
    return orjson.dumps(payload(alert))


def sentences(alert: Alert) -> list[str]:
    """What changed, then why it came."""
    return [alert.changed, *alert.why] if alert.changed else list(alert.why)
