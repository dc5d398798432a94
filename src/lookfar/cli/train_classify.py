"""`lookfar train classify --data DIR`: fits the classifier anew and prints its scores.

Reads the Wikipedia current events table to the end of 2020 (CC BY-SA 4.0) and UCDP GED headlines (CC BY 4.0)
of the data folder, sentences of our own, and word vectors out of a sentence model (`tools/make_word_vectors.py`); CASE
and LGL are never read. No weight is fitted on the items of 2021-22 labelled by hand, nor on our yardstick of snippets;
temperature, slope and offset are chosen on the former and on one half of the latter. The other half is only measured.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from lookfar.domain.taxonomy import NOT_AN_EVENT, EventType
from lookfar.facts.classifier import open_words
from lookfar.facts.labelling import Labelling, measured, open_labelling
from lookfar.facts.taxonomy import open_taxonomy
from lookfar.reports import training
from lookfar.reports.classify import calibrated, softmax
from lookfar.reports.features import SLOTS, tokens, vector, words_of
from lookfar.reports.labelling import favoured, label, sentences, votes
from lookfar.reports.meaning import WordVectors, meaning, places, rarity

MODEL = "classify_2026_11_26.npz"
THRESHOLD = 0.2
"""Chance below which the model abstains: no better than naming the commonest category."""
WIKIPEDIA = "wikipedia_current_events/current_events_2010_2022.parquet"
_SENTENCES, _TEMPLATE_WEIGHT = 24, 4.0
"""Sentences made of a template, and what each weighs against an item of news."""
_NO_EVENT_WEIGHT = 0.5
"""What an item that tells of no event weighs: taking an event for none is the worse mistake."""
_MEANING = 0.7
"""Length of a text's mean word vector beside its hashed features, whose length is 1."""
UCDP = "ucdp_ged_slices/ged_slices.parquet"
OTHER = "other"
_UCDP_FAVOURS = {"1": ("armed_conflict",), "2": ("armed_conflict",), "3": ("terrorism", "armed_conflict")}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    words: str
    favours: frozenset[str]
    strength: float
    own: str = ""


def fit_classifier(data: Path, out: Path) -> None:
    """Writes the model's file under `out` and prints its scores."""
    tables = open_labelling()
    texts = _texts(data, tables)
    print(f"{len(texts)} texts; this takes two minutes", file=sys.stderr)
    with Pool(2) as pool:
        voted = pool.map(_Voter(tables), [one.words for one in texts], chunksize=500)
    train(texts, voted, _checked(data, tables), tables, out / "models" / MODEL)


@dataclass(frozen=True, slots=True)
class _Voter:
    tables: Labelling

    def __call__(self, text: str) -> dict[EventType, float]:
        return votes(text, self.tables.rules)


def _rows(query: str, path: Path) -> list[tuple[str, ...]]:
    import duckdb

    found = duckdb.connect().execute(query, [str(path)]).fetchall()
    return sorted({tuple(str(cell) for cell in row) for row in found}, key=lambda row: (_hash(row[0]), row))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _texts(data: Path, tables: Labelling) -> list[_Text]:
    items = _rows(
        "select text, coalesce(category, ''), coalesce(topic, '') from read_parquet(?) "
        "where date < '2021-01-01' and length(text) > 30",
        data / WIKIPEDIA,
    )
    heads = _rows(
        "select source_headline, substr(cast(type_of_violence as varchar), 1, 1) from read_parquet(?) "
        "where length(source_headline) > 30 and regexp_matches(source_headline, '[a-z]{3}')",
        data / UCDP,
    )[: len(items) // 12]
    return [
        *(
            _Text(
                words=text,
                favours=favoured(category, tables.headings) | favoured(topic, tables.headings),
                strength=1.0,
            )
            for text, category, topic in items
        ),
        *(_Text(words=text, favours=frozenset(_UCDP_FAVOURS[kind]), strength=0.5) for text, kind in heads),
        *(_Text(words=text, favours=frozenset(), strength=6.0, own=kind) for kind, text in tables.examples),
        *(
            _Text(words=text, favours=frozenset(), strength=_TEMPLATE_WEIGHT, own=kind)
            for kind, template in tables.templates
            for text in sentences(template, _SENTENCES)
        ),
    ]


def _checked(data: Path, tables: Labelling) -> list[tuple[str, str]]:
    items = _rows("select text from read_parquet(?) where date >= '2021-01-01'", data / WIKIPEDIA)
    return [(text, tables.checked[_hash(text)]) for (text,) in items if _hash(text) in tables.checked]


def train(
    texts: Sequence[_Text],
    voted: Sequence[dict[EventType, float]],
    checked: Sequence[tuple[str, str]],
    tables: Labelling,
    out: Path,
) -> None:
    """Fits in two rounds, calibrates and writes."""
    taxonomy = open_taxonomy()
    types = (*taxonomy.kinds, NOT_AN_EVENT)
    groups = {kind: row.category.value for kind, row in taxonomy.kinds.items()} | {NOT_AN_EVENT: ""}
    known = training.known_words([words_of(one.words) for one in texts], least=25, always=tables.words)
    reader = _Reader.of([one.words for one in texts], known)
    features = reader.features([one.words for one in texts])
    targets, strength = _targets(texts, voted, types, groups)
    strength = _eventful(strength, targets, texts, types.index(NOT_AN_EVENT))
    weights = _fitted(features, targets, strength, passes=3)
    _pseudo(features, weights, texts, targets, strength, types, groups)
    strength = _eventful(strength, targets, texts, types.index(NOT_AN_EVENT))
    weights = _fitted(features, targets, strength, passes=4)
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
    texts: Sequence[_Text],
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
    strength: NDArray[np.float64], targets: NDArray[np.float64], texts: Sequence[_Text], column: int
) -> NDArray[np.float64]:
    """Strengths with those of news of no event lowered; own sentences keep theirs."""
    own = np.array([bool(one.own) for one in texts])
    lowered: NDArray[np.float64] = strength * np.where(own, 1.0, 1 - (1 - _NO_EVENT_WEIGHT) * targets[:, column])
    return lowered


def _fitted(
    features: csr_matrix, targets: NDArray[np.float64], strength: NDArray[np.float64], *, passes: int
) -> training.Weights:
    on = np.flatnonzero(strength)
    level = training.balanced(targets[on], strength[on])
    return training.fit(features[on], targets[on], level, training.Fit(passes=passes))


def _pseudo(
    features: csr_matrix,
    weights: training.Weights,
    texts: Sequence[_Text],
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
