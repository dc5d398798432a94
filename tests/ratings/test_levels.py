"""Levels that move at once, and floors under levels alone: grave incidents, yearly figures, a war around a part."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ratings.made import NOW, area, evidence

from lookfar.domain.areas import AreaKind
from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Category, Headline
from lookfar.domain.vocabulary import Coverage, Credibility, Level, Severity
from lookfar.facts.rating_versions import open_model, open_parts, parts_of
from lookfar.ratings import scale
from lookfar.ratings.evidence import Evidence
from lookfar.ratings.floors import AT_WAR
from lookfar.ratings.inputs import AreaInputs, Indicator, Run, State
from lookfar.ratings.inside import Inside, Whole
from lookfar.ratings.levels import CATEGORIES, KEYS, Numbers, rule_area
from lookfar.ratings.methods import parts_2026_11_28, pressure_2026_11_28
from lookfar.ratings.model import ruling

SHIPPED = open_model()
BARE = replace(SHIPPED, grave=None, figure_floors=())
PARTS, FORMER_PARTS = open_parts(), parts_of("2026_11_29")
Scores = dict[str, tuple[float, float, float]]


def ruled(scores: Scores, previous: dict[str, int], run: Run = Run.DAILY) -> dict[str, Rating]:
    """By category what the shipped rules make of scores (score, low, high); of one point where none is given."""
    inputs = area(previous={key: State(level=Level(level)) for key, level in previous.items()}, run=run)
    numbers = Numbers([scores.get(key, (1.0, 1.0, 2.0)) for key in KEYS], (), (), ())
    found = rule_area(inputs, "f" * 64, numbers, ruling("method@0", SHIPPED, lifted=scale.lifted))
    return {one.category: one for one in found}


@pytest.mark.parametrize("run", [Run.DAILY, Run.TOUCHED])
@pytest.mark.parametrize(
    ("held", "score", "level", "why"),
    [
        (1, (42.0, 17.0, 51.0), 3, "two levels or more above level 1"),
        (2, (74.0, 48.0, 83.0), 4, "two levels or more above level 2"),
        (1, (39.8, 22.0, 49.0), 2, "the whole interval, from 22.0, is above level 1"),
        (3, (61.0, 60.5, 70.0), 4, "the whole interval, from 60.5, is above level 3"),
        (2, (50.0, 30.0, 70.0), 3, "10 points or more above the 40 where level 3 begins"),
    ],
)
def test_a_rise_by_two_levels_or_beyond_all_doubt_waits_for_no_run(
    run: Run, held: int, score: tuple[float, float, float], level: int, why: str
) -> None:
    found = ruled({"unrest": score}, {"unrest": held}, run)["unrest"]
    assert found.level == level
    assert found.reasons[0].startswith("at once: ")
    assert why in found.reasons[0]


@pytest.mark.parametrize(
    ("held", "score"),
    [(1, (29.9, 19.9, 50.0)), (2, (45.0, 39.0, 60.0)), (4, (30.0, 10.0, 39.0)), (3, (41.0, 40.0, 59.0))],
)
def test_a_doubtful_rise_by_one_level_and_every_fall_wait(held: int, score: tuple[float, float, float]) -> None:
    assert ruled({"unrest": score}, {"unrest": held})["unrest"].level == held


@settings(max_examples=60)
@given(
    held=st.integers(0, 5),
    ends=st.lists(st.floats(1, 99), min_size=3, max_size=3).map(sorted),
    run=st.sampled_from([Run.DAILY, Run.TOUCHED]),
)
def test_no_level_stands_two_below_its_score_or_below_its_whole_interval(
    held: int, ends: list[float], run: Run
) -> None:
    low, score, high = ends
    found = ruled({"crime": (score, low, high)}, {"crime": held}, run)["crime"]
    own = 1 + sum(score >= one for one in SHIPPED.thresholds)
    assert found.level >= own - 1
    assert found.level >= 1 + sum(low >= one for one in SHIPPED.thresholds)


def of(inputs: AreaInputs, category: str = "unrest") -> tuple[Rating, Rating]:
    """What the shipped method says, and what it says without these floors."""
    both = (pressure_2026_11_28.rate_many([inputs], one)[0] for one in (SHIPPED, BARE))
    now, before = ({one.category: one for one in ratings}[category] for ratings in both)
    return now, before


@pytest.mark.parametrize(
    ("what", "level"),
    [
        (evidence("s", severity=Severity.SEVERE, days=2.9), 3),
        (evidence("s", severity=Severity.SEVERE, days=3.1), 2),
        (evidence("s", severity=Severity.MODERATE, days=0.5), 2),
        (evidence("s", severity=Severity.SEVERE, days=0.5, weight=0.49), 2),
        (evidence("s", severity=Severity.SEVERE, days=0.5, category=Category.CRIME), 2),
    ],
)
def test_a_rise_after_a_grave_incident_of_the_category_waits_for_no_run(what: Evidence, level: int) -> None:
    inputs = area([what], previous={"unrest": State(level=Level.LOW)})
    scores = [(41.0, 25.0, 50.0) if key == "unrest" else (1.0, 1.0, 2.0) for key in KEYS]
    age = (inputs.as_of - what.happened) / timedelta(days=1)
    numbers = Numbers(scores, (1.0,), (age,), (CATEGORIES.index(what.category),))
    for by, expected in ((SHIPPED, level), (replace(SHIPPED, grave=replace(SHIPPED.grave, at_once=0.0)), 2)):
        found = rule_area(inputs, "f" * 64, numbers, ruling("method@0", by, lifted=scale.lifted))
        (unrest,) = (one for one in found if one.category == "unrest")
        assert unrest.level == expected
        assert unrest.reasons[0].startswith("at once: an incident of CAP severity" if expected == 3 else "held")


def storming(**given: object) -> Evidence:
    return evidence("s", severity=Severity.SEVERE, days=13.0, **given)  # type: ignore[arg-type]


def test_a_grave_incident_leaves_neither_its_category_nor_the_headline_at_level_1() -> None:
    inputs = area([storming(category=Category.KIDNAP)], watched_days=900)
    for key in ("kidnap", "security"):
        now, before = of(inputs, key)
        assert (before.level, now.level) == (Level.MINIMAL, Level.LOW)
        assert (now.score, now.low) == (before.score, before.low)
        assert now.high >= SHIPPED.thresholds[0]
        assert now.reasons[-1].startswith("floor: an incident of CAP severity Severe or Extreme here")
    assert of(inputs, "health_headline")[0].level is of(inputs, "health_headline")[1].level


@pytest.mark.parametrize(
    "what",
    [
        evidence("s", category=Category.KIDNAP, severity=Severity.SEVERE, days=14.1),
        evidence("s", category=Category.KIDNAP, severity=Severity.MODERATE, days=1.0),
        storming(category=Category.KIDNAP, weight=0.49),
        storming(category=Category.KIDNAP, credibility=Credibility.IMPROBABLE),
    ],
)
def test_what_is_old_less_grave_or_hardly_believed_is_no_floor(what: Evidence) -> None:
    now, before = of(area([what], watched_days=900), "kidnap")
    assert (now.level, now.reasons) == (before.level, before.reasons)


def test_nobody_heard_is_still_level_0_whatever_is_known_of_a_grave_incident() -> None:
    now, _ = of(area([storming(category=Category.KIDNAP)], coverage=Coverage.BLIND), "kidnap")
    assert now.level is Level.NOT_ENOUGH_DATA


def test_a_coup_is_a_floor_under_security_and_a_decree_less_grave_is_none() -> None:
    def security(severity: Severity) -> Rating:
        coup = evidence("s", category=Category.STABILITY, severity=severity, days=2.0)
        return of(area([coup], watched_days=900), "security")[0]

    assert security(Severity.EXTREME).level is Level.LOW
    assert security(Severity.MODERATE).level is Level.MINIMAL


@pytest.mark.parametrize(
    ("category", "deaths", "weight", "level"),
    [
        (Category.TERRORISM, 30, 0.9, Level.HIGH),
        (Category.TERRORISM, 30, 0.49, Level.MODERATE),
        (Category.HAZARD, 25, 0.9, Level.MODERATE),
        (Category.HAZARD, 500, 0.9, Level.HIGH),
        (Category.HAZARD, 500, 0.3, Level.MODERATE),
        (Category.HEALTH, 25, 0.9, Level.MODERATE),
    ],
)
def test_the_dead_lift_a_level_and_no_further_than_3_where_their_place_is_in_doubt(
    category: Category, deaths: int, weight: float, level: Level
) -> None:
    told = evidence("s", category=category, deaths=deaths, weight=weight, days=5.0)
    (found,) = pressure_2026_11_28.rate_many([area([told], watched_days=900)], SHIPPED)
    rated = {one.category: one for one in found}[category.value]
    assert rated.level is level
    assert any("in doubt" in reason for reason in rated.reasons) is (weight < 0.5)


@pytest.mark.parametrize(("rate", "level"), [(9.9, 1), (10.0, 2), (29.9, 2), (30.0, 3), (47.1, 3)])
def test_many_homicides_are_no_calm_crime_however_little_is_told(rate: float, level: int) -> None:
    figure = Indicator(name="homicide_rate", year=2020, value=rate, source="UNODC")
    now, before = of(area(watched_days=900, region="Caribbean", indicators=[figure]), "crime")
    assert before.level is Level.MINIMAL
    assert (now.level, now.score) == (level, before.score)
    said = f"floor: {rate:.1f} homicides per 100,000 people in 2020"
    assert (said in " ".join(now.reasons)) is (level > 1)


def part(logit: float, *items: Evidence, held: int = 1) -> AreaInputs:
    logits = dict.fromkeys(Category, -3.0) | {Category.ARMED_CONFLICT: logit}
    inside = Inside(country="UKR", kind=AreaKind.CITY, share=0.02, whole=Whole(logits=logits))
    states = {key: State(level=Level(held)) for key in KEYS}
    return replace(area(items, name="UKR.709930", watched_days=900, previous=states), inside=inside)


def levels(inputs: AreaInputs, former: bool = False) -> dict[str, int]:
    (ratings,) = parts_2026_11_28.rate_many([inputs], FORMER_PARTS if former else PARTS)
    return {one.category: int(one.level) for one in ratings}


def test_every_part_of_a_country_at_war_is_level_2_though_it_was_level_1_before() -> None:
    at_war, below = part(AT_WAR), part(AT_WAR - 0.001)
    assert levels(at_war, former=True)["armed_conflict"] == 1
    assert [levels(at_war)[key] for key in ("armed_conflict", "security")] == [2, 2]
    assert levels(below)["armed_conflict"] == 1


def test_a_hair_of_the_countrys_log_odds_does_not_move_the_score_of_a_part() -> None:
    (above,), (below,) = (
        parts_2026_11_28.rate_many([part(AT_WAR + step, held=2)], PARTS) for step in (0.001, -0.001)
    )
    assert abs(above[0].score - below[0].score) < 0.1
    assert (above[0].level, below[0].level) == (Level.LOW, Level.LOW)


def test_a_part_where_a_grave_incident_happened_is_not_level_1() -> None:
    riot = evidence("r", severity=Severity.EXTREME, days=5.0)
    quiet, struck = (levels(part(-2.0, *items)) for items in ((), (riot,)))
    assert (quiet["unrest"], quiet["security"]) == (1, 1)
    assert (struck["unrest"], struck["security"]) == (2, 2)


def test_countries_have_no_floor_of_a_war_around_them() -> None:
    assert {one.category: one.level for one in pressure_2026_11_28.rate_many([area(as_of=NOW)], SHIPPED)[0]}[
        Headline.SECURITY.value
    ] is Level.MINIMAL


def attack(severity: Severity, **change: object) -> Evidence:
    given: dict[str, object] = {"category": Category.ARMED_CONFLICT, "severity": severity, "days": 2.0, **change}
    return evidence("a", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("whole", "item", "war", "security"),
    [
        (AT_WAR, attack(Severity.SEVERE), 3, 3),
        (AT_WAR, attack(Severity.EXTREME, days=13.9), 3, 3),
        (AT_WAR, attack(Severity.SEVERE, days=14.1), 2, 2),
        (AT_WAR, attack(Severity.MODERATE), 2, 2),
        (AT_WAR - 0.1, attack(Severity.SEVERE), 2, 2),
        (-3.0, attack(Severity.MINOR), 2, 1),
        (-3.0, attack(Severity.MINOR, weight=0.4), 1, 1),
        (-3.0, attack(Severity.MINOR, credibility=Credibility.IMPROBABLE), 1, 1),
        (-3.0, attack(Severity.MINOR, days=15.0), 1, 1),
    ],
)
def test_recent_fighting_in_a_part_is_a_floor_under_its_level(
    whole: float, item: Evidence, war: int, security: int
) -> None:
    found = levels(part(whole, item))
    assert (found["armed_conflict"], found["security"]) == (war, security)


def test_recent_unrest_in_a_part_is_no_level_1_of_unrest_and_says_so() -> None:
    march = evidence("u", severity=Severity.MINOR, days=3.0)
    (ratings,) = parts_2026_11_28.rate_many([part(-3.0, march)], PARTS)
    (unrest,) = (one for one in ratings if one.category == "unrest")
    assert unrest.level is Level.LOW
    assert "an incident of unrest here in the last 14 days" in " ".join(unrest.reasons)
    assert levels(part(-3.0, march), former=True)["unrest"] == 1


def test_a_country_has_no_floors_of_its_parts() -> None:
    (ratings,) = pressure_2026_11_28.rate_many([area([attack(Severity.MINOR)], watched_days=900)], SHIPPED)
    assert not [reason for one in ratings for reason in one.reasons if "here in the last 14 days" in reason]
