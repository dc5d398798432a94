"""The figures that are said to stand behind a rating are those whose change moves it, and no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Coverage
from lookfar.facts.indicators import open_indicators
from lookfar.facts.rating_methods import open_methods
from lookfar.ratings.coverage import Watch
from lookfar.ratings.inputs import AreaInputs, Indicator
from lookfar.ratings.method import Method

NOW = datetime(2022, 1, 7, tzinfo=UTC)
KNOWN = open_indicators()("KAZ", NOW)
WATCH = Watch(coverage=Coverage.COVERED, since=NOW - timedelta(days=400), until=NOW)
COUNTRIES = [one for name, one in open_methods().by_name.items() if name.startswith("pressure")]


def rated(method: Method, indicators: tuple[Indicator, ...]) -> list[tuple[float, float, float, int]]:
    inputs = AreaInputs(
        area="KAZ",
        region="Central Asia",
        as_of=NOW,
        evidence=(),
        indicators=indicators,
        watches=dict.fromkeys(Category, WATCH),
    )
    [one] = method.issue([inputs])
    return [_numbers(rating) for rating in one.ratings]


def _numbers(rating: Rating) -> tuple[float, float, float, int]:
    return rating.score, rating.low, rating.high, int(rating.level)


@pytest.mark.parametrize("method", COUNTRIES, ids=lambda method: method.name)
def test_a_figure_moves_a_rating_just_when_its_method_reads_it(method: Method) -> None:
    before = rated(method, KNOWN)
    moved = {
        one.name
        for one in KNOWN
        if rated(method, tuple(replace(i, value=i.value * 3 + 5) if i is one else i for i in KNOWN)) != before
    }
    assert moved == {one.name for one in KNOWN} & method.reads
    assert "rule_of_law" not in moved
    assert "population" in moved


def test_a_method_of_parts_reads_what_that_of_its_countries_reads() -> None:
    methods = open_methods()
    assert methods.current.reads <= methods.parts.reads
