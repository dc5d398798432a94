"""Who is elsewhere by the time an alert would leave does not get it; who comes back hears of it after all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.flow.holding_making import NOON, ann_and_two_on_duty, incident
from tests.web import seeding

from lookfar.domain.vocabulary import Severity
from lookfar.flow.legs import LegPlan
from lookfar.flow.people import (
    cancel_trip,
    keep_person,
    keep_site,
    keep_trip,
    renew_trip,
    tell_of_present,
    tell_of_trip,
)
from lookfar.flow.safety import ask_everybody
from lookfar.flow.upkeep import bring_up_to_date
from lookfar.records.models import AlertRow, Person

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(db, tmp_path):
    return ann_and_two_on_duty(tmp_path)


@pytest.fixture
def ann(world):
    return next(one for one in Person.objects.all() if one.private["name"] == "Ann")


def told(world) -> list[str]:
    return [str(mail["To"]).partition("@")[0] for mail in world.mails]


def grave():
    return incident(severity=Severity.EXTREME, recorded_at=NOON)


def live_in(world, person: Person, home) -> None:
    keep_person(world.organisation, name="Ann", email="ann@example.org", home=home, person=person)


def test_who_moved_a_moment_ago_hears_of_it_in_a_digest_and_no_duty_contact_is_woken(world, ann):
    world.happen(grave())
    live_in(world, ann, seeding.LIMA)
    for minutes in (0, 15, 40):
        assert world.run(NOON + minutes * MINUTE) == []
    [digest] = world.run(NOON + timedelta(days=1))
    assert "digest" in digest
    assert told(world) == ["ann"]


def test_who_moved_and_comes_back_is_told_and_escalated(world, ann):
    world.happen(grave())
    live_in(world, ann, seeding.LIMA)
    world.run(NOON)
    live_in(world, ann, seeding.ALMATY)
    assert tell_of_present([str(ann.pk)], now=NOON + MINUTE) == 1
    world.run(NOON + MINUTE)
    assert told(world) == ["ann"]
    world.run(NOON + 12 * MINUTE)
    assert told(world) == ["ann", "dora"]
    assert tell_of_present([str(ann.pk)], now=NOON + 13 * MINUTE) == 0


def test_who_moved_inside_its_reach_is_told(world, ann):
    world.happen(grave())
    live_in(world, ann, {**seeding.ALMATY, "lon": 76.97})
    world.run(NOON)
    assert told(world) == ["ann"]


def test_a_trip_cancelled_and_renewed_before_it_was_told_is_told(world, ann):
    live_in(world, ann, None)
    plan = LegPlan(place=seeding.ALMATY, start=NOON - timedelta(days=1), end=NOON + timedelta(days=5))
    trip = keep_trip(ann, name="Fair", legs=[plan])
    world.happen(grave())
    cancel_trip(trip, now=NOON)
    world.run(NOON)
    assert told(world) == []
    renew_trip(trip)
    assert tell_of_trip(trip, now=NOON + MINUTE) == 1
    world.run(NOON + MINUTE)
    assert told(world) == ["ann"]


def test_a_site_that_moved_is_not_told_of_what_is_where_it_was(world, ann):
    live_in(world, ann, None)
    site = keep_site(world.organisation, name="Office", place=seeding.ALMATY, contact=ann)
    world.happen(grave())
    keep_site(world.organisation, name="Office", place=seeding.LIMA, contact=ann, site=site)
    world.run(NOON)
    assert told(world) == []


def test_a_question_is_not_repeated_to_those_it_did_not_go_to(world):
    world.happen(grave())
    world.run(NOON)
    ask_everybody(world.organisation, AlertRow.objects.get().incident_id, words="", by=None, now=NOON + MINUTE)
    world.run(NOON + MINUTE)
    world.run(NOON + 12 * MINUTE)
    before = told(world)
    assert before[:2] == ["ann", "ann"]
    bring_up_to_date(now=NOON + 13 * MINUTE)
    world.run(NOON + 13 * MINUTE)
    assert told(world) == before
