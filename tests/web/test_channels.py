"""The channels page: what it says, what its forms do, and the banner on every page."""

from __future__ import annotations

import json
import re
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.flow.receiving import HOOK, World, hook
from tests.web.seeding import happen, incident

from lookfar.accounts.models import Membership, Role
from lookfar.channels.push import encode
from lookfar.domain.errors import Unsent
from lookfar.domain.ids import AlertId
from lookfar.domain.vocabulary import HoldReason, Origin
from lookfar.records import digests, outbox
from lookfar.records.models import AlertRow, DeliveryRow, Endpoint, Reach
from lookfar.records.outbox import keep_alert
from lookfar.web.pages.devices import device_name

RED = "nobody can be sure to hear an alert"
POINT = (
    ec.generate_private_key(ec.SECP256R1())
    .public_key()
    .public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
)
BROWSER = {
    "address": "https://93.184.215.14/push/abc",
    "p256dh": encode(POINT),
    "auth": encode(b"sixteen octets!!"),
}


@pytest.fixture
def world() -> World:
    """Now, with a mail server that takes nothing, so that only a webhook can prove anything."""
    return World(now=datetime.now(UTC), mail_fails=Unsent("421"))


def add(owner, url: str = HOOK):
    return owner.post("/channels/add-webhook", {"address": url})


def secret_on(page) -> str:
    return re.findall(r"whsec_[A-Za-z0-9+/=]+", page.content.decode())[0]


def test_the_secret_is_shown_once_and_on_no_page_after(owner, ours):
    page = add(owner)
    secret = secret_on(page)
    assert page.headers["Cache-Control"] == "no-store"
    endpoint = Endpoint.objects.get()
    for address in ("/channels", f"/channels/{endpoint.pk}", "/channels/dead-letters"):
        assert secret not in owner.get(address).content.decode()


def test_a_new_secret_is_another_and_the_page_says_until_when_the_old_one_signs(owner, ours):
    first = secret_on(add(owner))
    endpoint = Endpoint.objects.get()
    second = secret_on(owner.post(f"/channels/{endpoint.pk}/rotate"))
    assert first != second
    assert "signs too until" in owner.get(f"/channels/{endpoint.pk}").content.decode()


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://2130706433/", "https://169.254.169.254/", "http://a.example/"]
)
def test_a_forbidden_address_is_refused_on_the_form_with_the_reason(owner, ours, url):
    page = add(owner, url)
    assert page.status_code == 422
    assert "errorlist" in page.content.decode()
    assert not Endpoint.objects.exists()


def test_a_mailbox_is_added_once(owner, ours):
    assert owner.post("/channels/add-mailbox", {"address": "duty@example.org"}).status_code == 302
    again = owner.post("/channels/add-mailbox", {"address": "duty@example.org"})
    assert again.status_code == 422
    assert "already one of your channels" in again.content.decode()


@pytest.mark.parametrize("address", ["/", "/alerts", "/people", "/channels", "/sources", "/areas/"])
def test_a_red_banner_stands_on_every_page_until_a_receiver_has_taken_something(owner, ours, world, address):
    assert RED in owner.get(address).content.decode()
    hook(ours, world)
    assert RED in owner.get(address).content.decode()
    world.tell()
    assert RED not in owner.get(address).content.decode()


def test_the_banner_comes_back_when_what_was_tested_fails_or_is_gone(owner, ours, world):
    endpoint = hook(ours, world)
    world.tell()
    Reach.objects.update(failing_since=world.now)
    assert "No channel works now" in owner.get("/").content.decode()
    Reach.objects.update(failing_since=None)
    assert RED not in owner.get("/").content.decode()
    owner.post(f"/channels/{endpoint.pk}/delete")
    assert "No channel has been tested" in owner.get("/").content.decode()


def test_a_stranger_sees_no_banner(client, ours):
    assert RED not in client.get("/").content.decode()


def test_another_organisations_channel_proves_nothing_for_us(owner, theirs, world):
    hook(theirs, world)
    world.tell()
    assert RED in owner.get("/").content.decode()


def test_a_test_shows_on_no_page_of_alerts(owner, ours, world):
    before = owner.get("/alerts").content.decode().count('class="incident"')
    hook(ours, world)
    world.tell()
    assert AlertRow.every.filter(status="Test").count() == 1
    page = owner.get("/alerts").content.decode()
    assert page.count('class="incident"') == before
    assert "TEST" not in page
    test = AlertRow.every.get(status="Test")
    assert owner.get(f"/alerts/{test.alert_id}").status_code == 404


def test_a_dead_letter_is_seen_with_its_reason_and_sent_again_under_its_id(owner, ours, world):
    endpoint = hook(ours, world)
    happen(incident("again"))
    DeliveryRow.objects.filter(receiver=endpoint.pk).update(state="dead_letter", last_error="it answered 503")
    page = owner.get("/channels/dead-letters").content.decode()
    assert "it answered 503" in page
    assert "could not be delivered" in owner.get("/channels").content.decode()
    row = DeliveryRow.objects.filter(receiver=endpoint.pk).last()
    assert owner.post(f"/channels/dead-letters/{row.pk}/again").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("waiting", 0)
    assert owner.post(f"/channels/dead-letters/{row.pk}/again").status_code == 404
    assert owner.post(f"/channels/dead-letters/of/{endpoint.pk}/again").status_code == 302
    assert not DeliveryRow.objects.filter(state="dead_letter").exists()


def test_a_digest_that_was_given_up_is_seen_and_sent_again(owner, ours):
    at = datetime.now(UTC)
    keep_alert(held_of(ours, at), origin=Origin.LIVE, person=ours.person, digest_at=at)
    [made] = [digests.make(one, to=ours.person, blind=(), now=at) for one in digests.due(at).values()]
    made.deliveries.update(state="dead_letter", last_error="550 no such mailbox", due_at=at)
    page = owner.get("/channels/dead-letters").content.decode()
    assert "Daily digest" in page
    assert "550 no such mailbox" in page
    [item] = owner.get("/api/v1/dead-letters").json()["items"]
    assert (item["kind"], item["alert_id"], item["webhook_id"]) == ("digest", None, made.wire_id)
    assert owner.post(f"/channels/dead-letters/{made.deliveries.get().pk}/again").status_code == 302
    assert made.deliveries.get().state == "waiting"


def held_of(ours, at: datetime):
    """An alert of theirs as it is when it is held for the digest."""
    told = outbox.read_alert(ours.alert)
    ident = AlertId("00000000-0000-4000-8000-00000000000d")
    return replace(told, id=ident, held=HoldReason.BELOW_THRESHOLD, issued_at=at)


def test_another_organisations_dead_letter_is_not_found(client, ours, theirs, world):
    endpoint = hook(ours, world)
    DeliveryRow.objects.filter(receiver=endpoint.pk).update(state="dead_letter")
    row = DeliveryRow.objects.get(receiver=endpoint.pk)
    client.force_login(theirs.users[Role.OWNER])
    assert client.post(f"/channels/dead-letters/{row.pk}/again").status_code == 404
    assert "93.184.215.14" not in client.get("/channels/dead-letters").content.decode()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TRAVELLER])
def test_only_owners_and_managers_send_again_and_test(client, ours, role):
    client.force_login(ours.users[role])
    assert client.post("/channels/dead-letters/1/again").status_code == 403
    assert client.post("/channels/test-person", {"person": str(ours.person.pk)}).status_code == 403


def test_another_organisations_person_is_not_tested(client, ours, theirs):
    client.force_login(theirs.users[Role.OWNER])
    assert client.post("/channels/test-person", {"person": str(ours.person.pk)}).status_code == 404
    assert client.post("/channels/test-person", {"person": "x"}).status_code == 302
    assert not AlertRow.every.filter(status="Test").exists()


def test_a_viewer_sees_of_a_webhook_its_host_only(client, owner, ours):
    add(owner, "https://93.184.215.14/very-secret-path")
    client.force_login(ours.users[Role.VIEWER])
    page = client.get("/channels").content.decode()
    assert "93.184.215.14" in page
    assert "very-secret-path" not in page


@pytest.mark.parametrize("role", list(Role))
def test_every_member_may_have_his_own_device_told_and_stop_it(client, ours, role):
    client.force_login(ours.users[role])
    kept = client.post(
        "/channels/devices", BROWSER, headers={"User-Agent": "Mozilla/5.0 (Android 15) Firefox/140.0"}
    )
    assert kept.status_code == 201
    assert "Firefox on Android" in client.get("/channels").content.decode()
    assert client.post("/channels/devices/stop", {"address": BROWSER["address"]}).status_code == 204
    assert not Endpoint.objects.exists()


@pytest.mark.parametrize(
    "spoilt",
    [
        {"address": "https://127.0.0.1/x"},
        {"address": ""},
        {"p256dh": "AAAA"},
        {"auth": ""},
        {"address": "http://93.184.215.14/"},
    ],
)
def test_a_spoilt_subscription_is_refused_with_a_reason(owner, ours, spoilt):
    answer = owner.post("/channels/devices", BROWSER | spoilt)
    assert answer.status_code == 422
    assert answer.json()["why"].endswith(".")
    assert not Endpoint.objects.exists()


def test_a_browser_tells_one_person_only(client, ours, theirs):
    for house in (ours, theirs):
        client.force_login(house.users[Role.OWNER])
        assert client.post("/channels/devices", BROWSER).status_code == 201
    assert [one.organisation for one in Endpoint.objects.all()] == [theirs.organisation]


def test_a_browser_kept_for_an_organisation_goes_when_its_user_leaves(client, ours):
    client.force_login(ours.users[Role.MANAGER])
    client.post("/channels/devices", BROWSER)
    client.force_login(ours.users[Role.OWNER])
    left = Membership.objects.get(user=ours.users[Role.MANAGER])
    assert client.post(f"/members/{left.pk}/end").status_code == 302
    assert not Endpoint.objects.filter(kind="push").exists()
    assert not DeliveryRow.objects.filter(channel="push", state="waiting").exists()


def test_nobody_stops_or_removes_the_device_of_another(client, ours):
    client.force_login(ours.users[Role.OWNER])
    client.post("/channels/devices", BROWSER)
    device = Endpoint.objects.get()
    for role in (Role.VIEWER, Role.TRAVELLER):
        client.force_login(ours.users[role])
        assert client.post("/channels/devices/stop", {"address": BROWSER["address"]}).status_code == 404
        assert client.post(f"/channels/{device.pk}/delete").status_code in (403, 404)
    assert Endpoint.objects.filter(pk=device.pk).exists()


def test_a_travellers_device_hears_of_himself_only_and_nothing_after_he_has_left(client, ours):
    client.force_login(ours.users[Role.TRAVELLER])
    client.post("/channels/devices", BROWSER)
    device = Endpoint.objects.get()
    happen(incident("second"))
    heard = DeliveryRow.objects.filter(receiver=device.pk, alert__status="Actual")
    assert heard.exists()
    assert {row.alert.person_id for row in heard} == {ours.person.pk}
    Membership.objects.filter(user=ours.users[Role.TRAVELLER]).delete()
    world = World(now=datetime.now(UTC) + timedelta(minutes=1))
    world.tell()
    assert {row.state for row in DeliveryRow.objects.filter(receiver=device.pk)} == {"suppressed"}


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("<script>", "a browser"),
    ],
)
def test_a_device_is_named_by_its_browser(agent, name):
    assert device_name(agent) == name


def test_a_phone_can_put_lookfar_on_its_home_screen(db, client) -> None:
    """An iPhone lets only what stands there be told while it is closed."""
    page = client.get("/sign-in").content.decode()
    found = re.search(r'<link rel="manifest" href="([^"]+)">', page)
    assert found is not None
    with closing(client.get(found[1])) as answer:
        assert answer.headers["Content-Type"] == "application/manifest+json"
        manifest = json.loads(b"".join(answer))
    assert manifest["display"] == "standalone"
    icon = re.search(r'<link rel="apple-touch-icon" href="([^"]+)">', page)
    assert icon is not None
    for address in (icon[1], *(one["src"] for one in manifest["icons"])):
        with closing(client.get(address)) as file:
            assert file.status_code == 200
