"""What must not move a rating, asked of the shipped method; and of methods that break the promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.ratings.made import area, evidence

from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Coverage, Credibility
from lookfar.facts.rating_methods import open_methods
from lookfar.ratings import sensitivity
from lookfar.ratings.inputs import AreaInputs, Indicator
from lookfar.ratings.levels import Rated

CURRENT = open_methods().current.issue


def told(name: str, *items: Category) -> AreaInputs:
    some = [
        evidence(f"{name}{n}", category=category, days=n, deaths=3, credibility=Credibility.PROBABLY_TRUE)
        for n, category in enumerate(items)
    ]
    return area(some, name=name, watched_days=300)


WORLD = [
    told("AFG", Category.TERRORISM, Category.TERRORISM, Category.ARMED_CONFLICT),
    told("KAZ", Category.UNREST),
    told("PER", Category.CRIME, Category.HAZARD),
    area(name="ISL", watched_days=300),
    told("SYR", *[Category.ARMED_CONFLICT] * 5),
]


def counting(inputs: Sequence[AreaInputs]) -> list[Rated]:
    """A method that takes every mention for an event."""
    found = []
    for one, rated in zip(inputs, CURRENT(inputs), strict=True):
        score = min(100.0, 2.0 * sum(item.sources for item in one.evidence))
        found.append(replace(rated, ratings=tuple(replace(r, score=score) for r in rated.ratings)))
    return found


def test_the_shipped_method_keeps_both_promises() -> None:
    assert 0 < sensitivity.surge(WORLD, CURRENT).points <= 2.0
    copies = sensitivity.duplicates(WORLD, CURRENT)
    assert copies.step > 0
    assert set(copies.beyond) == set(sensitivity.COPIES)
    assert max(copies.beyond.values()) <= 1e-9


def test_a_method_that_counts_mentions_is_found_out() -> None:
    moved = sensitivity.surge(WORLD, counting)
    assert moved.points > 2.0
    assert moved.area == "AFG"
    assert sensitivity.duplicates(WORLD, counting).beyond[500] > 0


def test_incidents_older_than_a_month_are_not_in_a_surge() -> None:
    old = [
        replace(one, evidence=tuple(replace(e, happened=e.happened.replace(year=2021)) for e in one.evidence))
        for one in WORLD
    ]
    assert sensitivity.surge(old, CURRENT).points == 0.0


def test_a_figure_that_is_dropped_changes_the_order() -> None:
    figures = [replace(one, indicators=(stability(n),)) for n, one in enumerate(WORLD)]
    full = sensitivity.security(CURRENT(figures))
    rest = sensitivity.security(CURRENT(sensitivity.without_indicator(figures, "political_stability")))
    assert rest == sensitivity.security(CURRENT(WORLD))
    found = sensitivity.dropped("figure", full, rest)
    assert full != rest
    assert found.agreement is not None
    assert (found.agreement.n, found.agreement.rho < 1) == (len(WORLD), True)
    assert found.mover in full
    unchanged = sensitivity.dropped("none", full, full)
    assert unchanged.mover == ""


def stability(n: int) -> Indicator:
    return Indicator(name="political_stability", year=2020, value=1.0 - n, source="x")


def test_without_its_only_source_nothing_is_compared() -> None:
    blind = [
        replace(
            one, watches=dict.fromkeys(Category, replace(one.watches[Category.CRIME], coverage=Coverage.BLIND))
        )
        for one in WORLD
    ]
    assert sensitivity.security(CURRENT(blind)) == {}
    assert sensitivity.dropped("source", {"KAZ": 1.0}, {}).agreement is None


@pytest.mark.parametrize("key", ["security", "terrorism"])
def test_nothing_heard_moves_nothing(key: str) -> None:
    ratings: tuple[Rating, ...] = CURRENT([WORLD[3]])[0].ratings
    assert key in {rating.category for rating in ratings}
    assert sensitivity.surge([WORLD[3]], CURRENT).points == 0.0
