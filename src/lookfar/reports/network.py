"""What the order of a text's first words tells: a convolutional network over word vectors, with one layer of filters.

Kim 2014 (EMNLP, "Convolutional neural networks for sentence classification"), with three pools instead of one: the
largest answer of each filter among the first words, in the first sentence, and anywhere in what is read.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookfar.reports.features import NAME, NUMBER, STOP

LONGEST = 48
"""Words that are read."""
LEAD = 9
"""Words of the first pool: they mostly say who did what."""
WIDTH, POOLS = 3, 3
"""Words in a row that a filter sees; pools."""
PAD, UNKNOWN = 0, 1
_MARKS = {NAME: 2, NUMBER: 3, STOP: 4}
MARKS = 2 + len(_MARKS)
"""Rows of the table of words that are no words: nothing, an unknown word, a name, a number, a sentence's end."""

Floats = NDArray[np.float32]
Ids = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """`vectors` (marks and words x dimensions, bytes) times `scale` (one a row); `filters` (WIDTH x dimensions, filters)
    with `bias`; `speaks` (POOLS x filters, types) with `level`."""

    vectors: NDArray[np.int8]
    scale: Floats
    filters: Floats
    bias: Floats
    speaks: Floats
    level: Floats

    def scores(self, words: Ids) -> Floats:
        """Texts x types, before the softmax, from texts x words as `word_ids` gives them."""
        words = words[:, : max(1, int((words != PAD).sum(axis=1).max(initial=0)))]
        seen = windows(self.vectors[words] * self.scale[words][:, :, None])
        answers = np.maximum(seen @ self.filters + self.bias, 0)
        pooled = [np.where(mask[:, :, None], answers, 0).max(axis=1) for mask in pools(words)]
        return np.asarray(np.concatenate(pooled, axis=1) @ self.speaks + self.level, np.float32)


def word_ids(texts: Sequence[Sequence[str]], hashes: NDArray[np.uint32]) -> Ids:
    """Texts x LONGEST rows of the table of words, whose `hashes` ascend, from texts as `features.tokens` gives them."""
    ids = np.zeros((len(texts), LONGEST), np.int32)
    for row, words in enumerate(texts):
        kept = words[:LONGEST]
        if kept:
            hashed = np.array([zlib.crc32(word.encode()) for word in kept], np.uint32)
            found = np.minimum(np.searchsorted(hashes, hashed), len(hashes) - 1)
            ids[row, : len(kept)] = np.where(hashes[found] == hashed, found + MARKS, UNKNOWN)
            for at, word in enumerate(kept):
                if word in _MARKS:
                    ids[row, at] = _MARKS[word]
    return ids


def windows(vectors: Floats) -> Floats:
    """Texts x words x WIDTH times dimensions: each word between its neighbours, nothing beyond the ends."""
    nothing = np.zeros((vectors.shape[0], 1, vectors.shape[2]), np.float32)
    padded = np.concatenate([nothing, vectors, nothing], axis=1)
    return np.concatenate([padded[:, :-2], padded[:, 1:-1], padded[:, 2:]], axis=2)


def pools(words: Ids) -> tuple[NDArray[np.bool_], ...]:
    """Which words each pool looks at, texts x words."""
    there = words != PAD
    first = there & (np.cumsum(words == _MARKS[STOP], axis=1) == 0)
    return first & (np.arange(words.shape[1]) < LEAD), first, there
