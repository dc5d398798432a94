"""Fits whether anything happened, from items that were read and sentences of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from lookfar.cli.training_features import MEANING, TextReader
from lookfar.cli.training_texts import READ_WEIGHT, TrainingText, read_as
from lookfar.domain.taxonomy import NOT_AN_EVENT
from lookfar.reports import training
from lookfar.reports.features import SLOTS

_OWN_WEIGHT, _TEMPLATE_WEIGHT = 100.0, 2.0
"""What a sentence of our own and one made of a template weigh beside an item read (10): items of news seldom tell of nothing in words of
harm. Of 15 to 150 the ranking of texts not learned from rose up to 60 and little after."""
_HOW = training.Fit(passes=4, fits=3)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HappenedFit:
    """As fitted: `packed` times `scale` are the weights of hashed features, `sense` those of the mean word vector."""

    packed: NDArray[np.int8]
    scale: float
    sense: NDArray[np.float32]
    bias: float

    def scores(self, features: csr_matrix) -> NDArray[np.float64]:
        """Log odds that something happened; features as of TextReader."""
        table = np.concatenate([self.packed * np.float32(self.scale), self.sense / np.float32(MEANING)])
        return np.asarray(features @ table + self.bias, np.float64)

    def arrays(self) -> dict[str, Any]:
        """As they stand in the model's file."""
        return {
            "happened_weights": self.packed,
            "happened_scale": np.asarray(np.float64(self.scale)),
            "happened_sense": self.sense,
            "happened_bias": np.asarray(np.float64(self.bias)),
        }


def fit_happened(texts: Sequence[TrainingText], reader: TextReader) -> HappenedFit:
    """Both sides weigh the same in all."""
    told = [one for one in texts if one.own or one.read]
    none = np.array([_chance_of_none(one) for one in told])
    strength = np.array([_weight(one) for one in told])
    sides = np.stack([1 - none, none], axis=1)
    strength = strength * (sides / (strength @ sides)).sum(axis=1)
    fitted = training.fit(reader.features([one.words for one in told]), sides, strength / strength.mean(), _HOW)
    column = (fitted.table[:, 0] - fitted.table[:, 1])[:, None]
    bias = np.float32(fitted.bias[0] - fitted.bias[1])
    packed, scale = training.as_bytes(training.Weights(table=column[:SLOTS], bias=np.array([bias])))
    return HappenedFit(
        packed=packed[:, 0],
        scale=float(scale[0]),
        sense=(column[SLOTS:, 0] * np.float32(MEANING)).astype(np.float32),
        bias=float(bias),
    )


def _weight(text: TrainingText) -> float:
    if text.own:
        return _TEMPLATE_WEIGHT if text.is_made else _OWN_WEIGHT
    return READ_WEIGHT


def _chance_of_none(text: TrainingText) -> float:
    if text.own:
        return float(text.own == NOT_AN_EVENT)
    return read_as(text.read).get(NOT_AN_EVENT, 0.0) if text.read else 0.0
