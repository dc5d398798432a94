"""The shipped constants of the rating method `parts_2026_11_28`."""

from __future__ import annotations

from lookfar.facts import parts_2026_11, parts_2026_11_26, ratings_2026_11_28
from lookfar.facts.once import once
from lookfar.ratings.constants import PartsConstants

NAME = "parts_2026_11_28"
TERMS = parts_2026_11.terms_of(NAME)
CODE = (f"ratings/methods/{NAME}.py", "ratings/floors.py", *parts_2026_11_26.CODE)


@once
def open_parts() -> PartsConstants:
    """All constants of `parts_2026_11_28`, with the hash of the files and of the method's code."""
    return parts_2026_11.read_parts(NAME, CODE, ratings_2026_11_28.open_model())
