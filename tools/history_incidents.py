"""Writes the incidents of many years as a table for tools/fit_pressure.py, by Lookfar's own reading and merging.

    python -m tools.history_incidents TABLE.parquet OUT.csv [--first YEAR] [--last YEAR]

The column `parts` holds the ids of the areas inside the country that the incident lies in, for tools/fit_parts.py.
TABLE: columns date, category, topic, text, sources (Wikipedia current events). Years are merged one by one.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from lookfar.domain.ids import IncidentId, SourceId, part_id
from lookfar.domain.report import Report, Understanding
from lookfar.domain.source import Body
from lookfar.facts.areas import open_areas
from lookfar.incidents import origins, profile
from lookfar.incidents.batch import merge_all
from lookfar.reports.understand import understand
from lookfar.sources import wikipedia_current_events as wikipedia

if TYPE_CHECKING:
    from lookfar.flow.tools import Tools

COLUMNS = (
    "area",
    "category",
    "event_type",
    "day",
    "severity",
    "deaths",
    "belief",
    "credibility",
    "sources",
    "parts",
)

Told = tuple[Report, Understanding]


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lookfar.web.settings")
    django.setup()
    from lookfar.flow.tools import open_tools

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--first", type=int, default=2010)
    parser.add_argument("--last", type=int, default=2018)
    given = parser.parse_args()
    tools = open_tools()
    with given.out.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for year in range(given.first, given.last + 1):
            told = list(_told(given.table, year, tools))
            rows = [row for row in _incidents(told, tools) if row]
            writer.writerows(rows)
            print(
                f"{year}: {len(told)} statements, {len(rows)} incidents with a country",
                file=sys.stderr,
                flush=True,
            )


def _told(table: Path, year: int, tools: Tools) -> Iterator[Told]:
    found = duckdb.execute("select * from read_parquet(?) where year(date::date) = ?", [str(table), year])
    names = [column[0] for column in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    for moment, content in wikipedia.history(rows):
        body = Body(source=SourceId("wikipedia_current_events"), content=content, url="", fetched_at=moment)
        for report in wikipedia.read(body).reports:
            for number, understanding in enumerate(understand(report, tools.reading), 1):
                if understanding.category is not None:
                    yield _numbered(report, number), understanding


def _numbered(report: Report, number: int) -> Report:
    from dataclasses import replace

    return report if number == 1 else replace(report, id=part_id(report.id, number))


def _incidents(told: list[Told], tools: Tools) -> Iterator[list[object]]:
    members: dict[IncidentId, list[Told]] = defaultdict(list)
    answers = merge_all(told, tools.rule)
    for report, understanding in told:
        members[answers[report.id]].append((report, understanding))
    for group in members.values():
        yield _row(group)


def _row(group: list[Told]) -> list[object]:
    placed = [u for _, u in group if u.scene is not None and u.scene.country]
    if not placed:
        return []
    best = max(placed, key=lambda u: u.scene.confidence if u.scene else 0.0)
    first = group[0][1]
    tolls = [u.fatalities.best if u.fatalities.best is not None else u.fatalities.low for _, u in group]
    deaths = [toll for toll in tolls if toll is not None]
    sources = tuple({name for report, _ in group for name in origins.named_by(report)})
    certainty = max((u.certainty for _, u in group), key=lambda c: c == "Observed")
    scene = best.scene
    return [
        scene.country if scene else "",
        first.category,
        first.event_type,
        min(profile.when(report).start for report, _ in group).date().isoformat(),
        max((u.severity for _, u in group), key=lambda severity: severity.rank).value,
        max(deaths) if deaths else "",
        round((scene.confidence if scene else 0.0) * first.confidence, 3),
        origins.credibility(sources, certainty).value,
        "|".join(sorted(sources)),
        "|".join(area.id for area in (open_areas().of(scene) if scene else ())),
    ]


if __name__ == "__main__":
    main()
