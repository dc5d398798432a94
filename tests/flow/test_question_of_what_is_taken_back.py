"""Nobody is asked about what was taken back; what was open about it is closed, and those asked are told so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.flow.holding_making import NOON, World, body, incident

from lookfar.domain.errors import InvalidValue
from lookfar.domain.safety import Answer, AnsweredBy
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.exposure.head_count import Standing
from lookfar.flow.safety import answer, ask_everybody, count
from lookfar.records import safety
from lookfar.records.models import DeliveryRow, SafetyAsk

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(db, tmp_path):
    made = World(tmp_path)
    made.ann, made.bob = made.person("Ann"), made.person("Bob")
    made.happen(incident(recorded_at=NOON))
    made.run(NOON)
    return made


def ask(world, at) -> int:
    return ask_everybody(world.organisation, incident().id, words="", by=None, now=at)


def retract(world, at) -> None:
    gone = incident(version=2, recorded_at=at, status=IncidentStatus.RETRACTED)
    world.happen(replace(gone, change="Taken back: a drill."))


def standings(world, at) -> dict[Standing, int]:
    found = count(world.organisation, incident().id, as_of=at).count
    return {one: found.of(one) for one in Standing if found.of(one)}


def test_it_is_refused_with_the_reason_and_nobody_is_asked(world):
    retract(world, NOON + MINUTE)
    world.run(NOON + MINUTE)
    with pytest.raises(InvalidValue, match=r"what was taken back\. Taken back: a drill"):
        ask(world, NOON + 2 * MINUTE)
    assert not SafetyAsk.objects.exists()
    assert world.run(NOON + 3 * MINUTE) == []


def test_open_questions_are_closed_and_that_is_no_safety(world):
    ask(world, NOON + MINUTE)
    world.run(NOON + MINUTE)
    answer(world.ann, incident().id, Answer.SAFE, by=AnsweredBy.SELF, now=NOON + 2 * MINUTE)
    retract(world, NOON + 3 * MINUTE)
    assert standings(world, NOON + 2 * MINUTE) == {Standing.SAFE: 1, Standing.NOT_ANSWERED: 1}
    assert standings(world, NOON + 4 * MINUTE) == {Standing.SAFE: 1, Standing.QUESTION_CLOSED: 1}


def test_a_call_for_help_outlives_it(world):
    ask(world, NOON + MINUTE)
    retract(world, NOON + 3 * MINUTE)
    answer(world.bob, incident().id, Answer.NEED_HELP, by=AnsweredBy.SELF, now=NOON + 4 * MINUTE)
    assert standings(world, NOON + 5 * MINUTE)[Standing.NEEDS_HELP] == 1
    assert safety.needing_help(world.organisation, now=NOON + 5 * MINUTE) == {incident().id: 1}


def test_those_asked_are_told_that_it_is_closed_and_why(world):
    ask(world, NOON + MINUTE)
    world.run(NOON + MINUTE)
    retract(world, NOON + 2 * MINUTE)
    assert len(world.run(NOON + 2 * MINUTE)) == 2
    for mail in world.mails[-2:]:
        said = " ".join(body(mail).split())
        assert "Taken back: a drill." in said
        assert "The question “Are you safe?” is closed: nobody waits for an answer to it any more." in said


def test_who_was_not_asked_reads_of_no_question(world):
    retract(world, NOON + 2 * MINUTE)
    world.run(NOON + 2 * MINUTE)
    assert "question" not in body(world.mails[-1])


def test_a_question_that_has_not_left_yet_does_not_leave(world):
    ask(world, NOON + MINUTE)
    retract(world, NOON + 2 * MINUTE)
    subjects = world.run(NOON + 2 * MINUTE)
    assert [("Cancelled" in one, "safe" in one) for one in subjects] == [(True, False), (True, False)]
    assert DeliveryRow.objects.filter(state="suppressed").count() == 2
