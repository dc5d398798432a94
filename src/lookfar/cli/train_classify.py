"""`lookfar train classify --data DIR`: fits the classifier anew and prints its scores.

Reads the Wikipedia current events table to the end of 2020 (CC BY-SA 4.0) and UCDP GED headlines (CC BY 4.0)
of the data folder, sentences of our own, and word vectors out of a sentence model (`tools/make_word_vectors.py`); CASE
and LGL are never read. No weight is fitted on the items of 2021-22 labelled by hand, nor on our yardstick of snippets;
temperature, slope and offset are chosen on the former and on one half of the latter. The other half is only measured.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from lookfar.cli.training_texts import TrainingText, checked_items, training_texts, voted_on
from lookfar.domain.taxonomy import NOT_AN_EVENT, EventType
from lookfar.facts.classifier import open_words
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.facts.labelling import Labelling, measured, open_labelling
from lookfar.facts.taxonomy import open_taxonomy
from lookfar.reports import training
from lookfar.reports.classify import calibrated, softmax
from lookfar.reports.entry import NameKind
from lookfar.reports.features import SLOTS, tokens, vector, words_of
from lookfar.reports.labelling import label
from lookfar.reports.meaning import WordVectors, meaning, places, rarity
from lookfar.reports.names import fold

MODEL = "classify_2026_11_26.npz"
THRESHOLD = 0.2
"""Chance below which the model abstains: no better than naming the commonest category."""
_NO_EVENT_WEIGHT = 0.5
"""What an item that tells of no event weighs: taking an event for none is the worse mistake."""
_MEANING = 0.7
"""Length of a text's mean word vector beside its hashed features, whose length is 1."""
_LARGE_PLACE = 500_000
"""People of a place whose name is not taken for an ordinary word."""
OTHER = "other"


def fit_classifier(data: Path, out: Path) -> None:
    """Writes the model's file under `out` and prints its scores."""
    tables = open_labelling()
    texts = training_texts(data, tables)
    print(f"{len(texts)} texts; this takes six minutes", file=sys.stderr)
    train(texts, voted_on(texts, tables), checked_items(data, tables), tables, out / "models" / MODEL)


def train(
    texts: Sequence[TrainingText],
    voted: Sequence[dict[EventType, float]],
    checked: Sequence[tuple[str, str]],
    tables: Labelling,
    out: Path,
) -> None:
    """Fits in two rounds, calibrates and writes."""
    taxonomy = open_taxonomy()
    types = (*taxonomy.kinds, NOT_AN_EVENT)
    groups = {kind: row.category.value for kind, row in taxonomy.kinds.items()} | {NOT_AN_EVENT: ""}
    split = [words_of(one.words) for one in texts]
    known = training.known_words(split, least=25, always=_ordinary(tables.words, split))
    reader = _Reader.of([one.words for one in texts], known)
    features = reader.features([one.words for one in texts])
    targets, strength = _targets(texts, voted, types, groups)
    strength = _eventful(strength, targets, texts, types.index(NOT_AN_EVENT))
    weights = _fitted(features, targets, strength, training.Fit(passes=3, fits=3))
    _pseudo(features, weights, texts, targets, strength, types, groups)
    strength = _eventful(strength, targets, texts, types.index(NOT_AN_EVENT))
    weights = _fitted(features, targets, strength, training.Fit(passes=4, fits=5))
    packed, scale = training.as_bytes(training.Weights(table=weights.table[:SLOTS], bias=weights.bias))
    rounded = np.concatenate([(packed * scale).astype(np.float32), weights.table[SLOTS:]])
    temperature, slope, offset = _calibrated(
        reader, training.Weights(table=rounded, bias=weights.bias), checked, tables, groups, types
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        out,
        weights=packed,
        scale=scale,
        bias=weights.bias,
        idf=reader.idf.astype(np.float16),
        known=np.packbits(known),
        rare=reader.rare.astype(np.float16),
        sense=weights.table[SLOTS:] * np.float32(_MEANING),
        types=np.array(types),
        groups=np.array([groups[kind] for kind in types]),
        temperature=np.float64(temperature),
        slope=np.float64(slope),
        offset=np.float64(offset),
        threshold=np.float64(THRESHOLD),
    )


def _ordinary(words: Sequence[str], texts: Sequence[Sequence[str]]) -> list[str]:
    """The words without names of countries and large cities: a place does not decide what kind of event it was."""
    gazetteer = open_gazetteer()
    lower = {word for text in texts for word in text if word[0].islower()}

    def is_place(word: str) -> bool:
        named = (one for one in gazetteer.named(fold(word)) if one.how is not NameKind.DEMONYM)
        return any(gazetteer.entry(one.row).population >= _LARGE_PLACE for one in named)

    return [word for word in words if word in lower or not is_place(word)]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Reader:
    """Turns texts into rows of features: hashed ones, then the mean word vector."""

    known: NDArray[np.bool_]
    idf: NDArray[np.float32]
    words: WordVectors
    rare: NDArray[np.float32]

    @classmethod
    def of(cls, texts: Sequence[str], known: NDArray[np.bool_]) -> _Reader:
        split = [tokens(text, known) for text in texts]
        table = open_words()
        return cls(
            known=known,
            idf=training.inverse_frequency(training.matrix([vector(words) for words in split]), least=4),
            words=table,
            rare=rarity([places(words, table)[0] for words in split], len(table.hashes)),
        )

    def features(self, texts: Sequence[str]) -> csr_matrix:
        split = [tokens(text, self.known) for text in texts]
        hashed = training.weighted(training.matrix([vector(words) for words in split]), self.idf)
        means = [meaning(*places(words, self.words), self.words, self.rare) for words in split]
        return csr_matrix(hstack([hashed, csr_matrix(np.stack(means) * np.float32(_MEANING))]))


def _calibrated(
    reader: _Reader,
    weights: training.Weights,
    checked: Sequence[tuple[str, str]],
    tables: Labelling,
    groups: dict[EventType, str],
    types: Sequence[EventType],
) -> tuple[float, float, float]:
    """Temperature, slope and offset; prints the scores."""
    names = sorted({*groups.values()})
    column = np.array([names.index(groups[kind]) for kind in types])
    own = [(text, groups[EventType(kind)]) for kind, text in tables.yardstick]
    sets = {
        "items of 2021-22, calibrated on": [(text, "" if name == OTHER else name) for text, name in checked],
        "own snippets, calibrated on": [one for one in own if not measured(one[0])],
        "own snippets, measured only": [one for one in own if measured(one[0])],
    }
    raw = {name: training.scores(reader.features([t for t, _ in rows]), weights) for name, rows in sets.items()}
    gold = {name: np.array([names.index(group) for _, group in rows]) for name, rows in sets.items()}
    tuned = list(sets)[:2]
    right = np.concatenate([gold[name] for name in tuned])
    temperature = training.best_temperature(np.concatenate([raw[name] for name in tuned]), column, right)
    chances = {name: training.group_chances(softmax(raw[name] / temperature), column) for name in sets}
    on = np.concatenate([chances[name] for name in tuned])
    slope, offset = training.platt(on.max(axis=1), on.argmax(axis=1) == right)
    for name, given in chances.items():
        sure = calibrated(given.max(axis=1), slope, offset)
        print(training.report(name, given.argmax(axis=1), sure, gold[name]))
    return temperature, slope, offset


def _targets(
    texts: Sequence[TrainingText],
    voted: Sequence[dict[EventType, float]],
    types: Sequence[EventType],
    groups: dict[EventType, str],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    index = {kind: number for number, kind in enumerate(types)}
    targets, strength = np.zeros((len(texts), len(types))), np.zeros(len(texts))
    for row, (one, vote) in enumerate(zip(texts, voted, strict=True)):
        given = {EventType(one.own): 1.0} if one.own else label(vote, one.favours, groups)
        for kind, chance in (given or {}).items():
            targets[row, index[kind]] = chance
        strength[row] = one.strength if given else 0.0
    return targets, strength


def _eventful(
    strength: NDArray[np.float64], targets: NDArray[np.float64], texts: Sequence[TrainingText], column: int
) -> NDArray[np.float64]:
    """Strengths with those of news of no event lowered; own sentences keep theirs."""
    own = np.array([bool(one.own) for one in texts])
    lowered: NDArray[np.float64] = strength * np.where(own, 1.0, 1 - (1 - _NO_EVENT_WEIGHT) * targets[:, column])
    return lowered


def _fitted(
    features: csr_matrix, targets: NDArray[np.float64], strength: NDArray[np.float64], how: training.Fit
) -> training.Weights:
    on = np.flatnonzero(strength)
    level = training.balanced(targets[on], strength[on])
    return training.fit(features[on], targets[on], level, how)


def _pseudo(
    features: csr_matrix,
    weights: training.Weights,
    texts: Sequence[TrainingText],
    targets: NDArray[np.float64],
    strength: NDArray[np.float64],
    types: Sequence[EventType],
    groups: dict[EventType, str],
) -> None:
    """Labels what no rule spoke for, within what its heading favours."""
    off = np.array([i for i in np.flatnonzero(strength == 0) if texts[int(i)].favours])
    chances = softmax(training.scores(features[off], weights))
    for row, given in zip(off.tolist(), chances, strict=True):
        favours = texts[row].favours
        allowed = np.array([k in favours or groups[k] in favours or k == NOT_AN_EVENT for k in types])
        inside = given * allowed
        if inside.sum() >= 0.3:
            targets[row] = inside / inside.sum()
            strength[row] = 0.4 * inside.sum()
