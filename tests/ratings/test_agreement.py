"""Rank correlation and who moves most."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from lookfar.ratings.agreement import largest_mover, spearman


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), min_size=4, max_size=60))
def test_rank_correlation_is_scipys_and_its_interval_holds_it(pairs: list[tuple[int, int]]) -> None:
    first, second = [float(a) for a, _ in pairs], [float(b) for _, b in pairs]
    found = spearman(first, second)
    if len(set(first)) < 2 or len(set(second)) < 2:
        assert found is None
        return
    assert found is not None
    assert found.rho == pytest.approx(spearmanr(first, second).statistic, abs=1e-9)
    assert found.low - 1e-9 <= found.rho <= found.high + 1e-9
    assert (found.low >= -1, found.high <= 1, found.n) == (True, True, len(pairs))


def test_three_places_have_no_rank_correlation() -> None:
    assert spearman([1, 2, 3], [1, 2, 3]) is None


def test_the_largest_mover_is_named_with_its_ranks() -> None:
    before = {"A": 90.0, "B": 80.0, "C": 70.0, "D": 0.0}
    assert largest_mover(before, {**before, "A": 10.0}) == ("A", 1.0, 3.0)
    assert largest_mover(before, before)[1:] == (1.0, 1.0)
