"""The floors of pressure_2026_11_28: no headline far below its gravest category, none calm where many are counted dead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ratings.made import NOW, area, evidence

from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Category, Headline
from lookfar.domain.vocabulary import Coverage, Level
from lookfar.facts.rating_versions import open_model, open_parts
from lookfar.ratings import change_log, scale
from lookfar.ratings.constants import ModelConstants
from lookfar.ratings.hysteresis import Rules, level_of
from lookfar.ratings.inputs import AreaInputs, MonthlyDeaths, Run, State
from lookfar.ratings.issued import issued_bytes
from lookfar.ratings.levels import KEYS, Numbers, Ruling, rule_area
from lookfar.ratings.methods import parts_2026_11_28
from lookfar.ratings.methods.pressure_2026_11_28 import issue_many, rate_many, rate_snapshot
from lookfar.ratings.model import ruling

SHIPPED = open_model()
RULES = Rules.of(SHIPPED)
BARE = replace(
    SHIPPED, counted=None, headlines={key: replace(one, below=None) for key, one in SHIPPED.headlines.items()}
)
WITH, WITHOUT = (ruling("method@0", replace(one, leaps=False), lifted=scale.lifted) for one in (SHIPPED, BARE))
"""Rules under which a rise waits, so that what a floor does is seen."""
MEMBERS = {headline: SHIPPED.headlines[headline].members for headline in Headline}

Scores = list[tuple[float, float, float]]
ends = st.lists(st.floats(1, 99), min_size=3, max_size=3).map(sorted).map(lambda one: (one[1], one[0], one[2]))
tables = st.lists(ends, min_size=len(KEYS), max_size=len(KEYS))
coverages = st.fixed_dictionaries(
    {c: st.sampled_from([Coverage.COVERED, Coverage.DEGRADED, Coverage.BLIND]) for c in Category}
)
states = st.builds(State, level=st.sampled_from(Level))
before = st.dictionaries(st.sampled_from(KEYS), states)
runs = st.sampled_from([Run.DAILY, Run.TOUCHED])


def heard(by_category: Mapping[Category, Coverage], **given: object) -> AreaInputs:
    plain = area(**given)  # type: ignore[arg-type]
    return replace(plain, watches={c: replace(plain.watches[c], coverage=one) for c, one in by_category.items()})


def ruled(inputs: AreaInputs, scores: Scores, by: Ruling = WITH) -> dict[str, Rating]:
    found = rule_area(inputs, "f" * 64, Numbers(scores, (), (), ()), by)
    return {rating.category: rating for rating in found}


def table(**scores: float) -> Scores:
    """Of one point everywhere but where a score is given."""
    return [(scores.get(key, 1.0),) * 3 for key in KEYS]


@settings(max_examples=200)
@given(scores=tables, covered=coverages, previous=before, run=runs)
def test_no_headline_is_more_than_one_level_below_a_category_of_its_own_that_is_heard(
    scores: Scores, covered: dict[Category, Coverage], previous: dict[str, State], run: Run
) -> None:
    found = ruled(heard(covered, previous=previous, run=run), scores)
    for headline, members in MEMBERS.items():
        seen = [found[c].level for c in members if covered[c] is not Coverage.BLIND]
        rating = found[headline]
        assert (rating.level is Level.NOT_ENOUGH_DATA) == (not seen), (
            "level 0 when nobody reports on any, and only then"
        )
        if seen:
            assert rating.level >= max(seen) - 1


@settings(max_examples=200)
@given(scores=tables, covered=coverages, previous=before, run=runs)
def test_the_floor_never_lowers_anything_and_leaves_score_and_low_end_alone(
    scores: Scores, covered: dict[Category, Coverage], previous: dict[str, State], run: Run
) -> None:
    inputs = heard(covered, previous=previous, run=run)
    bare, floored = ruled(inputs, scores, WITHOUT), ruled(inputs, scores)
    for key, old in bare.items():
        new = floored[key]
        assert (new.score, new.low) == (old.score, old.low)
        assert new.level >= old.level
        assert new.high >= old.high
        if new.level is not old.level:
            assert any(reason.startswith("floor: ") for reason in new.reasons)
        if key not in MEMBERS:
            assert new == old


@settings(max_examples=100)
@given(scores=tables, covered=coverages)
def test_the_interval_holds_the_score_and_the_level_that_a_floor_gives(
    scores: Scores, covered: dict[Category, Coverage]
) -> None:
    for rating in ruled(heard(covered), scores).values():
        assert rating.low <= rating.score <= rating.high
        if rating.level is not Level.NOT_ENOUGH_DATA:
            ends = [level_of(end, SHIPPED.thresholds) for end in (rating.low, rating.high)]
            assert ends[0] <= rating.level <= ends[1]


@settings(max_examples=100)
@given(scores=tables, covered=coverages, grave=st.floats(1, 99))
def test_a_category_that_nobody_reports_on_puts_no_floor(
    scores: Scores, covered: dict[Category, Coverage], grave: float
) -> None:
    inputs = heard(covered)
    blind = [KEYS.index(c.value) for c in Category if covered[c] is Coverage.BLIND]
    other = [(grave,) * 3 if n in blind else one for n, one in enumerate(scores)]
    first, second = ruled(inputs, scores), ruled(inputs, other)
    assert [first[headline] for headline in Headline] == [second[headline] for headline in Headline]


@settings(max_examples=100)
@given(scores=tables, key=st.sampled_from(list(Category)), more=st.floats(0, 98))
def test_a_graver_category_never_lowers_a_headline(scores: Scores, key: Category, more: float) -> None:
    n = KEYS.index(key.value)
    worse = [tuple(min(99.0, x + more) for x in one) if k == n else one for k, one in enumerate(scores)]
    calm, grave = (ruled(area(), one) for one in (scores, worse))  # type: ignore[arg-type]
    for headline in Headline:
        assert grave[headline].level >= calm[headline].level


def test_the_reason_names_the_gravest_and_what_the_headline_scores_by_itself() -> None:
    found = ruled(area(), table(unrest=65, crime=62, security=4.04))["security"]
    assert (found.level, found.score, found.high) == (Level.MODERATE, 4.04, 40.0)
    assert found.reasons == (
        "floor: unrest and crime are level 4, and no headline is more than one level below one of its categories; "
        "by itself it scores 4.0",
    )
    assert ruled(area(), table(unrest=65, security=50))["security"].reasons == (), "nothing is raised"


def walk(days: list[dict[str, float]], run: Run = Run.DAILY) -> list[tuple[int, int]]:
    """Levels of unrest and security, day by day."""
    previous: dict[str, State] = {}
    levels = []
    for scores in days:
        found = ruled(area(previous=previous, run=run), table(**scores))
        previous = {key: State.after(rating) for key, rating in found.items()}
        levels.append((int(found["unrest"].level), int(found["security"].level)))
    return levels


def test_a_headline_rises_with_its_category_on_the_same_run_and_falls_after_it_by_three_daily_runs() -> None:
    calm, grave = {"unrest": 5.0}, {"unrest": 70.0}
    levels = walk([calm, *[grave] * 4, *[calm] * 7])
    assert levels == [
        (1, 1), (1, 1), (1, 1), (4, 3), (4, 3),
        (4, 3), (4, 3), (1, 3), (1, 3), (1, 1), (1, 1), (1, 1),
    ]  # fmt: skip


def test_a_category_that_wavers_about_a_threshold_makes_no_headline_waver() -> None:
    wavering = [{"unrest": 59.0 if n % 2 else 61.0, "security": 5.0} for n in range(20)]
    assert set(walk([{"unrest": 70.0}] * 3 + wavering)) == {(4, 3)}


def test_only_what_the_floor_does_not_hold_counts_towards_a_fall() -> None:
    levels = walk([{"unrest": 70.0, "security": 70.0}] * 2 + [{"unrest": 70.0, "security": 5.0}] * 6)
    assert levels == [(4, 4)] * 4 + [(4, 3)] * 4


def test_runs_counted_towards_a_level_beyond_the_floor_still_count() -> None:
    levels = walk([{"unrest": 5.0, "security": 5.0}, *[{"unrest": 70.0, "security": 70.0}] * 3])
    assert levels == [(1, 1), (1, 1), (1, 1), (4, 4)]
    held = {"unrest": State(level=Level.HIGH), "security": State(level=Level.LOW)}
    found = ruled(area(previous=held), table(unrest=70.0, security=70.0))["security"]
    assert (found.level, found.streak, found.streak_level) == (Level.MODERATE, 1, Level.HIGH)
    later = ruled(area(previous=held | {"security": State.after(found)}), table(unrest=70.0, security=70.0))
    assert later["security"].streak == 2


def test_another_headline_waits_no_longer_than_its_category_that_is_heard_again() -> None:
    seen = {
        "infrastructure": State(level=Level.NOT_ENOUGH_DATA),
        "infrastructure_transport_headline": State(level=Level.MINIMAL),
    }
    inputs = area(previous=seen)
    scores = table(infrastructure=65, infrastructure_transport_headline=65)
    bare, floored = (ruled(inputs, scores, by)["infrastructure_transport_headline"] for by in (WITHOUT, WITH))
    assert (bare.level, floored.level) == (Level.MINIMAL, Level.MODERATE)
    assert floored.reasons[-1].startswith("floor: infrastructure is level 4")
    assert not any(reason.startswith("held") for reason in floored.reasons)


def loud(count: int = 90) -> AreaInputs:
    """Unrest day after day that kills nobody, as China had it."""
    return area([evidence(f"u{n:03}", days=n / 4) for n in range(count)], watched_days=900)


def test_unrest_day_after_day_is_no_calm_headline_though_nobody_dies() -> None:
    bare, floored = (
        {rating.category: rating for rating in rate_many([loud()], one)[0]} for one in (BARE, SHIPPED)
    )
    assert bare["unrest"].level >= bare["security"].level + 2
    assert floored["security"].level == floored["unrest"].level - 1
    assert floored["security"].score == bare["security"].score
    assert "floor: unrest is level" in floored["security"].reasons[-1]


def test_a_level_that_many_deaths_lift_does_not_say_that_it_is_held_below() -> None:
    bombed = area(
        [evidence("b", days=9, category=Category.TERRORISM, deaths=150)],
        previous={"security": State(level=Level(3))},
    )
    lifted, former = (
        {rating.category: rating for rating in rate_many([bombed], one)[0]}["security"]
        for one in (SHIPPED, replace(SHIPPED, silent_holds=False))
    )
    assert (lifted.level, former.level, lifted.score) == (Level.HIGH, Level.HIGH, former.score)
    assert lifted.reasons == ("floor: terrorism that killed a hundred or more in the last 30 days",)
    assert former.reasons[0].startswith("held at level 3")


def test_the_change_log_says_that_the_floor_moved_the_headline() -> None:
    quiet = rate_many([area(watched_days=900)], SHIPPED)[0]
    states = {rating.category: State.after(rating) for rating in quiet}
    states["unrest"] = State(level=Level.MINIMAL, streak=2, streak_level=Level.HIGH)
    grave = rate_many([replace(loud(), previous=states)], SHIPPED)[0]
    by = change_log.Ruled(previous=states, rules=RULES, run=Run.DAILY)
    (line,) = [one for one in change_log.changes(quiet, grave, by) if one.category == "security"]
    assert (line.before, line.after) == (Level.MINIMAL, Level(grave[2].level - 1))
    assert "floor: unrest is level" in line.reason


def silent(*deaths: float | None) -> AreaInputs:
    """A country of which nothing is heard for 700 days and no figure is known, but its deaths by month."""
    months = MonthlyDeaths(last=202112, deaths=deaths, around=2.0, source="UCDP", known_at=NOW)
    return replace(area(region="Central Asia", watched_days=700), months=months)


def test_deaths_counted_are_not_outweighed_by_silence() -> None:
    bare, floored = (rate_many([silent(*[100.0] * 48)], one)[0] for one in (BARE, SHIPPED))
    assert (bare[0].category, bare[0].level) == ("armed_conflict", Level.MODERATE)
    security = {rating.category: rating for rating in floored}["security"]
    for rating in (floored[0], security):
        assert rating.level >= Level.HIGH
        assert level_of(rating.high, SHIPPED.thresholds) >= rating.level
        assert "floor: deaths counted at a pace of 1,200 a year" in rating.reasons[-1]
    assert floored[0].score == bare[0].score


@pytest.mark.parametrize(
    ("deaths", "says"),
    [
        ([900.0] * 36 + [0.0] * 12, "a war that ended a year ago"),
        ([900.0] * 47 + [0.0], "a war whose newest month is quiet"),
        ([0.0] * 48, "a country without any"),
        ([900.0] * 5, "too few months to say"),
    ],
)
def test_what_is_counted_is_no_floor_when(deaths: list[float], says: str) -> None:
    assert not any(
        "counted" in one for rating in rate_many([silent(*deaths)], SHIPPED)[0] for one in rating.reasons
    ), says


def test_months_too_old_are_no_floor() -> None:
    old = replace(silent(*[900.0] * 48), as_of=NOW + timedelta(days=600))
    assert not any("counted" in one for rating in rate_many([old], SHIPPED)[0] for one in rating.reasons)


@settings(max_examples=60)
@given(deaths=st.lists(st.none() | st.integers(0, 3000), min_size=12, max_size=24), month=st.integers(0, 11))
def test_more_deaths_counted_never_lower_a_level(deaths: list[float | None], month: int) -> None:
    known = deaths[-1 - month]
    worse = [*deaths]
    worse[-1 - month] = None if known is None else known + 40
    calm, hit = rate_many([silent(*deaths), silent(*worse)], SHIPPED)
    for old, new in zip(calm, hit, strict=True):
        assert new.score >= old.score
        assert new.level >= old.level


def test_floors_rise_with_the_level_and_are_under_armed_conflict_and_security() -> None:
    counted = SHIPPED.counted
    assert counted is not None
    assert counted.targets == ("armed_conflict", "security")
    fewest = [counted.fewest[level] for level in sorted(counted.fewest)]
    assert fewest == sorted(set(fewest))
    assert min(fewest) > 0


@pytest.mark.parametrize("inputs", [loud(), silent(*[900.0] * 48)], ids=["unrest", "counted"])
def test_the_snapshot_alone_gives_the_issued_bytes_floors_and_all(inputs: AreaInputs) -> None:
    (one,) = issue_many([inputs], SHIPPED)
    assert any(reason.startswith("floor") for rating in one.ratings for reason in rating.reasons)
    assert issued_bytes(rate_snapshot(one.snapshot, SHIPPED)) == issued_bytes(one.ratings)


def whole(constants: ModelConstants, *deaths: float) -> float:
    (found,) = parts_2026_11_28.wholes([silent(*deaths)], constants)
    return found.logits[Category.ARMED_CONFLICT]


def test_a_country_at_war_by_count_is_at_war_for_its_parts() -> None:
    assert whole(SHIPPED, *[100.0] * 48) >= 1.735 > whole(BARE, *[100.0] * 48)
    assert whole(SHIPPED, *[0.0] * 48) == whole(BARE, *[0.0] * 48)
    assert open_parts().of is SHIPPED
