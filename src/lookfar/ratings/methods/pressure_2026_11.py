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
from dataclasses import dataclass, replace

import numpy as np

from lookfar.domain.errors import InvalidValue
from lookfar.domain.rating import Outlook, Rating
from lookfar.domain.taxonomy import Headline
from lookfar.domain.vocabulary import Coverage
from lookfar.ratings import doubt
from lookfar.ratings.constants import ModelConstants
from lookfar.ratings.coverage import NOBODY
from lookfar.ratings.decay import CATEGORIES, SPANS, Floats, Gathered, Weighed, gather, weigh
from lookfar.ratings.evidence import DIGITS
from lookfar.ratings.headlines import joint_scores
from lookfar.ratings.hysteresis import Rules
from lookfar.ratings.inputs import AreaInputs, canonical, restore, snapshot_id
from lookfar.ratings.issued import issued_bytes
from lookfar.ratings.levels import Numbers, Rated, Ruling, floors_by_target, rule_area
from lookfar.ratings.predictors import Named, has_months, named, predict, volumes

__all__ = ["NAME", "Figures", "figures", "identity", "issue_many", "rate_many", "rate_snapshot", "verify"]

NAME = "pressure_2026_11"
SHAPE = 2


@dataclass(frozen=True, slots=True)
class Figures:
    """What one batch's inputs come to, before any term: `total`, `each`: volumes of reporting."""

    weighed: Weighed
    gathered: Gathered
    total: Floats
    each: Floats
    named: Named


def identity(constants: ModelConstants) -> str:
    """Method and hash, as every rating carries it: `pressure_2026_11@<12 hex>`."""
    return f"{constants.name}@{constants.fingerprint[:12]}"


def rate_many(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> list[tuple[Rating, ...]]:
    """Ratings of each area, 12 categories then 4 headlines; the same whatever else is in the batch."""
    return [one.ratings for one in issue_many(snapshots, constants)]


def issue_many(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> list[Rated]:
    """The same, each with its snapshot."""
    if not snapshots:
        return []
    ruling = _ruling(constants)
    contents = [canonical(inputs, ruling.identity, SHAPE) for inputs in snapshots]
    digests = [snapshot_id(content) for content in contents]
    given = figures(snapshots, constants)
    table = np.round(_scores(snapshots, given, digests, constants), DIGITS)
    numbers = np.concatenate([table, _headlines(snapshots, table, constants)], axis=1).tolist()
    ahead = _outlooks(snapshots, given, constants)
    found, start = [], 0
    weighed = given.weighed
    decayed = weighed.harm * weighed.kept[:, 1]
    for n, inputs in enumerate(snapshots):
        rows = slice(start, start + len(inputs.evidence))
        harm, age, column = (part[rows].tolist() for part in (decayed, weighed.age, weighed.column))
        ratings = rule_area(inputs, digests[n], Numbers(numbers[n], harm, age, column, ahead[n]), ruling)
        found.append(Rated(contents[n], digests[n], ratings))
        start = rows.stop
    return found


def figures(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> Figures:
    """What the terms are made from."""
    weighed = weigh(snapshots, constants)
    gathered = gather(snapshots, weighed, constants)
    total, each = volumes(snapshots, constants)
    return Figures(weighed, gathered, total, each, named(gathered, total, each, constants))


def rate_snapshot(snapshot: bytes, constants: ModelConstants) -> tuple[Rating, ...]:
    """The ratings from canonical bytes alone, under the fingerprint that the snapshot names.

    Raises InvalidValue when the snapshot was rated by a method of another name.
    """
    inputs, method = restore(snapshot)
    name, _, fingerprint = method.partition("@")
    if name != constants.name:
        raise InvalidValue(f"the snapshot was rated by {method}, this is {identity(constants)}")
    if fingerprint != constants.fingerprint[:12]:
        constants = replace(constants, fingerprint=fingerprint)
    return rate_many([inputs], constants)[0]


def verify(snapshot: bytes, issued: bytes, constants: ModelConstants) -> bool:
    """Whether rating the snapshot again gives the issued bytes exactly."""
    return issued_bytes(rate_snapshot(snapshot, constants)) == issued


def _scores(
    snapshots: Sequence[AreaInputs], given: Figures, digests: Sequence[str], constants: ModelConstants
) -> Floats:
    """Score, low and high: areas x 12 x 3."""
    models = [constants.categories[c] for c in CATEGORIES]
    with_months = [has_months(inputs) for inputs in snapshots]
    terms = {
        c: [m.months if known and m.months else m.score for known in with_months]
        for c, m in zip(CATEGORIES, models, strict=True)
    }
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
        _information(snapshots, constants),
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


def _outlooks(
    snapshots: Sequence[AreaInputs], given: Figures, constants: ModelConstants
) -> list[list[Outlook | None]]:
    mean, shape = outlook_counts(snapshots, given, constants)
    low, high = doubt.outlook(mean, shape, (1.0 - constants.interval) / 2.0)
    rounded = np.round(mean, DIGITS)
    return [
        [Outlook(days=constants.ahead, mean=m, low=int(a), high=int(b)) for m, a, b in zip(*row, strict=True)]
        for row in zip(rounded.tolist(), low.tolist(), high.tolist(), strict=True)
    ]


def outlook_counts(
    snapshots: Sequence[AreaInputs], given: Figures, constants: ModelConstants
) -> tuple[Floats, Floats]:
    """Mean and shape of the count of relevant incidents in the days ahead, areas x 12."""
    models = [constants.categories[c] for c in CATEGORIES]
    terms = {c: [m.outlook] * len(snapshots) for c, m in zip(CATEGORIES, models, strict=True)}
    logs = predict(snapshots, given.named, terms) + np.log(given.each)
    mean = np.minimum(constants.ahead * np.exp(logs), 1e5)
    base, slope = (np.array([getattr(m, name) for m in models]) for name in ("shape", "shape_slope"))
    return mean, np.exp(np.clip(base + slope * np.log(mean), -6.0, 6.0))


def _information(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> Floats:
    rows = [[constants.information[i.watches.get(c, NOBODY).coverage] for c in CATEGORIES] for i in snapshots]
    return np.array(rows, dtype=np.float64)


def _headlines(snapshots: Sequence[AreaInputs], table: Floats, constants: ModelConstants) -> Floats:
    blind = Coverage.BLIND
    seen = np.array([[i.watches.get(c, NOBODY).coverage is not blind for c in CATEGORIES] for i in snapshots])
    width = constants.thresholds[1] - constants.thresholds[0]
    parts = [joint_scores(constants.headlines[h], table, seen, level_width=width) for h in Headline]
    together: Floats = np.stack(parts, axis=1, dtype=np.float64)
    return np.round(together, DIGITS)


def _ruling(constants: ModelConstants) -> Ruling:
    return Ruling(
        identity=identity(constants),
        rules=Rules(thresholds=constants.thresholds, margin=constants.margin, runs=constants.runs),
        limits=[constants.categories[c].mass_casualty for c in CATEGORIES],
        floors=floors_by_target(constants.floors),
        members={h: constants.headlines[h].members for h in Headline},
        recent_days=constants.recent_days,
        contributors=constants.contributors,
    )
