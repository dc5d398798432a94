"""What a text is about, as the mean of its words' vectors: near words have near vectors, so unseen ones are read too.

Mean of word vectors weighted by a / (a + frequency) (Arora, Liang & Ma 2017, ICLR, "A simple but
tough-to-beat baseline for sentence embeddings", eq. 2).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookfar.reports.features import REST_WEIGHT, STOP

RARE = 1e-3
"""Frequency of a word, among texts, at which its weight is a half."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordVectors:
    """`hashes`: CRC-32 of lower-case words, ascending; `vectors`: words x dimensions, of a common scale."""

    hashes: NDArray[np.uint32]
    vectors: NDArray[np.float32]


def places(words: Sequence[str], table: WordVectors) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Rows of the words that the table has, and what each weighs by where it stands."""
    first = words.index(STOP) if STOP in words else len(words)
    hashes = np.array([zlib.crc32(word.encode()) for word in words], np.uint32)
    rows = np.minimum(np.searchsorted(table.hashes, hashes), len(table.hashes) - 1)
    weights = np.where(np.arange(len(words)) < first, 1.0, REST_WEIGHT).astype(np.float32)
    there = table.hashes[rows] == hashes
    return rows[there].astype(np.int64), weights[there]


def rarity(found: Sequence[NDArray[np.int64]], words: int) -> NDArray[np.float32]:
    """Weight of each of the table's `words`, from the rows of many texts."""
    frequency = np.bincount(np.concatenate(found), minlength=words) / len(found)
    return (RARE / (RARE + frequency)).astype(np.float16).astype(np.float32)


def meaning(
    rows: NDArray[np.int64], weights: NDArray[np.float32], table: WordVectors, rare: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The mean vector of length 1; zeros for a text without known words."""
    total = np.asarray((weights * rare[rows]) @ table.vectors[rows], np.float32)
    length = np.float32(np.sqrt((total * total).sum()))
    return total / length if length else total
