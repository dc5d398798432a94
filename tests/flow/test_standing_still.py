"""After everything stood (an outage, a clock set ahead) a duty contact who came due meanwhile is told, late and with why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.flow.holding_making import NOON, ann_and_two_on_duty, body, incident
from tests.flow.test_resuming import told_by

from lookfar.domain.vocabulary import IncidentStatus, Severity
from lookfar.flow.upkeep import bring_up_to_date
from lookfar.records import claims, heartbeats, set_back
from lookfar.records.escalations import acknowledge, waits_on
from lookfar.records.models import AlertRow, EscalationStep

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LONG = pytest.mark.parametrize("stood", [HOUR, DAY + HOUR, 2 * DAY, 5 * DAY, 30 * DAY])


@pytest.fixture
def world(db, tmp_path):
    return ann_and_two_on_duty(tmp_path)


def grave(**changes):
    return incident(severity=Severity.EXTREME, **{"recorded_at": NOON, **changes})


def words(mail) -> str:
    return " ".join(body(mail).split())


@LONG
def test_what_came_due_while_everything_stood_goes_late_and_says_so(world, stood):
    world.happen(grave())
    world.run(NOON)
    assert told_by(world, NOON + stood, 0, 9, 10, 20) == [["dora"], [], ["emil"], []]
    late, on_time = world.mails[1], world.mails[2]
    assert "This was due to you at 6 Jan 2022, 12:10 UTC and is sent late because Lookfar did not run" in words(
        late
    )
    assert "from 6 Jan 2022, 12:00 UTC until" in words(late)
    assert "sent late" not in words(on_time)
    steps = EscalationStep.objects.order_by("number")
    assert [step.due_at for step in steps] == [NOON + 10 * MINUTE, None]


@LONG
def test_who_could_not_be_told_before_has_the_whole_time_to_answer(world, stood):
    world.run(NOON)
    world.happen(grave(recorded_at=NOON + MINUTE))
    assert told_by(world, NOON + stood, 0, 9, 10) == [["ann"], [], ["dora"]]
    assert "sent late" in words(world.mails[-1])


def test_what_reached_nobody_before_a_long_outage_goes_to_a_duty_contact_after_it(world):
    world.bouncing = {"ann@example.org"}
    world.happen(incident(recorded_at=NOON))
    heartbeats.beat(heartbeats.HOLDING, at=NOON)
    assert told_by(world, NOON + 6 * DAY, 0, 1) == [[], ["dora"]]


@pytest.mark.parametrize("ended_by", ["acknowledged", IncidentStatus.RETRACTED, IncidentStatus.CLOSED])
def test_nobody_is_woken_late_for_what_was_answered_taken_back_or_closed(world, ended_by):
    world.happen(grave())
    world.run(NOON)
    if ended_by == "acknowledged":
        acknowledge(AlertRow.objects.get(held=""), now=NOON + HOUR, how="page")
    else:
        world.happen(grave(version=2, recorded_at=NOON + HOUR, status=ended_by))
    assert all("dora" not in names for names in told_by(world, NOON + 2 * DAY, 0, 10, 20))


def test_what_was_on_time_goes_on_when_its_incident_is_closed(world):
    world.happen(grave())
    world.run(NOON)
    world.happen(grave(version=2, recorded_at=NOON + MINUTE, status=IncidentStatus.CLOSED))
    assert told_by(world, NOON, 10) == [["dora"]]


def test_two_outages_are_both_left_out_and_both_named(world):
    world.happen(grave())
    world.run(NOON)
    for days in (2, 4):
        set_back.mend_waits(now=NOON + days * DAY)
    assert told_by(world, NOON + 4 * DAY, 0) == [["dora"]]
    assert "until 8 Jan 2022, 12:00 UTC, or its clock was wrong and Lookfar did not run from 8 Jan" in words(
        world.mails[-1]
    )


def test_an_update_that_is_taken_in_first_keeps_that_it_is_late(world):
    world.happen(grave())
    world.run(NOON)
    back = NOON + 2 * DAY
    set_back.mend_waits(now=back)
    world.happen(grave(version=2, recorded_at=back, title="Protest with many dead in Almaty"))
    told_by(world, back, 0)
    assert EscalationStep.objects.get().due_at == NOON + 10 * MINUTE


def test_a_clock_that_runs_ahead_for_a_moment_wakes_each_once(world):
    world.happen(grave())
    world.run(NOON)
    world.run(NOON + 3 * DAY)
    for minutes in range(1, 40):
        now = NOON + minutes * MINUTE
        claims.mend_clock(now=now)
        bring_up_to_date(now=now)
        world.run(now)
    assert [str(mail["To"]).partition("@")[0] for mail in world.mails] == ["ann", "dora", "emil"]


def test_an_acknowledgement_given_while_waits_are_moved_is_not_undone(world):
    world.happen(grave())
    world.run(NOON)
    read = AlertRow.objects.get(held="")
    acknowledge(AlertRow.objects.get(held=""), now=NOON + DAY, how="page")
    assert not waits_on(read, stood=NOON, because="", now=NOON + 2 * DAY)
    assert AlertRow.objects.get(held="").escalate_at is None


def test_two_workers_that_come_back_together_move_the_waits_once(world):
    world.happen(grave())
    world.run(NOON)
    last = heartbeats.last_beats()[heartbeats.HOLDING]
    assert heartbeats.beat_after(heartbeats.HOLDING, last, at=NOON + DAY)
    assert not heartbeats.beat_after(heartbeats.HOLDING, last, at=NOON + DAY)


def test_the_page_says_that_a_duty_contact_was_told_late(world):
    from django.template.loader import render_to_string

    world.happen(grave())
    world.run(NOON)
    world.run(NOON + 2 * DAY)
    page = render_to_string("parts/answer.html", {"steps": EscalationStep.objects.all()})
    assert "They were due at 6 Jan 2022, 12:10 UTC and told late because Lookfar did not run" in page


def test_one_round_an_hour_wakes_a_duty_contact_while_a_mailbox_is_tried_again(world):
    world.busy = {"ann@example.org"}
    world.run(NOON)
    world.happen(grave(recorded_at=NOON + MINUTE))
    rounds = told_by(world, NOON + 5 * MINUTE, 0, 60, 120, 180)
    assert ["dora"] in rounds, rounds


def test_a_gap_of_minutes_is_no_outage(world):
    world.happen(grave())
    world.run(NOON)
    world.run(NOON + 25 * MINUTE)
    assert EscalationStep.objects.get().due_at is None
