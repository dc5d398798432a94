"""Forecast models, one dated file each: `draw(history, leads, draws, rng)`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

import numpy as np

from lookfar.domain.errors import InvalidValue
from lookfar.forecasts.history import Floats, History

DEFAULT = "analogues_2026"


class Model(Protocol):
    """What every file here gives.

    `draw`: areas x leads x draws of deaths; `leads` are months after the history's last; draw k of an area is one
    path through the leads. The same generator state gives the same draws.
    """

    def draw(
        self, history: History, leads: tuple[int, ...], draws: int, rng: np.random.Generator, /
    ) -> Floats: ...


def names() -> tuple[str, ...]:
    """Every model by its file's name."""
    return tuple(sorted(found.name for found in iter_modules(__path__)))


def model(name: str) -> Model:
    """The model of that name; raises InvalidValue when there is none."""
    if name not in names():
        raise InvalidValue(f"no model {name!r}; there are {', '.join(names())}")
    return cast("Model", import_module(f"{__name__}.{name}"))
