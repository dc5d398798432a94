"""The shipped constants of the rating method `pressure_2026_11_30`: fitted to newer readings, with what decision 17 adds."""

from __future__ import annotations

from lookfar.facts import ratings_2026_11_28
from lookfar.facts.once import once
from lookfar.ratings.constants import ModelConstants

NAME = "pressure_2026_11_30"
COUNTED = ratings_2026_11_28.counted_of(NAME)
FILES = ratings_2026_11_28.files_of(NAME)


@once
def open_model() -> ModelConstants:
    """All constants of `pressure_2026_11_30`, with the hash of the files and of the method's code."""
    return ratings_2026_11_28.read_model(NAME, ratings_2026_11_28.CODE)
