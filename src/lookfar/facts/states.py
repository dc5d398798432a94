"""Which country a publisher's code stands for, when it exists, and what a publisher's figure is called here."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pycountry

from lookfar.facts.once import once
from lookfar.facts.shipped import read_table

DEFAULT_LAG = 12
"""Months after its year that a figure without a row in `indicator_lags.csv` counts as published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a publisher's figure is called here, from whom, under which licence, its lag in months and its bounds."""

    indicator: str
    source: str
    licence: str
    months: int
    least: float = -math.inf
    most: float = math.inf


@once
def countries_by_number() -> Mapping[int, str]:
    """Alpha-3 by the state number of Gleditsch & Ward."""
    return {int(row["number"]): row["country"] for row in read_table("states.csv")}


@once
def lifespans() -> Mapping[str, tuple[str, str]]:
    """By alpha-3: the first and the last month (YYYY-MM) in which the state exists, "" without end."""
    spans: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in read_table("states.csv"):
        spans[row["country"]].append((row["first"], row["last"]))
    return {
        country: (min(first for first, _ in some), "" if any(not last for _, last in some) else max(some)[1])
        for country, some in spans.items()
    }


@cache
def country_of_code(code: str) -> str:
    """Alpha-3 of today for a code that a publisher gives, the code itself when it has no other."""
    return {row["given"]: row["country"] for row in read_table("country_codes.csv")}.get(code, code)


@cache
def country_called(text: str) -> str:
    """Alpha-3 of a country given by a code of any kind or by its name in English, the text itself when none has it."""
    code = country_of_code(text)
    try:
        return country_of_code(str(pycountry.countries.lookup(code).alpha_3))
    except LookupError:
        pass
    rows = read_table("country_names.csv")
    names = {name.casefold(): row["alpha3"] for row in rows for name in row["names"].split("|")}
    return names.get(text.casefold(), code)


@once
def figure_labels() -> Mapping[str, str]:
    """By our name for a series: what it is, for people; only those that have a label in the table of names."""
    return {row["indicator"]: row["label"] for row in read_table("indicator_names.csv") if row["label"]}


@cache
def figure_named(given: str) -> Named:
    """Our name for a publisher's series; one that is not listed keeps its own."""
    known = {row["indicator"]: row for row in read_table("indicator_lags.csv")}
    for row in read_table("indicator_names.csv"):
        if row["given"] == given:
            own = known.get(row["indicator"], {})
            return Named(
                indicator=row["indicator"],
                source=row["source"],
                licence=row["licence"],
                months=int(own.get("months", DEFAULT_LAG)),
                least=float(own.get("least", -math.inf)),
                most=float(own.get("most", math.inf)),
            )
    return Named(indicator=given, source="World Bank", licence="CC BY 4.0", months=DEFAULT_LAG)
