from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ratings.made import NOW, area, evidence, model, parts
from tests.ratings.test_pressure_2026 import evidences, items_of, lists

from lookfar.domain.areas import AreaKind
from lookfar.domain.errors import InvalidValue
from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Coverage, Level
from lookfar.facts.rating_versions import open_model, open_parts
from lookfar.ratings.evidence import Evidence
from lookfar.ratings.inputs import AreaInputs, MonthlyDeaths, Volume
from lookfar.ratings.inside import Inside, Whole
from lookfar.ratings.issued import issued_bytes, read_issued
from lookfar.ratings.methods.parts_2026_11_28 import identity, issue_many, rate_many, rate_snapshot, wholes
from lookfar.ratings.snapshot import canonical, restore, snapshot_id

SHIPPED, HELD = open_parts(), parts()
EXPECTED = Path(__file__).parent / "expected_parts_2026_11_26.csv"


def expected() -> list[dict[str, str]]:
    with EXPECTED.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize("row", expected(), ids=lambda row: row["case"])
def test_the_printed_equation_gives_the_expected_figures(row: dict[str, str]) -> None:
    category, usual = Category(row["category"]), model().categories
    of = Whole(logits={**dict.fromkeys(Category, -1.0), category: float(row["country"])})
    inside = Inside(country="KAZ", kind=AreaKind(row["kind"]), share=float(row["share"]), whole=of)
    items = [replace(item, category=category) for item in items_of(row["incidents"])]
    volume = Volume(half_life=90.0, by_category={c: usual[c].volume * float(row["volume"]) for c in Category})
    heard = area(items, name="KAZ.02", watched_days=float(row["watched_days"]))
    (ratings,) = rate_many([replace(heard, inside=inside, volume=volume)], HELD)
    (found,) = (rating for rating in ratings if rating.category == category)
    assert found.score == pytest.approx(float(row["score"]), abs=2e-6)
    if row["low"]:
        assert (found.low, found.high) == pytest.approx((float(row["low"]), float(row["high"])), abs=2e-6)


def whole(items: Sequence[Evidence] = (), months: MonthlyDeaths | None = None) -> Whole:
    (found,) = wholes([replace(area(items, region="Central Asia", watched_days=700), months=months)], open_model())
    return found


CALM = whole()


def part(
    items: Sequence[Evidence] = (), *, name: str = "KAZ.02", share: float = 0.15, of: Whole = CALM
) -> AreaInputs:
    inside = Inside(country=name[:3], kind=AreaKind.ADMIN1, share=share, whole=of)
    return replace(area(items, name=name, region="Central Asia", watched_days=700), inside=inside)


def rated(inputs: AreaInputs, category: str = "unrest") -> Rating:
    return {rating.category: rating for rating in rate_many([inputs], SHIPPED)[0]}[category]


@settings(max_examples=30)
@given(items=lists, more=evidences)
def test_more_harm_in_a_part_never_lowers_a_score(items: list[Evidence], more: Evidence) -> None:
    before, after = rate_many([part(items), part([*items, more])], SHIPPED)
    for old, new in zip(before, after, strict=True):
        assert new.score >= old.score


@settings(max_examples=20)
@given(items=lists, more=evidences)
def test_more_harm_known_to_the_country_only_never_lowers_a_part(items: list[Evidence], more: Evidence) -> None:
    before, after = rate_many([part(of=whole(items)), part(of=whole([*items, more]))], SHIPPED)
    for old, new in zip(before, after, strict=True):
        assert new.score >= old.score


def test_a_country_at_war_raises_its_quiet_parts_but_not_to_its_own_level() -> None:
    deaths = MonthlyDeaths(last=202112, deaths=(900.0,) * 48, around=2.0, source="UCDP", known_at=NOW)
    of = (CALM, whole(months=deaths))
    calm, war = (rated(part(share=0.3, of=one), "armed_conflict") for one in of)
    assert calm.score < war.score
    assert Level.LOW <= war.level < Level.EXTREME


def test_a_front_line_that_was_fought_over_is_not_calm_because_a_week_was_silent() -> None:
    fought = [evidence(f"w{n}", category=Category.ARMED_CONFLICT, days=9 + 3 * n, deaths=8) for n in range(40)]
    assert rated(part(fought, share=0.02), "armed_conflict").level >= Level.MODERATE


def test_the_part_where_it_happened_stands_above_a_quiet_one() -> None:
    riots = [evidence(f"r{n}", days=n, deaths=5) for n in range(4)]
    assert rated(part(riots)).score > rated(part(share=0.9)).score + 10


@settings(max_examples=20)
@given(items=lists)
def test_the_snapshot_alone_gives_the_issued_bytes(items: list[Evidence]) -> None:
    inputs = part([replace(item, origins=("Reuters", item.incident)) for item in items])
    (one,) = issue_many([inputs], SHIPPED)
    assert restore(one.snapshot) == (inputs, identity(SHIPPED))
    assert one.digest == snapshot_id(one.snapshot)
    again = rate_snapshot(one.snapshot, SHIPPED)
    assert issued_bytes(again) == issued_bytes(one.ratings)
    assert read_issued(issued_bytes(one.ratings)) == one.ratings


@settings(max_examples=10)
@given(batch=st.lists(lists, min_size=1, max_size=4))
def test_a_rating_does_not_depend_on_what_else_is_in_the_batch(batch: list[list[Evidence]]) -> None:
    inputs = [part(items, name=f"KAZ.{n}") for n, items in enumerate(batch)]
    together = [issued_bytes(ratings) for ratings in rate_many(inputs, SHIPPED)]
    assert together == [issued_bytes(rate_many([one], SHIPPED)[0]) for one in inputs]


@settings(max_examples=20)
@given(items=lists)
def test_the_interval_holds_the_score_and_always_has_a_width(items: list[Evidence]) -> None:
    for rating in rate_many([part(items)], SHIPPED)[0]:
        assert 1 <= rating.low <= rating.score <= rating.high <= 99
        assert rating.low < rating.high


def test_a_longer_quiet_narrows_the_interval_and_never_raises_it() -> None:
    quiet = [replace(part(), watches=area(watched_days=n).watches) for n in (3, 30, 300, 3000)]
    found = rate_many(quiet, SHIPPED)
    for short, long in pairwise(found):
        for before, after in zip(short, long, strict=True):
            assert after.score == before.score
            assert after.low == before.low
            assert after.high <= before.high
    assert found[-1][0].high < found[0][0].high


def test_blind_is_level_0() -> None:
    blind = replace(part([evidence(deaths=900)]), watches=area(coverage=Coverage.BLIND).watches)
    assert {rating.level for rating in rate_many([blind], SHIPPED)[0]} == {Level.NOT_ENOUGH_DATA}


def test_deaths_put_a_floor_under_the_part_they_happened_in() -> None:
    killed = [evidence(f"u{n}", days=1 + n, deaths=30) for n in range(4)]
    found = rated(part(killed), "security")
    assert found.level >= Level.HIGH
    assert any("unrest that killed a hundred or more" in reason for reason in found.reasons)


def test_a_part_of_no_people_that_anybody_counted_is_still_rated() -> None:
    assert 0 <= rated(part(share=0.0)).score <= rated(part(share=0.5)).score


def test_a_country_and_a_snapshot_of_another_method_are_refused() -> None:
    with pytest.raises(InvalidValue, match="no part of a country"):
        rate_many([area()], SHIPPED)
    with pytest.raises(InvalidValue, match="pressure_2031@000000000000"):
        rate_snapshot(canonical(part(), "pressure_2031@000000000000", 3), SHIPPED)
