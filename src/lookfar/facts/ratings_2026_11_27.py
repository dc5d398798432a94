"""The shipped constants of the rating method `pressure_2026_11_27`: `pressure_2026_11_26`, fitted to newer readings."""

from __future__ import annotations

from lookfar.facts import ratings_2026_11, ratings_2026_11_26
from lookfar.facts.once import once
from lookfar.ratings.constants import ModelConstants

NAME = "pressure_2026_11_27"
FILES = ratings_2026_11.files_of(NAME)


@once
def open_model() -> ModelConstants:
    """All constants of `pressure_2026_11_27`, with the hash of the files and of the method's code."""
    return ratings_2026_11.read_model(NAME, ratings_2026_11_26.CODE)
