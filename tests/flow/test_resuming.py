"""When a pause ends: what is sent may be answered first, and what is discarded stays discarded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.flow.holding_making import NOON, ann_and_two_on_duty, incident
from tests.web import seeding

from lookfar.accounts.askers import Asker
from lookfar.accounts.models import Role
from lookfar.domain.report import Toll
from lookfar.domain.vocabulary import IncidentStatus, Severity
from lookfar.flow.escalating import escalate
from lookfar.flow.people import keep_person
from lookfar.flow.upkeep import bring_up_to_date
from lookfar.records import backlog, heartbeats, sending
from lookfar.records.escalations import acknowledge
from lookfar.records.models import AlertRow, EscalationStep
from lookfar.web.told_state import told_of

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
RESUMED = NOON + 3 * HOUR


@pytest.fixture
def world(db, tmp_path):
    return ann_and_two_on_duty(tmp_path)


def grave(**changes):
    return incident(severity=Severity.EXTREME, **{"recorded_at": NOON + MINUTE, **changes})


def pause() -> None:
    sending.pause("restored", now=NOON)


def told(world) -> list[str]:
    return [str(mail["To"]).partition("@")[0] for mail in world.mails]


def told_by(world, start, *minutes: int) -> list[list[str]]:
    """Who got a mail in each round."""
    found = []
    for one in minutes:
        before = len(world.mails)
        world.run(start + one * MINUTE)
        found.append(told(world)[before:])
    return found


def test_the_time_to_acknowledge_begins_when_the_message_could_first_leave(world):
    pause()
    world.happen(grave())
    assert told_by(world, NOON, 1, 30, 120) == [[], [], []]
    sending.resume(now=RESUMED)
    assert told_by(world, RESUMED, 0, 9, 10, 19, 20) == [["ann"], [], ["dora"], [], ["emil"]]


def test_who_had_it_before_the_pause_and_did_not_answer_is_not_waited_for_again(world):
    world.happen(grave(recorded_at=NOON - MINUTE))
    world.run(NOON - MINUTE)
    pause()
    world.run(NOON + HOUR)
    sending.resume(now=RESUMED)
    assert told_by(world, RESUMED, 0) == [["dora"]]


def test_a_duty_contact_whose_message_could_not_leave_has_time_to_answer_too(world):
    world.happen(grave(recorded_at=NOON - 11 * MINUTE))
    world.run(NOON - 11 * MINUTE)
    assert escalate(NOON - MINUTE) == 1
    pause()
    sending.resume(now=RESUMED)
    assert told_by(world, RESUMED, 0, 9, 10) == [["dora"], [], ["emil"]]


@pytest.mark.parametrize("days", [2, 30])
def test_a_long_pause_does_not_end_the_waiting_for_an_answer(world, days):
    resumed = NOON + timedelta(days=days)
    pause()
    world.happen(grave())
    told_by(world, NOON, 1, 30, days * 24 * 60 - 1)
    sending.resume(now=resumed)
    assert told_by(world, resumed, 0, 9, 10, 19, 20, 40) == [["ann"], [], ["dora"], [], ["emil"], []]


@pytest.mark.parametrize("days", [2, 30])
def test_what_was_due_to_a_duty_contact_before_a_long_pause_goes_after_it(world, days):
    resumed = NOON + timedelta(days=days)
    world.happen(grave(recorded_at=NOON - MINUTE))
    world.run(NOON - MINUTE)
    pause()
    world.run(NOON + HOUR)
    sending.resume(now=resumed)
    assert told_by(world, resumed, 0, 9, 10, 30) == [["dora"], [], ["emil"], []]


def test_two_long_pauses_are_both_left_out(world):
    world.happen(grave(recorded_at=NOON - MINUTE))
    world.run(NOON - MINUTE)
    for days in (0, 3):
        sending.pause("moved", now=NOON + timedelta(days=days))
        sending.resume(now=NOON + timedelta(days=days + 3))
    assert told_by(world, NOON + timedelta(days=6), 0) == [["dora"]]


def test_what_reaches_nobody_after_a_long_pause_goes_to_a_duty_contact(world):
    pause()
    world.happen(incident(recorded_at=NOON + MINUTE))
    world.bouncing = {"ann@example.org"}
    resumed = NOON + timedelta(days=6)
    sending.resume(now=resumed)
    assert told_by(world, resumed, 0, 1) == [[], ["dora"]]


@pytest.mark.parametrize("ended_by", ["acknowledged", "taken_back"])
def test_after_a_long_pause_nobody_is_woken_for_what_was_answered_or_taken_back(world, ended_by):
    world.happen(grave(recorded_at=NOON - MINUTE))
    world.run(NOON - MINUTE)
    pause()
    if ended_by == "acknowledged":
        acknowledge(AlertRow.objects.get(held=""), now=NOON + HOUR, how="page")
    else:
        world.happen(grave(version=2, recorded_at=NOON + HOUR, status=IncidentStatus.RETRACTED))
    resumed = NOON + timedelta(days=2)
    sending.resume(now=resumed)
    assert all("dora" not in names for names in told_by(world, resumed, 0, 10, 20))


def test_what_was_too_old_when_the_pause_began_stays_so(world):
    world.happen(grave(recorded_at=NOON - timedelta(days=3)))
    world.run(NOON - timedelta(days=3))
    heartbeats.beat(heartbeats.HOLDING, at=NOON)
    pause()
    sending.resume(now=RESUMED)
    assert told_by(world, RESUMED, 0, 10) == [[], []]


def test_who_has_no_way_to_be_told_is_not_waited_for(world):
    keep_person(world.organisation, name="Una", email="", home=seeding.LIMA)
    pause()
    world.happen(incident("lima", place=seeding.LIMA, recorded_at=NOON + MINUTE))
    sending.resume(now=RESUMED)
    assert told_by(world, RESUMED, 0) == [["dora"]]


def test_nobody_is_woken_for_what_was_discarded(world):
    world.happen(grave(recorded_at=NOON - MINUTE))
    pause()
    backlog.discard(before=NOON)
    sending.resume(now=RESUMED)
    assert told_by(world, RESUMED, 0, 10, 20) == [[], [], []]
    assert not EscalationStep.objects.exists()


def test_what_was_delivered_before_is_still_asked_after_when_its_update_is_discarded(world):
    world.happen(grave(recorded_at=NOON - 5 * MINUTE))
    world.run(NOON - 5 * MINUTE)
    world.happen(grave(version=2, recorded_at=NOON - MINUTE, fatalities=Toll(best=500)))
    pause()
    backlog.discard(before=NOON)
    sending.resume(now=RESUMED)
    assert told_by(world, RESUMED, 0) == [["dora"]]


def test_a_discarded_update_does_not_come_back_and_its_receiver_is_shown_as_behind(world):
    world.happen(incident(recorded_at=NOON - HOUR))
    world.run(NOON - HOUR)
    world.happen(incident(version=2, recorded_at=NOON - MINUTE, fatalities=Toll(best=500)))
    pause()
    assert backlog.discard(before=NOON) == 1
    sending.resume(now=RESUMED)
    for hours in range(1, 60, 7):
        bring_up_to_date(now=RESUMED + hours * HOUR)
        world.run(RESUMED + hours * HOUR)
    assert told(world) == ["ann"]
    [line] = told_of(incident().id, Asker(organisation=world.organisation, role=Role.OWNER))
    assert (line.is_behind, line.state) == (True, "discarded")


@pytest.mark.parametrize("status", [IncidentStatus.CONFIRMED, IncidentStatus.RETRACTED])
def test_what_comes_after_a_discarded_alert_goes_for_it_may_have_been_told_elsewhere(world, status):
    world.happen(incident(recorded_at=NOON - MINUTE))
    pause()
    backlog.discard(before=NOON)
    sending.resume(now=RESUMED)
    world.happen(incident(version=2, status=status, recorded_at=RESUMED, fatalities=Toll(best=500)))
    world.run(RESUMED + 10 * MINUTE)
    assert told(world) == ["ann"]
    assert AlertRow.objects.filter(held="").count() == 2
