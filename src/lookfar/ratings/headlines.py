"""Ratings that sum up several categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lookfar.domain.taxonomy import BLOCKS, Block, Category
from lookfar.domain.vocabulary import Coverage
from lookfar.ratings.constants import HeadlineConstants

_BEST_FIRST = (Coverage.COVERED, Coverage.QUIET, Coverage.DEGRADED, Coverage.BLIND)


def power_mean(values: Sequence[float], power: float) -> float:
    """(mean of x^p)^(1/p); with p = 4 the worst dominates.

    >>> round(power_mean([100.0, 0.0], 4.0), 3)
    84.09
    """
    return float((sum(value**power for value in values) / len(values)) ** (1.0 / power))


def headline_score(of: HeadlineConstants, scores: Mapping[Category, float], *, level_width: float) -> float | None:
    """0..100 from the scores of the categories that are not blind; None when all members are.

    The state block pulls by a part of its gap, and never by more than one level's width.
    """
    members = [scores[c] for c in of.members if c in scores]
    if not members:
        return None
    score = of.intercept + of.slope * power_mean(members, of.power)
    state = [scores[c] for c in BLOCKS[Block.STATE] if c in scores]
    if of.state_pull and state:
        gap = of.state_pull * (power_mean(state, of.power) - score)
        score += min(max(gap, -level_width), level_width)
    return min(max(score, 0.0), 100.0)


def headline_coverage(of: HeadlineConstants, coverages: Mapping[Category, Coverage]) -> Coverage:
    """The worst among the members, but blind only when all are; some blind members make it degraded."""
    members = [coverages.get(c, Coverage.BLIND) for c in of.members]
    seen = [c for c in members if c is not Coverage.BLIND]
    if not seen:
        return Coverage.BLIND
    return Coverage.DEGRADED if len(seen) < len(members) else max(seen, key=_BEST_FIRST.index)
