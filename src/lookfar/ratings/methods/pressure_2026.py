"""Pressure 2026: decayed, harm-weighted incidents under a Gamma prior, on a log scale of outcome rates.

    h_i     = belief_i x max(severity_i, (1 + deaths_i)^e)         harm of incident i
    E_c     = sum_i h_i 2^(-age_i / T_c)                           pressure; t_c: days listened, discounted alike
    lambda  ~ Gamma with mean (k_c + E_c) / (k_c / mu_c + t_c)     mu_c: region and structural indicators
    score   = a_c + b_c ln E[lambda]                               20 points a level, fixed by outcome rates

Origin of every constant, expected figures and known failures: docs/methods/pressure_2026.md.
Sources: Gamma-Poisson smoothing, Clayton & Kaldor 1987 (Biometrics 43); weighted counts, Fay & Feuer
1997 (Statistics in Medicine 16); power mean as in the dimension index of ISO-style composite scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lookfar.domain.errors import InvalidValue
from lookfar.domain.ids import RatingId
from lookfar.domain.rating import Contributor, Rating
from lookfar.domain.taxonomy import Category, Headline
from lookfar.domain.vocabulary import Coverage, Level
from lookfar.ratings.constants import Constants, Floor
from lookfar.ratings.coverage import NOBODY
from lookfar.ratings.evidence import DIGITS
from lookfar.ratings.headlines import headline_coverage, headline_score
from lookfar.ratings.hysteresis import Rules, step
from lookfar.ratings.inputs import AreaInputs, canonical, restore, snapshot_id
from lookfar.ratings.issued import issued_bytes, read_issued
from lookfar.ratings.pressure import CATEGORIES, COLUMN, Weighed, posterior, scores, weigh

__all__ = ["Constants", "identity", "issued_bytes", "rate_many", "rate_snapshot", "read_issued", "verify"]

NAME = "pressure_2026"


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Score, low and high of one category or headline; None of it: nobody is heard."""

    score: float
    low: float
    high: float
    coverage: Coverage


def identity(constants: Constants) -> str:
    """Method and hash, as every rating carries it: `pressure_2026@<12 hex>`."""
    return f"{constants.name}@{constants.fingerprint[:12]}"


def rate_many(snapshots: Sequence[AreaInputs], constants: Constants) -> list[tuple[Rating, ...]]:
    """Ratings of each area, 12 categories then 4 headlines; the same whatever else is in the batch."""
    if not snapshots:
        return []
    weighed = weigh(snapshots, constants)
    rates = posterior(snapshots, weighed, constants)
    table = np.stack([scores(part, constants) for part in (rates.mean, rates.low, rates.high)], axis=-1)
    rounded = np.round(table, DIGITS).tolist()
    offsets = np.concatenate([[0], np.cumsum([len(s.evidence) for s in snapshots])]).tolist()
    return [
        _Area(inputs, weighed, slice(offsets[n], offsets[n + 1]), rounded[n], constants).ratings()
        for n, inputs in enumerate(snapshots)
    ]


def rate_snapshot(snapshot: bytes, constants: Constants) -> tuple[Rating, ...]:
    """The ratings from canonical bytes alone; raises InvalidValue when another method made them."""
    inputs, method = restore(snapshot)
    if method != identity(constants):
        raise InvalidValue(f"the snapshot was rated by {method}, this is {identity(constants)}")
    return rate_many([inputs], constants)[0]


def verify(snapshot: bytes, issued: bytes, constants: Constants) -> bool:
    """Whether rating the snapshot again gives the issued bytes exactly."""
    return issued_bytes(rate_snapshot(snapshot, constants)) == issued


class _Area:
    """One area's row of the arrays on its way to ratings."""

    def __init__(
        self, inputs: AreaInputs, weighed: Weighed, rows: slice, row: list[list[float]], constants: Constants
    ) -> None:
        self._inputs = inputs
        self._constants = constants
        self._items = weighed.items[rows]
        self._columns = weighed.column[rows].tolist()
        self._harm = weighed.harm[rows].tolist()
        self._ages = weighed.age[rows].tolist()
        self._row = row
        self._method = identity(constants)
        self._snapshot = snapshot_id(canonical(inputs, self._method))
        self._rules = Rules(thresholds=constants.thresholds, margin=constants.margin, runs=constants.runs)
        self._by_column: dict[int, list[int]] = {}
        for n, column in enumerate(self._columns):
            self._by_column.setdefault(column, []).append(n)

    def ratings(self) -> tuple[Rating, ...]:
        watches = self._inputs.watches
        coverages = {c: watches.get(c, NOBODY).coverage for c in CATEGORIES}
        categories = [self._rating(c.value, self._numbers(c, coverages[c]), (c,)) for c in CATEGORIES]
        headlines = [self._headline(h, coverages) for h in Headline]
        return (*categories, *headlines)

    def _numbers(self, category: Category, coverage: Coverage) -> _Numbers:
        score, low, high = self._row[COLUMN[category]]
        return _Numbers(score, low, high, coverage)

    def _headline(self, headline: Headline, coverages: dict[Category, Coverage]) -> Rating:
        of = self._constants.headlines[headline.value]
        seen = [c for c in CATEGORIES if coverages[c] is not Coverage.BLIND]
        width = self._constants.thresholds[1] - self._constants.thresholds[0]
        parts = [
            headline_score(of, {c: self._row[COLUMN[c]][part] for c in seen}, level_width=width)
            for part in range(3)
        ]
        score, low, high = (round(part or 0.0, DIGITS) for part in parts)
        return self._rating(
            headline.value, _Numbers(score, low, high, headline_coverage(of, coverages)), of.members
        )

    def _rating(self, key: str, numbers: _Numbers, members: tuple[Category, ...]) -> Rating:
        previous = self._inputs.previous.get(key)
        prior_level = None if previous is None else previous.level
        indexes = [n for c in members for n in self._by_column.get(COLUMN[c], ())]
        level, streak, towards = Level.NOT_ENOUGH_DATA, 0, None
        reasons = ["no source that reports on this is heard"]
        if numbers.coverage is not Coverage.BLIND:
            floor = self._floor(key)
            numbers = self._raised(numbers, floor)
            at_once = self._mass_casualty(indexes)
            state, held = step(previous, numbers.score, self._rules, run=self._inputs.run, at_once=at_once)
            level, streak, towards = state.level, state.streak, state.streak_level
            reasons = [held] if held else []
            if floor is not None:
                reasons.append(f"floor: {floor.reason}")
                if floor.level > level:
                    level, streak, towards = floor.level, 0, None
        return Rating(
            id=RatingId(f"{self._snapshot[:20]}:{key}"),
            area=self._inputs.area,
            category=key,
            as_of=self._inputs.as_of,
            level=level,
            score=numbers.score,
            low=numbers.low,
            high=numbers.high,
            coverage=numbers.coverage,
            method=self._method,
            snapshot=self._snapshot,
            contributors=self._contributors(indexes),
            reasons=tuple(reasons),
            prior_level=prior_level,
            streak=streak,
            streak_level=towards,
        )

    def _contributors(self, indexes: list[int]) -> tuple[Contributor, ...]:
        total = sum(self._harm[n] for n in indexes)
        if total <= 0:
            return ()
        best = sorted(indexes, key=lambda n: (-self._harm[n], self._items[n].incident))
        return tuple(
            Contributor(
                incident=self._items[n].incident,
                share=round(self._harm[n] / total, DIGITS),
                title=self._items[n].title,
                happened=self._items[n].happened,
                links=self._items[n].links,
            )
            for n in best[: self._constants.contributors]
            if self._harm[n] > 0
        )

    def _mass_casualty(self, indexes: list[int]) -> str:
        for n in indexes:
            item = self._items[n]
            limit = self._constants.categories[item.category].mass_casualty
            if 0 <= self._ages[n] <= self._constants.recent_days and (item.fatalities or 0) >= limit:
                return f"at once: {item.fatalities} killed in one incident"
        return ""

    def _floor(self, key: str) -> Floor | None:
        met = [
            floor
            for floor in self._constants.floors
            if floor.target == key and self._deaths(floor) >= floor.deaths
        ]
        return max(met, key=lambda floor: floor.level, default=None)

    def _deaths(self, floor: Floor) -> int:
        return sum(
            self._items[n].fatalities or 0
            for n in self._by_column.get(COLUMN[floor.category], ())
            if 0 <= self._ages[n] <= floor.days
        )

    def _raised(self, numbers: _Numbers, floor: Floor | None) -> _Numbers:
        if floor is None:
            return numbers
        least = self._constants.thresholds[floor.level - 2]
        return _Numbers(
            max(numbers.score, least), max(numbers.low, least), max(numbers.high, least), numbers.coverage
        )
