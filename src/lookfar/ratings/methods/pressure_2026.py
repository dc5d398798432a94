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
from dataclasses import dataclass, replace

import numpy as np

from lookfar.domain.errors import InvalidValue
from lookfar.domain.ids import RatingId
from lookfar.domain.rating import Contributor, Rating
from lookfar.domain.taxonomy import Category, Headline
from lookfar.domain.vocabulary import Coverage, Level
from lookfar.ratings.constants import Constants, Floor
from lookfar.ratings.coverage import NOBODY
from lookfar.ratings.evidence import DIGITS
from lookfar.ratings.headlines import headline_coverage, headline_scores
from lookfar.ratings.hysteresis import Rules, step
from lookfar.ratings.inputs import AreaInputs, State, canonical, restore, snapshot_id
from lookfar.ratings.issued import issued_bytes, read_issued
from lookfar.ratings.pressure import (
    CATEGORIES,
    COLUMN,
    Floats,
    Weighed,
    gather,
    information,
    posterior,
    scores,
    weigh,
)

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


KEYS = (*(category.value for category in Category), *(headline.value for headline in Headline))

_BLIND = (State(level=Level.NOT_ENOUGH_DATA), ("no source that reports on this is heard",))


def identity(constants: Constants) -> str:
    """Method and hash, as every rating carries it: `pressure_2026@<12 hex>`."""
    return f"{constants.name}@{constants.fingerprint[:12]}"


@dataclass(frozen=True, slots=True)
class Rated:
    """One area: `snapshot` the canonical bytes of its inputs, `digest` their SHA-256, and what they give."""

    snapshot: bytes
    digest: str
    ratings: tuple[Rating, ...]


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
    method = _Method(constants)
    found, start = [], 0
    for inputs, row in zip(snapshots, numbers, strict=True):
        end = start + len(inputs.evidence)
        found.append(_Area(inputs, weighed, slice(start, end), row, method).rated())
        start = end
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


class _Method:
    """The constants as one batch needs them."""

    def __init__(self, constants: Constants) -> None:
        self.constants = constants
        self.identity = identity(constants)
        self.rules = Rules(thresholds=constants.thresholds, margin=constants.margin, runs=constants.runs)
        self.limits = [constants.categories[c].mass_casualty for c in CATEGORIES]
        self.floors: dict[str, list[Floor]] = {}
        for floor in sorted(constants.floors, key=lambda floor: -floor.level):
            self.floors.setdefault(floor.target, []).append(floor)


class _Area:
    """One area's row of the arrays on its way to ratings."""

    def __init__(
        self, inputs: AreaInputs, weighed: Weighed, rows: slice, row: list[list[float]], method: _Method
    ) -> None:
        self._inputs = inputs
        self._method = method
        self._harm = weighed.harm[rows].tolist()
        self._ages = weighed.age[rows].tolist()
        self._row = row
        self._bytes = canonical(inputs, method.identity)
        self._snapshot = snapshot_id(self._bytes)
        self._by_column: dict[int, list[int]] = {}
        for n, column in enumerate(weighed.column[rows].tolist()):
            self._by_column.setdefault(column, []).append(n)

    def rated(self) -> Rated:
        return Rated(self._bytes, self._snapshot, self._ratings())

    def _ratings(self) -> tuple[Rating, ...]:
        watches = self._inputs.watches
        coverages = {c: watches.get(c, NOBODY).coverage for c in CATEGORIES}
        found = []
        for column, category in enumerate(CATEGORIES):
            indexes = self._by_column.get(column, [])
            found.append(self._rating(KEYS[column], column, coverages[category], indexes))
        for column, headline in enumerate(Headline, len(CATEGORIES)):
            of = self._method.constants.headlines[headline]
            indexes = [n for c in of.members for n in self._by_column.get(COLUMN[c], ())]
            found.append(self._rating(KEYS[column], column, headline_coverage(of, coverages), indexes))
        return tuple(found)

    def _rating(self, key: str, column: int, coverage: Coverage, indexes: list[int]) -> Rating:
        previous = self._inputs.previous.get(key)
        score, low, high = self._row[column]
        floor = self._floor(key) if indexes else None
        if floor is not None:
            least = self._method.rules.thresholds[floor.level - 2]
            score, low, high = max(score, least), max(low, least), max(high, least)
        state, reasons = self._state(previous, score, coverage, floor, indexes)
        return Rating(
            id=RatingId(f"{self._snapshot[:20]}:{key}"),
            area=self._inputs.area,
            category=key,
            as_of=self._inputs.as_of,
            level=state.level,
            score=score,
            low=low,
            high=high,
            coverage=coverage,
            method=self._method.identity,
            snapshot=self._snapshot,
            contributors=self._contributors(indexes),
            reasons=reasons,
            prior_level=None if previous is None else previous.level,
            streak=state.streak,
            streak_level=state.streak_level,
        )

    def _state(
        self, previous: State | None, score: float, coverage: Coverage, floor: Floor | None, indexes: list[int]
    ) -> tuple[State, tuple[str, ...]]:
        if coverage is Coverage.BLIND:
            return _BLIND
        rules = self._method.rules
        state, reason = step(previous, score, rules, run=self._inputs.run, at_once=self._mass_casualty(indexes))
        reasons = (reason,) if reason else ()
        if floor is None:
            return state, reasons
        if floor.level > state.level:
            state = State(level=floor.level)
        return state, (*reasons, f"floor: {floor.reason}")

    def _contributors(self, indexes: list[int]) -> tuple[Contributor, ...]:
        harm, items = self._harm, self._inputs.evidence
        total = sum(harm[n] for n in indexes)
        if not total:
            return ()
        best = sorted(indexes, key=lambda n: (-harm[n], items[n].incident))
        return tuple(
            Contributor(
                incident=items[n].incident,
                share=round(harm[n] / total, DIGITS),
                title=items[n].title,
                happened=items[n].happened,
                links=items[n].links,
            )
            for n in best[: self._method.constants.contributors]
            if harm[n]
        )

    def _mass_casualty(self, indexes: list[int]) -> str:
        for n in indexes:
            item = self._inputs.evidence[n]
            if (
                item.fatalities
                and 0 <= self._ages[n] <= self._method.constants.recent_days
                and item.fatalities >= self._method.limits[COLUMN[item.category]]
            ):
                return f"at once: {item.fatalities} killed in one incident"
        return ""

    def _floor(self, key: str) -> Floor | None:
        for floor in self._method.floors.get(key, ()):
            if self._deaths(floor) >= floor.deaths:
                return floor
        return None

    def _deaths(self, floor: Floor) -> int:
        return sum(
            self._inputs.evidence[n].fatalities or 0
            for n in self._by_column.get(COLUMN[floor.category], ())
            if 0 <= self._ages[n] <= floor.days
        )
