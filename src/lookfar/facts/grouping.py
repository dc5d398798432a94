"""The shipped rule for merging reports: weights, kinship of categories, spans and rarity of words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from lookfar.facts.shipped import FACTS, read_table
from lookfar.incidents.rule import Rule, Span

NAME = "grouping_2026_11_26"
"""The rule that judges now; a stored judgement names the rule that made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tables:
    """The CSV files of one rule; an unchanged table stays where an earlier rule put it."""

    weights: str
    spans: str
    kin: str
    rarity: str
    concepts: str = ""


_RULES = {
    "grouping_2026_11": _Tables(
        weights="grouping_2026_11_weights.csv",
        spans="grouping_2026_11_spans.csv",
        kin="grouping_2026_11_kin.csv",
        rarity="grouping_2026_11_rarity.csv",
    ),
    "grouping_2026_11_24": _Tables(
        weights="grouping_2026_11_24_weights.csv",
        spans="grouping_2026_11_24_spans.csv",
        kin="grouping_2026_11_kin.csv",
        rarity="grouping_2026_11_rarity.csv",
        concepts="grouping_2026_11_24_concepts.csv",
    ),
    "grouping_2026_11_26": _Tables(
        weights="grouping_2026_11_26_weights.csv",
        spans="grouping_2026_11_24_spans.csv",
        kin="grouping_2026_11_kin.csv",
        rarity="grouping_2026_11_rarity.csv",
        concepts="grouping_2026_11_26_concepts.csv",
    ),
}


@cache
def grouping_rule(name: str = NAME) -> Rule:
    """A rule by its dated name, read once; raises KeyError for a name never shipped."""
    tables = _RULES[name]
    weights = {row["feature"]: float(row["weight"]) for row in read_table(tables.weights)}
    spans = {
        row["key"]: Span(reach=float(row["reach"]), wave=float(row["wave"]), quiet=float(row["quiet"]))
        for row in read_table(tables.spans)
    }
    kin = {frozenset((row["a"], row["b"])): float(row["logit"]) for row in read_table(tables.kin)}
    concepts = read_table(tables.concepts) if tables.concepts else []
    return Rule(
        name=name,
        accept=weights.pop("accept"),
        weights=MappingProxyType(weights),
        spans=MappingProxyType(spans),
        kin=MappingProxyType(kin),
        rarity=MappingProxyType({row["stem"]: float(row["rarity"]) for row in read_table(tables.rarity)}),
        happenings=_stems(row for row in concepts if row["happening"] in {"yes", "act"}),
        acts=_stems(row for row in concepts if row["happening"] == "act"),
        sites=_stems(row for row in concepts if row["happening"] == "no"),
    )


def _stems(rows: Iterable[dict[str, str]]) -> MappingProxyType[str, frozenset[str]]:
    """Which concepts each stem speaks of."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for stem in row["stems"].split():
            found[stem].add(row["concept"])
    return MappingProxyType({stem: frozenset(concepts) for stem, concepts in found.items()})


def weights_file(name: str = NAME) -> Path:
    """The CSV that holds a rule's weights, with what its fit was held to."""
    return FACTS / _RULES[name].weights
