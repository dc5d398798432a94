"""What a part of a country is rated from: its country's log-odds, its share of people, what happened in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from lookfar.domain.areas import AreaKind
from lookfar.domain.errors import InvalidValue
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Level
from lookfar.ratings.constants import Floor, ModelConstants, PartsConstants
from lookfar.ratings.decay import CATEGORIES, SPANS, Floats, Gathered, Weighed, gather, weigh
from lookfar.ratings.floors import AT_WAR
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.inside import Inside, Whole
from lookfar.ratings.model import figures
from lookfar.ratings.model import log_odds as of_country
from lookfar.ratings.predictors import volumes

LEAST_SHARE = 1e-4
"""A part whose people GeoNames does not know is taken for this small."""
_FOUGHT = "armed conflict that killed 25 or more here in the last twelve months"
FLOORS = tuple(
    Floor(category=Category.ARMED_CONFLICT, days=365.0, deaths=25, target=target, level=level, reason=_FOUGHT)
    for target, level in (("armed_conflict", Level.MODERATE), ("security", Level.LOW))
)
"""Beside those of the countries. Chosen, not fitted: a front line is not calm because nobody reported this week."""
LEAST_AT_WAR = -1.1
"""Log-odds of level 2, to which methods without `war_floor` lift every part of a country at war."""
LOCAL = tuple(f"local_{span}" for span in SPANS)


@dataclass(frozen=True, slots=True)
class Local:
    """What a batch of parts comes to: `terms` by name, areas x 12; `total`: volume of reporting."""

    weighed: Weighed
    gathered: Gathered
    total: Floats
    terms: dict[str, Floats]


def wholes(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> list[Whole]:
    """Countries for their parts; each comes with the evidence that is known to no part of it."""
    if not snapshots:
        return []
    logits = of_country(snapshots, figures(snapshots, constants), constants).tolist()
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
    if constants.of.war_floor:
        return logits, slopes
    column = CATEGORIES.index(Category.ARMED_CONFLICT)
    at_war = given.terms["country"][:, column] >= AT_WAR
    logits[at_war, column] = np.maximum(logits[at_war, column], LEAST_AT_WAR)
    return logits, slopes
