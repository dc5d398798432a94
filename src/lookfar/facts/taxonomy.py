"""The shipped taxonomy: event types and the crosswalk to publishers' codes."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from types import MappingProxyType

from lookfar.domain.taxonomy import Category, EventKind, EventType, Taxonomy
from lookfar.domain.vocabulary import Severity

HERE = Path(__file__).parent


@cache
def open_taxonomy() -> Taxonomy:
    """`taxonomy.csv` and `crosswalk.csv`, read once."""
    return Taxonomy(
        kinds=MappingProxyType({kind.code: kind for kind in map(_kind, read_table("taxonomy.csv"))}),
        native=MappingProxyType(
            {(row["scheme"], row["native"]): EventType(row["event_type"]) for row in read_table("crosswalk.csv")}
        ),
    )


def read_table(name: str) -> list[dict[str, str]]:
    """Rows of a shipped CSV beside this file."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _kind(row: dict[str, str]) -> EventKind:
    return EventKind(
        code=EventType(row["code"]),
        category=Category(row["category"]),
        label=row["label"],
        phrase=row["phrase"],
        severity=Severity(row["severity"]),
        lasting=row["lasting"] == "yes",
    )
