"""Reads the tables of constants of the rating methods from `pressure_2026_11` on, and of the methods of parts."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import cast

from lookfar.domain.taxonomy import Category, Headline
from lookfar.domain.vocabulary import Level, Severity
from lookfar.facts.ratings import Table, base_in, common_in, fingerprint, structure_in
from lookfar.facts.shipped import FACTS, read_table
from lookfar.ratings.constants import (
    CategoryModel,
    Counted,
    FigureFloor,
    Grave,
    HeadlineModel,
    InnerFloor,
    ModelConstants,
    PartsConstants,
    Term,
)

EVERY = "every"
"""In place of a category: the trace of harm, one for all."""


def files_of(name: str) -> tuple[str, ...]:
    """The files of constants of a method of countries; floors by deaths counted are the last, where it has them."""
    return (*_plain_files(name), *((counted_of(name),) if (FACTS / counted_of(name)).is_file() else ()))


def _plain_files(name: str) -> tuple[str, ...]:
    tables = ("categories", "base", "structure", "terms")
    return (f"ratings/{name}.toml", *(f"ratings/{name}_{table}.csv" for table in tables))


def counted_of(name: str) -> str:
    """The file of floors by deaths counted of a method of countries."""
    return f"ratings/{name}_counted.csv"


def terms_of(name: str) -> str:
    """The file of terms of a method of parts."""
    return f"ratings/{name}_terms.csv"


def read_model(name: str, code: Sequence[str]) -> ModelConstants:
    """All constants of a method of this family, with the hash of the files and of the method's code."""
    files = files_of(name)
    raw = cast("Table", tomllib.loads((FACTS / files[0]).read_text(encoding="utf-8")))
    return ModelConstants(
        name=name,
        fingerprint=fingerprint(files, code),
        categories=_categories(files[1], files[4]),
        base=base_in(files[2]),
        structure=structure_in(files[3]),
        headlines={h.value: _headline(cast("Table", cast("Table", raw["headlines"])[h.value])) for h in Headline},
        **common_in(raw),
        memory=cast("float", raw["memory"]),
        pseudo=cast("float", raw["pseudo"]),
        replicates=cast("int", raw["replicates"]),
        ahead=cast("int", raw["ahead"]),
        least_information=cast("float", raw.get("least_information", 0.0)),
        figure_floors=tuple(_figure_floor(row) for row in cast("list[Table]", raw.get("figure_floors", []))),
        grave=_grave(cast("Table", raw["grave"])) if "grave" in raw else None,
        leaps=cast("bool", raw.get("leaps", False)),
        leap_points=cast("float", raw.get("leap_points", 0.0)),
        sure_floor=cast("float", raw.get("sure_floor", 0.0)),
        grave_state=cast("bool", raw.get("grave_state", False)),
        silent_holds=cast("bool", raw.get("silent_holds", False)),
        war_floor=cast("bool", raw.get("war_floor", False)),
        gaps=cast("bool", raw.get("gaps", False)),
        inner_floors=tuple(_inner_floor(row) for row in cast("list[Table]", raw.get("inner_floors", []))),
        counted=_counted(name, cast("list[str]", raw.get("counted_targets", []))),
    )


def _counted(name: str, targets: Sequence[str]) -> Counted | None:
    if not targets:
        return None
    fewest = {Level(int(row["level"])): float(row["deaths"]) for row in read_table(counted_of(name))}
    return Counted(fewest=fewest, targets=tuple(targets))


def read_parts(name: str, code: Sequence[str], of: ModelConstants) -> PartsConstants:
    """All constants of a method of parts on those of its countries, with the hash of files and code."""
    rows = read_table(terms_of(name))
    terms: dict[Category, tuple[Term, ...]] = {
        category: tuple(_term(row, form="linear") for row in rows if row["category"] == category.value)
        for category in Category
    }
    return PartsConstants(
        name=name,
        fingerprint=fingerprint((terms_of(name), *_plain_files(of.name)), code),
        of=of,
        trace=next(float(row["weight"]) for row in rows if row["category"] == EVERY),
        terms=terms,
    )


def _term(row: dict[str, str], form: str) -> Term:
    return Term(
        name=row["term"],
        form=form,
        centre=float(row["centre"]),
        spread=float(row["spread"]),
        weight=float(row["weight"]),
    )


def _figure_floor(row: Table) -> FigureFloor:
    return FigureFloor(
        indicator=str(row["indicator"]),
        what=str(row["what"]),
        least=cast("float", row["least"]),
        target=str(row["target"]),
        level=Level(cast("int", row["level"])),
    )


def _inner_floor(row: Table) -> InnerFloor:
    return InnerFloor(
        category=Category(cast("str", row["category"])),
        days=cast("float", row["days"]),
        severities=tuple(Severity(one) for one in cast("list[str]", row["severities"])),
        at_war=cast("bool", row["at_war"]),
        weight=cast("float", row["weight"]),
        credibility=cast("int", row["credibility"]),
        targets=tuple(cast("list[str]", row["targets"])),
        level=Level(cast("int", row["level"])),
    )


def _grave(row: Table) -> Grave:
    return Grave(
        days=cast("float", row["days"]),
        severities=tuple(Severity(one) for one in cast("list[str]", row["severities"])),
        weight=cast("float", row["weight"]),
        credibility=cast("int", row["credibility"]),
        level=Level(cast("int", row["level"])),
        at_once=cast("float", row.get("at_once", 0.0)),
    )


def _categories(table: str, of_terms: str) -> dict[Category, CategoryModel]:
    terms: dict[tuple[str, str], list[Term]] = {}
    for row in read_table(of_terms):
        terms.setdefault((row["category"], row["predictor"]), []).append(_term(row, form=row["form"]))
    return {
        Category(row["category"]): CategoryModel(
            half_lives=(float(row["short_days"]), float(row["middle_days"]), float(row["long_days"])),
            zero=float(row["zero"]),
            points=float(row["points"]),
            mass_casualty=int(row["mass_casualty"]),
            score=tuple(terms.get((row["category"], "score"), ())),
            months=tuple(terms.get((row["category"], "months"), ())),
            outlook=tuple(terms.get((row["category"], "outlook"), ())),
            shape=float(row["shape"]),
            shape_slope=float(row["shape_slope"]),
            volume=float(row["volume"]),
        )
        for row in read_table(table)
    }


def _headline(row: Table) -> HeadlineModel:
    discount = cast("dict[str, float]", row.get("discount", {}))
    return HeadlineModel(
        members=tuple(Category(name) for name in cast("list[str]", row["members"])),
        power=cast("float", row["power"]),
        discount={Category(name): points for name, points in discount.items()},
        gain=cast("float", row.get("gain", 1.0)),
        state_discount=cast("float", row.get("state_discount", 0.0)),
        state_pull=cast("float", row.get("state_pull", 0.0)),
        below=cast("int | None", row.get("below")),
    )
