"""The shipped constants of the rating method `parts_2026_11_26`."""

from __future__ import annotations

from lookfar.facts import parts_2026_11, ratings_2026_11_26
from lookfar.facts.once import once
from lookfar.ratings.constants import PartsConstants

NAME = "parts_2026_11_26"
TERMS = parts_2026_11.terms_of(NAME)
CODE = (f"ratings/methods/{NAME}.py", *parts_2026_11.INNER, *ratings_2026_11_26.CODE)


@once
def open_parts() -> PartsConstants:
    """All constants of `parts_2026_11_26`, with the hash of the files and of the method's code."""
    return parts_2026_11.read_parts(NAME, CODE, ratings_2026_11_26.open_model())
