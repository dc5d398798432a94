"""A rule that is edited before anybody was told counts as it is by then (FAULTS 77); what was begun goes on as decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
from tests.flow.holding_making import NIGHT, NOON, World, ann_and_two_on_duty, body, incident
from tests.web import seeding

from lookfar.alerts.quiet_hours import QuietHours
from lookfar.alerts.route import Rule, Tell
from lookfar.alerts.scope import Scope
from lookfar.domain.vocabulary import DeliveryState, MsgType, Severity
from lookfar.flow.people import keep_person
from lookfar.flow.ruling import drop_group, drop_rule, move_rule, save_group, save_rule
from lookfar.flow.safety import ask_everybody
from lookfar.flow.tools import open_tools
from lookfar.records import rules as kept
from lookfar.records.models import AlertRow, DeliveryRow, EscalationStep, Person

MINUTE = timedelta(minutes=1)
NIGHTS = QuietHours(start=time(22), end=time(7))


@pytest.fixture
def world(db, tmp_path):
    return ann_and_two_on_duty(tmp_path)


def named(name: str) -> Person:
    return next(one for one in Person.objects.all() if one.private["name"] == name)


def only(name: str) -> Tell:
    return Tell(person=False, endpoints=False, others=(str(named(name).pk),))


def rule(world: World, row=None, *, now=NOON, **changed):
    usual = Rule(id="", name="As usual")
    return save_rule(world.organisation, replace(usual, **changed), tools=open_tools(), now=now, row=row)


def quiet(world: World, *names: str) -> None:
    for name in names:
        kept.keep_hours(world.organisation, kept.Hours(zone="Asia/Almaty", quiet=NIGHTS), named(name))


def told(world: World) -> list[str]:
    return [str(mail["To"]).partition("@")[0] for mail in world.mails]


def grave(**changed):
    return incident(severity=Severity.EXTREME, recorded_at=NOON, **changed)


def test_a_bar_raised_before_it_left_leaves_it_to_the_digest(world):
    row = rule(world)
    world.happen(incident(recorded_at=NOON))
    rule(world, row, bar=Severity.SEVERE)
    assert world.run(NOON) == []
    assert world.run(NOON + timedelta(days=1))
    assert "LESS GRAVE THAN WHAT YOU ARE WOKEN FOR" in body(world.mails[-1])
    assert told(world) == ["ann"]
    [held] = AlertRow.objects.all()
    assert "below Severe" in " ".join(held.private["why"])


def test_a_bar_lowered_again_tells_it_once(world):
    row = rule(world)
    world.happen(incident(recorded_at=NOON))
    rule(world, row, bar=Severity.SEVERE)
    assert world.run(NOON) == []
    rule(world, row, now=NOON + MINUTE)
    world.run(NOON + MINUTE)
    world.run(NOON + timedelta(days=1))
    assert told(world) == ["ann"]


def test_what_threatens_life_passes_a_bar_that_was_raised_and_is_escalated(world):
    row = rule(world)
    world.happen(grave())
    rule(world, row, bar=None)
    world.run(NOON)
    world.run(NOON + 11 * MINUTE)
    assert told(world) == ["ann", "dora"]


def test_a_threat_that_was_barred_and_let_through_again_is_escalated(world):
    row = rule(world)
    world.happen(grave())
    rule(world, row, bar=None, over_life=True)
    assert world.run(NOON) == []
    rule(world, row, now=NOON + MINUTE)
    world.run(NOON + MINUTE)
    world.run(NOON + 12 * MINUTE)
    assert told(world) == ["ann", "dora"]


def test_whom_the_rule_names_instead_is_told_instead_and_nobody_is_woken_for_the_other(world):
    row = rule(world)
    world.happen(incident(recorded_at=NOON))
    rule(world, row, tell=only("Emil"))
    world.run(NOON)
    world.run(NOON + 30 * MINUTE)
    assert told(world) == ["emil"]
    assert not EscalationStep.objects.exists()


def test_edited_and_edited_back_tells_as_if_nothing_had_been(world):
    quiet(world, "Emil")
    row = rule(world)
    world.happen(incident(recorded_at=NIGHT))
    rule(world, row, tell=only("Emil"), now=NIGHT)
    assert world.run(NIGHT) == []
    rule(world, row, now=NIGHT + MINUTE)
    world.run(NIGHT + MINUTE)
    world.run(NIGHT + timedelta(hours=9))
    assert told(world) == ["ann"]


def test_who_is_named_besides_need_not_wait_for_the_quiet_hours_of_another(world):
    quiet(world, "Ann")
    row = rule(world)
    world.happen(incident(recorded_at=NIGHT))
    assert world.run(NIGHT) == []
    rule(world, row, now=NIGHT + MINUTE, tell=Tell(others=(str(named("Dora").pk),)))
    world.run(NIGHT + MINUTE)
    assert told(world) == ["dora"]
    world.run(NIGHT + timedelta(hours=8))
    assert told(world) == ["dora", "ann"]


@pytest.mark.parametrize("touched", ["tried", "leased"])
def test_once_one_may_know_everybody_is_told_as_decided(world, touched):
    row = rule(world, tell=Tell(others=(str(named("Dora").pk),)))
    world.happen(incident(recorded_at=NOON))
    first = DeliveryRow.objects.filter(receiver=str(named("Ann").pk))
    if touched == "tried":
        first.update(state=DeliveryState.FAILED, attempts=1)
    else:
        first.update(leased_until=NOON + timedelta(seconds=30), fence=1)
    rule(world, row, bar=Severity.EXTREME, tell=only("Emil"))
    world.run(NOON + 5 * MINUTE)
    assert sorted(told(world)) == ["ann", "dora"]


def test_an_update_and_a_cancel_follow_whoever_was_told(world):
    row = rule(world)
    one = incident(severity=Severity.SEVERE, recorded_at=NOON)
    world.happen(one)
    world.run(NOON)
    rule(world, row, bar=None, tell=only("Emil"))
    world.happen(replace(one, version=2, status=seeding.IncidentStatus.RETRACTED, recorded_at=NOON + MINUTE))
    rule(world, row, bar=None, tell=only("Dora"), now=NOON + MINUTE)
    world.run(NOON + 5 * MINUTE)
    assert told(world) == ["ann", "ann"]
    assert AlertRow.objects.filter(msg_type=MsgType.CANCEL.value, held="").count() == 1


def test_what_was_taken_back_meanwhile_is_told_to_nobody(world):
    row = rule(world)
    one = incident(recorded_at=NOON)
    world.happen(one)
    rule(world, row, bar=Severity.SEVERE)
    world.happen(replace(one, version=2, status=seeding.IncidentStatus.RETRACTED, recorded_at=NOON + MINUTE))
    rule(world, row, now=NOON + MINUTE)
    world.run(NOON + MINUTE)
    assert told(world) == []


def test_a_question_goes_to_whom_it_is_asked_whatever_the_rules_say_by_then(world):
    row = rule(world)
    one = grave()
    world.happen(one)
    world.run(NOON)
    world.busy.add("ann@example.org")
    ask_everybody(world.organisation, one.id, words="", by=None, now=NOON + MINUTE)
    rule(world, row, tell=Tell(person=False, others=(str(named("Emil").pk),)), now=NOON + MINUTE)
    world.busy.clear()
    world.run(NOON + 5 * MINUTE)
    assert told(world) == ["ann", "ann"]


def test_who_lost_their_address_meanwhile_is_unreached_as_ever(world):
    row = rule(world)
    world.happen(incident(recorded_at=NOON))
    keep_person(world.organisation, name="Ann", email="", home=seeding.ALMATY, person=named("Ann"))
    rule(world, row, name="Another name")
    world.run(NOON)
    world.run(NOON + MINUTE)
    assert told(world) == ["dora"]


def test_a_rule_taken_away_or_moved_lets_the_next_one_decide(world):
    mine = rule(world)
    rule(world, bar=Severity.EXTREME, name="Last")
    world.happen(incident(recorded_at=NOON))
    drop_rule(mine, now=NOON)
    assert world.run(NOON) == []
    rule(world, name="Third")
    move_rule(kept.AlertRule.objects.last(), -1, now=NOON + MINUTE)
    world.run(NOON + MINUTE)
    assert told(world) == ["ann"]


@pytest.mark.parametrize("how", ["put in", "taken out", "gone"])
def test_a_group_that_is_changed_counts_as_it_is(world, how):
    members = [] if how == "put in" else [named("Ann")]
    staff = save_group(world.organisation, name="Staff", people=members, now=NOON)
    bars = (Severity.EXTREME, Severity.MODERATE) if how == "put in" else (Severity.MODERATE, Severity.EXTREME)
    rule(world, bar=bars[0], scope=Scope(groups=frozenset({str(staff.pk)})))
    rule(world, bar=bars[1], name="Everybody else")
    world.happen(incident(recorded_at=NOON))
    if how == "gone":
        drop_group(staff, now=NOON)
    else:
        people = [named("Ann")] if how == "put in" else []
        save_group(world.organisation, name="Staff", people=people, group=staff, now=NOON)
    assert world.run(NOON) == []


def test_another_organisations_rule_holds_nothing_of_ours(world, tmp_path):
    other = World(tmp_path, "Other People")
    world.happen(incident(recorded_at=NOON))
    rule(other, bar=None)
    world.run(NOON)
    assert told(world) == ["ann"]


def test_the_hours_of_a_rule_count_when_it_is_decided_on_again(world):
    rule(world, bar=Severity.EXTREME, hours=(time(22), time(7)), name="By night")
    quiet(world, "Ann")
    day = rule(world, name="By day")
    world.happen(incident(recorded_at=NOON))
    rule(world, day, name="By day, as ever", now=NOON)
    world.run(NOON)
    assert told(world) == ["ann"]
