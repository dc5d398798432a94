"""Shares with their interval, and what was foretold beside what came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookfar.ratings.calibration import FEWEST, Place, outcome, wilson


@pytest.mark.parametrize(
    ("share", "n", "low", "high"),
    [(0.0, 10, 0.0, 0.2775), (1.0, 10, 0.7225, 1.0), (0.5, 10, 0.2366, 0.7634), (15 / 148, 148, 0.0624, 0.1605)],
)
def test_wilsons_interval_is_that_of_the_tables(share: float, n: int, low: float, high: float) -> None:
    """The last row: Newcombe 1998 (Statistics in Medicine 17), table I, method 3."""
    assert wilson(share, n) == pytest.approx((low, high), abs=5e-5)


@given(st.floats(0, 1), st.integers(1, 1000))
def test_an_interval_holds_its_share_and_narrows_with_more_places(share: float, n: int) -> None:
    low, high = wilson(share, n)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1
    wider = wilson(share, n / 2)
    assert wider[1] - wider[0] >= high - low


def test_sixty_days_of_one_place_are_one_place() -> None:
    long = outcome([Place(windows=600, any_=600, five=0), Place(windows=1, any_=0, five=0)])
    short = outcome([Place(windows=6, any_=6, five=0), Place(windows=1, any_=0, five=0)])
    assert long.at_least_1 == short.at_least_1
    assert long.at_least_1.share == 0.5
    assert (long.places, long.windows) == (2, 601)


def told(expected: float, seen: int, n: int, within: int = 4) -> list[Place]:
    """So many places, nearly alike, each of four windows."""
    return [
        Place(
            windows=4,
            any_=2,
            five=0,
            foretold=4,
            expected=expected + 0.01 * (k - n // 2),
            seen=seen,
            within=within,
        )
        for k in range(n)
    ]


@pytest.mark.parametrize(
    ("expected", "seen", "n", "verdict"),
    [(8.0, 2, 9, "more"), (1.0, 9, 9, "less"), (4.0, 4, 9, ""), (8.0, 2, FEWEST - 1, "")],
)
def test_a_promise_is_broken_when_the_interval_of_the_gap_leaves_out_nought(
    expected: float, seen: int, n: int, verdict: str
) -> None:
    promise = outcome(told(expected, seen, n)).promise
    assert promise is not None
    assert promise.broken == verdict
    assert promise.seen == seen / 4


def test_windows_without_an_outlook_are_held_against_none() -> None:
    found = outcome([Place(windows=3, any_=3, five=3), *told(2.0, 2, 5, within=3)]).promise
    assert found is not None
    assert (found.places, found.within) == (5, 0.75)
    assert outcome([Place(windows=1, any_=0, five=0)]).promise is None
