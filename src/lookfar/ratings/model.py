"""What the methods of the family of `pressure_2026_11` do alike: figures, outlook, and from numbers to ratings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from lookfar.domain.errors import InvalidValue
from lookfar.domain.rating import Outlook, Rating
from lookfar.domain.taxonomy import Category, Headline
from lookfar.domain.vocabulary import Coverage
from lookfar.ratings import doubt
from lookfar.ratings.constants import Floor, ModelConstants, PartsConstants, Term
from lookfar.ratings.coverage import NOBODY
from lookfar.ratings.decay import CATEGORIES, Floats, Gathered, Weighed, gather, weigh
from lookfar.ratings.evidence import DIGITS
from lookfar.ratings.hysteresis import Rules
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.levels import Numbers, Rated, Ruling, at_least, floors_by_target, rule_area
from lookfar.ratings.predictors import Named, has_months, named, predict, volumes
from lookfar.ratings.snapshot import WITH_GAPS, canonical, restore, snapshot_id

Held = TypeVar("Held", ModelConstants, PartsConstants)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one batch's inputs come to, before any term: `total`, `each`: volumes of reporting."""

    weighed: Weighed
    gathered: Gathered
    total: Floats
    each: Floats
    named: Named


@dataclass(frozen=True, slots=True)
class Batch:
    """What a method computed for some areas: `table` areas x 16 x (score, low, high), `outlooks` by area."""

    weighed: Weighed
    table: Floats
    outlooks: list[list[Outlook | None]] | None = None


def identity(constants: ModelConstants | PartsConstants) -> str:
    """Method and hash, as every rating carries it: `pressure_2026_11_26@<12 hex>`."""
    return f"{constants.name}@{constants.fingerprint[:12]}"


def figures(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> Figures:
    """What the terms are made from."""
    weighed = weigh(snapshots, constants)
    gathered = gather(snapshots, weighed, constants)
    total, each = volumes(snapshots, constants)
    return Figures(weighed, gathered, total, each, named(gathered, total, each, constants))


def terms_of(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> dict[Category, list[tuple[Term, ...]]]:
    """By category the terms of each area: those that read months of deaths where they are known."""
    known = [has_months(inputs) for inputs in snapshots]
    models = {c: constants.categories[c] for c in CATEGORIES}
    return {c: [m.months if one and m.months else m.score for one in known] for c, m in models.items()}


def log_odds(snapshots: Sequence[AreaInputs], given: Figures, constants: ModelConstants) -> Floats:
    """Areas x 12."""
    return predict(snapshots, given.named, terms_of(snapshots, constants))


def shape(former: int, constants: ModelConstants) -> int:
    """The form of the snapshot of an equation whose own is `former`, under constants that may read more than it did."""
    return WITH_GAPS if constants.gaps else former


def issue(
    snapshots: Sequence[AreaInputs], ruling: Ruling, shape: int, rate: Callable[[Sequence[str]], Batch]
) -> list[Rated]:
    """Each area with its snapshot. `rate` is given the hashes of the snapshots."""
    if not snapshots:
        return []
    contents = [canonical(inputs, ruling.identity, shape) for inputs in snapshots]
    digests = [snapshot_id(content) for content in contents]
    batch = rate(digests)
    numbers, weighed = batch.table.tolist(), batch.weighed
    decayed = weighed.harm * weighed.kept[:, 1]
    none: list[Outlook | None] = [None] * len(CATEGORIES)
    found, start = [], 0
    for n, inputs in enumerate(snapshots):
        rows = slice(start, start + len(inputs.evidence))
        harm, age, column = (part[rows].tolist() for part in (decayed, weighed.age, weighed.column))
        ahead = none if batch.outlooks is None else batch.outlooks[n]
        ratings = rule_area(inputs, digests[n], Numbers(numbers[n], harm, age, column, ahead), ruling)
        found.append(Rated(contents[n], digests[n], ratings))
        start = rows.stop
    return found


def again(
    snapshot: bytes, constants: Held, rate: Callable[[Sequence[AreaInputs], Held], list[Rated]]
) -> tuple[Rating, ...]:
    """The ratings from canonical bytes alone, under the fingerprint that the snapshot names.

    Raises InvalidValue when the snapshot was rated by a method of another name.
    """
    inputs, method = restore(snapshot)
    name, _, fingerprint = method.partition("@")
    if name != constants.name:
        raise InvalidValue(f"the snapshot was rated by {method}, this is {identity(constants)}")
    if fingerprint != constants.fingerprint[:12]:
        constants = replace(constants, fingerprint=fingerprint)
    return rate([inputs], constants)[0].ratings


def outlooks(
    snapshots: Sequence[AreaInputs], given: Figures, constants: ModelConstants
) -> list[list[Outlook | None]]:
    """How many relevant incidents each area and category should see in the days ahead."""
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


def information(snapshots: Sequence[AreaInputs], constants: ModelConstants) -> Floats:
    """The share of the evidence's information that the coverage leaves, areas x 12."""
    rows = [[constants.information[i.watches.get(c, NOBODY).coverage] for c in CATEGORIES] for i in snapshots]
    return np.array(rows, dtype=np.float64)


def with_headlines(
    snapshots: Sequence[AreaInputs],
    table: Floats,
    constants: ModelConstants,
    joint: Callable[..., Floats],
) -> Floats:
    """Areas x 16 x parts: the 12 categories, then what `joint` makes of them for each headline."""
    blind = Coverage.BLIND
    seen: NDArray[np.bool_] = np.array(
        [[i.watches.get(c, NOBODY).coverage is not blind for c in CATEGORIES] for i in snapshots]
    )
    width = constants.thresholds[1] - constants.thresholds[0]
    parts = [joint(constants.headlines[h], table, seen, level_width=width) for h in Headline]
    return np.concatenate([table, np.stack(parts, axis=1, dtype=np.float64)], axis=1)


def points(logits: Floats, constants: ModelConstants) -> Floats:
    """Log-odds on the straight scale: `zero` + `points` x log-odds; areas x 12 x parts."""
    models = [constants.categories[c] for c in CATEGORIES]
    zero, each = (np.array([getattr(m, name) for m in models]) for name in ("zero", "points"))
    found: Floats = zero[:, None] + each[:, None] * logits
    return found


def ruling(
    named: str,
    constants: ModelConstants,
    floors: Sequence[Floor] = (),
    lifted: Callable[[float, float, float, float], tuple[float, float, float]] = at_least,
) -> Ruling:
    """What a method says about levels; `floors` beside those of the constants."""
    return Ruling(
        identity=named,
        rules=Rules.of(constants),
        limits=[constants.categories[c].mass_casualty for c in CATEGORIES],
        floors=floors_by_target((*constants.floors, *floors)),
        members={h: constants.headlines[h].members for h in Headline},
        recent_days=constants.recent_days,
        contributors=constants.contributors,
        lifted=lifted,
        below={h: below for h in Headline if (below := constants.headlines[h].below) is not None},
        counted=constants.counted,
        figure_floors=constants.figure_floors,
        grave=constants.grave,
        leaps=constants.leaps,
        leap_points=constants.leap_points,
        sure_floor=constants.sure_floor,
        grave_state=constants.grave_state,
        silent_holds=constants.silent_holds,
        war_floor=constants.war_floor,
        inner_floors=constants.inner_floors,
    )
