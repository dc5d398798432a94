"""Web Push: a push service that opens what it gets with the device's own keys, and answers as it likes."""

from __future__ import annotations

import stat
from base64 import urlsafe_b64decode
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import http_ece
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from tests.alerts.test_decide import again, first, told
from tests.egress.loopback import Asked, Reply, Site, site
from tests.exposure.making import NOW, incident, stay

from lookfar.alerts.follow import follow
from lookfar.alerts.notices import test_alert as make_test
from lookfar.channels.channel import DeviceKeys, Gone, NotYet, Outgoing
from lookfar.channels.push import MOST_PAYLOAD, PushChannel, VapidKey, decode, encode, payload, seal
from lookfar.domain.alert import Alert
from lookfar.domain.errors import InvalidValue, Misconfigured, Undeliverable, Unsent
from lookfar.domain.vocabulary import IncidentStatus, MsgType
from lookfar.egress.guard import Policy
from lookfar.egress.http import HttpClient, Way

SUBJECT = "mailto:duty@example.org"


@dataclass
class Device:
    """A browser: its private key opens what was sealed for it."""

    private: ec.EllipticCurvePrivateKey
    auth: bytes
    server_key: str

    @property
    def keys(self) -> DeviceKeys:
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return DeviceKeys(p256dh=encode(point), auth=encode(self.auth), server_key=self.server_key)

    def opened(self, asked: Asked) -> dict[str, object]:
        plain = http_ece.decrypt(asked.body, private_key=self.private, auth_secret=self.auth, version="aes128gcm")
        return dict(orjson.loads(plain))


@pytest.fixture
def key(tmp_path: Path) -> VapidKey:
    return VapidKey(tmp_path / "keys" / "vapid.key")


@pytest.fixture
def device(key: VapidKey) -> Device:
    return Device(private=ec.generate_private_key(ec.SECP256R1()), auth=b"sixteen octets!!", server_key=key.public)


def push(service: Site, key: VapidKey, device: Device, alert: Alert, at: datetime = NOW) -> None:
    """Through the client that vets its connections, the loopback allowed."""
    client = HttpClient(Way(allow=service.allowed), Policy.OPERATOR)
    PushChannel(client.post, key, subject=SUBJECT).send(
        Outgoing(alert=alert, to=f"{service.url}/push/abc", at=at, device=device.keys)
    )


def created(_: Asked) -> Reply:
    return Reply(status=201)


def test_the_device_can_read_it_and_the_service_only_its_envelope(key: VapidKey, device: Device) -> None:
    alert = first(incident())
    with site(created) as service:
        push(service, key, device, alert)
    [asked] = service.asked
    assert asked.method == "POST"
    assert asked.headers["content-encoding"] == "aes128gcm"
    assert b"Almaty" not in asked.body
    said = device.opened(asked)
    assert said["title"] == "Severe: Violent protest in Almaty"
    assert (said["type"], said["alert"], said["id"]) == ("alert.raised", alert.id, alert.wire_id)


def test_the_service_can_tell_who_sends_by_the_key_the_device_subscribed_to(key: VapidKey, device: Device) -> None:
    at = datetime.now(UTC)
    with site(created) as service:
        push(service, key, device, first(incident()), at)
    header = service.asked[0].headers["authorization"]
    assert Vapid02.verify(header)
    token, public = (part.split("=", 1)[1] for part in header.removeprefix("vapid ").split(","))
    assert public == device.server_key
    middle = token.split(".")[1]
    claims = orjson.loads(urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    assert claims["aud"] == service.url
    assert claims["sub"] == SUBJECT
    assert at.timestamp() < claims["exp"] <= (at + timedelta(hours=24)).timestamp()


def test_a_signature_by_another_key_does_not_verify(key: VapidKey, tmp_path: Path) -> None:
    other = VapidKey(tmp_path / "other.key")
    mine = key.authorization("https://push.example/x", subject=SUBJECT, at=datetime.now(UTC))
    token = mine.split(",")[0]
    assert not Vapid02.verify(f"{token},k={other.public}")


@pytest.mark.parametrize(("threat", "urgency"), [(True, "high"), (False, "normal")])
def test_a_threat_to_life_is_urgent(key: VapidKey, device: Device, threat: bool, urgency: str) -> None:
    with site(created) as service:
        push(service, key, device, replace(first(incident()), life_threat=threat))
    headers = service.asked[0].headers
    assert headers["urgency"] == urgency
    assert int(headers["ttl"]) == 3 * 24 * 3600


def test_an_update_takes_the_place_of_the_alert_and_a_cancel_of_both(key: VapidKey, device: Device) -> None:
    one = first(incident())
    [cancel] = follow(incident(version=2, status=IncidentStatus.RETRACTED), [(stay(), told(one))], now=NOW)
    versions = (one, again(incident(version=2, deaths=164), one), cancel)
    with site(created) as service:
        for version in versions:
            push(service, key, device, version)
    topics = {asked.headers["topic"] for asked in service.asked}
    assert len(topics) == 1
    assert len(topics.pop()) <= 32
    titles = [str(device.opened(asked)["title"]).split(":")[0] for asked in service.asked]
    assert titles == ["Severe", "Update", "Cancelled"]


def test_nothing_in_it_says_whom_it_touches_or_where_they_are() -> None:
    alert = first(incident())
    said = payload(alert, late="This was due to you at noon and is sent late because it rained.").decode()
    assert "sent late because it rained" in said
    assert alert.subject.label not in said
    assert alert.subject.place_name not in said
    assert alert.subject.subject_id not in orjson.loads(said).values()
    assert "km" not in orjson.loads(said)["body"]


@pytest.mark.parametrize("title", ["x" * 50_000, "\U0001f525" * 50_000, "Алматы " * 9_000, "a\r\nb\x00" * 9_000])
def test_a_long_title_still_fits_one_message(key: VapidKey, device: Device, title: str) -> None:
    packed = payload(replace(first(incident()), title=title))
    assert len(packed) <= MOST_PAYLOAD
    assert len(seal(packed, device.keys)) <= 4096


def test_a_test_is_no_alert_here_either(key: VapidKey, device: Device) -> None:
    with site(created) as service:
        push(service, key, device, make_test(organisation="1", receiver="2", asked_at=NOW))
    said = device.opened(service.asked[0])
    assert (said["type"], said["status"]) == ("alert.test", "Test")
    assert str(said["title"]).startswith("TEST")
    assert str(said["id"]).startswith("test_")


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_gone_is_never_tried_again(key: VapidKey, device: Device, status: int) -> None:
    with site(lambda _: Reply(status=status)) as service, pytest.raises(Gone, match=str(status)):
        push(service, key, device, first(incident()))


@pytest.mark.parametrize("status", [301, 400, 401, 403, 500, 503])
def test_anything_else_is_tried_again(key: VapidKey, device: Device, status: int) -> None:
    answer = Reply(status=status, headers={"Location": "http://169.254.169.254/"})
    with site(lambda _: answer) as service, pytest.raises(Unsent, match=str(status)) as caught:
        push(service, key, device, first(incident()))
    assert not isinstance(caught.value, Undeliverable)
    assert len(service.asked) == 1


@pytest.mark.parametrize("kind", list(MsgType))
def test_what_is_too_large_for_a_service_goes_in_the_fewest_words(
    key: VapidKey, device: Device, kind: MsgType
) -> None:
    alert = replace(first(incident()), msg_type=kind, title="Алматы " * 40)

    def small(asked: Asked) -> Reply:
        return Reply(status=201 if len(asked.body) < 600 else 413)

    with site(small) as service:
        push(service, key, device, alert)
    long, brief = (device.opened(one) for one in service.asked)
    assert {**brief, "title": "", "body": ""} == {**long, "title": "", "body": ""}
    assert ("A new alert" in str(brief["title"]), "no longer holds" in str(brief["title"])) == (
        kind is MsgType.ALERT,
        kind is MsgType.CANCEL,
    )


def test_what_is_too_large_even_so_is_tried_again(key: VapidKey, device: Device) -> None:
    slow = Reply(status=413, headers={"Retry-After": "60"})
    with site(lambda _: slow) as service, pytest.raises(NotYet, match="413"):
        push(service, key, device, first(incident()))
    assert len(service.asked) == 2


@pytest.mark.parametrize("status", [404, 410])
def test_a_wish_to_wait_does_not_bring_back_a_device_that_is_gone(
    key: VapidKey, device: Device, status: int
) -> None:
    gone = Reply(status=status, headers={"Retry-After": "60"})
    with site(lambda _: gone) as service, pytest.raises(Gone):
        push(service, key, device, first(incident()))


def test_a_service_may_ask_for_time(key: VapidKey, device: Device) -> None:
    slow = Reply(status=429, headers={"Retry-After": "60"})
    with site(lambda _: slow) as service, pytest.raises(NotYet) as caught:
        push(service, key, device, first(incident()))
    assert caught.value.retry_after == timedelta(minutes=1)


def test_a_private_address_is_never_connected_to(key: VapidKey, device: Device) -> None:
    with site(created) as service:
        channel = PushChannel(HttpClient(Way(allow=service.allowed), Policy.USER).post, key, subject=SUBJECT)
        out = Outgoing(alert=first(incident()), to=f"{service.url}/x", at=NOW, device=device.keys)
        with pytest.raises(Unsent, match="not a public address"):
            channel.send(out)
    assert service.asked == []


def test_a_device_of_another_key_must_subscribe_again(key: VapidKey, device: Device, tmp_path: Path) -> None:
    with site(created) as service, pytest.raises(Gone, match="another key"):
        push(service, VapidKey(tmp_path / "restored.key"), device, first(incident()))
    assert service.asked == []


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", ""),
        ("AAAA", "c2l4dGVlbiBvY3RldHMhIQ"),
        ("x" * 87, "c2l4dGVlbiBvY3RldHMhIQ"),
        ("???", "c2l4dGVlbiBvY3RldHMhIQ"),
    ],
)
def test_keys_that_are_none_are_refused(p256dh: str, auth: str) -> None:
    with pytest.raises(InvalidValue):
        seal(b"x", DeviceKeys(p256dh=p256dh, auth=auth, server_key=""))


def test_the_key_pair_is_made_once_private_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "vapid.key"
    made = VapidKey(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert VapidKey(path).public == made.public
    assert len(decode(made.public)) == 65
    path.chmod(0o644)
    with pytest.raises(Misconfigured, match="may be read by others"):
        VapidKey(path)


def test_the_known_vector_of_rfc_8291_is_opened() -> None:
    """RFC 8291, section 5 and appendix A."""
    number = int.from_bytes(decode("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big")
    sealed = (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    plain = http_ece.decrypt(
        decode(sealed),
        private_key=ec.derive_private_key(number, ec.SECP256R1()),
        auth_secret=decode("BTBZMqHH6r4Tts7J_aSIgg"),
        version="aes128gcm",
    )
    assert plain == b"When I grow up, I want to be a watermelon"
