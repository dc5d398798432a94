"""The shipped constants of the rating method `pressure_2026`, and how tables of constants are read."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from typing import TypedDict, cast

from lookfar.domain.taxonomy import Category, Headline
from lookfar.domain.vocabulary import Coverage, Credibility, Level, Severity
from lookfar.facts.once import once
from lookfar.facts.shipped import FACTS, read_table
from lookfar.ratings.constants import CategoryConstants, Constants, Floor, HeadlineConstants, StructureTerm

METHOD = "ratings/pressure_2026"
FILES = (f"{METHOD}.toml", f"{METHOD}_categories.csv", f"{METHOD}_base.csv", f"{METHOD}_structure.csv")
CODE = (
    "ratings/methods/pressure_2026.py",
    "ratings/pressure.py",
    "ratings/headlines.py",
    "ratings/levels.py",
    "ratings/hysteresis.py",
)

Table = dict[str, object]


class Common(TypedDict):
    """What the tables of all methods have; units as in `ratings.constants`."""

    floors: tuple[Floor, ...]
    severity: dict[Severity, float]
    credibility: dict[Credibility, float]
    information: dict[Coverage, float]
    thresholds: tuple[float, float, float, float]
    margin: float
    runs: int
    recent_days: float
    interval: float
    contributors: int
    toll_exponent: float


@once
def open_constants() -> Constants:
    """All constants of `pressure_2026`, with the hash of the files and of the method's code."""
    raw = cast("Table", tomllib.loads((FACTS / FILES[0]).read_text(encoding="utf-8")))
    return Constants(
        name="pressure_2026",
        fingerprint=fingerprint(FILES, CODE),
        categories=_categories(),
        base=base_in(FILES[2]),
        structure=structure_in(FILES[3]),
        headlines={h.value: _headline(cast("Table", cast("Table", raw["headlines"])[h.value])) for h in Headline},
        **common_in(raw),
    )


def common_in(raw: Table) -> Common:
    """The constants of a table that every method has."""
    return Common(
        floors=tuple(_floor(row) for row in cast("list[Table]", raw["floors"])),
        severity={Severity(k): v for k, v in cast("dict[str, float]", raw["severity"]).items()},
        credibility={Credibility(int(k)): v for k, v in cast("dict[str, float]", raw["credibility"]).items()},
        information={Coverage(k): v for k, v in cast("dict[str, float]", raw["information"]).items()},
        thresholds=cast("tuple[float, float, float, float]", tuple(cast("list[float]", raw["thresholds"]))),
        margin=cast("float", raw["margin"]),
        runs=cast("int", raw["runs"]),
        recent_days=cast("float", raw["recent_days"]),
        interval=cast("float", raw["interval"]),
        contributors=cast("int", raw["contributors"]),
        toll_exponent=cast("float", raw["toll_exponent"]),
    )


def fingerprint(files: Sequence[str], code: Sequence[str]) -> str:
    """SHA-256 over the files of `facts` and the code of the package, in this order."""
    digest = hashlib.sha256()
    for name in files:
        digest.update((FACTS / name).read_bytes())
    for name in code:
        digest.update((FACTS.parent / name).read_bytes())
    return digest.hexdigest()


def _categories() -> dict[Category, CategoryConstants]:
    return {
        Category(row["category"]): CategoryConstants(
            half_life=float(row["half_life_days"]),
            shape=float(row["shape"]),
            intercept=float(row["intercept"]),
            slope=float(row["slope"]),
            mass_casualty=int(row["mass_casualty"]),
        )
        for row in read_table(FILES[1])
    }


def base_in(table: str) -> dict[Category, dict[str, float]]:
    """Prior harm a day by category and subregion."""
    found: dict[Category, dict[str, float]] = {}
    for row in read_table(table):
        found.setdefault(Category(row["category"]), {})[row["subregion"]] = float(row["harm_a_day"])
    return found


def structure_in(table: str) -> tuple[StructureTerm, ...]:
    """The structural terms of the prior."""
    return tuple(
        StructureTerm(
            category=Category(row["category"]),
            indicator=row["indicator"],
            form=row["form"],
            centre=float(row["centre"]),
            spread=float(row["spread"]),
            weight=float(row["weight"]),
        )
        for row in read_table(table)
    )


def _headline(row: Table) -> HeadlineConstants:
    return HeadlineConstants(
        members=tuple(Category(name) for name in cast("list[str]", row["members"])),
        power=cast("float", row["power"]),
        intercept=cast("float", row["intercept"]),
        slope=cast("float", row["slope"]),
        state_pull=cast("float", row["state_pull"]),
    )


def _floor(row: Table) -> Floor:
    return Floor(
        category=Category(cast("str", row["category"])),
        days=cast("float", row["days"]),
        deaths=cast("int", row["deaths"]),
        target=cast("str", row["target"]),
        level=Level(cast("int", row["level"])),
        reason=cast("str", row["reason"]),
    )
