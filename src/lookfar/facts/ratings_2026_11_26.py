"""The shipped constants of the rating method `pressure_2026_11_26`."""

from __future__ import annotations

from lookfar.facts import ratings_2026_11
from lookfar.facts.once import once
from lookfar.ratings.constants import ModelConstants

NAME = "pressure_2026_11_26"
FILES = ratings_2026_11.files_of(NAME)
CODE = (
    f"ratings/methods/{NAME}.py",
    "ratings/scale.py",
    "ratings/intervals.py",
    *ratings_2026_11.CODE[1:],
)


@once
def open_model() -> ModelConstants:
    """All constants of `pressure_2026_11_26`, with the hash of the files and of the method's code."""
    return ratings_2026_11.read_model(NAME, CODE)
