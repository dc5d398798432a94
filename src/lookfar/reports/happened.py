"""Whether a text tells that anything happened, whatever it was: a second opinion beside the chances of the kinds.

A model of kinds learns from news, nearly all of which tells of events, what tells one kind from another. The words that tell an
anniversary, a drill or a figure of speech from an event are the same for all kinds, and are learned here from
texts of which half, by weight, tell of none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_LEAST = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Happened:
    """A logistic regression: `weights` a byte per hashed feature, times `scale`; `sense` per number of the mean word vector.

    `line`: what the log odds of the kinds that nothing happened count, what this score counts against them, and a constant.
    """

    weights: NDArray[np.int8]
    scale: float
    sense: NDArray[np.float32]
    bias: float
    line: tuple[float, float, float]

    def score(self, columns: NDArray[np.int64], values: NDArray[np.float32], means: NDArray[np.float32]) -> float:
        """Log odds that something happened, of a text by its weighted features and its mean word vector."""
        return float(
            (values @ self.weights[columns].astype(np.float32)) * self.scale + means @ self.sense + self.bias
        )


def weighed(chances: Floats, none: NDArray[np.bool_], score: Floats, line: tuple[float, float, float]) -> Floats:
    """Chances (texts x kinds, rows add up to 1) with those of the kinds `none` moved by the score that something happened; the
    others keep their shares of what is left.
    """
    own, against, constant = line
    nothing = np.clip(chances[:, none].sum(axis=1), _LEAST, 1 - _LEAST)
    odds = own * np.log(nothing / (1 - nothing)) - against * score + constant
    moved = np.clip(1 / (1 + np.exp(-odds)), _LEAST, 1 - _LEAST)
    scale = np.where(none, (moved / nothing)[:, None], ((1 - moved) / (1 - nothing))[:, None])
    found: Floats = chances * scale
    found /= found.sum(axis=1, keepdims=True)
    return found
