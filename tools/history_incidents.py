"""Writes the incidents of many years, as they were told day after day, as a table for tools/fit_pressure.py.

    python -m tools.history_incidents TABLE.parquet OUT.csv [--first YEAR] [--last YEAR]

Lookfar's own reading and the live flow's grouping, one body a day (tools/replay.py). One row for each country of a version
that counts otherwise than the one before it: `told` is the day at whose end it was known, `day` when it happened. The
column `parts` holds the ids of the areas inside the country that the incident lies in, for tools/fit_parts.py.
TABLE: columns date, category, topic, text, sources (Wikipedia current events).
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from lookfar.domain.areas import Areas, country_of
from lookfar.domain.incident import Incident
from lookfar.facts.areas import open_areas
from lookfar.ratings.evidence import Evidence, evidence_of
from lookfar.sources import wikipedia_current_events as wikipedia
from tools.replay import Replay

COUNTS = (
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
COLUMNS = ("incident", "told", *COUNTS)


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lookfar.web.settings")
    django.setup()
    from lookfar.flow.replaying import recorded_bodies
    from lookfar.flow.tools import open_tools

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--first", type=int, default=2010)
    parser.add_argument("--last", type=int, default=2018)
    given = parser.parse_args()
    replay, areas = Replay(open_tools()), open_areas()
    first, last = date(given.first, 1, 1), date(given.last, 12, 31)
    newest: dict[str, list[list[object]]] = {}
    numbers: dict[str, int] = {}
    with given.out.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for body in recorded_bodies(wikipedia.SOURCE.id, [given.table], first=first, last=last):
            day = body.fetched_at.date()
            for incident in replay.take(wikipedia.read(body).reports, body.fetched_at):
                rows = _rows(incident, areas)
                if rows and rows != newest.get(incident.id):
                    newest[incident.id] = rows
                    number = numbers.setdefault(incident.id, len(numbers))
                    writer.writerows((number, day.isoformat(), *row) for row in rows)
            if (day.month, day.day) == (12, 31):
                print(f"up to {day}: {len(numbers)} incidents with a country", file=sys.stderr, flush=True)


def _rows(incident: Incident, areas: Areas) -> list[list[object]]:
    """What a version counts for, by country; empty when none is known."""
    counts = dict(evidence_of(incident, (), areas))
    return [
        _row(area, evidence, [part for part in counts if part != area and country_of(part) == area])
        for area, evidence in counts.items()
        if country_of(area) == area
    ]


def _row(country: str, evidence: Evidence, parts: Sequence[str]) -> list[object]:
    return [
        country,
        evidence.category.value,
        evidence.event_type,
        evidence.happened.date().isoformat(),
        evidence.severity.value,
        "" if evidence.fatalities is None else evidence.fatalities,
        round(evidence.weight, 3),
        evidence.credibility.value,
        "|".join(evidence.origins),
        "|".join(parts),
    ]


if __name__ == "__main__":
    main()
