"""A smaller incident is held for a larger one only of those who know of the larger one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.flow.holding_making import NOON, World, incident

from lookfar.domain.vocabulary import Severity
from lookfar.flow.ruling import save_duty

HOUR = timedelta(hours=1)


@pytest.fixture
def world(db, tmp_path):
    made = World(tmp_path)
    made.person("Ann")
    return made


def told(world) -> list[str]:
    return [str(mail["To"]).partition("@")[0] for mail in world.mails]


def happen(world) -> None:
    world.happen(incident("big", recorded_at=NOON, severity=Severity.SEVERE))
    world.run(NOON)
    world.bouncing = set()
    world.happen(incident("small", recorded_at=NOON + HOUR))
    world.run(NOON + HOUR)


def test_whom_the_larger_one_has_not_reached_is_told_of_the_smaller_one(world):
    world.bouncing = {"ann@example.org"}
    happen(world)
    assert told(world) == ["ann"]
    assert "small" in world.subjects()[0]


def test_that_a_duty_contact_has_heard_of_it_is_no_knowledge_of_hers(world):
    save_duty(world.organisation, world.person("Dora", home=None))
    world.bouncing = {"ann@example.org"}
    happen(world)
    assert sorted(told(world)) == ["ann", "dora"]


def test_who_has_heard_of_it_is_told_of_the_larger_one_alone(world):
    happen(world)
    assert told(world) == ["ann"]
    assert "big" in world.subjects()[0]
