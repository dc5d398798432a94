"""Two incidents put together: who was asked or told under either id is counted, and a call for help goes on standing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.flow.holding_making import NOON, World, incident
from tests.web import seeding

from lookfar.domain.safety import Answer, AnsweredBy
from lookfar.domain.vocabulary import Severity
from lookfar.exposure.head_count import Standing
from lookfar.flow.matching import match_and_alert
from lookfar.flow.people import keep_person
from lookfar.flow.safety import answer, ask_everybody, count
from lookfar.records import incidents as store
from lookfar.records import safety

MINUTE = timedelta(minutes=1)
ONE, OTHER = (incident(name, recorded_at=NOON, severity=Severity.EXTREME) for name in ("a", "b"))


@pytest.fixture
def world(db, tmp_path):
    """Ann and Bob were asked about one, Bob needs help and Ann has left; then it was put into the other."""
    made = World(tmp_path)
    made.ann, made.bob = made.person("Ann"), made.person("Bob")
    store.keep_versions([ONE])
    made.happen(OTHER)
    made.run(NOON)
    ask_everybody(made.organisation, OTHER.id, words="", by=None, now=NOON + MINUTE)
    made.run(NOON + MINUTE)
    answer(made.bob, OTHER.id, Answer.NEED_HELP, by=AnsweredBy.SELF, now=NOON + 2 * MINUTE)
    keep_person(made.organisation, name="Ann", email="ann@example.org", home=seeding.LIMA, person=made.ann)
    put_together(NOON + 3 * MINUTE)
    return made


def put_together(at) -> None:
    after = replace(ONE, version=2, recorded_at=at, reports=(*ONE.reports, *OTHER.reports))
    store.keep_versions([after])
    store.merged_into(OTHER.id, ONE.id, now=at)
    store.keep_regrouping("merge", ONE.id, OTHER.id, OTHER.reports, who="Olga", why="one", now=at)
    match_and_alert((after,), now=at, origin=after.origin)


@pytest.mark.parametrize("ident", [ONE.id, OTHER.id])
def test_what_was_asked_and_answered_under_the_id_that_went_is_counted(world, ident):
    found = count(world.organisation, ident, as_of=NOON + 4 * MINUTE).count
    standing = {one.name: found.of(one) for one in Standing if found.of(one)}
    assert standing == {"NEEDS_HELP": 1, "NOT_ANSWERED": 1}


def test_the_call_for_help_stands_until_it_is_answered_under_the_id_that_stayed(world):
    assert safety.needing_help(world.organisation, now=NOON + 5 * MINUTE) == {ONE.id: 1}
    answer(world.bob, ONE.id, Answer.SAFE, by=AnsweredBy.SELF, now=NOON + 6 * MINUTE)
    assert safety.needing_help(world.organisation, now=NOON + 7 * MINUTE) == {}


def test_it_is_one_head_count_in_the_list(world):
    answer(world.bob, ONE.id, Answer.SAFE, by=AnsweredBy.SELF, now=NOON + 6 * MINUTE)
    [(ident, last)] = safety.incidents_asked_about(world.organisation, since=NOON)
    assert (ident, last) == (ONE.id, NOON + 6 * MINUTE)


def test_who_has_left_is_counted_since_they_were_told_under_the_id_that_went(world):
    people = count(world.organisation, ONE.id, as_of=NOON + 4 * MINUTE).people
    assert {person.person.private["name"] for person in people.values()} == {"Ann", "Bob"}
