"""Signed by the Standard Webhooks specification, judged by what the receiver answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from standardwebhooks import Webhook
from tests.alerts.test_decide import first
from tests.exposure.making import NOW, incident

from lookfar.alerts.wire import payload
from lookfar.channels.channel import Gone, NotYet, Outgoing
from lookfar.channels.webhook import WebhookChannel, headers, new_secret, retry_after, signature
from lookfar.domain.errors import InvalidValue, LookfarError, Refused, SourceUnreachable, Undeliverable, Unsent

OLD, NEW = new_secret(b"old secret of 24 bytes.."), new_secret(b"new secret of 24 bytes..")
URL = "https://hooks.example.org/lookfar"


@dataclass
class Receiver:
    """A receiver that answers as told and keeps what it was sent."""

    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict)
    fails: LookfarError | None = None
    got: list[tuple[str, bytes, Mapping[str, str]]] = field(default_factory=list)

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> Receiver:
        self.got.append((url, body, headers))
        if self.fails:
            raise self.fails
        return self


def delivery(at: datetime = NOW, secrets: tuple[str, ...] = (NEW,)) -> Outgoing:
    return Outgoing(alert=first(incident()), to=URL, at=at, secrets=secrets)


@pytest.mark.parametrize("secret", ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
def test_the_known_vector_of_the_specification_is_signed_alike(secret: str) -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    signed = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("known_to_receiver", [OLD, NEW])
def test_while_a_secret_is_rotated_both_verify(known_to_receiver: str) -> None:
    receiver = Receiver()
    WebhookChannel(receiver).send(delivery(at=datetime.now(UTC), secrets=(NEW, OLD)))
    [(url, body, sent)] = receiver.got
    assert url == URL
    assert Webhook(known_to_receiver).verify(body, dict(sent)) == orjson.loads(
        orjson.dumps(payload(delivery().alert))
    )


def test_a_retry_has_the_same_id_and_body_and_a_fresh_time_and_signature() -> None:
    receiver = Receiver()
    channel = WebhookChannel(receiver)
    channel.send(delivery())
    channel.send(delivery(at=NOW + timedelta(hours=5)))
    (_, body_1, sent_1), (_, body_2, sent_2) = receiver.got
    assert (body_1, sent_1["webhook-id"]) == (body_2, sent_2["webhook-id"])
    assert int(sent_2["webhook-timestamp"]) - int(sent_1["webhook-timestamp"]) == 5 * 3600
    assert sent_1["webhook-signature"] != sent_2["webhook-signature"]


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_taken(status: int) -> None:
    receiver = Receiver(status)
    WebhookChannel(receiver).send(delivery())
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "status", [100, 103, 301, 302, 307, 308, 400, 401, 404, 408, 413, 425, 429, 500, 502, 503, 504, 600]
)
def test_anything_else_is_tried_again(status: int) -> None:
    with pytest.raises(Unsent, match=str(status)) as caught:
        WebhookChannel(Receiver(status)).send(delivery())
    assert not isinstance(caught.value, Undeliverable)


def test_410_means_never_again() -> None:
    with pytest.raises(Gone):
        WebhookChannel(Receiver(410)).send(delivery())


def test_a_receiver_may_ask_for_time() -> None:
    with pytest.raises(NotYet) as caught:
        WebhookChannel(Receiver(503, {"Retry-After": "120"})).send(delivery())
    assert caught.value.retry_after == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("Thu, 06 Jan 2022 15:05:00 GMT", timedelta(hours=1)),
        ("Thu, 06 Jan 2022 13:05:00 GMT", timedelta(0)),
        ("99999999999999999999", timedelta(seconds=10**8)),
        ("-5", None),
        ("Mon, 99999999999999999999999 Jan 2027 00:00:00 GMT", None),
        ("soon", None),
        ("", None),
    ],
)
def test_the_wait_asked_for_is_read_as_seconds_or_as_a_date(text: str, wait: timedelta | None) -> None:
    assert retry_after({"retry-after": text}, at=NOW) == wait


@pytest.mark.parametrize(
    ("failure", "raised"),
    [(SourceUnreachable("reset"), Unsent), (Refused("127.0.0.1"), Unsent), (InvalidValue("x"), Undeliverable)],
)
def test_no_answer_and_a_forbidden_address_are_tried_again_and_what_cannot_be_written_is_not(
    failure: LookfarError, raised: type[Unsent]
) -> None:
    with pytest.raises(Unsent) as caught:
        WebhookChannel(Receiver(fails=failure)).send(delivery())
    assert type(caught.value) is raised


@pytest.mark.parametrize("secrets", [(), ("",), ("whsec_",), ("whsec_a",)])
def test_nothing_leaves_unsigned(secrets: tuple[str, ...]) -> None:
    receiver = Receiver()
    with pytest.raises(Unsent, match="cannot be signed"):
        WebhookChannel(receiver).send(delivery(secrets=secrets))
    assert receiver.got == []


def test_no_secret_is_in_what_is_sent() -> None:
    assert NEW.removeprefix("whsec_") not in str(headers("msg_1", b"{}", at=NOW, secrets=[NEW]))
