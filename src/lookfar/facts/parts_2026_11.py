"""The shipped constants of the rating method `parts_2026_11`."""

from __future__ import annotations

from functools import cache

from lookfar.domain.taxonomy import Category
from lookfar.facts import ratings_2026_11
from lookfar.facts.ratings import fingerprint
from lookfar.facts.shipped import read_table
from lookfar.ratings.constants import PartsConstants, Term

NAME = "parts_2026_11"
TERMS = f"ratings/{NAME}_terms.csv"
FILES = (TERMS, *ratings_2026_11.FILES)
CODE = (f"ratings/methods/{NAME}.py", "ratings/inside.py", "ratings/local.py", *ratings_2026_11.CODE)
EVERY = "every"
"""In place of a category: the trace of harm, one for all."""


@cache
def open_parts() -> PartsConstants:
    """All constants of `parts_2026_11`, with the hash of the files and of the method's code."""
    rows = read_table(TERMS)
    terms: dict[Category, tuple[Term, ...]] = {
        category: tuple(_term(row) for row in rows if row["category"] == category.value) for category in Category
    }
    return PartsConstants(
        name=NAME,
        fingerprint=fingerprint(FILES, CODE),
        of=ratings_2026_11.open_model(),
        trace=next(float(row["weight"]) for row in rows if row["category"] == EVERY),
        terms=terms,
    )


def _term(row: dict[str, str]) -> Term:
    return Term(
        name=row["term"],
        form="linear",
        centre=float(row["centre"]),
        spread=float(row["spread"]),
        weight=float(row["weight"]),
    )
