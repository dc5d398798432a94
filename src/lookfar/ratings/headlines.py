"""Scores and coverage of ratings that sum up several categories; arrays are areas x 12 categories x parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from lookfar.domain.taxonomy import BLOCKS, Block, Category
from lookfar.domain.vocabulary import Coverage
from lookfar.ratings.constants import HeadlineConstants, HeadlineModel

Floats = NDArray[np.float64]
COLUMN = {category: column for column, category in enumerate(Category)}

WORST_LAST = {Coverage.COVERED: 0, Coverage.QUIET: 1, Coverage.DEGRADED: 2, Coverage.BLIND: 3}


def power_mean(values: Floats, power: float, seen: NDArray[np.bool_]) -> Floats:
    """(mean of x^p)^(1/p) along the second axis over what is seen, 0 where nothing is; p = 4: the worst dominates.

    >>> power_mean(np.array([[100.0, 0.0]]), 4.0, np.array([[True, True]])).round(3).tolist()
    [84.09]
    """
    count = np.maximum(seen.sum(axis=1), 1)
    total = np.where(seen, values**power, 0.0).sum(axis=1)
    mean: Floats = (total / count) ** (1.0 / power)
    return mean


def headline_scores(
    of: HeadlineConstants, scores: Floats, seen: NDArray[np.bool_], *, level_width: float
) -> Floats:
    """0..100, areas x parts, from areas x 12 x parts; `seen` (areas x 12): categories that are not blind.

    The state block pulls by a part of its gap, and never by more than one level's width.
    """
    members = [COLUMN[c] for c in of.members]
    state = [COLUMN[c] for c in BLOCKS[Block.STATE]]
    wide = np.repeat(seen[:, :, None], scores.shape[2], axis=2)
    found = of.intercept + of.slope * power_mean(scores[:, members], of.power, wide[:, members])
    if of.state_pull:
        gap = of.state_pull * (power_mean(scores[:, state], of.power, wide[:, state]) - found)
        found = found + np.where(wide[:, state].any(axis=1), np.clip(gap, -level_width, level_width), 0.0)
    clipped: Floats = np.clip(found, 0.0, 100.0)
    return clipped


def joint_points(of: HeadlineModel, scores: Floats, seen: NDArray[np.bool_], *, level_width: float) -> Floats:
    """Areas x parts, 0 or more: power mean of what members score beyond their discounts.

    Times members^(1/power), so that one member alone gives its own score. A discounted member counts
    `gain` for each point beyond, and never more than its score. The state block, discounted alike, pulls up
    by a part of its gap, and by one level's width at most.
    """
    members = [COLUMN[c] for c in of.members]
    state = [COLUMN[c] for c in BLOCKS[Block.STATE]]
    wide = np.repeat(seen[:, :, None], scores.shape[2], axis=2)
    discount = np.array([of.discount.get(c, 0.0) for c in of.members])[None, :, None]
    beyond = np.where(wide[:, members], _beyond(scores[:, members], discount, of.gain), 0.0)
    found = (beyond**of.power).sum(axis=1) ** (1.0 / of.power)
    if of.state_pull:
        block = _beyond(power_mean(scores[:, state], of.power, wide[:, state]), of.state_discount, of.gain)
        gap = np.maximum(of.state_pull * (block - found), 0.0)
        found = found + np.where(wide[:, state].any(axis=1), np.minimum(gap, level_width), 0.0)
    points: Floats = found
    return points


def joint_scores(of: HeadlineModel, scores: Floats, seen: NDArray[np.bool_], *, level_width: float) -> Floats:
    """`joint_points` within 0..100."""
    clipped: Floats = np.clip(joint_points(of, scores, seen, level_width=level_width), 0.0, 100.0)
    return clipped


def _beyond(scores: Floats, discount: Floats | float, gain: float) -> Floats:
    found: Floats = np.where(np.asarray(discount) > 0, np.clip((scores - discount) * gain, 0.0, scores), scores)
    return found


def headline_coverage(members: Sequence[Category], coverages: Mapping[Category, Coverage]) -> Coverage:
    """The worst among the members, but blind only when all are; some blind members make it degraded."""
    found = [coverages[c] for c in members]
    worst = max(found, key=WORST_LAST.__getitem__)
    if worst is not Coverage.BLIND or all(c is Coverage.BLIND for c in found):
        return worst
    return Coverage.DEGRADED
