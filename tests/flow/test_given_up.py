"""What was given up: digests too are listed and sent again, and what is old raises no alarm that hides a new one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.flow.holding_making import NOON, World, incident
from tests.flow.receiving import World as Receivers
from tests.flow.receiving import hook
from tests.web import seeding

from lookfar.accounts.askers import Asker
from lookfar.accounts.models import Membership, Organisation, Role, User
from lookfar.domain.vocabulary import Severity
from lookfar.flow import endpoints
from lookfar.flow.channel_states import endpoint_states
from lookfar.flow.upkeep import tell_of_failing
from lookfar.records import backlog, visible
from lookfar.records.models import DeliveryRow, Reach

DAY = timedelta(days=1)


@pytest.fixture
def world(db, tmp_path):
    made = World(tmp_path)
    made.ann = made.person("Ann")
    made.bouncing = {"ann@example.org"}
    made.happen(incident("small", severity=Severity.MINOR, recorded_at=NOON))
    made.run(NOON + DAY)
    return made


def listed(world, role: Role, user: User | None = None) -> int:
    return visible.dead_letters(Asker(organisation=world.organisation, role=role, user=user)).count()


def traveller(world, name: str) -> User:
    user = User.objects.create(username=name)
    Membership.objects.create(user=user, organisation=world.organisation, role=Role.TRAVELLER)
    return user


def test_a_digest_that_was_given_up_is_listed_and_sent_again_under_its_id(world):
    [dead] = DeliveryRow.objects.filter(state="dead_letter", digest__isnull=False)
    assert listed(world, Role.OWNER) == 1
    world.bouncing = set()
    assert endpoints.send_again(world.organisation, dead.pk, now=NOON + 2 * DAY)
    [subject] = world.run(NOON + 2 * DAY)
    assert "digest" in subject
    assert dead.digest.wire_id in world.mails[-1]["Message-ID"]
    assert listed(world, Role.OWNER) == 0


def test_a_digest_of_somebody_else_is_not_listed_nor_sent_again_by_others(world):
    [dead] = DeliveryRow.objects.filter(state="dead_letter")
    other = Organisation.objects.create(name="Other People")
    assert not endpoints.send_again(other, dead.pk, now=NOON)
    assert visible.dead_letters(Asker(organisation=other, role=Role.OWNER)).count() == 0
    world.ann.user = traveller(world, "ann")
    world.ann.save()
    assert listed(world, Role.TRAVELLER, world.ann.user) == 1
    assert listed(world, Role.TRAVELLER, traveller(world, "bob")) == 0


def test_everything_of_a_receiver_is_sent_again_digests_too(world):
    assert endpoints.send_all_again(world.organisation, world.ann.pk, now=NOON + 2 * DAY) == 1


def test_what_was_given_up_long_ago_is_counted_no_more_and_stays_in_the_list(world):
    given_up = DeliveryRow.objects.get(state="dead_letter").due_at
    assert backlog.dead_letters(now=given_up + 29 * DAY) == 1
    assert backlog.dead_letters(now=given_up + 31 * DAY) == 0
    assert listed(world, Role.OWNER) == 1


def give_up(world: Receivers, name: str) -> None:
    """An alert that the webhook does not take for as long as it is tried."""
    seeding.happen(seeding.incident(name, start=world.now, recorded_at=world.now))
    world.status = 503
    for _ in range(12):
        world.later(hours=25)


def test_what_was_given_up_before_a_receiver_recovered_does_not_make_its_next_failure_loud(db):
    ours, world = seeding.house("Steppe Aid"), Receivers()
    endpoint = hook(ours, world)
    endpoints.add_mailbox(ours.organisation, "duty@example.org", now=world())
    world.tell()
    give_up(world, "first")
    assert tell_of_failing(now=world.now) == 1
    world.status = 204
    endpoints.test_endpoint(endpoint, now=world.now)
    world.tell()
    assert Reach.objects.get(endpoint=endpoint).failing_since is None
    [state] = endpoint_states([endpoint], now=world.now + 40 * DAY)
    assert state.dead == 0
    world.now += 40 * DAY
    world.status = 503
    endpoints.test_endpoint(endpoint, now=world.now)
    world.tell()
    assert tell_of_failing(now=world.now) == 0, "one failure is no news yet"
    give_up(world, "second")
    assert tell_of_failing(now=world.now) == 1, "and a new one that is given up is"
    assert Reach.objects.get(endpoint=endpoint).noticed == "dead_letter"
    [state] = endpoint_states([endpoint], now=world.now)
    assert state.dead > 0
