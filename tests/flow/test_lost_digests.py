"""A digest that was given up has told nobody: what it held goes by the next one, to somebody who takes it."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from tests.flow.holding_making import NOON, World, body, incident
from tests.web import seeding

from lookfar.accounts.models import Membership, Role, User
from lookfar.domain.vocabulary import IncidentStatus, Severity
from lookfar.flow import endpoints
from lookfar.flow.digesting import tell_digests
from lookfar.flow.people import keep_person
from lookfar.flow.releasing import release_due
from lookfar.flow.ruling import save_duty
from lookfar.records import backlog
from lookfar.records.models import AlertRow, DeliveryRow, DigestRow, Endpoint, Reach
from lookfar.records.reaching import is_unreached

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ANN = "ann@example.org"


@pytest.fixture
def world(db, tmp_path):
    made = World(tmp_path)
    made.ann = made.person("Ann")
    made.bouncing = {ANN}
    return made


def small(name: str = "small", **changes):
    return incident(name, severity=Severity.MINOR, **{"recorded_at": NOON, **changes})


def to_whom(world) -> list[str]:
    return [str(mail["To"]).partition("@")[0] for mail in world.mails]


def moves(world, home) -> None:
    keep_person(world.organisation, name="Ann", email=ANN, home=home, person=world.ann)


def has_moved(world) -> None:
    """An alert that Ann had moved away from before it left: her digest tells it, and is given up."""
    world.happen(incident(recorded_at=NOON))
    moves(world, seeding.LIMA)
    world.run(NOON)
    world.run(NOON + DAY)
    assert DeliveryRow.objects.filter(digest__isnull=False, state="dead_letter").count() == 1


def test_what_it_held_is_in_the_next_digest_and_it_is_listed_as_given_up(world):
    world.happen(small())
    world.run(NOON + DAY)
    assert backlog.given_up().filter(digest__isnull=False).count() == 1
    assert AlertRow.objects.get().resolved_at is None
    world.bouncing = set()
    world.run(NOON + DAY + MINUTE)
    [subject] = world.run(NOON + 2 * DAY)
    assert "digest: 1 incident" in subject
    assert world.run(NOON + 3 * DAY) == []


def test_it_goes_to_a_duty_contact_while_its_receivers_mail_is_not_taken(world):
    save_duty(world.organisation, world.person("Dora", home=None))
    world.happen(small())
    for hours in range(24, 80, 3):
        world.run(NOON + hours * HOUR)
    assert to_whom(world) == ["dora"]
    assert "people whose own digest could not be delivered" in " ".join(body(world.mails[0]).split())


def test_when_the_duty_contact_takes_nothing_either_the_next_one_gets_it(world):
    save_duty(world.organisation, world.person("Dora", home=None))
    save_duty(world.organisation, world.person("Emil", home=None))
    world.bouncing = {ANN, "dora@example.org"}
    world.happen(small())
    for hours in range(24, 120, 3):
        world.run(NOON + hours * HOUR)
    assert to_whom(world) == ["emil"]


def test_what_is_new_and_what_was_lost_go_in_one_digest(world):
    world.happen(small())
    world.run(NOON + DAY)
    world.bouncing = set()
    world.run(NOON + DAY + MINUTE)
    Reach.objects.update(failing_since=None)
    world.happen(small("other", recorded_at=NOON + DAY + HOUR))
    assert len(world.run(NOON + 2 * DAY)) == 1
    assert "2 incidents" in world.subjects()[-1]


@pytest.mark.parametrize("how", ["retracted", "moved"])
def test_what_was_taken_back_or_is_elsewhere_by_then_is_in_no_further_digest(world, how):
    world.happen(small())
    world.bouncing = set()
    world.happen(
        small(version=2, recorded_at=NOON + MINUTE, status=IncidentStatus.RETRACTED)
        if how == "retracted"
        else small(version=2, recorded_at=NOON + MINUTE, place=seeding.LIMA)
    )
    assert [world.run(NOON + days * DAY) for days in (1, 2, 3)] == [[], [], []]


@pytest.mark.parametrize("how", ["retracted", "moved"])
def test_nor_when_that_happens_while_the_digest_is_tried(world, how):
    world.happen(small())
    release_due(NOON + DAY)
    assert DigestRow.objects.count() == 1
    world.happen(
        small(version=2, recorded_at=NOON + DAY, status=IncidentStatus.RETRACTED)
        if how == "retracted"
        else small(version=2, recorded_at=NOON + DAY, place=seeding.LIMA)
    )
    world.run(NOON + DAY)
    world.bouncing = set()
    assert [world.run(NOON + days * DAY) for days in (2, 3)] == [[], []]


def test_what_grew_graver_while_it_was_lost_is_told_at_once_and_once(world):
    world.happen(small())
    world.run(NOON + DAY)
    world.bouncing = set()
    world.happen(incident("small", version=2, recorded_at=NOON + DAY + HOUR))
    assert len(world.run(NOON + DAY + HOUR)) == 1
    assert [world.run(NOON + days * DAY) for days in (2, 3)] == [[], []]


def test_sent_again_by_hand_it_is_in_no_second_digest(world):
    world.happen(small())
    world.run(NOON + DAY)
    world.bouncing = set()
    world.run(NOON + DAY + MINUTE)
    [dead] = backlog.given_up()
    assert endpoints.send_again(world.organisation, dead.pk, now=NOON + DAY + HOUR)
    assert len(world.run(NOON + DAY + HOUR)) == 1
    assert [world.run(NOON + days * DAY) for days in (2, 3)] == [[], []]


def test_sent_again_by_hand_after_it_was_told_it_tells_nothing_twice(world):
    world.happen(small(), small("other"))
    world.run(NOON + DAY)
    world.bouncing = set()
    world.happen(incident("other", version=2, recorded_at=NOON + DAY + HOUR))
    world.run(NOON + DAY + HOUR)
    [dead] = backlog.given_up()
    endpoints.send_again(world.organisation, dead.pk, now=NOON + DAY + 2 * HOUR)
    [subject] = world.run(NOON + DAY + 2 * HOUR)
    assert "digest: 1 incident" in subject
    assert [world.run(NOON + days * DAY) for days in (2, 3)] == [[], []]


def test_nothing_is_sent_again_by_hand_when_all_of_it_was_told(world):
    world.happen(small())
    world.run(NOON + DAY)
    world.bouncing = set()
    world.run(NOON + DAY + MINUTE)
    world.run(NOON + 2 * DAY)
    [dead] = backlog.given_up()
    endpoints.send_again(world.organisation, dead.pk, now=NOON + 3 * DAY)
    assert world.run(NOON + 3 * DAY) == []
    assert not backlog.given_up().exists()


def test_what_waited_until_it_was_over_is_untold_when_its_digest_is_lost(world):
    has_moved(world)
    row = AlertRow.objects.get(held="")
    assert is_unreached(row)
    world.bouncing = set()
    [subject] = world.run(NOON + 2 * DAY)
    assert "digest" in subject
    assert not is_unreached(AlertRow.objects.get(pk=row.pk))
    assert world.run(NOON + 3 * DAY) == []


def test_what_their_device_waited_with_is_their_own(world):
    user = User.objects.create(email=ANN)
    Membership.objects.create(user=user, organisation=world.organisation, role=Role.TRAVELLER)
    world.ann.user = user
    world.ann.save()
    Endpoint.objects.create(
        organisation=world.organisation,
        user=user,
        kind="push",
        private={"address": "https://93.184.215.14/ann", "p256dh": "x", "auth": "y", "server_key": ""},
    )
    has_moved(world)
    assert DeliveryRow.objects.filter(channel="push", state="digested").exists()
    world.bouncing = set()
    world.run(NOON + 2 * DAY)
    assert "people whose own digest" not in " ".join(body(world.mails[-1]).split())


def test_whoever_is_back_in_reach_when_the_digest_is_lost_is_told_at_once(world):
    world.happen(incident(recorded_at=NOON))
    moves(world, seeding.LIMA)
    world.run(NOON)
    release_due(NOON + DAY)
    moves(world, seeding.ALMATY)
    tell_digests(world.channels, lambda: NOON + DAY, Random(1))
    world.bouncing = set()
    [subject] = world.run(NOON + DAY + MINUTE)
    assert "digest" not in subject
    assert [world.run(NOON + days * DAY) for days in (2, 3)] == [[], []]


def test_an_update_after_a_lost_digest_is_told_as_news(world):
    has_moved(world)
    moves(world, seeding.ALMATY)
    world.bouncing = set()
    world.happen(incident(version=2, recorded_at=NOON + DAY + HOUR))
    told = world.run(NOON + DAY + HOUR)
    assert len(told) == 1
    assert "Update" not in told[0]


def test_a_worker_that_slept_past_its_lease_makes_nothing_untold(world):
    world.happen(small())
    release_due(NOON + DAY)

    class TakenOver(type(world.channels["email"])):
        def send_digest(self, digest, to, at):
            DeliveryRow.objects.filter(digest=digest.id).update(fence=99)
            super().send_digest(digest, to, at)

    email = TakenOver(send=world._take, sender="lookfar@look.example", public_url="")
    tell_digests({"email": email}, lambda: NOON + DAY, Random(1))
    assert AlertRow.objects.get().resolution == "digested"


def test_a_digest_whose_receivers_address_is_gone_is_lost_too(world):
    world.happen(small())
    release_due(NOON + DAY)
    keep_person(world.organisation, name="Ann", email="", home=seeding.ALMATY, person=world.ann)
    world.run(NOON + DAY)
    save_duty(world.organisation, world.person("Dora", home=None))
    world.run(NOON + DAY + MINUTE)
    assert len(world.run(NOON + 2 * DAY)) == 1
    assert to_whom(world) == ["dora"]
