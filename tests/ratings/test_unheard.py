"""Time in which nobody listened is not quiet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ratings.made import NOW, area

from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Coverage
from lookfar.facts.rating_methods import open_methods
from lookfar.facts.rating_versions import model_of
from lookfar.ratings.coverage import Watch
from lookfar.ratings.decay import half_lives, listened
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.issued import issued_bytes
from lookfar.ratings.unheard import LEAST_GAP, gaps, joined

METHODS = open_methods()
START = datetime(2022, 1, 1, tzinfo=UTC)
hours = st.integers(min_value=0, max_value=2000)
spans = st.lists(st.tuples(hours, hours).map(lambda two: (at(min(two)), at(max(two)))), max_size=8)


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


@given(spans)
def test_spans_are_joined_and_in_order(given_spans: list[tuple[datetime, datetime]]) -> None:
    found = joined(given_spans)
    assert all(a[1] < b[0] for a, b in pairwise(found))
    for start, end in given_spans:
        assert any(a <= start and end <= b for a, b in found)


@given(spans, hours, hours)
def test_an_hour_is_heard_or_in_a_gap_or_in_too_short_a_silence(
    given_spans: list[tuple[datetime, datetime]], one: int, other: int
) -> None:
    since, until = at(min(one, other)), at(max(one, other))
    found = gaps(given_spans, since, until)
    assert all(since <= a and b <= until and b - a >= LEAST_GAP for a, b in found)
    assert all(b <= c for (_, b), (c, _) in pairwise(found))
    for start, end in given_spans:
        assert not any(a < end and start < b for a, b in found if start < end)
    heard = sum(
        (min(b, until) - max(a, since) for a, b in joined(given_spans) if a < until and since < b), timedelta()
    )
    deaf = sum((b - a for a, b in found), timedelta())
    assert heard + deaf <= until - since
    assert until - since - heard - deaf < LEAST_GAP * (len(given_spans) + 1)


def watched(*deaf: tuple[float, float], days: float = 1000.0) -> AreaInputs:
    """Gaps as ages in days, from, to."""
    found = tuple((NOW - timedelta(days=a), NOW - timedelta(days=b)) for a, b in deaf)
    watch = Watch(coverage=Coverage.COVERED, since=NOW - timedelta(days=days), until=NOW, gaps=found)
    return replace(area(), watches=dict.fromkeys(Category, watch))


def test_days_listened_are_those_between_the_gaps() -> None:
    constants = model_of("2026_12_04")
    [of_gaps] = listened([watched((300, 200), (90, 10))], constants)
    ends = ((0.0, 10.0), (90.0, 200.0), (300.0, 1000.0))
    halves = half_lives(constants)
    expected = sum(halves / 0.6931471805599453 * (2.0 ** (-a / halves) - 2.0 ** (-b / halves)) for a, b in ends)
    assert of_gaps == pytest.approx(expected)


def test_a_method_before_knows_of_no_gaps_and_keeps_none() -> None:
    before = METHODS.by_name["pressure_2026_12_03"]
    [with_gap], [without] = before.issue([watched((90, 10))]), before.issue([watched()])
    assert with_gap.snapshot == without.snapshot


@pytest.mark.parametrize("category", ["armed_conflict", "terrorism", "unrest", "crime", "hazard"])
def test_quiet_in_which_nobody_listened_says_less_than_quiet(category: str) -> None:
    def rate(inputs: AreaInputs) -> Rating:
        [one] = METHODS.current.issue([inputs])
        assert issued_bytes(METHODS.current.again(one.snapshot)) == issued_bytes(one.ratings)
        return next(rating for rating in one.ratings if rating.category == category)

    quiet, deaf, new = rate(watched()), rate(watched((999, 3))), rate(watched(days=3))
    assert quiet.score is not None
    assert deaf.score is not None
    assert new.score is not None
    assert quiet.score < deaf.score
    assert deaf.score == pytest.approx(new.score, abs=0.5), "as if the first word had come three days ago"
    assert deaf.high is not None
    assert quiet.high is not None
    assert deaf.high > quiet.high
