"""Fits the network of `reports.network` from labelled texts; the same seed gives the same numbers on one machine.

Adam (Kingma & Ba 2015, ICLR) for filters and output, their rate falling in a line; Adagrad for the vectors of words, of
which a step sees few; half of what the pools say is dropped at random (Srivastava et al. 2014, JMLR 15).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from lookfar.reports.classify import softmax
from lookfar.reports.meaning import WordVectors
from lookfar.reports.network import MARKS, PAD, POOLS, WIDTH, Floats, Ids, Network, pools, windows
from lookfar.reports.training import Weights, as_bytes

_FIRST, _SECOND, _LEAST = 0.9, 0.999, 1e-8
"""Adam's decays, and what keeps it from dividing by nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFit:
    """How to fit: filters, passes, texts a step, Adam's rate at first and at last, Adagrad's, share dropped, decay, seed."""

    filters: int = 192
    passes: int = 9
    batch: int = 256
    rate: float = 1e-3
    last_rate: float = 1e-4
    words_rate: float = 0.02
    dropped: float = 0.4
    decay: float = 1e-4
    seed: int = 20261126


def fit_network(
    words: Ids, targets: NDArray[np.float64], strength: NDArray[np.float64], known: WordVectors, how: NetworkFit
) -> Network:
    """A network that makes `targets` (texts x types, rows add up to 1) likely; `strength` weighs texts, all above 0."""
    at = _Descent.begin(known, targets.shape[1], how)
    level = (strength / strength.mean()).astype(np.float32)
    for rows, done in at.batches(len(words)):
        at.step(words[rows], targets[rows], level[rows], how.rate + (how.last_rate - how.rate) * done)
    return at.network()


@dataclass(slots=True, kw_only=True, eq=False)
class _Descent:
    """Where the fit stands, with what Adam and Adagrad remember."""

    how: NetworkFit
    random: np.random.Generator
    vectors: Floats
    squares: Floats
    parts: dict[str, Floats]
    means: dict[str, Floats] = field(default_factory=dict)
    spreads: dict[str, Floats] = field(default_factory=dict)
    steps: int = 0

    @classmethod
    def begin(cls, known: WordVectors, types: int, how: NetworkFit) -> _Descent:
        """Words as given, of root mean square length 1, marks each in a dimension of its own; the rest by chance."""
        random = np.random.default_rng(how.seed)
        count, dimensions = known.vectors.shape
        vectors = np.zeros((count + MARKS, dimensions + MARKS), np.float32)
        vectors[MARKS:, :dimensions] = known.vectors / np.sqrt((known.vectors**2).sum(axis=1).mean())
        for mark in range(PAD + 1, MARKS):
            vectors[mark, dimensions + mark] = 1
        inputs = WIDTH * vectors.shape[1]
        parts = {
            "filters": random.normal(0, inputs**-0.5, (inputs, how.filters)).astype(np.float32),
            "bias": np.zeros(how.filters, np.float32),
            "speaks": random.normal(0, 0.05, (POOLS * how.filters, types)).astype(np.float32),
            "level": np.zeros(types, np.float32),
        }
        return cls(how=how, random=random, vectors=vectors, squares=np.zeros_like(vectors), parts=parts)

    def batches(self, texts: int) -> Iterator[tuple[NDArray[np.int64], float]]:
        """Texts of each step, and how much of the whole is done, 0 to 1."""
        for number in range(self.how.passes):
            order = self.random.permutation(texts)
            for start in range(0, texts, self.how.batch):
                yield order[start : start + self.how.batch], (number + start / texts) / self.how.passes

    def step(self, words: Ids, targets: NDArray[np.float64], level: Floats, rate: float) -> None:
        """One step down the slope of a few texts."""
        words = words[:, : max(1, int((words != PAD).sum(axis=1).max()))]
        seen = windows(self.vectors[words])
        answers = np.maximum(seen @ self.parts["filters"] + self.parts["bias"], 0)
        best, pooled = _pooled(answers, words)
        kept = ((self.random.random(pooled.shape) > self.how.dropped) / (1 - self.how.dropped)).astype(np.float32)
        said = np.asarray(pooled * kept, np.float32)
        chances = softmax((said @ self.parts["speaks"] + self.parts["level"]).astype(np.float64))
        error = np.asarray((chances - targets) * level[:, None] / len(words), np.float32)
        slope = _to_answers((error @ self.parts["speaks"].T) * kept * (pooled > 0), best, answers.shape)
        flat = slope.reshape(-1, slope.shape[2])
        to_words = (flat @ self.parts["filters"].T).reshape(*words.shape, WIDTH, -1)
        self.steps += 1
        self._adam("speaks", said.T @ error, rate)
        self._adam("level", np.asarray(error.sum(axis=0), np.float32), rate)
        self._adam("filters", seen.reshape(len(flat), -1).T @ flat, rate)
        self._adam("bias", np.asarray(flat.sum(axis=0), np.float32), rate)
        self._move_words(words, to_words)

    def _adam(self, name: str, slope: Floats, rate: float) -> None:
        mean = self.means.get(name, np.zeros_like(slope)) * np.float32(_FIRST) + slope * np.float32(1 - _FIRST)
        spread = self.spreads.get(name, np.zeros_like(slope)) * np.float32(_SECOND)
        spread += slope * slope * np.float32(1 - _SECOND)
        self.means[name], self.spreads[name] = mean, spread
        even = mean / np.float32(1 - _FIRST**self.steps)
        wide = np.sqrt(spread / np.float32(1 - _SECOND**self.steps)) + np.float32(_LEAST)
        held = self.parts[name]
        self.parts[name] = held - np.float32(rate) * (even / wide + np.float32(self.how.decay) * held)

    def _move_words(self, words: Ids, slope: Floats) -> None:
        """`slope`: texts x words x WIDTH x dimensions, of what each word saw of its neighbours."""
        around = np.zeros((len(words), words.shape[1] + 2, slope.shape[3]), np.float32)
        for shift in range(WIDTH):
            around[:, shift : shift + words.shape[1]] += slope[:, :, shift]
        found, where = np.unique(words, return_inverse=True)
        gather = csr_matrix((np.ones(where.size, np.float32), (where.ravel(), np.arange(where.size))))
        total = np.asarray(gather @ around[:, 1:-1].reshape(where.size, -1), np.float32)
        found, total = found[found != PAD], total[found != PAD]
        self.squares[found] += total * total
        self.vectors[found] -= (
            np.float32(self.how.words_rate) * total / (np.sqrt(self.squares[found]) + np.float32(1e-6))
        )

    def network(self) -> Network:
        """As it stands, the vectors of words in a byte a number."""
        packed, scale = as_bytes(Weights(table=self.vectors.T, bias=self.parts["level"]))
        return Network(vectors=np.ascontiguousarray(packed.T), scale=scale, **self.parts)


def _pooled(answers: Floats, words: Ids) -> tuple[list[NDArray[np.int64]], Floats]:
    """Where each pool found the largest answer of each filter, and the answers, texts x (POOLS times filters)."""
    best, found = [], []
    for mask in pools(words):
        masked = np.where(mask[:, :, None], answers, 0)
        best.append(masked.argmax(axis=1))
        found.append(np.take_along_axis(masked, best[-1][:, None, :], axis=1)[:, 0])
    return best, np.concatenate(found, axis=1)


def _to_answers(slope: Floats, best: list[NDArray[np.int64]], shape: tuple[int, ...]) -> Floats:
    """The slope of the pools brought back to the answers they took."""
    out = np.zeros(shape, np.float32)
    texts, filters = np.arange(shape[0])[:, None], np.arange(shape[2])[None, :]
    for number, where in enumerate(best):
        out[texts, where, filters] += slope[:, number * shape[2] : (number + 1) * shape[2]]
    return out
