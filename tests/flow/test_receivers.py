"""Channels: tested, failing, disabled, given new secrets; and what is never sent to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from standardwebhooks import Webhook
from tests.flow.receiving import HOOK, OTHER_HOOK, World, hook
from tests.web.seeding import DAY, happen, house, incident

from lookfar.accounts.models import Role
from lookfar.alerts.notices import TEST_TITLE
from lookfar.domain.errors import InvalidValue, Undeliverable, Unsent
from lookfar.domain.report import Toll
from lookfar.flow import endpoints
from lookfar.flow.upkeep import bring_up_to_date, tell_of_failing
from lookfar.records import beliefs, claims, outbox, receivers, visible
from lookfar.records.models import AlertRow, Belief, DeliveryRow, Endpoint, Person, Reach

BAD = [
    "https://127.0.0.1/x",
    "https://169.254.169.254/latest/meta-data",
    "https://10.0.0.1/",
    "https://192.168.1.1/",
    "https://172.16.0.1/",
    "https://100.64.0.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[fd00::1]/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://localhost/",
    "https://user:pass@93.184.215.14/",
    "http://93.184.215.14/",
    "ftp://93.184.215.14/",
    "93.184.215.14/x",
    "https://93.184.215.14/\r\nX: y",
    "https://" + "a" * 3000,
    "",
]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def ours(db):
    return house("Steppe Aid")


@pytest.mark.parametrize("url", BAD)
def test_a_webhook_to_a_forbidden_place_is_refused_with_a_reason_and_nothing_is_kept(ours, world, url):
    with pytest.raises(InvalidValue) as refused:
        endpoints.add_webhook(ours.organisation, url, now=world())
    assert len(str(refused.value)) > 20
    assert not Endpoint.objects.exists()


def test_a_new_webhook_is_tested_at_once_and_the_test_can_not_be_taken_for_an_alert(ours, world):
    assert not receivers.is_proved(ours.organisation.pk)
    hook(ours, world)
    world.tell()
    [(url, body, headers)] = world.posted
    assert (url, body["type"], body["data"]["status"]) == (HOOK, "alert.test", "Test")
    assert body["data"]["title"] == TEST_TITLE
    assert headers["webhook-id"].startswith("test_")
    assert Reach.objects.get().tested_at == world.now
    assert receivers.is_proved(ours.organisation.pk)


def test_a_test_is_in_no_list_of_alerts_and_in_no_belief(ours, world):
    from lookfar.accounts.askers import Asker

    hook(ours, world)
    world.tell()
    owner = Asker(organisation=ours.organisation, role=Role.OWNER)
    assert AlertRow.every.count() == 1
    assert AlertRow.objects.count() == 0
    assert visible.alerts(owner).count() == 0
    assert Belief.objects.count() == 0


def test_a_test_that_was_not_taken_proves_nothing(ours, world):
    world.status = 500
    hook(ours, world)
    world.tell()
    reach = Reach.objects.get()
    assert (reach.tested_at, reach.failing_since) == (None, world.now)
    assert "500" in reach.failed_why
    assert not receivers.is_proved(ours.organisation.pk)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_a_failure_that_says_where_it_led(ours, world, status):
    world.status, world.headers = status, {"Location": "http://169.254.169.254/latest"}
    hook(ours, world)
    world.tell()
    why = Reach.objects.get().failed_why
    assert "169.254.169.254" in why
    assert "never followed" in why
    assert len(world.posted) == 1


def test_what_was_proved_is_not_when_it_fails_or_is_disabled_and_is_again_when_it_works(ours, world):
    endpoint = hook(ours, world)
    world.tell()
    world.status = 503
    endpoints.test_endpoint(endpoint, now=world() + timedelta(seconds=1))
    world.later(seconds=1)
    assert not receivers.is_proved(ours.organisation.pk)
    world.status = 204
    world.later(minutes=10)
    assert receivers.is_proved(ours.organisation.pk)
    Endpoint.objects.update(disabled_at=world.now)
    assert not receivers.is_proved(ours.organisation.pk)


def test_when_the_only_tested_channel_is_removed_nothing_is_proved_any_more(ours, world):
    endpoint = hook(ours, world)
    world.tell()
    assert receivers.proof(ours.organisation.pk) is receivers.Proof.PROVED
    endpoints.remove(endpoint, now=world())
    assert receivers.proof(ours.organisation.pk) is receivers.Proof.UNTESTED
    hook(ours, world)
    assert receivers.proof(ours.organisation.pk) is receivers.Proof.UNTESTED


def test_nor_when_the_only_person_who_was_tested_is_removed(ours, world):
    endpoints.test_person(ours.person, now=world())
    world.tell()
    assert receivers.is_proved(ours.organisation.pk)
    ours.person.delete()
    assert receivers.proof(ours.organisation.pk) is receivers.Proof.UNTESTED


def test_410_disables_with_the_reason_and_enabling_again_tests_it(ours, world):
    endpoint = hook(ours, world)
    world.status = 410
    world.tell()
    endpoint.refresh_from_db()
    assert endpoint.disabled_at == world.now
    assert "410" in endpoint.disabled_why
    happen(incident())
    assert not DeliveryRow.objects.filter(receiver=endpoint.pk, alert__status="Actual").exists()
    world.status = 200
    endpoints.enable(endpoint, now=world() + timedelta(hours=1))
    world.later(hours=1)
    assert receivers.is_proved(ours.organisation.pk)


def test_for_a_day_both_secrets_sign_and_then_the_old_one_ends_by_itself(ours, world):
    endpoint, old = endpoints.add_webhook(ours.organisation, HOOK, now=world())
    world.tell()
    new = endpoints.rotate(endpoint, now=world())
    for hours, known in ((1, {old, new}), (25, {new})):
        endpoints.test_endpoint(endpoint, now=world() + timedelta(hours=hours))
        world.later(hours=hours)
        signatures = world.posted[-1][2]["webhook-signature"].split(" ")
        assert len(signatures) == len(known)
    assert new.startswith("whsec_")
    assert receivers.end_old_secrets(now=world()) == 1
    endpoint.refresh_from_db()
    assert old not in str(endpoint.private)


def test_what_is_posted_verifies_with_the_secret_that_was_shown(ours, world, monkeypatch):
    from datetime import UTC, datetime

    world.now = datetime.now(UTC)
    _, secret = endpoints.add_webhook(ours.organisation, HOOK, now=world())
    raw: list[tuple[bytes, dict[str, str]]] = []
    keep = world.post
    monkeypatch.setattr(
        world, "post", lambda url, body, headers: (raw.append((body, headers)), keep(url, body, headers))[1]
    )
    world.tell()
    assert Webhook(secret).verify(*raw[0])["type"] == "alert.test"


def test_a_persons_test_counts_for_the_address_it_went_to(ours, world):
    endpoints.test_person(ours.person, now=world())
    world.tell()
    assert [mail["Subject"] for mail in world.mails] == [f"[Lookfar] {TEST_TITLE}"]
    assert receivers.is_proved(ours.organisation.pk)
    person = Person.objects.get(pk=ours.person.pk)
    person.private = person.private | {"email": "new@example.org"}
    person.save()
    assert not receivers.is_proved(ours.organisation.pk)


def test_somebody_without_an_address_cannot_be_tested(ours, world):
    nobody = Person.objects.exclude(pk=ours.person.pk).get()
    with pytest.raises(InvalidValue, match="no e-mail address"):
        endpoints.test_person(nobody, now=world())


def test_only_the_newest_test_waits(ours, world):
    endpoint = hook(ours, world)
    for minutes in (1, 2):
        endpoints.test_endpoint(endpoint, now=world() + timedelta(minutes=minutes))
    assert DeliveryRow.objects.filter(state="waiting").count() == 1


def test_a_channel_that_fails_is_told_of_once_by_another_and_once_more_when_something_was_given_up(ours, world):
    hook(ours, world)
    endpoints.add_mailbox(ours.organisation, "duty@example.org", now=world())
    world.status = 503
    for _ in range(4):
        world.later(minutes=10)
    assert tell_of_failing(now=world()) == 1
    assert tell_of_failing(now=world()) == 0
    world.tell()
    assert world.mails[-1]["Subject"] == "[Lookfar] Alerts do not reach the webhook at 93.184.215.14"
    for _ in range(12):
        world.later(hours=25)
    assert DeliveryRow.objects.filter(state="dead_letter").count() == 1
    assert tell_of_failing(now=world()) == 1
    world.tell()
    assert "given up" in world.mails[-1].get_body(("plain",)).get_content()
    assert tell_of_failing(now=world()) == 0


def test_without_another_channel_the_word_waits_for_one(ours, world):
    hook(ours, world)
    world.status = 410
    world.tell()
    assert tell_of_failing(now=world()) == 0
    endpoints.add_mailbox(ours.organisation, "duty@example.org", now=world())
    assert tell_of_failing(now=world()) == 1


def test_notices_of_notices_end(ours, world):
    for url in (HOOK, OTHER_HOOK):
        hook(ours, world, url)
    world.status = 410
    world.tell()
    for _ in range(20):
        tell_of_failing(now=world())
        world.later(hours=1)
    assert AlertRow.every.filter(status="System").count() <= 2


def test_a_dead_letter_is_sent_again_with_the_same_id(ours, world):
    hook(ours, world)
    world.tell()
    happen(incident())
    world.status = 503
    for _ in range(14):
        world.later(hours=25)
    dead = list(DeliveryRow.objects.filter(state="dead_letter", channel="webhook"))
    assert dead
    world.status, before = 204, {headers["webhook-id"] for _, _, headers in world.posted}
    assert endpoints.send_again(ours.organisation, dead[0].pk, now=world())
    world.tell()
    assert world.posted[-1][2]["webhook-id"] in before
    assert not endpoints.send_again(ours.organisation, dead[0].pk, now=world())
    assert endpoints.send_again(house("Other").organisation, dead[-1].pk, now=world()) is False


def test_removing_an_endpoint_drops_what_was_to_be_sent_to_it(ours, world):
    endpoint = hook(ours, world)
    endpoints.remove(endpoint, now=world())
    world.tell()
    assert world.posted == []
    assert DeliveryRow.objects.get().state == "suppressed"


def newer(version: int, deaths: int):
    return incident(version=version, recorded_at=DAY + timedelta(hours=12 + version), fatalities=Toll(best=deaths))


def test_a_receiver_believes_the_newest_version_it_took(ours, world):
    endpoint = hook(ours, world)
    happen(incident())
    world.later(hours=1)
    one = Belief.objects.filter(receiver=endpoint.pk).first()
    assert (one.version.sequence, one.version.msg_type, one.at) == (1, "Alert", world.now)
    happen(newer(2, 164))
    world.later(hours=1)
    one.refresh_from_db()
    assert (one.version.sequence, one.version.msg_type) == (2, "Update")
    assert beliefs.outdated(now=world()) == []


@pytest.mark.parametrize("state", ["dead_letter", "suppressed"])
def test_an_update_that_never_arrived_is_tried_again_and_nothing_else_is(ours, world, state):
    endpoint = hook(ours, world)
    happen(incident())
    world.later(hours=1)
    happen(newer(2, 164))
    lost = DeliveryRow.objects.filter(receiver=endpoint.pk, alert__sequence=2).order_by("pk").first()
    DeliveryRow.objects.filter(pk=lost.pk).update(state=state, due_at=world.now)
    world.later(hours=1)
    sent = len(world.posted)
    assert bring_up_to_date(now=world()) == 1
    assert bring_up_to_date(now=world()) == 0
    world.tell()
    assert len(world.posted) == sent + 1
    assert world.posted[-1][2]["webhook-id"] == lost.alert.wire_id
    assert bring_up_to_date(now=world()) == 0


def test_who_was_never_told_is_not_told_by_the_comparison(ours, world):
    happen(incident())
    hook(ours, world)
    world.tell()
    happen(newer(2, 164))
    DeliveryRow.objects.filter(alert__sequence=2, channel="webhook").update(state="suppressed")
    assert beliefs.outdated(now=world()) == []


def test_whoever_was_told_hears_how_it_goes_on_though_he_would_not_be_told_now(ours, world):
    """The site's alerts went to the journal before there was a webhook."""
    happen(incident())
    world.tell()
    told_before = {sent.alert.id for sent in world.journal.kept}
    hook(ours, world)
    happen(newer(2, 164))
    world.later(hours=2)
    assert {sent.alert.id for sent in world.journal.kept if sent.alert.sequence == 2} == told_before


def test_a_webhook_that_is_enabled_again_is_told_at_once_what_it_missed(ours, world):
    endpoint = hook(ours, world)
    happen(incident())
    world.later(hours=1)
    world.status = 410
    happen(newer(2, 164))
    world.later(hours=1)
    world.status = 204
    sent = len(world.posted)
    endpoints.enable(endpoint, now=world() + timedelta(minutes=1))
    world.later(minutes=1)
    assert sorted(world.kinds()[sent:])[-1] == "alert.updated"
    assert "alert.test" in world.kinds()[sent:]
    assert not beliefs.outdated(now=world())


def test_a_failing_receiver_gets_one_more_round_a_day_and_a_disabled_one_none(ours, world):
    endpoint = hook(ours, world)
    happen(incident())
    world.later(hours=1)
    happen(newer(2, 164))
    DeliveryRow.objects.filter(receiver=endpoint.pk, alert__sequence=2).update(
        state="dead_letter", due_at=world.now
    )
    Reach.objects.filter(endpoint=endpoint).update(failing_since=world.now)
    assert beliefs.outdated(now=world()) == []
    stuck = beliefs.outdated(now=world() + timedelta(hours=25))
    assert {belief.receiver for belief, _ in stuck} == {str(endpoint.pk)}
    Endpoint.objects.update(disabled_at=world.now)
    assert beliefs.outdated(now=world() + timedelta(hours=25)) == []


def test_what_a_receiver_believes_is_written_with_the_outcome_or_not_at_all(ours, world, monkeypatch):
    hook(ours, world)
    happen(incident())

    def fail(*_: object, **__: object) -> None:
        raise Unsent("killed here")

    monkeypatch.setattr(beliefs, "learn", fail)
    claim = next(
        one for one in claims.claim(now=world(), room={}) if one.channel == "webhook" and one.alert.incident
    )
    with pytest.raises(Unsent):
        outbox.settle(claim, state=outbox.DeliveryState.DELIVERED, now=world())
    assert DeliveryRow.objects.get(pk=claim.delivery).state == "waiting"


def test_a_mailbox_that_refuses_is_failing_but_not_disabled(ours, world):
    world.mail_fails = Undeliverable("every receiver was refused (550)")
    endpoint = endpoints.add_mailbox(ours.organisation, "duty@example.org", now=world())
    world.tell()
    endpoint.refresh_from_db()
    assert endpoint.disabled_at is None
    assert "550" in Reach.objects.get().failed_why


@pytest.mark.parametrize("address", ["", "duty", "a@b\r\nBcc: c@d.org", "Duty <a@b.org>"])
def test_a_mailbox_that_is_none_is_refused(ours, world, address):
    with pytest.raises(InvalidValue):
        endpoints.add_mailbox(ours.organisation, address, now=world())
