"""The versions of the rating methods by date: under which equation each runs, with which shipped constants.

`pressure_D` rates countries, `parts_D` their parts, D a date. Versions of one equation differ in their constants alone, which
were fitted to newer readings or have tables the former lack. A version that has issued stays, to recompute what it issued.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from lookfar.facts.rating_tables import read_model, read_parts
from lookfar.ratings.constants import ModelConstants, PartsConstants

_COMMON = (
    "ratings/model.py",
    "ratings/decay.py",
    "ratings/predictors.py",
    "ratings/doubt.py",
    "ratings/pressure.py",
    "ratings/headlines.py",
    "ratings/levels.py",
    "ratings/hysteresis.py",
)
_INNER = ("ratings/inside.py", "ratings/local.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """Files of code, in the order in which they are hashed: of what rates countries, and of what rates their parts."""

    date: str
    code: tuple[str, ...]
    parts_code: tuple[str, ...]


_OF_11 = Equation(
    date="2026_11",
    code=("ratings/methods/pressure_2026_11.py", *_COMMON),
    parts_code=("ratings/methods/parts_2026_11.py", *_INNER, "ratings/methods/pressure_2026_11.py", *_COMMON),
)
_SCALED = ("ratings/methods/pressure_2026_11_26.py", "ratings/scale.py", "ratings/intervals.py", *_COMMON)
_OF_26 = Equation(
    date="2026_11_26",
    code=_SCALED,
    parts_code=("ratings/methods/parts_2026_11_26.py", *_INNER, *_SCALED),
)
_OF_28 = Equation(
    date="2026_11_28",
    code=("ratings/methods/pressure_2026_11_28.py", "ratings/floors.py", *_SCALED),
    parts_code=("ratings/methods/parts_2026_11_28.py", "ratings/floors.py", *_OF_26.parts_code),
)
VERSIONS = {
    "2026_11": _OF_11,
    "2026_11_26": _OF_26,
    "2026_11_27": _OF_26,
    "2026_11_28": _OF_28,
    "2026_11_29": _OF_28,
    "2026_11_30": _OF_28,
    "2026_12_01": _OF_28,
    "2026_12_02": _OF_28,
    "2026_12_03": _OF_28,
    "2026_12_04": _OF_28,
}
"""Date -> equation, the newest last; that one issues."""
NEWEST = list(VERSIONS)[-1]
NAME = f"pressure_{NEWEST}"
PARTS_NAME = f"parts_{NEWEST}"


@cache
def model_of(date: str) -> ModelConstants:
    """All constants of `pressure_` this date, with the hash of the files and of the method's code."""
    return read_model(f"pressure_{date}", VERSIONS[date].code)


@cache
def parts_of(date: str) -> PartsConstants:
    """All constants of `parts_` this date, on those of its countries."""
    return read_parts(f"parts_{date}", VERSIONS[date].parts_code, model_of(date))


def open_model() -> ModelConstants:
    """All constants of the method that issues countries."""
    return model_of(NEWEST)


def open_parts() -> PartsConstants:
    """All constants of the method that issues their parts."""
    return parts_of(NEWEST)
