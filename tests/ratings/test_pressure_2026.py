from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from math import exp
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ratings.made import NOW, area, constants, evidence

from lookfar.domain.errors import InvalidValue
from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Category, Headline
from lookfar.domain.vocabulary import Coverage, Credibility, Level, Severity
from lookfar.facts.ratings import open_constants
from lookfar.ratings.evidence import Evidence
from lookfar.ratings.inputs import AreaInputs, Indicator
from lookfar.ratings.methods.pressure_2026 import (
    identity,
    issued_bytes,
    rate_many,
    rate_snapshot,
    read_issued,
    verify,
)
from lookfar.ratings.snapshot import canonical, restore, snapshot_id

EXPECTED = Path(__file__).parent / "expected_pressure_2026.csv"
HELD = constants()
SHIPPED = open_constants()


def rated(inputs: AreaInputs, category: str = "unrest") -> Rating:
    return {rating.category: rating for rating in rate_many([inputs], HELD)[0]}[category]


def expected() -> list[dict[str, str]]:
    with EXPECTED.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def items_of(text: str) -> list[Evidence]:
    found = []
    for number, one in enumerate(text.split()):
        severity, deaths, days = one.split(":")
        found.append(
            evidence(
                f"i{number}",
                severity=Severity(severity),
                deaths=int(deaths) if deaths else None,
                days=float(days),
            )
        )
    return found


@pytest.mark.parametrize("row", expected(), ids=lambda row: row["case"])
def test_the_printed_equation_gives_the_expected_figures(row: dict[str, str]) -> None:
    stability = row["political_stability"]
    known = (
        [Indicator(name="political_stability", year=2020, value=float(stability), source="x")] if stability else []
    )
    inputs = area(
        items_of(row["incidents"]),
        region=row["region"],
        watched_days=float(row["watched_days"]),
        indicators=known,
    )
    score = rated(inputs).score
    assert score == pytest.approx(float(row["score"]), abs=2e-6)
    assert exp((score - 60) / 10) == pytest.approx(float(row["rate"]), rel=1e-6)


evidences = st.builds(
    evidence,
    name=st.uuids().map(str),
    category=st.sampled_from(Category),
    days=st.floats(-5, 400),
    severity=st.sampled_from(Severity),
    deaths=st.none() | st.integers(0, 5000),
    credibility=st.sampled_from(Credibility),
    weight=st.floats(0, 1),
)
lists = st.lists(evidences, max_size=6)


@settings(max_examples=40)
@given(items=lists, more=evidences)
def test_more_evidence_never_lowers_a_score(items: list[Evidence], more: Evidence) -> None:
    before, after = rate_many([area(items), area([*items, more])], SHIPPED)
    for old, new in zip(before[:13], after[:13], strict=True):
        assert new.score >= old.score


@settings(max_examples=40)
@given(items=lists, days=st.floats(0.01, 200))
def test_age_alone_only_lowers_a_score(items: list[Evidence], days: float) -> None:
    past = [item for item in items if item.happened <= NOW]
    aged = [replace(item, happened=item.happened - timedelta(days=days)) for item in past]
    fresh, old = rate_many([area(past), area(aged)], HELD)
    assert all(b.score <= a.score for a, b in zip(fresh, old, strict=True))


@settings(max_examples=30)
@given(items=lists)
def test_the_interval_holds_the_score(items: list[Evidence]) -> None:
    for rating in rate_many([area(items)], SHIPPED)[0]:
        assert 0 <= rating.low <= rating.score <= rating.high <= 100


@settings(max_examples=30)
@given(batch=st.lists(lists, min_size=1, max_size=5))
def test_a_rating_does_not_depend_on_what_else_is_in_the_batch(batch: list[list[Evidence]]) -> None:
    inputs = [area(items, name=f"A{n}") for n, items in enumerate(batch)]
    together = [issued_bytes(ratings) for ratings in rate_many(inputs, SHIPPED)]
    alone = [issued_bytes(rate_many([one], SHIPPED)[0]) for one in inputs]
    assert together == alone


@settings(max_examples=30)
@given(items=lists)
def test_the_snapshot_alone_gives_the_issued_bytes(items: list[Evidence]) -> None:
    inputs = area(
        items, indicators=[Indicator(name="population", year=2020, value=1.23456789e7, source="World Bank")]
    )
    snapshot = canonical(inputs, identity(SHIPPED))
    ratings = rate_many([inputs], SHIPPED)[0]
    assert restore(snapshot) == (inputs, identity(SHIPPED))
    assert verify(snapshot, issued_bytes(ratings), SHIPPED)
    assert {rating.snapshot for rating in ratings} == {snapshot_id(snapshot)}
    shown = [rating for rating in ratings if rating.level]
    assert [rating for rating in read_issued(issued_bytes(ratings)) if rating.level] == shown


@settings(max_examples=20)
@given(items=lists.flatmap(lambda items: st.permutations(items).map(lambda mixed: (items, mixed))))
def test_the_order_of_arrival_does_not_change_the_snapshot(items: tuple[list[Evidence], list[Evidence]]) -> None:
    first, second = (canonical(area(one), "m") for one in items)
    assert first == second


def test_a_tampered_snapshot_does_not_verify() -> None:
    inputs = area([evidence(deaths=44)])
    snapshot = canonical(inputs, identity(HELD))
    issued = issued_bytes(rate_many([inputs], HELD)[0])
    assert verify(snapshot, issued, HELD)
    assert not verify(snapshot.replace(b",44,", b",45,"), issued, HELD)
    assert not verify(snapshot, issued.replace(b'"level":', b'"level": ', 1), HELD)


def test_a_snapshot_of_another_method_is_refused() -> None:
    snapshot = canonical(area(), "pressure_2031@000000000000")
    with pytest.raises(InvalidValue, match="pressure_2031@000000000000"):
        rate_snapshot(snapshot, HELD)


def test_a_rating_holds_after_an_edit_that_changes_no_figure_and_not_after_one_that_does() -> None:
    inputs = area([evidence(deaths=9)])
    issued = issued_bytes(rate_many([inputs], HELD)[0])
    snapshot = canonical(inputs, identity(HELD))
    assert verify(snapshot, issued, replace(HELD, fingerprint="0" * 64))
    assert not verify(snapshot, issued, replace(HELD, fingerprint="0" * 64, toll_exponent=HELD.toll_exponent / 2))


@pytest.mark.parametrize("broken", [b"", b"[]", b"null", b'{"shape":2}', b'{"shape":1}', b"\xff"])
def test_bytes_that_are_no_snapshot_are_refused(broken: bytes) -> None:
    with pytest.raises(InvalidValue):
        restore(broken)


def test_a_blind_area_is_level_0_and_its_number_is_hidden() -> None:
    ratings = rate_many([area([evidence(deaths=900)], coverage=Coverage.BLIND)], HELD)[0]
    assert {rating.level for rating in ratings} == {Level.NOT_ENOUGH_DATA}
    assert b'"score":null' in issued_bytes(ratings)
    assert all(rating.reasons for rating in ratings)


def test_a_category_nobody_watches_is_blind_while_others_are_rated() -> None:
    inputs = area([evidence()])
    inputs = replace(inputs, watches={Category.UNREST: inputs.watches[Category.UNREST]})
    levels = {rating.category: (rating.level, rating.coverage) for rating in rate_many([inputs], HELD)[0]}
    assert levels["crime"] == (Level.NOT_ENOUGH_DATA, Coverage.BLIND)
    assert levels["unrest"][0] > Level.NOT_ENOUGH_DATA
    assert levels["security"][1] is Coverage.DEGRADED
    assert levels["health_headline"][0] is Level.NOT_ENOUGH_DATA


def test_degraded_coverage_widens_the_interval_and_keeps_the_score() -> None:
    clear = rated(area([evidence()]))
    dim = rated(area([evidence()], coverage=Coverage.DEGRADED))
    assert dim.score == clear.score
    assert dim.low < clear.low
    assert dim.high > clear.high


def test_silence_that_nobody_listened_to_does_not_calm() -> None:
    heard, unheard = area(watched_days=60.0), area(watched_days=60.0)
    cut = {c: replace(w, until=NOW - timedelta(days=30)) for c, w in unheard.watches.items()}
    assert rated(replace(unheard, watches=cut)).score > rated(heard).score


def test_what_has_not_happened_yet_does_not_weigh() -> None:
    planned = rated(area([evidence(days=-3)]))
    assert planned.score == rated(area()).score
    assert planned.contributors == ()


@pytest.mark.parametrize("category", Category)
def test_more_mentions_of_one_event_move_a_rating_by_at_most_two_points(category: Category) -> None:
    scores = [
        rate_many([area([evidence(category=category, credibility=credible, deaths=20)])], SHIPPED)[0]
        for credible in (Credibility.POSSIBLY_TRUE, Credibility.CONFIRMED)
    ]
    for before, after in zip(*scores, strict=True):
        assert abs(after.score - before.score) <= 2.0


def test_ten_contributors_with_their_shares_of_the_pressure() -> None:
    items = [evidence(f"i{n:02d}", days=n) for n in range(12)]
    found = rated(area(items)).contributors
    assert [one.incident for one in found] == [f"i{n:02d}" for n in range(10)]
    assert sum(one.share for one in found) < 1
    assert found[0].links == ("https://news.example/a",)


def test_a_war_puts_a_floor_under_the_level_and_says_why() -> None:
    items = [evidence("old", category=Category.ARMED_CONFLICT, deaths=83, days=29)]
    floored = rated(area(items), "armed_conflict")
    assert (floored.level, floored.score) == (Level.HIGH, 60.0)
    assert "floor: at the pace of a war" in floored.reasons
    below = rated(area([replace(items[0], fatalities=82)]), "armed_conflict")
    assert not any("floor" in reason for reason in below.reasons)


def test_a_mass_casualty_event_moves_the_level_at_once() -> None:
    calm = rated(area())
    shaken = rated(
        area(
            [evidence(deaths=44, days=0.5)],
            previous={"unrest": _state(calm)},
        )
    )
    assert shaken.level > calm.level
    assert "at once: 44 killed in one incident" in shaken.reasons


def _state(rating: Rating):  # type: ignore[no-untyped-def]
    from lookfar.ratings.inputs import State

    return State.after(rating)


def test_the_worst_dominates_security() -> None:
    quiet = rated(area(), Headline.SECURITY)
    hot = rated(area([evidence(deaths=900)]), Headline.SECURITY)
    assert hot.score - quiet.score > 0.5 * (rated(area([evidence(deaths=900)])).score - rated(area()).score)


def test_namibia_keeps_its_name() -> None:
    inputs = area([evidence()], name="NAM")
    assert b'"area":"NAM"' in canonical(inputs, "m")
    assert rated(inputs).area == "NAM"


def test_no_areas_give_no_ratings() -> None:
    assert rate_many([], HELD) == []
