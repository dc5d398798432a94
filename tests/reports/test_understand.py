from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lookfar.domain.geo import Point
from lookfar.domain.ids import ReportId, SourceId
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import Report, Toll
from lookfar.domain.taxonomy import NOT_AN_EVENT, Category, EventType
from lookfar.domain.vocabulary import Certainty, Severity, Urgency
from lookfar.facts.actors import open_actors, open_targets
from lookfar.facts.borders import open_borders
from lookfar.facts.classifier import open_classifier
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.facts.severity import open_severity
from lookfar.facts.taxonomy import open_taxonomy
from lookfar.reports.severity import grade
from lookfar.reports.statements import cause
from lookfar.reports.understand import Tools, understand


@pytest.fixture(scope="module")
def tools() -> Tools:
    borders = open_borders()
    return Tools(
        gazetteer=open_gazetteer(),
        model=open_classifier(),
        taxonomy=open_taxonomy(),
        country_at=borders.country_at,
        nearest_country=borders.nearest_country,
        neighbours=borders.neighbours,
        severity=open_severity(),
        groups=open_actors(),
        targets=open_targets(),
    )


def report(text: str, **given: object) -> Report:
    plain = Report(
        id=ReportId("made:1"),
        item=ReportId("made:1"),
        source=SourceId("made"),
        title=text[:60],
        text=text,
        published_at=datetime(2024, 5, 1, tzinfo=UTC),
    )
    return replace(plain, **given)  # type: ignore[arg-type]


def test_where_what_how_many_and_who_are_read(tools: Tools) -> None:
    (one,) = understand(report("A suicide bomber kills at least 12 soldiers in Mogadishu, Somalia."), tools)
    assert (one.category, one.event_type) == (Category.TERRORISM, "suicide_bombing")
    assert one.scene is not None
    assert (one.scene.name, one.scene.country) == ("Mogadishu", "SOM")
    assert one.fatalities.best == 12
    assert one.severity is Severity.SEVERE
    assert "soldiers" in one.actors


def test_the_publishers_code_toll_and_place_win_over_the_text(tools: Tools) -> None:
    off_lisbon = Place(
        name="off the coast",
        point=Point(lon=-9.9, lat=38.6),
        radius_km=10,
        country="",
        precision=Precision.POINT,
        confidence=1.0,
    )
    given = report(
        "Protesters fight in Berlin and 5 die.",
        event_type=EventType("earthquake"),
        severity=Severity.MINOR,
        fatalities=Toll(low=0, best=0, high=0),
        places=(off_lisbon,),
    )
    (one,) = understand(given, tools)
    assert (one.category, one.event_type, one.confidence) == (Category.HAZARD, "earthquake", 1.0)
    assert (one.severity, one.fatalities.best) == (Severity.MINOR, 0)
    assert one.scene is not None
    assert one.scene.country == "PRT"


def test_no_event_gives_one_understanding_without_category(tools: Tools) -> None:
    (one,) = understand(report("The club wins the cup final in Madrid."), tools)
    assert (one.category, one.event_type, one.severity) == (None, NOT_AN_EVENT, Severity.UNKNOWN)


def test_a_state_act_and_the_unrest_behind_it_are_two_statements(tools: Tools) -> None:
    text = "The president declares a state of emergency in Quito due to violent protests over bread prices."
    found = understand(report(text), tools)
    assert [one.category for one in found] == [Category.STABILITY, Category.UNREST]
    assert all(one.scene and one.scene.name == "Quito" for one in found)


def test_a_cause_long_past_is_no_statement() -> None:
    assert cause("He was jailed because of the riots of 2011 in the north.") is None
    assert cause("Schools close due to flooding in the valley.") is not None


@pytest.mark.parametrize(
    "text",
    [
        "Moldova declares a state of emergency in response to the invasion.",
        "The European Union imposes sanctions on the Russian economy in response to the invasion and bombing of cities.",
        "Germany closes its airspace to Russian airliners because of the war and the shelling of towns.",
    ],
)
def test_a_war_that_a_state_reacts_to_is_not_at_its_home(tools: Tools, text: str) -> None:
    found = understand(report(text), tools)
    assert Category.ARMED_CONFLICT not in {one.category for one in found[1:]}


def test_a_site_is_the_scene_and_the_town_near_it_is_not(tools: Tools) -> None:
    (one,) = understand(report("Gunships bombard Hostomel Airport near Kyiv."), tools)
    assert one.scene is not None
    assert one.scene.name == "Hostomel"


def test_a_protest_with_deaths_is_not_peaceful(tools: Tools) -> None:
    (one,) = understand(report("Three people are killed in protests in Lima."), tools)
    assert one.category is Category.UNREST
    assert one.event_type != "peaceful_protest"
    assert one.severity is Severity.SEVERE


def test_listed_cities_are_scenes_of_their_own_and_the_toll_is_counted_once(tools: Tools) -> None:
    found = understand(report("Missile strikes kill 9 people in Kharkiv, Kyiv and Odesa."), tools)
    assert {one.scene.name for one in found if one.scene} >= {"Kharkiv", "Kyiv"}
    assert [one.fatalities.best for one in found].count(9) == 1


def test_another_language_is_abstained_from(tools: Tools) -> None:
    (one,) = understand(report("Massenproteste in Berlin", language="de"), tools)
    assert one.abstained
    assert one.category is None


@pytest.mark.parametrize(
    ("kind", "killed", "text", "severity"),
    [
        ("violent_demonstration", 2, "", Severity.SEVERE),
        ("violent_demonstration", 30, "", Severity.EXTREME),
        ("state_of_emergency", None, "", Severity.SEVERE),
        ("airport_seizure", None, "", Severity.SEVERE),
        ("outbreak", 4000, "", Severity.SEVERE),
        ("bombing", None, "The group threatens to bomb the port", Severity.MODERATE),
    ],
)
def test_severity_follows_type_toll_and_words(
    kind: str, killed: int | None, text: str, severity: Severity
) -> None:
    toll = Toll(low=killed, best=killed, high=killed)
    found = grade(
        text, EventType(kind), fatalities=toll, injured=Toll(), taxonomy=open_taxonomy(), table=open_severity()
    )
    assert found.severity is severity
    assert found.reasons


def test_a_plan_is_future_and_possible() -> None:
    found = grade(
        "The union plans a strike",
        EventType("strike"),
        fatalities=Toll(),
        injured=Toll(),
        taxonomy=open_taxonomy(),
        table=open_severity(),
    )
    assert (found.urgency, found.certainty) == (Urgency.FUTURE, Certainty.POSSIBLE)


def test_a_count_that_no_protest_ever_had_is_of_something_else(tools: Tools) -> None:
    told = understand(
        report("Thousands riot in Sao Paulo over the virus, which has killed 500,000 people."), tools
    )[0]
    assert told.category is Category.UNREST
    assert told.fatalities == Toll()


def test_a_past_that_is_told_again_is_no_event_of_now(tools: Tools) -> None:
    (one,) = understand(report("On this day in 1945 an atomic bomb killed 140,000 people in Hiroshima."), tools)
    assert (one.category, one.event_type) == (None, NOT_AN_EVENT)
    assert not one.fatalities.is_known
