"""The shipped constants of the rating method `parts_2026_11_30`: `parts_2026_11_29` under `pressure_2026_11_30`."""

from __future__ import annotations

from lookfar.facts import parts_2026_11, parts_2026_11_28, ratings_2026_11_30
from lookfar.facts.once import once
from lookfar.ratings.constants import PartsConstants

NAME = "parts_2026_11_30"
TERMS = parts_2026_11.terms_of(NAME)


@once
def open_parts() -> PartsConstants:
    """All constants of `parts_2026_11_30`, with the hash of the files and of the method's code."""
    return parts_2026_11.read_parts(NAME, parts_2026_11_28.CODE, ratings_2026_11_30.open_model())
