"""The shipped constants of the rating method `pressure_2026_11_28`, with the floors by deaths counted."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache

from lookfar.domain.vocabulary import Level
from lookfar.facts import ratings_2026_11, ratings_2026_11_26
from lookfar.facts.ratings import fingerprint
from lookfar.facts.shipped import FACTS, read_table
from lookfar.ratings.constants import Counted, ModelConstants

NAME = "pressure_2026_11_28"
COUNTED = f"ratings/{NAME}_counted.csv"
FILES = (*ratings_2026_11.files_of(NAME), COUNTED)
CODE = (f"ratings/methods/{NAME}.py", "ratings/floors.py", *ratings_2026_11_26.CODE)


@cache
def open_model() -> ModelConstants:
    """All constants of `pressure_2026_11_28`, with the hash of the files and of the method's code."""
    held = ratings_2026_11.read_model(NAME, CODE)
    return replace(held, fingerprint=fingerprint(FILES, CODE), counted=_counted())


def _counted() -> Counted:
    raw = tomllib.loads((FACTS / FILES[0]).read_text(encoding="utf-8"))
    fewest = {Level(int(row["level"])): float(row["deaths"]) for row in read_table(COUNTED)}
    return Counted(fewest=fewest, targets=tuple(raw["counted_targets"]))
