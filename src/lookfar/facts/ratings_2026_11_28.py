"""The shipped constants of the rating method `pressure_2026_11_28`, with the floors by deaths counted."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace

from lookfar.domain.vocabulary import Level
from lookfar.facts import ratings_2026_11, ratings_2026_11_26
from lookfar.facts.once import once
from lookfar.facts.ratings import fingerprint
from lookfar.facts.shipped import FACTS, read_table
from lookfar.ratings.constants import Counted, ModelConstants

NAME = "pressure_2026_11_28"
CODE = (f"ratings/methods/{NAME}.py", "ratings/floors.py", *ratings_2026_11_26.CODE)


def counted_of(name: str) -> str:
    """The file of floors by deaths counted of a method that has them."""
    return f"ratings/{name}_counted.csv"


def files_of(name: str) -> tuple[str, ...]:
    """The files of constants of a method that has floors by deaths counted."""
    return (*ratings_2026_11.files_of(name), counted_of(name))


FILES = files_of(NAME)


@once
def open_model() -> ModelConstants:
    """All constants of `pressure_2026_11_28`, with the hash of the files and of the method's code."""
    return read_model(NAME, CODE)


def read_model(name: str, code: Sequence[str]) -> ModelConstants:
    """All constants of a method with such floors, with the hash of the files and of the method's code."""
    held = ratings_2026_11.read_model(name, code)
    return replace(held, fingerprint=fingerprint(files_of(name), code), counted=_counted(name))


def _counted(name: str) -> Counted:
    raw = tomllib.loads((FACTS / f"ratings/{name}.toml").read_text(encoding="utf-8"))
    fewest = {Level(int(row["level"])): float(row["deaths"]) for row in read_table(counted_of(name))}
    return Counted(fewest=fewest, targets=tuple(raw["counted_targets"]))
