"""What is sent again to whoever believes an old state, and what is not: it ends, and a Cancel that is owed still goes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.flow.receiving import World, hook
from tests.web.seeding import LIMA, happen, house, incident

from lookfar.accounts.models import Membership, Role
from lookfar.domain.errors import Undeliverable
from lookfar.domain.report import Toll
from lookfar.domain.safety import Answer, AnsweredBy
from lookfar.flow.safety import answer
from lookfar.flow.upkeep import bring_up_to_date
from lookfar.records.models import AlertRow, Belief, DeliveryRow, Endpoint, Person, Site, Trip


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def ours(db):
    """Only a trip is touched."""
    made = house("Steppe Aid")
    Site.objects.all().delete()
    person = Person.objects.get(pk=made.person.pk)
    person.private = {name: value for name, value in person.private.items() if name != "home"}
    person.save()
    return made


def version(number: int, world: World, **changes):
    return incident(version=number, recorded_at=world.now, **changes)


def story(ours, world: World) -> None:
    """A webhook knows of the alert; its Cancel and what was raised anew it did not take."""
    hook(ours, world)
    happen(version(1, world))
    world.later(minutes=10)
    world.status = 503
    happen(version(2, world, place=LIMA))
    world.later(minutes=1)
    happen(version(3, world))


def by_webhook() -> list[tuple[int, str]]:
    rows = DeliveryRow.objects.filter(channel="webhook", alert__status="Actual").order_by("alert__sequence")
    return list(rows.values_list("alert__sequence", "state"))


def upkeep(world: World, hours: int) -> list[str]:
    """What the webhook got in so many hours of upkeep."""
    before = len(world.posted)
    for _ in range(hours):
        bring_up_to_date(now=world.now)
        world.later(hours=1)
    return world.kinds()[before:]


@pytest.mark.parametrize("gone", ["cancelled", "removed"])
def test_of_a_trip_that_is_gone_the_cancel_that_is_owed_goes_once_and_then_it_ends(ours, world, gone):
    story(ours, world)
    if gone == "cancelled":
        Trip.objects.update(cancelled_at=world.now)
    else:
        Trip.objects.all().delete()
    world.status = 204
    world.tell()
    assert by_webhook() == [(1, "delivered"), (2, "superseded"), (3, "suppressed")]
    assert upkeep(world, 30) == ["alert.cancelled"]
    belief = Belief.objects.get(channel="webhook")
    assert belief.version.sequence == 2
    assert bring_up_to_date(now=world.now) == 0


def test_of_a_trip_that_is_gone_whoever_took_the_cancel_is_sent_nothing_more(ours, world):
    hook(ours, world)
    happen(version(1, world))
    world.later(minutes=10)
    happen(version(2, world, place=LIMA))
    world.later(minutes=10)
    happen(version(3, world))
    Trip.objects.update(cancelled_at=world.now)
    world.tell()
    assert upkeep(world, 30) == []
    assert bring_up_to_date(now=world.now) == 0


def test_an_update_of_a_trip_that_is_gone_still_follows_who_was_told(ours, world):
    hook(ours, world)
    happen(version(1, world))
    world.later(minutes=10)
    happen(version(2, world, fatalities=Toll(best=164)))
    DeliveryRow.objects.filter(alert__sequence=2).update(state="dead_letter", due_at=world.now)
    Trip.objects.update(cancelled_at=world.now)
    assert upkeep(world, 5) == ["alert.updated"]


def test_who_called_for_help_is_not_sent_their_own_call(ours, world):
    happen(version(1, world))
    world.tell()
    answer(ours.person, incident().id, Answer.NEED_HELP, by=AnsweredBy.SELF, now=world.now)
    assert AlertRow.objects.filter(sequence=2, held="").exists()
    before = len(world.mails)
    upkeep(world, 5)
    assert len(world.mails) == before


def test_a_device_whose_user_left_is_not_asked_for_ever(ours, world):
    own = Endpoint.objects.create(
        organisation=ours.organisation, kind="push", user=ours.users[Role.TRAVELLER], private={"address": "x"}
    )
    happen(version(1, world))
    first = DeliveryRow.objects.get(channel="push")
    Belief.objects.create(
        channel="push",
        receiver=str(own.pk),
        alert_id=first.alert.alert_id,
        version=first.alert,
        at=world.now,
        organisation=ours.organisation,
    )
    DeliveryRow.objects.filter(pk=first.pk).update(state="delivered")
    world.mail_fails = Undeliverable("no")
    happen(version(2, world, fatalities=Toll(best=164)))
    Membership.objects.filter(user=own.user).delete()
    world.tell()
    world.now += timedelta(days=2)
    assert bring_up_to_date(now=world.now) == 0
