"""Writes the tables of a fitted rating method."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from lookfar.facts.rating_versions import NAME
from lookfar.facts.shipped import FACTS
from lookfar.ratings.constants import ModelConstants
from lookfar.ratings.decay import CATEGORIES
from tools.rating_history import Floats


def write(constants: ModelConstants, bad: Floats, origin: str) -> None:
    """The tables, and what goes into the .toml by hand."""
    head = ["category", "short_days", "middle_days", "long_days", "zero", "points", "mass_casualty"]
    rows = [
        [
            c.value,
            *(f"{days:g}" for days in v.half_lives),
            v.zero,
            v.points,
            v.mass_casualty,
            v.shape,
            v.shape_slope,
            v.volume,
            f"{bad[n]:.2f}",
        ]
        for n, (c, v) in enumerate((c, constants.categories[c]) for c in CATEGORIES)
    ]
    _write("categories", [[*head, "shape", "shape_slope", "volume", "bad_month_harm"], *rows], origin)
    bases = [[c.value, region, value] for c, by in constants.base.items() for region, value in sorted(by.items())]
    _write("base", [["category", "subregion", "harm_a_day"], *bases], origin)
    structure = [
        [t.category.value, t.indicator, t.form, t.centre, t.spread, t.weight] for t in constants.structure
    ]
    _write("structure", [["category", "indicator", "form", "centre", "spread", "weight"], *structure], origin)
    terms = [
        [c.value, predictor, t.name, t.form, t.centre, t.spread, t.weight]
        for c in CATEGORIES
        for predictor in ("score", "months", "outlook")
        for t in getattr(constants.categories[c], predictor)
    ]
    _write("terms", [["category", "predictor", "term", "form", "centre", "spread", "weight"], *terms], origin)
    print("security for the .toml:", constants.headlines["security"])


def _write(name: str, rows: Sequence[Sequence[object]], origin: str) -> None:
    with (FACTS / f"ratings/{NAME}_{name}.csv").open("w", encoding="utf-8", newline="") as out:
        out.write(f"# {origin}. docs/methods/{NAME}.md\n")
        csv.writer(out, lineterminator="\n").writerows(rows)
