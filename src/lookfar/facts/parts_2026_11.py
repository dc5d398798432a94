"""The shipped constants of the rating method `parts_2026_11`, and how those of its family are read."""

from __future__ import annotations

from collections.abc import Sequence

from lookfar.domain.taxonomy import Category
from lookfar.facts import ratings_2026_11
from lookfar.facts.once import once
from lookfar.facts.ratings import fingerprint
from lookfar.facts.shipped import read_table
from lookfar.ratings.constants import ModelConstants, PartsConstants, Term

NAME = "parts_2026_11"
INNER = ("ratings/inside.py", "ratings/local.py")
CODE = (f"ratings/methods/{NAME}.py", *INNER, *ratings_2026_11.CODE)
EVERY = "every"
"""In place of a category: the trace of harm, one for all."""


@once
def open_parts() -> PartsConstants:
    """All constants of `parts_2026_11`, with the hash of the files and of the method's code."""
    return read_parts(NAME, CODE, ratings_2026_11.open_model())


def terms_of(name: str) -> str:
    """The file of terms of a method of this family."""
    return f"ratings/{name}_terms.csv"


def read_parts(name: str, code: Sequence[str], of: ModelConstants) -> PartsConstants:
    """All constants of a method of this family on those of its countries, with the hash of files and code."""
    rows = read_table(terms_of(name))
    terms: dict[Category, tuple[Term, ...]] = {
        category: tuple(_term(row) for row in rows if row["category"] == category.value) for category in Category
    }
    return PartsConstants(
        name=name,
        fingerprint=fingerprint((terms_of(name), *ratings_2026_11.files_of(of.name)), code),
        of=of,
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
