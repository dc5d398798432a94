"""Fits the classifier from weakly labelled texts; the same seed gives the same bytes.

Softmax regression on soft labels by Adagrad over mini-batches (Duchi, Hazan & Singer 2011, JMLR 12).
Texts that no rule speaks for but whose publisher's heading narrows the types are labelled by the model
itself in a second round, within what the heading allows (Lee 2013, pseudo-labels).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from lookfar.reports.classify import softmax
from lookfar.reports.features import KNOWN_SLOTS, SLOTS, Vector, known_slot

Floats = NDArray[np.float64]

_NEWTON_STEPS = 25
_ROUNDING = 1e-12
"""By how much a step may seem to make things worse where it is nothing but rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How to fit: passes over the texts, fits that are averaged, texts a step, Adagrad's rate, L2 penalty, seed."""

    passes: int = 5
    fits: int = 1
    batch: int = 256
    rate: float = 0.35
    penalty: float = 1e-6
    seed: int = 20261124


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weights:
    """features x types and types, as fitted."""

    table: NDArray[np.float32]
    bias: NDArray[np.float32]


def known_words(texts: Sequence[Sequence[str]], *, least: int, always: Sequence[str] = ()) -> NDArray[np.bool_]:
    """Words seen in lower case at least `least` times, as a table of hashes."""
    counts: dict[str, int] = {}
    for words in texts:
        for word in words:
            if word[0].islower():
                counts[word] = counts.get(word, 0) + 1
    table = np.zeros(KNOWN_SLOTS, np.bool_)
    for word in (*always, *(word for word, n in counts.items() if n >= least)):
        table[known_slot(word)] = True
    return table


def matrix(vectors: Sequence[Vector]) -> csr_matrix:
    """Texts x features of raw counts."""
    pointers = np.cumsum([0, *(len(columns) for columns, _ in vectors)])
    columns = np.concatenate([columns for columns, _ in vectors])
    counts = np.concatenate([counts for _, counts in vectors])
    return csr_matrix((counts, columns, pointers), shape=(len(vectors), SLOTS), dtype=np.float32)


def inverse_frequency(counts: csr_matrix, *, least: int) -> NDArray[np.float32]:
    """ln((1 + n) / (1 + texts with the feature)) + 1; 0 for features in fewer than `least` texts."""
    seen = np.bincount(counts.indices, minlength=SLOTS)
    idf = np.log((1 + counts.shape[0]) / (1 + seen)) + 1
    return np.where(seen >= least, idf, 0).astype(np.float16).astype(np.float32)


def weighted(counts: csr_matrix, idf: NDArray[np.float32]) -> csr_matrix:
    """Sub-linear tf times idf, rows of length 1."""
    out = counts.copy()
    out.data = (1 + np.log(np.maximum(out.data, 1e-3)).clip(-1)) * idf[out.indices]
    norms = np.sqrt(np.asarray(out.multiply(out).sum(axis=1)).ravel())
    norms[norms == 0] = 1
    out.data = (out.data / np.repeat(norms, np.diff(out.indptr))).astype(np.float32)
    return out


def fit(features: csr_matrix, targets: Floats, strength: Floats, how: Fit) -> Weights:
    """Weights that make `targets` (texts x types, rows add up to 1) likely; `strength` weighs texts.

    The mean of `how.fits` fits that differ in the order of texts, each the mean of its last pass's steps
    (Polyak & Juditsky 1992, SIAM J. Control Optim. 30): where one fit happens to end is chance.
    """
    found = [_one_fit(features, targets, strength, how, how.seed + number) for number in range(how.fits)]
    return Weights(
        table=np.mean([one.table for one in found], axis=0, dtype=np.float32),
        bias=np.mean([one.bias for one in found], axis=0, dtype=np.float32),
    )


def _one_fit(features: csr_matrix, targets: Floats, strength: Floats, how: Fit, seed: int) -> Weights:
    random = np.random.default_rng(seed)
    at = _Descent.from_nothing(features.shape[1], targets.shape[1])
    for last in (*(False for _ in range(how.passes - 1)), True):
        order = random.permutation(features.shape[0])
        for start in range(0, len(order), how.batch):
            rows = order[start : start + how.batch]
            at.step(features[rows], targets[rows], strength[rows], how)
            if last:
                at.remember()
    return at.mean()


@dataclass(slots=True, kw_only=True, eq=False)
class _Descent:
    """Where Adagrad stands, and the sum of where it stood."""

    table: NDArray[np.float32]
    bias: NDArray[np.float32]
    squares: NDArray[np.float32]
    bias_squares: NDArray[np.float32]
    table_sum: Floats
    bias_sum: Floats
    remembered: int = 0

    @classmethod
    def from_nothing(cls, features: int, types: int) -> _Descent:
        shape = (features, types)
        return cls(
            table=np.zeros(shape, np.float32),
            bias=np.zeros(types, np.float32),
            squares=np.full(shape, 1e-8, np.float32),
            bias_squares=np.full(types, 1e-8, np.float32),
            table_sum=np.zeros(shape),
            bias_sum=np.zeros(types),
        )

    def step(self, part: csr_matrix, targets: Floats, strength: Floats, how: Fit) -> None:
        """One step down the slope of a few texts."""
        error = softmax((part @ self.table + self.bias).astype(np.float64)) - targets
        error = (error * strength[:, None]).astype(np.float32)
        columns = np.unique(part.indices)
        slope = np.asarray(part[:, columns].T @ error) + how.penalty * part.shape[0] * self.table[columns]
        self.squares[columns] += slope * slope
        self.table[columns] -= how.rate * slope / np.sqrt(self.squares[columns])
        steps = error.sum(axis=0)
        self.bias_squares += steps * steps
        self.bias -= 0.1 * how.rate * steps / np.sqrt(self.bias_squares)

    def remember(self) -> None:
        self.table_sum += self.table
        self.bias_sum += self.bias
        self.remembered += 1

    def mean(self) -> Weights:
        return Weights(
            table=(self.table_sum / self.remembered).astype(np.float32),
            bias=(self.bias_sum / self.remembered).astype(np.float32),
        )


def scores(features: csr_matrix, weights: Weights) -> Floats:
    """Texts x types, before the softmax."""
    return np.asarray(features @ weights.table + weights.bias, np.float64)


def best_temperature(raw: Floats, groups: NDArray[np.int64], gold: NDArray[np.int64]) -> float:
    """The temperature (Guo et al. 2017) that makes gold groups likeliest, by a grid from 0.3 to 3."""
    grid, rows = np.geomspace(0.3, 3.0, 93), np.arange(len(gold))
    chances = (group_chances(softmax(raw / t), groups)[rows, gold] for t in grid)
    return float(round(grid[int(np.argmin([-np.log(np.maximum(given, 1e-6)).mean() for given in chances]))], 4))


def platt(chances: Floats, right: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset for the log odds of `chances` that make `right` likeliest (Platt 1999)."""
    slope, offset = logistic(log_odds(chances)[:, None], right, np.array([1.0, 0.0]))
    return slope, offset


def log_odds(chances: Floats) -> Floats:
    """Of chances kept off 0 and 1 by one in ten thousand."""
    kept = np.clip(chances, 1e-4, 1 - 1e-4)
    found: Floats = np.log(kept / (1 - kept))
    return found


def logistic(inputs: Floats, right: NDArray[np.bool_], start: Floats) -> tuple[float, ...]:
    """What each column of `inputs` (texts x columns) counts, and a constant, that make `right` likeliest, by Newton steps.

    A step that would make it less likely is halved until it does not: far from the end, whole steps can diverge.
    """
    inputs = np.concatenate([inputs, np.ones((len(inputs), 1))], axis=1)

    def unlikeliness(at: Floats) -> float:
        odds = inputs @ at
        return float((np.logaddexp(0, odds) - right * odds).mean())

    line = start
    for _ in range(_NEWTON_STEPS):
        fitted = 1 / (1 + np.exp(-inputs @ line))
        bend = (inputs * (fitted * (1 - fitted))[:, None]).T @ inputs + 1e-6 * np.eye(inputs.shape[1])
        step, most = np.linalg.solve(bend, inputs.T @ (right - fitted)), unlikeliness(line) + _ROUNDING
        while unlikeliness(line + step) > most:
            step = step / 2
        line = line + step
    return tuple(float(round(one, 4)) for one in line)


def calibration_error(sure: Floats, right: NDArray[np.bool_]) -> float:
    """Expected calibration error in ten bins of confidence (Naeini et al. 2015)."""
    bins = np.minimum((sure * 10).astype(int), 9)
    gaps = [abs(right[bins == b].mean() - sure[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)]
    return float(sum(gaps))


def weighted_f1(said: NDArray[np.int64], gold: NDArray[np.int64]) -> float:
    """Mean F1 of the gold's groups, weighted by how often each stands there."""
    parts = []
    for group in np.unique(gold):
        true, guess = gold == group, said == group
        parts.append(2 * (true & guess).sum() / (true.sum() + guess.sum()) * true.mean())
    return float(sum(parts))


def group_chances(chances: Floats, groups: NDArray[np.int64]) -> Floats:
    """Texts x groups: chances of types summed within their group."""
    out = np.zeros((len(chances), int(groups.max()) + 1))
    for kind, group in enumerate(groups):
        out[:, group] += chances[:, kind]
    return out


def as_bytes(weights: Weights) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Weights rounded to a byte each, with the scale of every type."""
    scale = np.abs(weights.table).max(axis=0) / 127
    scale[scale == 0] = 1
    return np.round(weights.table / scale).astype(np.int8), scale.astype(np.float32)


def balanced(targets: Floats, strength: Floats) -> Floats:
    """Strengths that lift rare types, between a half and four times.

    Times the square root of (mean mass of a type / mass of the text's types).
    """
    mass = (targets * strength[:, None]).sum(axis=0)
    lift = np.clip(np.sqrt(mass.mean() / np.maximum(mass, 1)), 0.5, 4.0)
    out: Floats = strength * (targets @ lift)
    return out


def report(title: str, said: NDArray[np.int64], sure: Floats, gold: NDArray[np.int64]) -> str:
    """Accuracy, weighted F1 and calibration error of texts with a gold group, with 95 % bootstrap intervals."""
    right = said == gold
    random = np.random.default_rng(1)
    drawn = [random.integers(0, len(gold), len(gold)) for _ in range(2000)]
    rows = [np.arange(len(gold)), *drawn]
    figures = {
        "accuracy": [float(right[i].mean()) for i in rows],
        "weighted F1": [weighted_f1(said[i], gold[i]) for i in rows],
        "calibration error": [calibration_error(sure[i], right[i]) for i in rows],
    }
    parts = []
    for name, (found, *others) in figures.items():
        low, high = np.quantile(others, [0.025, 0.975])
        parts.append(f"{name} {found:.3f} [{low:.3f}, {high:.3f}]")
    return f"{title} ({len(gold)}): {', '.join(parts)}"
