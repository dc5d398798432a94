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
from dataclasses import dataclass, replace
from math import log

import numpy as np

from lookfar.domain.areas import AreaKind
from lookfar.domain.errors import InvalidValue
from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Category, Headline
from lookfar.domain.vocabulary import Coverage, Level
from lookfar.ratings import doubt
from lookfar.ratings.constants import Floor, ModelConstants, PartsConstants
from lookfar.ratings.coverage import NOBODY
from lookfar.ratings.decay import CATEGORIES, SPANS, Floats, Gathered, Weighed, gather, weigh
from lookfar.ratings.evidence import DIGITS
from lookfar.ratings.headlines import joint_scores
from lookfar.ratings.hysteresis import Rules
from lookfar.ratings.inputs import AreaInputs, canonical, restore, snapshot_id
from lookfar.ratings.inside import Inside, Whole
from lookfar.ratings.levels import Numbers, Rated, Ruling, floors_by_target, rule_area
from lookfar.ratings.methods.pressure_2026_11 import figures
from lookfar.ratings.predictors import has_months, predict, volumes

NAME = "parts_2026_11"
SHAPE = 3
LEAST_SHARE = 1e-4
"""A part whose people GeoNames does not know is taken for this small."""
_FOUGHT = "armed conflict that killed 25 or more here in the last twelve months"
FLOORS = tuple(
    Floor(category=Category.ARMED_CONFLICT, days=365.0, deaths=25, target=target, level=level, reason=_FOUGHT)
    for target, level in (("armed_conflict", Level.MODERATE), ("security", Level.LOW))
)
"""Beside those of the countries. Chosen, not fitted: a front line is not calm because nobody reported this week."""
AT_WAR, LEAST_AT_WAR = 1.735, -1.1
"""Log-odds at which armed conflict of a country is level 4; then every part of it is level 2 at least (chosen)."""
LOCAL = tuple(f"local_{span}" for span in SPANS)


@dataclass(frozen=True, slots=True)
class Local:
    """What a batch of parts comes to: `terms` by name, areas x 12; `total`: volume of reporting."""

    weighed: Weighed
    gathered: Gathered
    total: Floats
    terms: dict[str, Floats]


def identity(constants: PartsConstants) -> str:
    """Method and hash, as every rating carries it: `parts_2026_11@<12 hex>`."""
    return f"{constants.name}@{constants.fingerprint[:12]}"


def wholes(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> list[Whole]:
    """Countries for their parts; each comes with the evidence that is known to no part of it."""
    if not snapshots:
        return []
    given = figures(snapshots, constants)
    known = [has_months(inputs) for inputs in snapshots]
    models = {c: constants.categories[c] for c in CATEGORIES}
    terms = {c: [m.months if one and m.months else m.score for one in known] for c, m in models.items()}
    logits = predict(snapshots, given.named, terms).tolist()
    return [Whole(logits=dict(zip(CATEGORIES, row, strict=True))) for row in logits]


def local(snapshots: Sequence[AreaInputs], trace: float, of: ModelConstants) -> Local:
    """The figures that a part's terms speak of; raises InvalidValue for inputs of no part."""
    inside = [_inside(inputs) for inputs in snapshots]
    shares = np.array([log(max(one.share, LEAST_SHARE)) for one in inside])[:, None]
    weighed = weigh(snapshots, of)
    gathered = gather(snapshots, weighed, of)
    total, _ = volumes(snapshots, of)
    ones = np.ones(len(CATEGORIES))
    terms: dict[str, Floats] = {
        "country": np.array([[one.whole.logits[c] for c in CATEGORIES] for one in inside]),
        "share": shares * ones,
        "city": np.array([[float(one.kind is AreaKind.CITY)] for one in inside]) * ones,
    }
    harm = np.log1p(gathered.harm / total[:, None, None] / trace)
    for n, name in enumerate(LOCAL):
        terms[name] = harm[:, :, n]
    return Local(weighed, gathered, total, terms)


def rate_many(snapshots: Sequence[AreaInputs], constants: PartsConstants) -> list[tuple[Rating, ...]]:
    """Ratings of each part, 12 categories then 4 headlines; the same whatever else is in the batch."""
    return [one.ratings for one in issue_many(snapshots, constants)]


def issue_many(snapshots: Sequence[AreaInputs], constants: PartsConstants) -> list[Rated]:
    """The same, each with its snapshot."""
    if not snapshots:
        return []
    ruling = _ruling(constants)
    contents = [canonical(inputs, ruling.identity, SHAPE) for inputs in snapshots]
    digests = [snapshot_id(content) for content in contents]
    given = local(snapshots, constants.trace, constants.of)
    table = np.round(_scores(snapshots, given, digests, constants), DIGITS)
    numbers = np.concatenate([table, _headlines(snapshots, table, constants.of)], axis=1).tolist()
    weighed = given.weighed
    decayed = weighed.harm * weighed.kept[:, 1]
    found, start = [], 0
    for n, inputs in enumerate(snapshots):
        rows = slice(start, start + len(inputs.evidence))
        harm, age, column = (part[rows].tolist() for part in (decayed, weighed.age, weighed.column))
        ratings = rule_area(inputs, digests[n], Numbers(numbers[n], harm, age, column), ruling)
        found.append(Rated(contents[n], digests[n], ratings))
        start = rows.stop
    return found


def rate_snapshot(snapshot: bytes, constants: PartsConstants) -> tuple[Rating, ...]:
    """The ratings from canonical bytes alone, under the fingerprint that the snapshot names.

    Raises InvalidValue when the snapshot was rated by a method of another name.
    """
    inputs, method = restore(snapshot)
    name, _, fingerprint = method.partition("@")
    if name != constants.name:
        raise InvalidValue(f"the snapshot was rated by {method}, this is {identity(constants)}")
    return rate_many([inputs], replace(constants, fingerprint=fingerprint))[0]


def _inside(inputs: AreaInputs) -> Inside:
    if inputs.inside is None:
        raise InvalidValue(f"{inputs.area} is no part of a country")
    return inputs.inside


def log_odds(given: Local, constants: PartsConstants) -> tuple[Floats, Floats]:
    """Areas x 12, and what a unit of each local term adds to it, 12 x 3."""
    logits, slopes = np.zeros(given.gathered.prior.shape), np.zeros((len(CATEGORIES), len(SPANS)))
    for column, category in enumerate(CATEGORIES):
        for term in constants.terms[category]:
            if term.name == "intercept":
                logits[:, column] += term.weight
                continue
            per_unit = term.weight / term.spread
            logits[:, column] += per_unit * (given.terms[term.name][:, column] - term.centre)
            if term.name in LOCAL:
                slopes[column, LOCAL.index(term.name)] = per_unit
    column = CATEGORIES.index(Category.ARMED_CONFLICT)
    at_war = given.terms["country"][:, column] >= AT_WAR
    logits[at_war, column] = np.maximum(logits[at_war, column], LEAST_AT_WAR)
    return logits, slopes


def scores(logits: Floats, of: ModelConstants) -> Floats:
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
    information = np.array(
        [[of.information[one.watches.get(c, NOBODY).coverage] for c in CATEGORIES] for one in snapshots]
    )
    weights, uniform = doubt.draws(digests, given.weighed, of)
    moved = doubt.shifts(given.gathered, given.weighed, weights, uniform, information, given.total, slopes, of)
    tail = (1.0 - of.interval) / 2.0
    low, high = np.quantile(moved, [tail, 1.0 - tail], axis=2)
    parts = [logits, logits + np.minimum(low, 0.0), logits + np.maximum(high, 0.0)]
    found: Floats = np.stack([scores(part, of) for part in parts], axis=-1)
    return found


def _headlines(snapshots: Sequence[AreaInputs], table: Floats, of: ModelConstants) -> Floats:
    blind = Coverage.BLIND
    seen = np.array([[i.watches.get(c, NOBODY).coverage is not blind for c in CATEGORIES] for i in snapshots])
    width = of.thresholds[1] - of.thresholds[0]
    parts = [joint_scores(of.headlines[h], table, seen, level_width=width) for h in Headline]
    together: Floats = np.stack(parts, axis=1, dtype=np.float64)
    return np.round(together, DIGITS)


def _ruling(constants: PartsConstants) -> Ruling:
    of = constants.of
    return Ruling(
        identity=identity(constants),
        rules=Rules(thresholds=of.thresholds, margin=of.margin, runs=of.runs),
        limits=[of.categories[c].mass_casualty for c in CATEGORIES],
        floors=floors_by_target((*of.floors, *FLOORS)),
        members={h: of.headlines[h].members for h in Headline},
        recent_days=of.recent_days,
        contributors=of.contributors,
    )
