"""How often a heading's place is that of the text beneath it: `python -m tools.score_headings TABLE.parquet [--items 14000]`.

TABLE: Wikipedia's current events of METHODS (columns date, topic, text, category). Of items under a topic heading, drawn by chance, whose
text tells a place of its own with a confidence of .85 or more: the share whose country is the heading's, by whether the heading
tells it by a nationality or by a place, and whether one country is told there or several.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path

import duckdb

from lookfar.facts.reading import open_reading
from lookfar.reports.found import found_in, without_adjectives
from lookfar.reports.locate import locate, read_names
from lookfar.reports.resolve import resolve

SURE = 0.85
SEED = 3
CATEGORIES = (
    "Armed conflicts and attacks",
    "Law and crime",
    "Disasters and accidents",
    "Politics and elections",
    "International relations",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("--items", type=int, default=14_000)
    given = parser.parse_args()
    gazetteer, heading = open_reading().gazetteer, _headings()
    right: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for topic, text in _items(given.table, given.items):
        told = heading(topic)
        if told is None:
            continue
        places = locate(text, gazetteer)
        if places and places[0].confidence >= SURE and places[0].country:
            country, by, many = told
            right[by, many][places[0].country == country] += 1
    for (by, many), counts in sorted(right.items()):
        print(f"by {by}, {many} told: {counts[True]} of {counts.total()} ({counts[True] / counts.total():.2f})")


def _items(table: Path, count: int) -> list[tuple[str, str]]:
    rows = duckdb.execute(
        "select topic, text from read_parquet(?) where topic is not null and topic <> '' and list_contains(?, category) order by date, topic, text",
        [str(table), list(CATEGORIES)],
    ).fetchall()
    random.Random(SEED).shuffle(rows)
    return rows[:count]


def _headings() -> Callable[[str], tuple[str, str, str] | None]:
    """A heading's country, whether a nationality or a place tells it, and whether one country is told or several."""
    gazetteer = open_reading().gazetteer

    @cache
    def told(heading: str) -> tuple[str, str, str] | None:
        names = read_names(heading, gazetteer)
        found = found_in(heading, names, resolve(names, gazetteer))
        if not found:
            return None
        best = max(without_adjectives(found), key=lambda one: one.weight)
        countries = {one.entry.country for one in found}
        by = "a nationality" if best.is_adjective else "a place"
        return best.entry.country, by, "one country" if len(countries) == 1 else "several countries"

    return told


if __name__ == "__main__":
    main()
