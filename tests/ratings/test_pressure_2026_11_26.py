from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ratings.made import NOW, area, evidence, model
from tests.ratings.test_pressure_2026 import evidences, items_of, lists

from lookfar.domain.errors import InvalidValue
from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Category, Headline
from lookfar.domain.vocabulary import Coverage, Credibility, Level
from lookfar.facts.rating_versions import open_model
from lookfar.ratings.evidence import Evidence
from lookfar.ratings.inputs import AreaInputs, Indicator, MonthlyDeaths, Volume
from lookfar.ratings.issued import issued_bytes, read_issued
from lookfar.ratings.methods.pressure_2026_11_28 import identity, issue_many, rate_many, rate_snapshot
from lookfar.ratings.snapshot import canonical, restore, snapshot_id

EXPECTED = Path(__file__).parent / "expected_pressure_2026_11_26.csv"
HELD, SHIPPED = model(), open_model()
A_POINT = 1.0
"""What more information may take off the upper end: one event more makes the rate surer."""


def rated(inputs: AreaInputs, category: str = "unrest") -> Rating:
    return {rating.category: rating for rating in rate_many([inputs], HELD)[0]}[category]


def months(*deaths: float | None, last: int = 202112) -> MonthlyDeaths:
    return MonthlyDeaths(last=last, deaths=deaths, around=1.5, source="UCDP", known_at=NOW)


def expected() -> list[dict[str, str]]:
    with EXPECTED.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize("row", expected(), ids=lambda row: row["case"])
def test_the_printed_equation_gives_the_expected_figures(row: dict[str, str]) -> None:
    inputs = area(items_of(row["incidents"]), region=row["region"], watched_days=float(row["watched_days"]))
    found = rated(inputs)
    assert found.score == pytest.approx(float(row["score"]), abs=2e-6)
    assert found.outlook is not None
    assert found.outlook.mean == pytest.approx(float(row["outlook_mean"]), abs=2e-6)
    assert found.outlook.low <= found.outlook.mean <= found.outlook.high + 1


@settings(max_examples=30)
@given(
    items=lists,
    watched=st.integers(1, 900),
    deaths=st.none() | st.lists(st.integers(0, 99), min_size=6, max_size=36),
)
def test_what_else_is_known_of_a_rate_raises_the_low_end_alone(
    items: list[Evidence], watched: int, deaths: list[int] | None
) -> None:
    inputs = replace(area(items, watched_days=float(watched)), months=None if deaths is None else months(*deaths))
    unknowing = replace(SHIPPED, least_information=0.0)
    for less, more in zip(rate_many([inputs], unknowing)[0], rate_many([inputs], SHIPPED)[0], strict=True):
        assert (more.score, more.high, more.level) == (less.score, less.high, less.level)
        assert less.low <= more.low <= more.score


def test_a_war_that_nobody_tells_of_has_no_low_end_of_calm() -> None:
    known = [
        Indicator(name=name, year=2020, value=value, source="x")
        for name, value in {"ucdp_deaths": 900.0, "ucdp_deaths_3y": 900.0, "political_stability": -2.0}.items()
    ]
    inputs = area(watched_days=900.0, indicators=known)
    now, before = (rate_many([inputs], one)[0][0] for one in (SHIPPED, replace(SHIPPED, least_information=0.0)))
    assert now.score == before.score
    assert now.score > 45
    assert before.low < 10
    assert now.low > 30


@settings(max_examples=30)
@given(items=lists, more=evidences)
def test_more_evidence_never_lowers_a_score(items: list[Evidence], more: Evidence) -> None:
    before, after = rate_many([area(items), area([*items, more])], SHIPPED)
    for old, new in zip(before, after, strict=True):
        assert new.score >= old.score
        assert new.high >= old.score
        if not (old.reasons or new.reasons):
            assert new.high >= old.high - A_POINT, "more is known, so the doubt narrows, but by no more"


@settings(max_examples=30)
@given(deaths=st.lists(st.none() | st.integers(0, 3000), min_size=12, max_size=40), month=st.integers(0, 11))
def test_more_deaths_in_a_month_never_lower_a_score(deaths: list[int | None], month: int) -> None:
    worse = list(deaths)
    worse[-1 - month] = (worse[-1 - month] or 0) + 40
    known = [worse[n] if d is not None else None for n, d in enumerate(deaths)]
    calm, hit = rate_many([replace(area(), months=months(*one)) for one in (deaths, known)], SHIPPED)
    for old, new in zip(calm, hit, strict=True):
        assert new.score >= old.score


@settings(max_examples=20)
@given(batch=st.lists(lists, min_size=1, max_size=4))
def test_a_rating_does_not_depend_on_what_else_is_in_the_batch(batch: list[list[Evidence]]) -> None:
    inputs = [area(items, name=f"A{n}") for n, items in enumerate(batch)]
    together = [issued_bytes(ratings) for ratings in rate_many(inputs, SHIPPED)]
    assert together == [issued_bytes(rate_many([one], SHIPPED)[0]) for one in inputs]


@settings(max_examples=20)
@given(items=lists.flatmap(lambda items: st.permutations(items).map(lambda mixed: (items, mixed))))
def test_the_order_of_arrival_changes_nothing(items: tuple[list[Evidence], list[Evidence]]) -> None:
    first, second = (issued_bytes(rate_many([area(one)], SHIPPED)[0]) for one in items)
    assert first == second


@settings(max_examples=20)
@given(items=lists)
def test_the_snapshot_alone_gives_the_issued_bytes(items: list[Evidence]) -> None:
    told = [replace(item, origins=("Reuters", item.incident)) for item in items]
    figure = Indicator(name="population", year=2020, value=1.23456789e7, source="World Bank")
    volume = Volume(half_life=90.0, by_category=dict.fromkeys(Category, 1.23456789))
    inputs = replace(area(told, indicators=[figure]), months=months(*([0.0] * 11), None, 7.0), volume=volume)
    (one,) = issue_many([inputs], SHIPPED)
    issued = issued_bytes(one.ratings)
    assert restore(one.snapshot) == (inputs, identity(SHIPPED))
    assert one.digest == snapshot_id(one.snapshot)
    assert issued_bytes(rate_snapshot(one.snapshot, SHIPPED)) == issued
    assert read_issued(issued) == one.ratings
    assert [part.category for part in read_issued(issued, "unrest")] == ["unrest"]


@settings(max_examples=40)
@given(items=lists, coverage=st.sampled_from([Coverage.COVERED, Coverage.QUIET, Coverage.DEGRADED]))
def test_the_interval_holds_the_score_and_always_has_a_width(items: list[Evidence], coverage: Coverage) -> None:
    for rating in rate_many([area(items, coverage=coverage, watched_days=900)], SHIPPED)[0]:
        assert 1 <= rating.low <= rating.score <= rating.high <= 99
        assert rating.low < rating.high


@settings(max_examples=30)
@given(days=st.lists(st.integers(1, 4000), min_size=2, max_size=2, unique=True).map(sorted))
def test_a_longer_quiet_narrows_the_interval_and_never_raises_it(days: list[int]) -> None:
    short, long = rate_many([area(watched_days=n) for n in days], SHIPPED)
    for before, after in zip(short, long, strict=True):
        assert after.high <= before.high
        assert after.score <= before.score
        assert after.high - after.low <= before.high - before.low + 1e-5


def test_years_without_deaths_are_no_proof_of_none_and_more_of_them_leave_less_doubt() -> None:
    def found(count: int) -> Rating:
        return rate_many([replace(area(), months=months(*([0.0] * count)))], SHIPPED)[0][0]

    assert found(12).high > found(120).high > found(120).score


def test_two_calm_countries_of_unlike_figures_are_no_tie() -> None:
    def calm(stability: float) -> float:
        figure = Indicator(name="political_stability", year=2020, value=stability, source="x")
        inputs = replace(area(indicators=[figure], watched_days=900), months=months(*([0.0] * 60)))
        return rate_many([inputs], SHIPPED)[0][12].score

    assert calm(1.4) < calm(1.2) < calm(1.0) < 20


def test_a_floor_lifts_the_low_end_and_leaves_doubt_above() -> None:
    for rating in rate_many([area([evidence(deaths=120)], watched_days=900)], SHIPPED)[0]:
        if any(reason.startswith("floor") for reason in rating.reasons):
            assert rating.low == rating.score == 60.0
            assert rating.high > 63
            break
    else:
        pytest.fail("no floor")


def test_the_draws_of_a_source_do_not_hang_on_the_rest_of_the_snapshot() -> None:
    told = [replace(evidence(f"i{n}", days=n), origins=("Reuters", f"s{n}")) for n in range(5)]
    one, other = area(told), replace(area(told), data_to={"another_source": NOW})
    for a, b in zip(*rate_many([one, other], SHIPPED), strict=True):
        assert (a.low, a.score, a.high) == (b.low, b.score, b.high)
        assert a.snapshot != b.snapshot


def test_a_month_that_is_not_known_is_not_a_month_without_deaths() -> None:
    known = [40.0] * 12
    gap, zero = [*known, None, None], [*known, 0.0, 0.0]
    scores = [rated(replace(area(), months=months(*one)), "armed_conflict").score for one in (known, gap, zero)]
    assert scores[1] == pytest.approx(scores[0], abs=1e-5)
    assert scores[2] < scores[1]


def test_no_months_at_all_are_unknown_and_the_other_terms_are_used() -> None:
    unknown = rated(area(), "armed_conflict").score
    quiet = rated(replace(area(), months=months(*([0.0] * 24))), "armed_conflict").score
    old = rated(replace(area(), months=months(*([900.0] * 24), last=202001)), "armed_conflict").score
    assert quiet < unknown == old


def test_a_country_that_appears_is_rated_from_its_few_months() -> None:
    few = rated(replace(area(), months=months(*([90.0] * 6))), "armed_conflict").score
    same = rated(replace(area(), months=months(*([90.0] * 60))), "armed_conflict").score
    assert few == pytest.approx(same, abs=1e-5)


def test_a_figure_whose_year_is_missing_adds_nothing() -> None:
    low = Indicator(name="political_stability", year=2020, value=-2.0, source="x")
    without, other = area(), area(indicators=[replace(low, name="some_other_figure")])
    assert rated(other).score == rated(without).score < rated(area(indicators=[low])).score


def test_one_source_leaves_more_doubt_than_many() -> None:
    def told(names: int) -> float:
        items = [
            replace(evidence(f"i{n}", days=n), origins=tuple(f"s{k}" for k in range(names))) for n in range(8)
        ]
        found = rated(area(items, watched_days=400))
        return found.high - found.low

    assert told(1) > 1.2 * told(12)


def test_degraded_coverage_widens_the_interval_and_keeps_the_score() -> None:
    clear, dim = rated(area([evidence()])), rated(area([evidence()], coverage=Coverage.DEGRADED))
    assert dim.score == clear.score
    assert dim.high - dim.low > clear.high - clear.low


def test_twenty_times_the_reporting_is_not_twenty_times_the_threat() -> None:
    def volume(times: int) -> Volume:
        return Volume(half_life=90.0, by_category=dict.fromkeys(Category, 2.0 * times))

    once = rated(replace(area([evidence("i")]), volume=volume(1)))
    items = [evidence(f"i{n}") for n in range(20)]
    often = rated(replace(area(items), volume=volume(20)))
    assert abs(often.score - once.score) <= 2.0
    assert once.score == rated(area([evidence("i")])).score


@pytest.mark.parametrize("category", Category)
def test_more_mentions_of_one_event_move_a_rating_by_at_most_two_points(category: Category) -> None:
    def scores(credibility: Credibility, sources: int) -> tuple[Rating, ...]:
        item = evidence(category=category, credibility=credibility, deaths=20)
        item = replace(item, sources=sources, origins=tuple(f"s{n}" for n in range(sources)))
        return rate_many([area([item])], SHIPPED)[0]

    once = scores(Credibility.POSSIBLY_TRUE, 1)
    step = max(abs(b.score - a.score) for a, b in zip(once, scores(Credibility.CONFIRMED, 3), strict=True))
    for copies in (2, 20, 500):
        moved = [abs(b.score - a.score) for a, b in zip(once, scores(Credibility.CONFIRMED, copies), strict=True)]
        assert max(moved) <= min(2.0, step)


def test_blind_is_level_0_without_numbers_or_outlook() -> None:
    ratings = rate_many([area([evidence(deaths=900)], coverage=Coverage.BLIND)], SHIPPED)[0]
    assert {rating.level for rating in ratings} == {Level.NOT_ENOUGH_DATA}
    assert all(rating.outlook is None for rating in ratings)


def test_security_follows_the_worst_and_a_discounted_member_counts_only_beyond() -> None:
    war = [evidence(f"w{n}", category=Category.ARMED_CONFLICT, deaths=9) for n in range(9)]
    loud = rated(area(war), Headline.SECURITY)
    assert loud.score >= rated(area(war), "armed_conflict").score
    crime = rated(area([evidence(category=Category.CRIME)]), "crime")
    calm, pinched = rated(area(), "security"), rated(area([evidence(category=Category.CRIME)]), "security")
    assert crime.score < 40
    assert pinched.score == pytest.approx(calm.score, abs=1e-5)


def test_the_state_block_moves_security_by_at_most_one_level() -> None:
    unstable = [evidence(f"s{n}", category=Category.STABILITY, deaths=900) for n in range(90)]
    before, after = rated(area(), "security"), rated(area(unstable), "security")
    assert before.score < after.score <= before.score + 20.0


def test_deaths_put_a_floor_under_security_with_the_reason() -> None:
    items = [evidence(f"u{n}", days=1 + n, deaths=30) for n in range(4)]
    (found,) = [r for r in rate_many([area(items)], SHIPPED)[0] if r.category == "security"]
    assert found.level >= Level.HIGH
    assert any("unrest that killed a hundred or more" in reason for reason in found.reasons)


def test_age_beyond_the_memory_counts_nothing() -> None:
    gone = area([evidence(days=1001, deaths=500)], watched_days=2000)
    assert rated(gone).score == rated(area(watched_days=2000)).score
    assert rated(replace(gone, as_of=NOW - timedelta(days=2))).score != rated(gone).score


def test_a_snapshot_of_another_method_is_refused() -> None:
    with pytest.raises(InvalidValue, match="pressure_2031@000000000000"):
        rate_snapshot(canonical(area(), "pressure_2031@000000000000", 2), HELD)
