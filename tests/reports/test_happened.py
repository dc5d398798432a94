"""The second opinion on whether anything happened."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from lookfar.domain.taxonomy import NOT_AN_EVENT
from lookfar.facts.classifier import open_classifier
from lookfar.reports.classify import ClassifierModel, type_chances
from lookfar.reports.happened import Floats, weighed

NONE = np.array([False, False, True])
parts = st.floats(min_value=0.001, max_value=1.0)
scores = st.floats(min_value=-40, max_value=40)


@given(parts, parts, parts, scores)
def test_the_kinds_keep_their_shares_and_chances_add_up(one: float, two: float, none: float, score: float) -> None:
    chances = np.array([[one, two, none]]) / (one + two + none)
    [found] = weighed(chances, NONE, np.array([score]), (0.5, 0.25, -0.2))
    assert found.sum() == pytest.approx(1)
    assert (found > 0).all()
    assert found[0] / found[1] == pytest.approx(one / two)


@given(parts, scores, scores)
def test_the_more_it_says_that_something_happened_the_less_is_nothing(
    none: float, one: float, other: float
) -> None:
    chances = np.array([[0.5, 0.5, none]] * 2) / (1 + none)
    low, high = sorted((one, other))
    found = weighed(chances, NONE, np.array([low, high]), (0.5, 0.25, -0.2))[:, 2]
    assert found[1] <= found[0]


def test_a_line_of_one_and_nothing_leaves_chances_as_they_are() -> None:
    chances = np.array([[0.2, 0.3, 0.5], [0.9, 0.05, 0.05]])
    assert weighed(chances, NONE, np.array([3.0, -8.0]), (1.0, 0.0, 0.0)) == pytest.approx(chances)


def test_it_ranks_texts_that_were_never_learned_from_better_than_the_kinds_alone() -> None:
    rows = [row for row in read_rows("feed_news.csv") if len(row) == 2]
    told = np.array([kind != NOT_AN_EVENT for kind, _ in rows])
    model = open_classifier()
    alone = replace(model, happened=replace(model.happened, line=(1.0, 0.0, 0.0)))
    both, kinds = (np.array([nothing(text, one) for _, text in rows]) for one in (model, alone))
    assert ranked(both, told) > ranked(kinds, told) + 0.005
    assert ranked(both, told) > 0.9


def nothing(text: str, model: ClassifierModel) -> float:
    chances = type_chances(text, model)
    if chances is None:
        return 1.0
    return float(sum(c for c, group in zip(chances, model.groups, strict=True) if group is None))


def ranked(nothing: Floats, told: NDArray[np.bool_]) -> float:
    """The share of pairs of an event and none in which none has more of nothing (AUC)."""
    return float((nothing[~told][:, None] > nothing[told]).mean())


def read_rows(name: str) -> list[list[str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(line for line in lines if not line.startswith("#")))[1:]
