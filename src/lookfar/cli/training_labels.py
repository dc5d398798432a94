"""What each training text is taken to tell of, and what it weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookfar.cli.training_texts import READ_WEIGHT, TrainingText, read_as
from lookfar.domain.taxonomy import NOT_AN_EVENT, EventType, Taxonomy
from lookfar.reports import training
from lookfar.reports.classify import softmax
from lookfar.reports.labelling import label

_NO_EVENT_WEIGHT = 0.4
"""What an item that tells of no event weighs: taking an event for none is the worse mistake."""
_LEAST_INSIDE, _PSEUDO_WEIGHT = 0.3, 0.4
"""Chance that the model must give to what a heading favours before it labels a text, and what such a text weighs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """Event types in the order of a model's columns, and the category of each ("" for not an event)."""

    types: tuple[EventType, ...]
    groups: dict[EventType, str]

    @classmethod
    def of(cls, taxonomy: Taxonomy) -> Kinds:
        groups = {kind: row.category.value for kind, row in taxonomy.kinds.items()}
        return cls(types=(*taxonomy.kinds, NOT_AN_EVENT), groups=groups | {NOT_AN_EVENT: ""})

    @property
    def names(self) -> list[str]:
        """The categories, sorted."""
        return sorted({*self.groups.values()})

    @property
    def column(self) -> NDArray[np.int64]:
        """For each type, where its category stands in `names`."""
        return np.array([self.names.index(self.groups[kind]) for kind in self.types])


@dataclass(slots=True, kw_only=True, eq=False)
class Labels:
    """`targets`: texts x types, chances; `strength`: what each text weighs, 0 when nothing speaks clearly."""

    texts: Sequence[TrainingText]
    kinds: Kinds
    targets: NDArray[np.float64]
    strength: NDArray[np.float64]

    @classmethod
    def of(cls, texts: Sequence[TrainingText], voted: Sequence[dict[EventType, float]], kinds: Kinds) -> Labels:
        """From what the text's author or a reader says, else from rules and the publisher's heading."""
        index = {kind: number for number, kind in enumerate(kinds.types)}
        targets, strength = np.zeros((len(texts), len(index))), np.zeros(len(texts))
        for row, (one, vote) in enumerate(zip(texts, voted, strict=True)):
            given = _known(one) or label(vote, one.favours, kinds.groups) or {}
            for kind, chance in given.items():
                targets[row, index[kind]] = chance
            strength[row] = (READ_WEIGHT if one.read else one.strength) if given else 0.0
        return cls(texts=texts, kinds=kinds, targets=targets, strength=strength)

    @property
    def labelled(self) -> NDArray[np.int64]:
        """Rows of texts that have a label."""
        return np.flatnonzero(self.strength)

    @property
    def levels(self) -> NDArray[np.float64]:
        """What each labelled text weighs, rare types lifted, news of no event lowered but for own sentences."""
        own = np.array([bool(one.own) for one in self.texts])
        none = self.targets[:, self.kinds.types.index(NOT_AN_EVENT)]
        lowered = self.strength * np.where(own, 1.0, 1 - (1 - _NO_EVENT_WEIGHT) * none)
        return training.balanced(self.targets[self.labelled], lowered[self.labelled])

    @property
    def unlabelled(self) -> NDArray[np.int64]:
        """Rows of texts without a label whose heading favours something."""
        return np.array([row for row in np.flatnonzero(self.strength == 0) if self.texts[int(row)].favours])

    def fill(self, raw: NDArray[np.float64]) -> None:
        """Labels the unlabelled by a model's scores of them, within what their heading favours."""
        types, groups = self.kinds.types, self.kinds.groups
        for row, given in zip(self.unlabelled.tolist(), softmax(raw), strict=True):
            favours = self.texts[row].favours
            allowed = np.array([k in favours or groups[k] in favours or k == NOT_AN_EVENT for k in types])
            inside = given * allowed
            if inside.sum() >= _LEAST_INSIDE:
                self.targets[row] = inside / inside.sum()
                self.strength[row] = _PSEUDO_WEIGHT * inside.sum()


def _known(text: TrainingText) -> dict[EventType, float] | None:
    if text.own:
        return {EventType(text.own): 1.0}
    return read_as(text.read) if text.read else None
