"""Pressure 2026-11: log-odds of what follows, from rates of harm at three half-lives, months of deaths and structure.

    h_i     = belief_i x credibility_i x max(severity_i, deaths_i^e)       harm of incident i
    E_cT    = sum_i h_i 2^(-age_i / T),  t_cT: days listened, discounted alike,  T: short, middle, long
    r_cT    = (k + E_cT / v) / (k / mu_c + t_cT)          mean of a Gamma; v: volume of reporting over that of the fit
    logit_c = sum of terms in ln r_cT, ln mu_c, yearly figures and, for armed conflict, months of deaths
    score_c = zero_c + points_c logit_c                   20 points a level, fixed by outcome rates
    N_c     ~ NegativeBinomial(mean, shape(mean))         relevant incidents of the next 90 days: the outlook

Security: power mean (p = 4) of what violent categories score beyond a discount each, pulled up by the state block.
Origin of every constant, expected figures, variants tried and known failures: docs/methods/pressure_2026_11.md.
Sources: Gamma-Poisson smoothing, Clayton & Kaldor 1987 (Biometrics 43); weighted counts, Fay & Feuer 1997
(Statistics in Medicine 16); Bayesian bootstrap, Rubin 1981 (Annals of Statistics 9).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from lookfar.domain.rating import Rating
from lookfar.ratings import doubt, model
from lookfar.ratings.constants import ModelConstants
from lookfar.ratings.decay import CATEGORIES, SPANS, Floats
from lookfar.ratings.evidence import DIGITS
from lookfar.ratings.headlines import joint_scores
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.levels import Rated
from lookfar.ratings.model import Batch, Figures, figures, identity
from lookfar.ratings.predictors import predict

__all__ = ["NAME", "identity", "issue_many", "rate_snapshot"]

NAME = "pressure_2026_11"
SHAPE = 2


def issue_many(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> list[Rated]:
    """Each area with its snapshot and ratings, 12 categories then 4 headlines."""
    ruling = model.ruling(identity(constants), constants)
    return model.issue(snapshots, ruling, SHAPE, partial(_batch, snapshots, constants))


def rate_snapshot(snapshot: bytes, constants: ModelConstants) -> tuple[Rating, ...]:
    """The ratings from canonical bytes alone, under the fingerprint that the snapshot names.

    Raises InvalidValue when the snapshot was rated by a method of another name.
    """
    return model.again(snapshot, constants, issue_many)


def _batch(snapshots: Sequence[AreaInputs], constants: ModelConstants, digests: Sequence[str]) -> Batch:
    given = figures(snapshots, constants)
    table = np.round(_scores(snapshots, given, digests, constants), DIGITS)
    table = np.round(model.with_headlines(snapshots, table, constants, joint_scores), DIGITS)
    return Batch(given.weighed, table, model.outlooks(snapshots, given, constants))


def _scores(
    snapshots: Sequence[AreaInputs], given: Figures, digests: Sequence[str], constants: ModelConstants
) -> Floats:
    """Score, low and high: areas x 12 x 3."""
    models = [constants.categories[c] for c in CATEGORIES]
    terms = model.terms_of(snapshots, constants)
    logits = predict(snapshots, given.named, terms)
    slopes = np.array(
        [
            [
                [
                    sum(
                        t.weight / t.spread
                        for t in terms[c][n]
                        if t.name in (f"harm_{span}", f"{c.value}.harm_{span}")
                    )
                    for span in SPANS
                ]
                for c in CATEGORIES
            ]
            for n in range(len(snapshots))
        ]
    )
    weights, uniform = doubt.draws(digests, given.weighed, constants)
    moved = doubt.shifts(
        given.gathered,
        given.weighed,
        weights,
        uniform,
        model.information(snapshots, constants),
        given.total,
        slopes,
        constants,
    )
    tail = (1.0 - constants.interval) / 2.0
    low, high = np.quantile(moved, [tail, 1.0 - tail], axis=2)
    zero, points = (np.array([getattr(m, name) for m in models]) for name in ("zero", "points"))
    parts = [logits, logits + np.minimum(low, 0.0), logits + np.maximum(high, 0.0)]
    found: Floats = np.stack([np.clip(zero + points * part, 0.0, 100.0) for part in parts], axis=-1)
    return found
