"""The shipped taxonomy: event types and the crosswalk to publishers' codes."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from lookfar.domain.taxonomy import Category, EventKind, EventType, Taxonomy
from lookfar.domain.vocabulary import Severity
from lookfar.facts.shipped import read_table


@cache
def open_taxonomy() -> Taxonomy:
    """`taxonomy.csv` and `crosswalk.csv`, read once."""
    return Taxonomy(
        kinds=MappingProxyType({kind.code: kind for kind in map(_kind, read_table("taxonomy.csv"))}),
        native=MappingProxyType(
            {(row["scheme"], row["native"]): EventType(row["event_type"]) for row in read_table("crosswalk.csv")}
        ),
    )


def _kind(row: dict[str, str]) -> EventKind:
    return EventKind(
        code=EventType(row["code"]),
        category=Category(row["category"]),
        label=row["label"],
        phrase=row["phrase"],
        severity=Severity(row["severity"]),
        lasting=row["lasting"] == "yes",
    )
