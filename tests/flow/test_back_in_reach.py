"""Who moved out of reach and comes back is told at once, whatever other receivers heard meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.flow.holding_making import NOON, ann_and_two_on_duty, incident
from tests.web import seeding

from lookfar.domain.errors import Unsent
from lookfar.domain.report import Toll
from lookfar.domain.vocabulary import Severity
from lookfar.flow.legs import LegPlan
from lookfar.flow.people import cancel_trip, keep_person, keep_trip, renew_trip, tell_of_present, tell_of_trip
from lookfar.records.models import AlertRow, DeliveryRow, Endpoint, Person

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


class Hook:
    """A webhook that takes what it gets, unless it is down."""

    is_real = True

    def __init__(self) -> None:
        self.got: list[str] = []
        self.is_down = False

    def send(self, delivery) -> None:
        if self.is_down:
            raise Unsent("no answer")
        self.got.append(delivery.alert.msg_type.value)


@pytest.fixture
def world(db, tmp_path):
    made = ann_and_two_on_duty(tmp_path)
    made.ann = next(one for one in Person.objects.all() if one.private["name"] == "Ann")
    made.hook = made.channels["webhook"] = Hook()
    Endpoint.objects.create(
        organisation=made.organisation,
        kind="webhook",
        private={"address": "https://93.184.215.14/", "secrets": []},
    )
    return made


def live_in(world, home) -> None:
    keep_person(world.organisation, name="Ann", email="ann@example.org", home=home, person=world.ann)


def told(world) -> list[str]:
    return [str(mail["To"]).partition("@")[0] for mail in world.mails]


def webhook_goes(world, at) -> None:
    """The webhook takes what is due; nobody has looked at the mails yet."""
    DeliveryRow.objects.filter(channel="email", state="waiting").update(due_at=at + 5 * MINUTE)
    world.run(at)


def away(world, **changes) -> None:
    """The webhook has heard, the mail finds that she has moved."""
    world.happen(incident(recorded_at=NOON, **changes))
    webhook_goes(world, NOON)
    live_in(world, seeding.LIMA)
    world.run(NOON + 6 * MINUTE)
    assert world.hook.got == ["Alert"]
    assert told(world) == []
    assert DeliveryRow.objects.get(channel="email").state == "digested"


def back(world, at) -> None:
    live_in(world, seeding.ALMATY)
    tell_of_present([str(world.ann.pk)], now=at)
    world.run(at)


def test_who_comes_back_is_told_at_once_and_the_webhook_not_again(world):
    away(world)
    back(world, NOON + 20 * MINUTE)
    assert told(world) == ["ann"]
    assert world.hook.got == ["Alert"]
    assert world.run(NOON + 2 * DAY) == [], "nor is it in the digest any more"


def test_a_threat_to_life_is_asked_after_again(world):
    away(world, severity=Severity.EXTREME)
    back(world, NOON + 20 * MINUTE)
    world.run(NOON + 29 * MINUTE)
    assert told(world) == ["ann"]
    world.run(NOON + 30 * MINUTE)
    assert told(world) == ["ann", "dora"]


def test_who_stays_away_reads_of_it_in_the_digest(world):
    away(world)
    tell_of_present([str(world.ann.pk)], now=NOON + 20 * MINUTE)
    assert world.run(NOON + 20 * MINUTE) == []
    [digest] = world.run(NOON + DAY)
    assert "digest" in digest


def test_who_is_reached_again_by_a_change_of_no_weight_is_told(world):
    away(world)
    live_in(world, seeding.ALMATY)
    world.happen(incident(version=2, recorded_at=NOON + 20 * MINUTE, fatalities=Toll()))
    world.run(NOON + 20 * MINUTE)
    assert told(world) == ["ann"]


def test_a_webhook_that_was_down_while_she_was_away_hears_of_it_when_she_is_back(world):
    world.hook.is_down = True
    world.happen(incident(recorded_at=NOON))
    world.run(NOON)
    assert told(world) == ["ann"]
    live_in(world, seeding.LIMA)
    world.hook.is_down = False
    world.run(NOON + MINUTE)
    assert world.hook.got == []
    back(world, NOON + 20 * MINUTE)
    assert world.hook.got == ["Alert"]
    assert told(world) == ["ann"]


def test_a_trip_renewed_after_a_webhook_heard_of_it_is_told_to_its_traveller(world):
    live_in(world, None)
    plan = LegPlan(place=seeding.ALMATY, start=NOON - DAY, end=NOON + 5 * DAY)
    trip = keep_trip(world.ann, name="Fair", legs=[plan])
    world.happen(incident(recorded_at=NOON))
    webhook_goes(world, NOON)
    cancel_trip(trip, now=NOON)
    world.run(NOON + 6 * MINUTE)
    assert told(world) == []
    renew_trip(trip)
    tell_of_trip(trip, now=NOON + 20 * MINUTE)
    world.run(NOON + 20 * MINUTE)
    assert told(world) == ["ann"]


def test_who_was_sent_a_cancel_while_away_and_is_back_is_told_anew(world):
    world.happen(incident(recorded_at=NOON))
    world.run(NOON)
    live_in(world, seeding.LIMA)
    world.happen(incident(version=2, recorded_at=NOON + MINUTE, fatalities=Toll(best=164)))
    [cancel] = world.run(NOON + MINUTE)
    assert "Cancelled" in cancel
    back(world, NOON + 20 * MINUTE)
    assert told(world) == ["ann", "ann", "ann"]
    assert "Cancelled" not in world.subjects()[-1]
    assert world.hook.got == ["Alert", "Cancel", "Alert"]
    assert AlertRow.objects.filter(held="").count() == 3
