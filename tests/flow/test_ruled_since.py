"""A rule that is edited between the decision and the sending counts as it is by then (FAULTS 77)."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
from tests.flow.holding_making import NIGHT, NOON, World, ann_and_two_on_duty, body, incident
from tests.web import seeding

from lookfar.alerts.quiet_hours import QuietHours
from lookfar.alerts.route import Rule, Tell
from lookfar.alerts.scope import Scope
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import DeliveryState, HoldReason, MsgType, Severity
from lookfar.flow.ruled_since import LEFT_OUT
from lookfar.flow.ruling import drop_rule, save_group, save_rule
from lookfar.flow.tools import open_tools
from lookfar.records import rules as kept
from lookfar.records.models import AlertRow, DeliveryRow, Person

MINUTE = timedelta(minutes=1)
USUAL = Rule(id="", name="As usual")


@pytest.fixture
def world(db, tmp_path):
    return ann_and_two_on_duty(tmp_path)


def named(name: str) -> Person:
    return next(one for one in Person.objects.all() if one.private["name"] == name)


def rule(world: World, row=None, *, now=NOON, **changed):
    return save_rule(world.organisation, replace(USUAL, **changed), tools=open_tools(), now=now, row=row)


def told(world: World) -> list[str]:
    return [str(mail["To"]).partition("@")[0] for mail in world.mails]


def test_a_bar_raised_before_it_left_leaves_it_to_the_digest(world):
    row = rule(world)
    world.happen(incident(recorded_at=NOON))
    rule(world, row, bar=Severity.SEVERE)
    assert world.run(NOON) == []
    left = DeliveryRow.objects.get(alert__isnull=False)
    assert (left.state, left.held) == (DeliveryState.DIGESTED, HoldReason.BELOW_THRESHOLD)
    assert world.run(NOON + timedelta(days=1))
    assert "LESS GRAVE THAN WHAT YOU ARE WOKEN FOR" in body(world.mails[-1])
    assert told(world) == ["ann"]


def test_a_bar_lowered_again_tells_it_after_all(world):
    row = rule(world)
    world.happen(incident(recorded_at=NOON))
    rule(world, row, bar=Severity.SEVERE)
    assert world.run(NOON) == []
    rule(world, row, now=NOON + MINUTE)
    world.run(NOON + MINUTE)
    assert told(world) == ["ann"]
    world.run(NOON + timedelta(days=1))
    assert told(world) == ["ann"]  # told once, not in the digest too


def test_what_threatens_life_passes_a_bar_that_was_raised(world):
    row = rule(world)
    world.happen(incident(severity=Severity.EXTREME, recorded_at=NOON))
    rule(world, row, bar=None)
    world.run(NOON)
    assert told(world) == ["ann"]


def test_once_somebody_was_told_everybody_is(world):
    row = rule(world, tell=Tell(others=(str(named("Dora").pk),)))
    world.busy.add("dora@example.org")
    world.happen(incident(recorded_at=NOON))
    world.run(NOON)
    assert told(world) == ["ann"]
    world.busy.clear()
    rule(world, row, bar=Severity.EXTREME, tell=Tell(others=(str(named("Dora").pk),)))
    world.run(NOON + 5 * MINUTE)
    assert told(world) == ["ann", "dora"]


def test_whom_the_rule_names_instead_is_told_instead(world):
    row = rule(world)
    world.happen(incident(recorded_at=NOON))
    rule(world, row, tell=Tell(person=False, endpoints=False, others=(str(named("Emil").pk),)))
    for _ in range(2):  # the first round finds that others are told, the next one tells them
        world.run(NOON)
    assert told(world) == ["emil"]
    ann = DeliveryRow.objects.get(receiver=str(named("Ann").pk))
    assert (ann.state, ann.last_error) == (DeliveryState.SUPPRESSED, LEFT_OUT)
    world.run(NOON + timedelta(minutes=30))
    assert told(world) == ["emil"]  # nobody is woken since Ann could not be reached: she was not meant


def test_who_is_named_besides_need_not_wait_for_the_quiet_hours_of_another(world):
    kept.keep_hours(world.organisation, kept.Hours(quiet=QuietHours(start=time(22), end=time(7))), named("Ann"))
    row = rule(world)
    world.happen(incident(recorded_at=NIGHT))
    assert world.run(NIGHT) == []
    rule(world, row, now=NIGHT + MINUTE, tell=Tell(others=(str(named("Dora").pk),)))
    world.run(NIGHT + MINUTE)
    assert told(world) == ["dora"]
    world.run(NIGHT + timedelta(hours=8))
    assert told(world) == ["dora", "ann"]


def test_an_update_and_a_cancel_follow_whoever_was_told(world):
    row = rule(world)
    one = incident(severity=Severity.SEVERE, recorded_at=NOON)
    world.happen(one)
    world.run(NOON)
    rule(world, row, bar=None, tell=Tell(person=False, endpoints=False, others=(str(named("Emil").pk),)))
    gone = replace(one, version=2, status=seeding.IncidentStatus.RETRACTED, recorded_at=NOON + MINUTE)
    world.happen(gone)
    world.run(NOON + 5 * MINUTE)
    assert told(world) == ["ann", "ann"]
    assert AlertRow.objects.filter(msg_type=MsgType.CANCEL.value, held="").count() == 1


def test_a_rule_taken_away_lets_the_next_one_decide(world):
    rule(world, bar=Severity.EXTREME, scope=Scope(categories=frozenset({Category.KIDNAP})))
    mine = rule(world)
    world.happen(incident(recorded_at=NOON))
    rule(world, bar=Severity.EXTREME, name="Last")
    drop_rule(mine, now=NOON)
    assert world.run(NOON) == []
    assert DeliveryRow.objects.get(alert__isnull=False).state == DeliveryState.DIGESTED


def test_somebody_taken_out_of_a_group_is_as_the_group_is_now(world):
    staff = save_group(world.organisation, name="Staff", people=[named("Ann")])
    rule(world, bar=Severity.EXTREME, scope=Scope(groups=frozenset({str(staff.pk)})))
    rule(world, name="Everybody else")
    save_group(world.organisation, name="Staff", people=[], group=staff)
    world.happen(incident(recorded_at=NOON))
    save_group(world.organisation, name="Staff", people=[named("Ann")], group=staff)
    assert world.run(NOON) == []


def test_hours_of_a_rule_are_those_of_the_decision(world):
    """A night rule that let it through keeps counting in the morning, whatever else was edited."""
    row = rule(world, hours=(time(22), time(7)))
    rule(world, name="By day", bar=Severity.EXTREME)
    kept.keep_hours(world.organisation, kept.Hours(quiet=QuietHours(start=time(22), end=time(7))), named("Ann"))
    world.happen(incident(recorded_at=NIGHT))
    rule(world, row, name="By night", hours=(time(22), time(7)))
    assert world.run(NIGHT) == []
    world.run(NIGHT + timedelta(hours=8))
    assert told(world) == ["ann"]
