"""The network tells texts of the same words in another order apart, the same way every time."""

from __future__ import annotations

import itertools
import zlib
from dataclasses import fields

import numpy as np
import pytest

from lookfar.reports.features import NAME, NUMBER, STOP
from lookfar.reports.meaning import WordVectors
from lookfar.reports.network import LONGEST, MARKS, UNKNOWN, Network, word_ids
from lookfar.reports.network_fit import NetworkFit, fit_network

WORDS = ["police", "crowd", "shoot", "beat", "at", "near", "today", "again"]
SPELLED = sorted(WORDS, key=lambda word: zlib.crc32(word.encode()))
TABLE = WordVectors(
    hashes=np.array([zlib.crc32(word.encode()) for word in SPELLED], np.uint32),
    vectors=np.random.default_rng(5).normal(size=(len(WORDS), 6)).astype(np.float32),
)
DEEDS = [
    ([NAME, *opening, one, deed, other, *end, STOP, NUMBER], float(one == "police"))
    for one, other in (("police", "crowd"), ("crowd", "police"))
    for deed in ("shoot", "beat")
    for opening, end in itertools.product(([], ["today"], ["again", "today"]), ([], ["near", NAME], ["at", NAME]))
]


def ids(texts: list[list[str]]) -> np.ndarray:
    return word_ids(texts, TABLE.hashes)


def fitted(seed: int = 1) -> Network:
    targets = np.array([[1 - kind, kind] for _, kind in DEEDS])
    how = NetworkFit(filters=8, passes=120, batch=12, seed=seed, dropped=0.2)
    return fit_network(ids([words for words, _ in DEEDS]), targets, np.ones(len(DEEDS)), TABLE, how)


def test_who_did_it_to_whom_is_read_though_the_words_are_the_same() -> None:
    said = fitted().scores(ids([words for words, _ in DEEDS])).argmax(axis=1)
    assert said.tolist() == [kind for _, kind in DEEDS]


def test_the_same_seed_gives_the_same_numbers_and_another_others() -> None:
    first, again, other = fitted(), fitted(), fitted(2)
    assert all((getattr(first, part.name) == getattr(again, part.name)).all() for part in fields(Network))
    assert (first.filters != other.filters).any()


def test_a_text_is_read_alone_as_among_longer_ones() -> None:
    network = fitted()
    among = network.scores(ids([["police", "shoot"], ["crowd"] * 60, []]))
    alone = [network.scores(ids([words]))[0] for words in (["police", "shoot"], ["crowd"] * 60, [])]
    assert among == pytest.approx(np.stack(alone), abs=1e-5)


def test_marks_and_unknown_words_have_rows_of_their_own_and_long_texts_are_cut() -> None:
    rows = ids([[NAME, NUMBER, STOP, "qwerty", "police"], ["police"] * 99])
    assert len({*rows[0, :5].tolist()}) == 5
    assert rows[0, 3] == UNKNOWN
    assert rows[0, 4] == SPELLED.index("police") + MARKS
    assert rows.shape == (2, LONGEST)
    assert not rows[0, 5:].any()


def test_more_passes_lower_the_loss() -> None:
    words = ids([words for words, _ in DEEDS])
    targets = np.array([[1 - kind, kind] for _, kind in DEEDS])
    losses = []
    for passes in (1, 3, 9, 27):
        how = NetworkFit(filters=8, passes=passes, batch=len(DEEDS), seed=1, dropped=0.0)
        raw = fit_network(words, targets, np.ones(len(DEEDS)), TABLE, how).scores(words).astype(float)
        losses.append(-(targets * (raw - np.logaddexp.reduce(raw, axis=1, keepdims=True))).sum(axis=1).mean())
    assert losses == sorted(losses, reverse=True)
