"""A text as hashed word and character features; the same numbers on every machine.

Words (one and two in a row; those at the beginning once more, as such) take the first `WORD_SLOTS` columns, character
4- and 5-grams the next `CHAR_SLOTS`. Names are masked, so that a place or a person does not decide what kind of event it was.
"""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

WORD_SLOTS = 1 << 17
CHAR_SLOTS = 1 << 15
SLOTS = WORD_SLOTS + CHAR_SLOTS
KNOWN_SLOTS = 1 << 21
LONGEST_TEXT = 4_000
"""Characters that are read: the first sentences of a report say what happened."""
REST_WEIGHT = 0.5
"""Weight of words after the first sentence, against 1 for those in it."""
LEAD = 10
"""Words at the beginning that count as such too: who did what mostly stands there, its cause and past behind."""

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d.,]*|[.!?](?=\s+[\"“A-Z])")
NAME, NUMBER, STOP = "\x01", "#", "."
"""Tokens that stand for an unknown name, a number and the end of a sentence."""

Vector = tuple[NDArray[np.int64], NDArray[np.float32]]
"""Column numbers (ascending, distinct) and their weighted counts."""


def known_slot(word: str) -> int:
    """Where a lower-case word stands in the table of known words."""
    return zlib.crc32(word.encode()) % KNOWN_SLOTS


def tokens(text: str, known: NDArray[np.bool_]) -> list[str]:
    """Lower-case words; unknown names as one mark, numbers as another, "." between sentences."""
    return list(_tokens(text[:LONGEST_TEXT], known))


def words_of(text: str) -> list[str]:
    """Words, numbers and sentence ends as written."""
    return _TOKEN.findall(text[:LONGEST_TEXT])


def vector(words: list[str]) -> Vector:
    """Hashed features of a text's tokens with their weighted counts."""
    first = words.index(STOP) if STOP in words else len(words)
    columns = [_word_columns(words[:first], words[: min(first, LEAD)]), _word_columns(words[first:])]
    columns += [_char_columns(words[:first]), _char_columns(words[first:])]
    if not sum(map(len, columns)):
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    weights = [np.full(len(part), (1.0, REST_WEIGHT)[i % 2], np.float32) for i, part in enumerate(columns)]
    found, where = np.unique(np.concatenate(columns), return_inverse=True)
    counts = np.bincount(where, weights=np.concatenate(weights)).astype(np.float32)
    return found, counts


def _tokens(text: str, known: NDArray[np.bool_]) -> Iterator[str]:
    last = ""
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word[0].isdigit():
            word = NUMBER
        elif word in ".!?":
            word = STOP
        else:
            lower = word.lower().removesuffix("'s").removesuffix("’s")
            word = lower if word[0].islower() or known[known_slot(lower)] else NAME
        if word != last or word not in (NAME, STOP):
            yield word
        last = word


def _word_columns(words: list[str], lead: Sequence[str] = ()) -> NDArray[np.int64]:
    opening = [f"^{term}" for term in (*lead, *_pairs(lead))]
    terms = (*words, *_pairs(words), *opening)
    return np.array([zlib.crc32(term.encode()) % WORD_SLOTS for term in terms], np.int64)


def _pairs(words: Sequence[str]) -> list[str]:
    return [f"{a} {b}" for a, b in itertools.pairwise(words)]


def _char_columns(words: list[str]) -> NDArray[np.int64]:
    raw = np.frombuffer(f" {' '.join(words)} ".encode(), np.uint8).astype(np.uint64)
    parts = [_grams(raw, size) for size in (4, 5)]
    return np.concatenate(parts)


def _grams(raw: NDArray[np.uint64], size: int) -> NDArray[np.int64]:
    if len(raw) < size:
        return np.zeros(0, np.int64)
    length = len(raw) - size + 1
    mixed = np.full(length, size * 7919, np.uint64)
    for offset in range(size):
        mixed = mixed * np.uint64(1099511628211) + raw[offset : offset + length]
    mixed ^= mixed >> np.uint64(29)
    return (mixed % np.uint64(CHAR_SLOTS)).astype(np.int64) + WORD_SLOTS
