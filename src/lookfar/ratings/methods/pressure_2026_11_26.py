"""Pressure 2026-11-26: the log-odds of pressure_2026_11, fitted anew, on a scale without ends and with honest intervals.

    h_i     = belief_i x credibility_i x max(severity_i, deaths_i^e)       harm of incident i
    E_cT    = sum_i h_i 2^(-age_i / T),  t_cT: days listened, discounted alike,  T: short, middle, long
    r_cT    = (k + E_cT / v) / (k / mu_c + t_cT)          mean of a Gamma; v: volume of reporting over that of the fit
    logit_c = sum of terms in ln r_cT, ln mu_c, yearly figures and, for armed conflict, months of deaths
    s_c     = zero_c + points_c logit_c                   20 points a level, fixed by outcome rates
    score_c = s_c between 20 and 80, bent beyond so that it stays between 1 and 99 (ratings/scale.py)
    N_c     ~ NegativeBinomial(mean, shape(mean))         relevant incidents of the next 90 days: the outlook

The interval (80 %) is that of the log-odds, put through the same scale (ratings/intervals.py): it always has a width, at
the bottom as well, where it says what quiet days leave possible, and above a floor.
Security: power mean (p = 4) of what violent categories score beyond a discount each, pulled up by the state block.
Origin of every constant, expected figures, variants tried and known failures: docs/methods/pressure_2026_11_26.md.
Sources: Gamma-Poisson smoothing, Clayton & Kaldor 1987 (Biometrics 43); weighted counts, Fay & Feuer 1997
(Statistics in Medicine 16); Bayesian bootstrap, Rubin 1981 (Annals of Statistics 9).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Category
from lookfar.ratings import intervals, model, scale
from lookfar.ratings.constants import ModelConstants, Term
from lookfar.ratings.decay import CATEGORIES, COLUMN, SPANS, Floats
from lookfar.ratings.evidence import DIGITS
from lookfar.ratings.headlines import joint_points
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.levels import Rated
from lookfar.ratings.model import Batch, Figures, figures, identity
from lookfar.ratings.predictors import has_months

__all__ = ["NAME", "identity", "issue_many", "rate_many", "rate_snapshot"]

NAME = "pressure_2026_11_26"
SHAPE = 2


def rate_many(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> list[tuple[Rating, ...]]:
    """Ratings of each area, 12 categories then 4 headlines; the same whatever else is in the batch."""
    return [one.ratings for one in issue_many(snapshots, constants)]


def issue_many(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> list[Rated]:
    """The same, each with its snapshot."""
    ruling = model.ruling(identity(constants), constants, lifted=scale.lifted)
    return model.issue(snapshots, ruling, model.shape(SHAPE, constants), lambda _: _batch(snapshots, constants))


def rate_snapshot(snapshot: bytes, constants: ModelConstants) -> tuple[Rating, ...]:
    """The ratings from canonical bytes alone, under the fingerprint that the snapshot names.

    Raises InvalidValue when the snapshot was rated by a method of another name.
    """
    return model.again(snapshot, constants, issue_many)


def _batch(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> Batch:
    given = figures(snapshots, constants)
    logits = model.log_odds(snapshots, given, constants)
    low, high = intervals.ends(_doubt(snapshots, given, constants), constants)
    straight = model.points(np.stack([logits, logits + low, logits + high], axis=-1), constants)
    table = scale.capped(model.with_headlines(snapshots, scale.raised(straight), constants, joint_points))
    return Batch(given.weighed, np.round(table, DIGITS), model.outlooks(snapshots, given, constants))


def _doubt(snapshots: Sequence[AreaInputs], given: Figures, constants: ModelConstants) -> intervals.Doubt:
    known = np.array([has_months(inputs) for inputs in snapshots], dtype=np.int64)
    gathered = given.gathered
    deaf = 1.0 - model.information(snapshots, constants)
    return intervals.Doubt(
        gathered=gathered,
        weighed=given.weighed,
        total=given.total,
        slopes=_slopes(constants)[known],
        trace=constants.pseudo,
        unheard=deaf[:, :, None] * gathered.prior[:, :, None] * gathered.listened,
        months=_of_months(snapshots, constants),
    )


@lru_cache(maxsize=4)
def _slopes(constants: ModelConstants) -> Floats:
    """What a unit of ln(harm rate) adds to the log-odds: without months of deaths and with them, 2 x 12 x 3."""
    models = [(c, constants.categories[c]) for c in CATEGORIES]
    return np.array(
        [
            [[_slope(c, terms, span) for span in SPANS] for c, terms in rows]
            for rows in ([(c, m.score) for c, m in models], [(c, m.months or m.score) for c, m in models])
        ]
    )


def _slope(category: Category, terms: Sequence[Term], span: str) -> float:
    names = (f"harm_{span}", f"{category.value}.harm_{span}")
    return sum(term.weight / term.spread for term in terms if term.name in names)


def _of_months(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> dict[int, Floats]:
    found = {}
    for category in CATEGORIES:
        terms = constants.categories[category].months
        if not terms:
            continue
        for n, inputs in enumerate(snapshots):
            if inputs.months is not None and has_months(inputs):
                now = inputs.as_of.year * 12 + inputs.as_of.month - 1
                draws = intervals.of_months(inputs.months, now, terms, constants.replicates, constants.pseudo)
                found[n * len(CATEGORIES) + COLUMN[category]] = draws
    return found
