"""An alert whose versions were forgotten for their age is told anew: counted on, asked after, and never a fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.flow.holding_making import NOON, World, incident
from tests.flow.test_retention import look
from tests.web import seeding

from lookfar.domain.report import Toll
from lookfar.domain.taxonomy import EventType
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import Certainty, Credibility, IncidentStatus, Reliability, Severity, Urgency
from lookfar.flow import open_tools
from lookfar.flow.own_incidents import Draft, enter, take_back
from lookfar.flow.ruling import save_duty
from lookfar.flow.safety import ask_everybody
from lookfar.records.forgetting import forget
from lookfar.records.models import AlertRow

MINUTE = timedelta(minutes=1)
LATER = NOON + timedelta(days=800)

DRAFT = Draft(
    title="Roadblock on the way to the airport",
    event_type=EventType("violent_demonstration"),
    place=seeding.ALMATY,
    happened=Interval(start=NOON - timedelta(hours=1), end=NOON),
    severity=Severity.EXTREME,
    urgency=Urgency.IMMEDIATE,
    certainty=Certainty.OBSERVED,
    credibility=Credibility.CONFIRMED,
    reliability=Reliability.B,
)


@pytest.fixture
def world(db, tmp_path):
    made = World(tmp_path)
    made.person("Ann")
    save_duty(made.organisation, made.person("Dora", home=None))
    return made


def own(world, at, *, ident: str = "", deaths: int = 0) -> str:
    draft = replace(DRAFT, fatalities=Toll(best=deaths))
    return enter(world.organisation, draft, open_tools(), writer="Mia", now=at, ident=ident)[0].id


def told(world) -> list[str]:
    return [str(mail["To"]).partition("@")[0] for mail in world.mails]


def sequences() -> list[int]:
    return list(AlertRow.objects.filter(held="").order_by("sequence").values_list("sequence", flat=True))


@pytest.fixture
def forgotten(world) -> str:
    """One of ours that was told, escalated, and forgotten years later."""
    ident = own(world, NOON)
    for minutes in (0, 10):
        world.run(NOON + minutes * MINUTE)
    assert told(world) == ["ann", "dora"]
    forget(AlertRow.objects.all(), now=LATER - timedelta(days=1))
    assert AlertRow.objects.get().forgotten_at is not None
    return ident


def test_an_own_incident_that_is_changed_after_its_alerts_were_forgotten_is_told_anew(world, forgotten):
    own(world, LATER, ident=forgotten, deaths=500)
    [subject] = world.run(LATER)
    assert sequences() == [1, 2]
    assert "Update" not in subject


def test_its_next_version_is_an_update_and_its_end_reaches_who_was_told(world, forgotten):
    own(world, LATER, ident=forgotten, deaths=500)
    world.run(LATER)
    own(world, LATER + MINUTE, ident=forgotten, deaths=5000)
    take_back(world.organisation, forgotten, why="a drill", writer="Mia", now=LATER + 2 * MINUTE)
    update, cancel = world.run(LATER + 3 * MINUTE)
    assert ("Update" in update, "Cancelled" in cancel) == (True, True)
    assert sequences() == [1, 2, 3, 4]


def test_what_is_told_anew_and_not_acknowledged_goes_to_the_duty_contact_again(world, forgotten):
    own(world, LATER, ident=forgotten, deaths=500)
    for minutes in (0, 9, 10):
        world.run(LATER + minutes * MINUTE)
    assert told(world)[2:] == ["ann", "dora"]


def test_taking_it_back_after_all_is_forgotten_tells_nobody(world, forgotten):
    take_back(world.organisation, forgotten, why="a drill", writer="Mia", now=LATER)
    assert world.run(LATER) == []


def test_who_is_asked_after_all_is_forgotten_is_asked(world, forgotten):
    ask_everybody(world.organisation, forgotten, words="", by=None, now=LATER)
    [subject] = world.run(LATER)
    assert "Are you safe?" in subject


def test_a_public_incident_that_was_closed_and_goes_on_is_told_anew_too(world):
    world.happen(incident(recorded_at=NOON))
    world.run(NOON)
    world.happen(incident(version=2, recorded_at=NOON + MINUTE, status=IncidentStatus.CLOSED))
    look(LATER - timedelta(days=1))
    world.happen(incident(version=3, recorded_at=LATER, fatalities=Toll(best=500)))
    [subject] = world.run(LATER)
    assert subject.startswith("[Lookfar] Moderate")
