"""Parts 2026-11-26: the log-odds of parts_2026_11, fitted anew, on the scale and with the intervals of countries.

    l_acT    = ln (1 + E_acT / (v e))                         harm in the part, decayed; e: a trace of harm
    logit_ac = intercept + b L_c + s ln share_a + d [city] + sum_T w_T l_acT
    score_ac = the scale of pressure_2026_11_26: a level means the same chance

E, v, T, zero, points, floors, hysteresis and headlines as in pressure_2026_11_26. L_c: the country's log-odds from what is
not known to lie in one part of it (`Inside`), so that an incident in one part never raises another. Days that nobody
listened to, of those the memory holds, leave harm possible that nobody heard of: they raise the upper end alone.
Origin of every constant, figures and known failures: docs/methods/parts_2026_11_26.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np

from lookfar.domain.rating import Rating
from lookfar.ratings import intervals, model, scale
from lookfar.ratings.constants import PartsConstants
from lookfar.ratings.decay import Floats, half_lives
from lookfar.ratings.evidence import DIGITS
from lookfar.ratings.headlines import joint_points
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.levels import Rated
from lookfar.ratings.local import FLOORS, Local, local, log_odds, wholes
from lookfar.ratings.model import Batch, identity

__all__ = ["NAME", "identity", "issue_many", "rate_many", "rate_snapshot", "wholes"]

NAME = "parts_2026_11_26"
SHAPE = 3


def rate_many(snapshots: Sequence[AreaInputs], constants: PartsConstants) -> list[tuple[Rating, ...]]:
    """Ratings of each part, 12 categories then 4 headlines; the same whatever else is in the batch."""
    return [one.ratings for one in issue_many(snapshots, constants)]


def issue_many(snapshots: Sequence[AreaInputs], constants: PartsConstants) -> list[Rated]:
    """The same, each with its snapshot."""
    ruling = model.ruling(identity(constants), constants.of, FLOORS, scale.lifted)
    return model.issue(snapshots, ruling, model.shape(SHAPE, constants.of), lambda _: _batch(snapshots, constants))


def rate_snapshot(snapshot: bytes, constants: PartsConstants) -> tuple[Rating, ...]:
    """The ratings from canonical bytes alone, under the fingerprint that the snapshot names.

    Raises InvalidValue when the snapshot was rated by a method of another name.
    """
    return model.again(snapshot, constants, issue_many)


def _batch(snapshots: Sequence[AreaInputs], constants: PartsConstants) -> Batch:
    of = constants.of
    given = local(snapshots, constants.trace, of)
    logits, slopes = log_odds(given, constants)
    doubt = intervals.Doubt(
        gathered=given.gathered,
        weighed=given.weighed,
        total=given.total,
        slopes=np.broadcast_to(slopes, (len(snapshots), *slopes.shape)),
        trace=constants.trace,
        unheard=_unheard(snapshots, given, constants),
        months={},
    )
    low, high = intervals.ends(doubt, of)
    straight = model.points(np.stack([logits, logits + low, logits + high], axis=-1), of)
    table = scale.capped(model.with_headlines(snapshots, scale.raised(straight), of, joint_points))
    return Batch(given.weighed, np.round(table, DIGITS))


def _unheard(snapshots: Sequence[AreaInputs], given: Local, constants: PartsConstants) -> Floats:
    """The prior's harm for the share of the memory that nobody listened to."""
    of = constants.of
    halves = half_lives(of)
    whole = halves / log(2.0) * (1.0 - np.exp2(-of.memory / halves))
    heard = model.information(snapshots, of)[:, :, None] * given.gathered.listened / whole
    found: Floats = of.pseudo * np.clip(1.0 - heard, 0.0, 1.0)
    return found
