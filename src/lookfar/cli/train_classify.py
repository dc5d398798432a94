"""`lookfar train classify --data DIR`: fits the classifier anew and prints its scores.

Reads the Wikipedia current events table to the end of 2020 (CC BY-SA 4.0) and UCDP GED headlines (CC BY 4.0)
of the data folder, event types that readers gave to some of them, sentences of our own, and word vectors out of a
sentence model (`tools/make_word_vectors.py`); CASE and LGL are never read. No weight is fitted on the items of 2021-22
labelled by hand, on our yardstick of snippets, nor on items set apart by the hash of their text; temperature, slope and
offset are chosen on a part of these, and the rest is only measured.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookfar.cli.training_features import MEANING, TextReader
from lookfar.cli.training_happened import HappenedFit, fit_happened
from lookfar.cli.training_labels import Kinds, Labels
from lookfar.cli.training_texts import TrainingText, checked_items, training_texts, voted_on
from lookfar.domain.taxonomy import EventType
from lookfar.facts.labelling import Labelling, Use, measured, open_labelling
from lookfar.facts.taxonomy import open_taxonomy
from lookfar.reports import training
from lookfar.reports.classify import calibrated, softmax
from lookfar.reports.features import SLOTS
from lookfar.reports.happened import weighed
from lookfar.reports.network import Network
from lookfar.reports.network_fit import NetworkFit, fit_network

Floats = NDArray[np.float64]

MODEL = "classify_2026_12_01.npz"
THRESHOLD = 0.2
"""Chance below which the model abstains: no better than naming the commonest category."""
NETWORKS = 2
"""Networks that are averaged: where one fit happens to end is chance."""
NETWORK_WEIGHT = 0.55
"""What the networks' mean score counts beside the linear model's; from .4 to .8 it makes no difference."""
AGAINST = 0.5
"""What the score that something happened counts beside the kinds' own log odds of nothing. News of Wikipedia, which is calibrated on,
would have .2; feeds of all kinds, of which much tells of nothing, are ranked best by .5 to 1."""
OTHER = "other"


def fit_classifier(data: Path, out: Path) -> None:
    """Writes the model's file under `out` and prints its scores."""
    tables = open_labelling()
    texts = training_texts(data, tables)
    print(f"{len(texts)} texts; this takes a quarter of an hour", file=sys.stderr)
    learned = [one for one in texts if not one.held_out]
    sets = yardsticks(tables, checked_items(data, tables), [one for one in texts if one.held_out])
    train(learned, voted_on(learned, tables), sets, tables.words, out / "models" / MODEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """Texts with the category of each ("" for no event), and whether they calibrate or are only measured."""

    name: str
    texts: tuple[tuple[str, str], ...]
    calibrates: bool


def yardsticks(
    tables: Labelling, checked: Sequence[tuple[str, str]], held: Sequence[TrainingText]
) -> tuple[Yardstick, ...]:
    """All that is known and not learned from."""
    groups = Kinds.of(open_taxonomy()).groups
    own = [(text, groups[EventType(kind)]) for kind, text in tables.yardstick]
    read = [(one.words, groups[one.read.types[0]], one.read) for one in held if one.read]

    def items(use: Use, *, by_chance: bool) -> tuple[tuple[str, str], ...]:
        return tuple((text, group) for text, group, one in read if one.use is use and one.by_chance is by_chance)

    given = {
        "items of 2021-22, calibrated on": [(text, "" if name == OTHER else name) for text, name in checked],
        "own snippets, calibrated on": [one for one in own if not measured(one[0])],
        "news drawn by chance, calibrated on": items(Use.CALIBRATE, by_chance=True),
        "own snippets, measured only": [one for one in own if measured(one[0])],
        "news drawn by chance, measured only": items(Use.MEASURE, by_chance=True),
        "news in doubt, measured only": items(Use.MEASURE, by_chance=False),
    }
    return tuple(
        Yardstick(name=name, texts=tuple(texts), calibrates="calibrated" in name) for name, texts in given.items()
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Linear:
    """The linear part: `packed` times `scale` are the `weights` of hashed features, in a byte each."""

    reader: TextReader
    labels: Labels
    weights: training.Weights
    packed: NDArray[np.int8]
    scale: NDArray[np.float32]

    @property
    def rounded(self) -> training.Weights:
        """The weights as a reader of the file finds them."""
        hashed = (self.packed * self.scale).astype(np.float32)
        return training.Weights(table=np.concatenate([hashed, self.weights.table[SLOTS:]]), bias=self.weights.bias)


def fit_linear(
    texts: Sequence[TrainingText], voted: Sequence[dict[EventType, float]], ruled: Sequence[str]
) -> Linear:
    """Fits in two rounds: the first labels what no rule speaks for."""
    words = [one.words for one in texts]
    reader = TextReader.of(words, ruled)
    labels = Labels.of(texts, voted, Kinds.of(open_taxonomy()))
    features = reader.features(words)

    def fitted(how: training.Fit) -> training.Weights:
        return training.fit(features[labels.labelled], labels.targets[labels.labelled], labels.levels, how)

    first = fitted(training.Fit(passes=3, fits=3))
    labels.fill(training.scores(features[labels.unlabelled], first))
    weights = fitted(training.Fit(passes=4, fits=5))
    packed, scale = training.as_bytes(training.Weights(table=weights.table[:SLOTS], bias=weights.bias))
    return Linear(reader=reader, labels=labels, weights=weights, packed=packed, scale=scale)


def train(
    texts: Sequence[TrainingText],
    voted: Sequence[dict[EventType, float]],
    sets: Sequence[Yardstick],
    ruled: Sequence[str],
    out: Path,
) -> None:
    """Fits the linear model and the networks, calibrates and writes."""
    linear = fit_linear(texts, voted, ruled)
    reader, kinds = linear.reader, linear.labels.kinds
    ids = reader.ids([one.words for one in texts])
    happened = fit_happened(texts, reader)
    model = _Fitted(
        reader=reader,
        linear=linear.rounded,
        networks=tuple(_networks(ids, linear.labels, reader)),
        happened=happened,
    )
    temperature, line, slope, offset = _calibrated(model, sets, kinds)
    out.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {
        f"network_{part.name}": np.stack([getattr(one, part.name) for one in model.networks])
        for part in fields(Network)
    }
    np.savez_compressed(
        out,
        weights=linear.packed,
        scale=linear.scale,
        bias=linear.weights.bias,
        idf=reader.idf.astype(np.float16),
        known=np.packbits(reader.known),
        rare=reader.rare.astype(np.float16),
        sense=linear.weights.table[SLOTS:] * np.float32(MEANING),
        types=np.array(kinds.types),
        groups=np.array([kinds.groups[kind] for kind in kinds.types]),
        temperature=np.float64(temperature),
        slope=np.float64(slope),
        offset=np.float64(offset),
        threshold=np.float64(THRESHOLD),
        happened_line=np.array(line),
        **happened.arrays(),
        network_weight=np.float32(NETWORK_WEIGHT / NETWORKS),
        **arrays,
    )


def _networks(ids: NDArray[np.int32], labels: Labels, reader: TextReader) -> list[Network]:
    on = labels.labelled
    made = []
    for number in range(NETWORKS):
        print(f"network {number + 1} of {NETWORKS}", file=sys.stderr)
        how = NetworkFit(seed=NetworkFit().seed + number)
        made.append(fit_network(ids[on], labels.targets[on], labels.levels, reader.words, how))
    return made


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Fitted:
    reader: TextReader
    linear: training.Weights
    networks: tuple[Network, ...]
    happened: HappenedFit

    def scores(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """Of the kinds, texts x kinds, and that something happened."""
        ids, features = self.reader.ids(texts), self.reader.features(texts)
        ordered = np.mean([one.scores(ids) for one in self.networks], axis=0)
        plain = training.scores(features, self.linear)
        return np.asarray(plain + NETWORK_WEIGHT * ordered, np.float64), self.happened.scores(features)


def _calibrated(
    model: _Fitted, sets: Sequence[Yardstick], kinds: Kinds
) -> tuple[float, tuple[float, float, float], float, float]:
    """Temperature, what the second opinion counts, slope and offset; prints the scores."""
    names, column = kinds.names, kinds.column
    given = [one for one in sets if one.texts]
    gold = {one.name: np.array([names.index(group) for _, group in one.texts]) for one in given}
    found = {one.name: model.scores([text for text, _ in one.texts]) for one in given}
    tuned = [one.name for one in given if one.calibrates]
    right = np.concatenate([gold[name] for name in tuned])
    raw, told = (np.concatenate([found[name][part] for name in tuned]) for part in (0, 1))
    temperature = training.best_temperature(raw, column, right)
    none = column == names.index("")
    line = _line(softmax(raw / temperature)[:, none].sum(axis=1), told, right == names.index(""))

    def chances(raw: Floats, told: Floats) -> Floats:
        return training.group_chances(weighed(softmax(raw / temperature), none, told, line), column)

    on = chances(raw, told)
    slope, offset = training.platt(on.max(axis=1), on.argmax(axis=1) == right)
    for name, of in found.items():
        said = chances(*of)
        sure = calibrated(said.max(axis=1), slope, offset)
        print(training.report(name, said.argmax(axis=1), sure, gold[name]))
    return temperature, line, slope, offset


def _line(nothing: Floats, told: Floats, none: NDArray[np.bool_]) -> tuple[float, float, float]:
    """What the kinds' own chance of nothing and the score that something happened count."""
    both = training.log_odds(nothing) - AGAINST * told
    own, constant = training.logistic(both[:, None], none, np.array([1.0, 0.0]))
    return own, own * AGAINST, constant
