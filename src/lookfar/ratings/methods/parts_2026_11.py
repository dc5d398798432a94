"""Parts 2026-11: the log-odds of a part of a country, from its country's, its share of people and what happened in it.

    l_acT    = ln (1 + E_acT / (v e))                         harm in the part, decayed; e: a trace of harm
    logit_ac = intercept + b L_c + s ln share_a + d [city] + sum_T w_T l_acT
    score_ac = zero_c + points_c logit_ac                     the country's scale: a level means the same chance

E, v, T, zero, points, floors, hysteresis and headlines as in pressure_2026_11. L_c: the country's log-odds from
what is not known to lie in one part of it (`Inside`), so that an incident in one part never raises another.
Origin of every constant, figures and known failures: docs/methods/parts_2026_11.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from lookfar.domain.rating import Rating
from lookfar.ratings import doubt, model
from lookfar.ratings.constants import ModelConstants, PartsConstants
from lookfar.ratings.decay import CATEGORIES, Floats
from lookfar.ratings.evidence import DIGITS
from lookfar.ratings.headlines import joint_scores
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.levels import Rated
from lookfar.ratings.local import FLOORS, Local, local, log_odds
from lookfar.ratings.model import Batch, identity

__all__ = ["NAME", "identity", "issue_many", "rate_snapshot"]

NAME = "parts_2026_11"
SHAPE = 3


def issue_many(snapshots: Sequence[AreaInputs], constants: PartsConstants) -> list[Rated]:
    """Each part with its snapshot and ratings, 12 categories then 4 headlines."""
    ruling = model.ruling(identity(constants), constants.of, FLOORS)
    return model.issue(snapshots, ruling, SHAPE, partial(_batch, snapshots, constants))


def rate_snapshot(snapshot: bytes, constants: PartsConstants) -> tuple[Rating, ...]:
    """The ratings from canonical bytes alone, under the fingerprint that the snapshot names.

    Raises InvalidValue when the snapshot was rated by a method of another name.
    """
    return model.again(snapshot, constants, issue_many)


def _batch(snapshots: Sequence[AreaInputs], constants: PartsConstants, digests: Sequence[str]) -> Batch:
    given = local(snapshots, constants.trace, constants.of)
    table = np.round(_scores(snapshots, given, digests, constants), DIGITS)
    table = np.round(model.with_headlines(snapshots, table, constants.of, joint_scores), DIGITS)
    return Batch(given.weighed, table)


def _clipped(logits: Floats, of: ModelConstants) -> Floats:
    """Scores 0..100 of log-odds whose second axis is the 12 categories, on the scale of the countries."""
    models = [of.categories[c] for c in CATEGORIES]
    zero, points = (np.array([getattr(m, name) for m in models]) for name in ("zero", "points"))
    found: Floats = np.clip(zero + points * logits, 0.0, 100.0)
    return found


def _scores(
    snapshots: Sequence[AreaInputs], given: Local, digests: Sequence[str], constants: PartsConstants
) -> Floats:
    """Score, low and high: areas x 12 x 3."""
    of = constants.of
    logits, each = log_odds(given, constants)
    slopes = np.broadcast_to(each, (len(snapshots), *each.shape))
    information = model.information(snapshots, of)
    weights, uniform = doubt.draws(digests, given.weighed, of)
    moved = doubt.shifts(given.gathered, given.weighed, weights, uniform, information, given.total, slopes, of)
    tail = (1.0 - of.interval) / 2.0
    low, high = np.quantile(moved, [tail, 1.0 - tail], axis=2)
    parts = [logits, logits + np.minimum(low, 0.0), logits + np.maximum(high, 0.0)]
    found: Floats = np.stack([_clipped(part, of) for part in parts], axis=-1)
    return found
