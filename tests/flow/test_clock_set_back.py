"""What waits when a clock that was ahead is set back does not wait for the time that clock gave."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.flow.holding_making import NOON, World, ann_and_two_on_duty, incident
from tests.flow.test_holding import UNREST

from lookfar.domain.vocabulary import Severity
from lookfar.flow.releasing import release_due
from lookfar.records import claims, digests, set_back
from lookfar.records.models import AlertRow

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BACK = pytest.mark.parametrize("back", [HOUR, 400 * DAY])


@pytest.fixture
def world(db, tmp_path):
    made = World(tmp_path)
    made.person("Ann")
    return made


def goes_on(world, start, *, every: timedelta, rounds: int) -> list[str]:
    """What leaves in so many rounds under a clock that was set."""
    found = []
    for number in range(rounds):
        now = start + number * every
        claims.mend_clock(now=now)
        found += world.run(now)
    return found


@BACK
def test_what_nobody_acknowledged_goes_to_a_duty_contact_in_time(db, tmp_path, back):
    world = ann_and_two_on_duty(tmp_path)
    world.happen(incident(severity=Severity.EXTREME, recorded_at=NOON))
    world.run(NOON)
    goes_on(world, NOON - back, every=MINUTE, rounds=10)
    assert [mail["To"] for mail in world.mails] == ["ann@example.org"]
    goes_on(world, NOON - back + 10 * MINUTE, every=MINUTE, rounds=3)
    assert [mail["To"] for mail in world.mails] == ["ann@example.org", "dora@example.org"]


@BACK
def test_a_clock_that_runs_ahead_for_a_moment_ends_no_waiting_for_an_answer(db, tmp_path, back):
    world = ann_and_two_on_duty(tmp_path)
    world.happen(incident(severity=Severity.EXTREME, recorded_at=NOON))
    world.run(NOON)
    world.run(NOON + back)
    goes_on(world, NOON + MINUTE, every=MINUTE, rounds=12)
    assert [mail["To"] for mail in world.mails][:2] == ["ann@example.org", "dora@example.org"]


@BACK
def test_what_is_held_is_in_a_digest_within_a_day_and_once(world, back):
    world.happen(incident(severity=Severity.MINOR, recorded_at=NOON))
    world.run(NOON)
    assert len(goes_on(world, NOON - back, every=HOUR, rounds=26)) == 1
    assert goes_on(world, NOON - back + 26 * HOUR, every=HOUR, rounds=30) == []


@BACK
def test_a_digest_that_a_killed_worker_had_in_hand_leaves(world, back):
    world.happen(incident(severity=Severity.MINOR, recorded_at=NOON))
    release_due(NOON + DAY)
    assert digests.claim(now=NOON + DAY)
    assert len(goes_on(world, NOON + DAY - back, every=MINUTE, rounds=2)) == 1


@BACK
def test_what_a_silence_holds_is_looked_at_when_that_silence_no_longer_holds(world, back):
    world.now = NOON
    world.silence(UNREST, hours=2)
    world.happen(incident(recorded_at=NOON))
    world.run(NOON)
    assert len(goes_on(world, NOON - back, every=HOUR, rounds=6)) == 1


def test_a_clock_that_is_right_moves_nothing(world):
    world.happen(incident(severity=Severity.MINOR, recorded_at=NOON))
    before = AlertRow.objects.get().digest_at
    for now in (NOON, NOON + 6 * MINUTE, NOON - 5 * MINUTE, NOON + DAY / 2):
        assert set_back.mend_waits(now=now) == timedelta(0)
    assert AlertRow.objects.get().digest_at == before
    assert set_back.mend_waits(now=NOON - HOUR) == DAY / 2 + HOUR
