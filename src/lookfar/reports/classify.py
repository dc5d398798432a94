"""What kind of event a text tells of, by a linear model and networks, with a calibrated confidence."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lookfar.domain.report import FactKind
from lookfar.domain.taxonomy import NOT_AN_EVENT, Category, EventType
from lookfar.reports.features import known_slot, tokens, vector
from lookfar.reports.happened import Happened, weighed
from lookfar.reports.indirect_fire import is_indirect_fire
from lookfar.reports.meaning import WordVectors, meaning, places
from lookfar.reports.network import Network, word_ids
from lookfar.reports.other_times import Standing
from lookfar.reports.tolls import tolls
from lookfar.reports.untrue import is_tale_title

TOPIC_WEIGHT = 0.2
"""How much a heading says when the text itself is not clear."""
UNCLEAR = 0.5
SURE_OF_NOTHING = 0.9
"""Confidence from which even a text that counts dead may be no event: an anniversary, an obituary."""
_BETWEEN = re.compile(r"(?<=[.!?])\s+(?=[\"“A-Z])")
_SENTENCES, _CLEAR, _VERY_CLEAR = 5, 0.8, 0.95
"""How many sentences are read alone of a text of which no event is read, and the confidence from which one speaks for a text
that is not clear, and for one that tells of nothing."""
SHORTEST_WORD = 3
"""Letters of the shortest word that tells anything; names and numbers are marks of one."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClassifierModel:
    """A multinomial logistic regression over hashed features, weights as bytes, and over the mean of word vectors,
    with networks that read the first words in their order.

    `weights`: features x types, to be multiplied by `scale` (one per type). `idf` per feature.
    `known`: which lower-case words are ordinary words rather than names. `words`, `rare` and `sense` (dimensions x
    types): word vectors, their weights and what they speak for. `network_weight`: what each network's scores count
    beside those. `groups[i]`: the category of type i, None for
    not-an-event. Chances are the softmax of the scores divided by `temperature`; confidence is the best category's
    chance, its log odds times `slope` plus `offset` (Platt 1999); below a chance of `threshold` the model abstains. `happened`
    moves the chance of no event before all of that.
    """

    name: str
    types: tuple[EventType, ...]
    groups: tuple[Category | None, ...]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    idf: NDArray[np.float32]
    known: NDArray[np.bool_]
    words: WordVectors
    rare: NDArray[np.float32]
    sense: NDArray[np.float32]
    networks: tuple[Network, ...]
    network_weight: float
    happened: Happened
    temperature: float
    slope: float
    offset: float
    threshold: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """Category and type of a text; `confidence` in 0..1 that the category is right, 0 where none is given.

    `category` None: not an event (`event_type` "not_an_event") or abstained (`event_type` None).
    `also`: other categories that the text tells of too, likeliest first.
    """

    category: Category | None
    event_type: EventType | None
    confidence: float
    abstained: bool
    also: tuple[Category, ...] = ()


_BY_HAND, _FROM_AFAR = EventType("armed_attack"), EventType("shelling_airstrike")
ABSTAINED = Classification(category=None, event_type=None, confidence=0.0, abstained=True)


def classify(
    text: str, model: ClassifierModel, *, title: str = "", topic: str = "", language: str = "en"
) -> Classification:
    """The kind of event of an English text; other languages are abstained from, no score being measured.

    `topic`, a heading over the text, is asked only when the text is not clear. What counts dead is an event, of the
    likeliest kind, unless the model is sure that it is none: news of the dead is not dropped for a festive word. So is what
    more likely tells of some event than of none, though of none more likely than of any one kind. Of a text that as a whole is
    not clear, or tells of nothing, a clear sentence speaks: "Subscribe to our newsletter" hides no attack. An armed attack with
    rockets, shells or bombs from the air is shelling by its weapon.
    """
    said = _told(text, model, title=title, topic=topic, language=language)
    if said.event_type == _BY_HAND and is_indirect_fire(text or title):
        return replace(said, category=Category.ARMED_CONFLICT, event_type=_FROM_AFAR)
    return said


def _told(text: str, model: ClassifierModel, *, title: str, topic: str, language: str) -> Classification:
    """The kind of event by the words alone."""
    if language != "en":
        return ABSTAINED
    told = f"{title}. {text}" if title and title not in text else text
    chances = type_chances(told, model)
    if chances is None:
        return ABSTAINED
    if topic and chances.max() < UNCLEAR:
        heading = type_chances(topic, model)
        if heading is not None:
            chances = (1 - TOPIC_WEIGHT) * chances + TOPIC_WEIGHT * heading
    said = _decide(chances, model)
    if said.event_type == NOT_AN_EVENT:
        eventful = _chance_of_nothing(chances, model) < LIKELIER_NOTHING
        eventful = eventful or (said.confidence < SURE_OF_NOTHING and _counts_dead(told, title))
        said = _decide(chances, model, eventful=True) if eventful else said
    if said.category is not None:
        return said
    return _of_clearest_sentence(told, model, _CLEAR if said.abstained else _VERY_CLEAR) or said


def _of_clearest_sentence(told: str, model: ClassifierModel, least: float) -> Classification | None:
    """Of the first sentences of several, that of the event told most clearly; None where none has a confidence of `least`."""
    parts = _BETWEEN.split(told, maxsplit=_SENTENCES)[:_SENTENCES]
    if len(parts) < 2:
        return None
    read = (type_chances(part, model) for part in parts)
    said = [_decide(chances, model) for chances in read if chances is not None]
    clear = [one for one in said if one.category is not None and one.confidence >= least]
    return max(clear, key=lambda one: one.confidence, default=None)


def _chance_of_nothing(chances: NDArray[np.float64], model: ClassifierModel) -> float:
    return math.fsum(chance for group, chance in zip(model.groups, chances.tolist(), strict=True) if group is None)


def _counts_dead(told: str, title: str) -> bool:
    """Whether a text counts dead of what it tells, not of what it recalls."""
    if is_tale_title(title):
        return False
    return any(
        mention.harm is FactKind.KILLED and mention.standing is Standing.OF_THE_EVENT and bool(mention.count.best)
        for mention in tolls(told).mentions
    )


def language_read(text: str, detected: str, model: ClassifierModel) -> str:
    """The language to read a text in: "en" when most of its words are English ones, whatever was detected.

    Language identification errs on short texts full of foreign names.
    """
    if detected == "en":
        return detected
    words = [word for word in tokens(text, model.known) if word[0].isalpha()]
    known = sum(bool(model.known[known_slot(word)]) for word in words)
    return "en" if words and known >= MOSTLY * len(words) else detected


MOSTLY = 0.6
"""Share of words that must be known English ones, names left aside."""


def type_chances(text: str, model: ClassifierModel) -> NDArray[np.float64] | None:
    """The chance of every type of the model, None for a text without an ordinary word: names alone tell nothing."""
    words = tokens(text, model.known)
    if max(map(len, words), default=0) < SHORTEST_WORD:
        return None
    columns, counts = vector(words)
    values = (1 + np.log(np.maximum(counts, 1e-3)).clip(-1)) * model.idf[columns]
    values /= np.sqrt((values * values).sum()) or 1.0
    scores = (values @ model.weights[columns].astype(np.float32)) * model.scale + model.bias
    means = meaning(*places(words, model.words), model.words, model.rare)
    scores += means @ model.sense
    ids = word_ids([words], model.words.hashes)
    scores += model.network_weight * sum(network.scores(ids)[0] for network in model.networks)
    chances = softmax(scores.astype(np.float64) / model.temperature)
    told = np.array([model.happened.score(columns, values, means)])
    none = np.array([group is None for group in model.groups])
    found: NDArray[np.float64] = weighed(chances[None], none, told, model.happened.line)[0]
    return found


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances that add up to 1 along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    chances: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return chances


def calibrated(chance: NDArray[np.float64], slope: float, offset: float) -> NDArray[np.float64]:
    """Chances of being right, from the chances of the best category."""
    kept = np.clip(chance, 1e-4, 1 - 1e-4)
    out: NDArray[np.float64] = 1 / (1 + np.exp(-(slope * np.log(kept / (1 - kept)) + offset)))
    return out


def _decide(chances: NDArray[np.float64], model: ClassifierModel, *, eventful: bool = False) -> Classification:
    """The best category; `eventful`: of those of events."""
    by_group: dict[Category | None, float] = {}
    for group, chance in zip(model.groups, chances.tolist(), strict=True):
        by_group[group] = by_group.get(group, 0.0) + chance
    if eventful:
        del by_group[None]
    ranked = sorted(by_group, key=lambda group: -by_group[group])
    best = ranked[0]
    if by_group[best] < model.threshold:
        return ABSTAINED
    confidence = round(float(calibrated(np.array(by_group[best]), model.slope, model.offset)), 4)
    kind = max(
        (chance, code)
        for code, group, chance in zip(model.types, model.groups, chances.tolist(), strict=True)
        if group == best
    )[1]
    also = tuple(g for g in ranked[1:3] if g is not None and by_group[g] >= ALSO_FROM)
    return Classification(
        category=best,
        event_type=NOT_AN_EVENT if best is None else kind,
        confidence=confidence,
        abstained=False,
        also=also,
    )


LIKELIER_NOTHING = 0.5
"""Chance of no event below which a text more likely tells of one."""
ALSO_FROM = 0.2
"""Chance from which a second category is worth telling."""
