"""Pressure 2026: decayed, harm-weighted incidents under a Gamma prior, on a log scale of outcome rates.

    h_i     = belief_i x max(severity_i, deaths_i^e)               harm of incident i
    E_c     = sum_i h_i 2^(-age_i / T_c)                           pressure; t_c: days listened, discounted alike
    lambda  ~ Gamma with mean (k_c + E_c) / (k_c / mu_c + t_c)     mu_c: region and structural indicators
    score   = a_c + b_c ln E[lambda]                               20 points a level, fixed by outcome rates

Origin of every constant, expected figures and known failures: docs/methods/pressure_2026.md.
Sources: Gamma-Poisson smoothing, Clayton & Kaldor 1987 (Biometrics 43); weighted counts, Fay & Feuer
1997 (Statistics in Medicine 16); power mean as in the dimension index of ISO-style composite scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lookfar.domain.errors import InvalidValue
from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Headline
from lookfar.domain.vocabulary import Coverage
from lookfar.ratings.constants import Constants
from lookfar.ratings.coverage import NOBODY
from lookfar.ratings.evidence import DIGITS
from lookfar.ratings.headlines import headline_scores
from lookfar.ratings.hysteresis import Rules
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.issued import issued_bytes, read_issued
from lookfar.ratings.levels import Numbers, Rated, Ruling, floors_by_target, rule_area
from lookfar.ratings.pressure import CATEGORIES, Floats, gather, information, posterior, scores, weigh
from lookfar.ratings.snapshot import canonical, restore, snapshot_id

__all__ = [
    "Constants",
    "Rated",
    "identity",
    "issue_many",
    "issued_bytes",
    "rate_many",
    "rate_snapshot",
    "read_issued",
    "verify",
]

NAME = "pressure_2026"


def identity(constants: Constants) -> str:
    """Method and hash, as every rating carries it: `pressure_2026@<12 hex>`."""
    return f"{constants.name}@{constants.fingerprint[:12]}"


def rate_many(snapshots: Sequence[AreaInputs], constants: Constants) -> list[tuple[Rating, ...]]:
    """Ratings of each area, 12 categories then 4 headlines; the same whatever else is in the batch."""
    return [one.ratings for one in issue_many(snapshots, constants)]


def issue_many(snapshots: Sequence[AreaInputs], constants: Constants) -> list[Rated]:
    """The same, each with its snapshot."""
    if not snapshots:
        return []
    weighed = weigh(snapshots, constants)
    rates = posterior(gather(snapshots, weighed, constants), information(snapshots, constants), constants)
    table = np.stack([scores(part, constants) for part in (rates.mean, rates.low, rates.high)], axis=-1)
    table = np.round(table, DIGITS)
    numbers = np.concatenate([table, _headlines(snapshots, table, constants)], axis=1).tolist()
    ruling = _ruling(constants)
    found, start = [], 0
    for inputs, row in zip(snapshots, numbers, strict=True):
        rows = slice(start, start + len(inputs.evidence))
        content = canonical(inputs, ruling.identity)
        digest = snapshot_id(content)
        harm, age, column = (part[rows].tolist() for part in (weighed.harm, weighed.age, weighed.column))
        ratings = rule_area(inputs, digest, Numbers(row, harm, age, column), ruling)
        found.append(Rated(content, digest, ratings))
        start = rows.stop
    return found


def rate_snapshot(snapshot: bytes, constants: Constants) -> tuple[Rating, ...]:
    """The ratings from canonical bytes alone, under the fingerprint that the snapshot names.

    An edit that changes no figure changes the fingerprint all the same; whether it changed one, the issued
    bytes tell. Raises InvalidValue when the snapshot was rated by a method of another name.
    """
    inputs, method = restore(snapshot)
    name, _, fingerprint = method.partition("@")
    if name != constants.name:
        raise InvalidValue(f"the snapshot was rated by {method}, this is {identity(constants)}")
    return rate_many([inputs], replace(constants, fingerprint=fingerprint))[0]


def verify(snapshot: bytes, issued: bytes, constants: Constants) -> bool:
    """Whether rating the snapshot again gives the issued bytes exactly."""
    return issued_bytes(rate_snapshot(snapshot, constants)) == issued


def _headlines(snapshots: Sequence[AreaInputs], table: Floats, constants: Constants) -> Floats:
    seen = np.array(
        [
            [inputs.watches.get(c, NOBODY).coverage is not Coverage.BLIND for c in CATEGORIES]
            for inputs in snapshots
        ]
    )
    width = constants.thresholds[1] - constants.thresholds[0]
    parts = [headline_scores(constants.headlines[h], table, seen, level_width=width) for h in Headline]
    together: Floats = np.stack(parts, axis=1, dtype=np.float64)
    return np.round(together, DIGITS)


def _ruling(constants: Constants) -> Ruling:
    return Ruling(
        identity=identity(constants),
        rules=Rules.of(constants),
        limits=[constants.categories[c].mass_casualty for c in CATEGORIES],
        floors=floors_by_target(constants.floors),
        members={h: constants.headlines[h].members for h in Headline},
        recent_days=constants.recent_days,
        contributors=constants.contributors,
    )
