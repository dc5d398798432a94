"""The shipped taxonomy: event types and the crosswalk to publishers' codes."""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType

from lookfar.domain.taxonomy import Category, EventKind, EventType, Taxonomy
from lookfar.domain.vocabulary import Severity
from lookfar.facts.once import once
from lookfar.facts.shipped import read_table
from lookfar.reports.schemes import NativeName


@once
def open_taxonomy() -> Taxonomy:
    """`taxonomy.csv` and `crosswalk.csv`, read once."""
    return Taxonomy(
        kinds=MappingProxyType({kind.code: kind for kind in map(_kind, read_table("taxonomy.csv"))}),
        native=MappingProxyType(
            {(row["scheme"], row["native"]): EventType(row["event_type"]) for row in read_table("crosswalk.csv")}
        ),
    )


@cache
def open_scheme(scheme: str) -> tuple[NativeName, ...]:
    """How a scheme names our event types: `crosswalk_back.csv`, then `crosswalk.csv` reversed; empty if unknown.

    Of several codes for one type the crosswalk's first is taken; rows for any type come last.
    """
    back = [row for row in read_table("crosswalk_back.csv") if row["scheme"] == scheme]
    named = {row["event_type"] for row in back}
    there = [row for row in read_table("crosswalk.csv") if row["scheme"] == scheme]
    plain = [{**row, "cue": ""} for row in there if row["event_type"] not in named]
    return tuple(map(_native_name, sorted([*back, *plain], key=lambda row: not row["event_type"])))


def schemes() -> tuple[str, ...]:
    """The publishers' schemes that the crosswalk knows."""
    return tuple(sorted({row["scheme"] for row in read_table("crosswalk.csv")}))


def _native_name(row: dict[str, str]) -> NativeName:
    return NativeName(
        event_type=EventType(row["event_type"]) if row["event_type"] else None,
        native=row["native"],
        cue=re.compile(row["cue"], re.IGNORECASE) if row["cue"] else None,
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
