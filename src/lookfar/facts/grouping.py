"""The shipped rule for merging reports: weights, kinship of categories, spans and rarity of words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType

from lookfar.domain.taxonomy import Category
from lookfar.facts.once import once
from lookfar.facts.shipped import FACTS, read_table
from lookfar.incidents.rule import Rule, Span

NAME = "grouping_2026_12_02"
"""The rule that judges now; a stored judgement names the rule that made it, and keeps the parts of its sum."""
_WEIGHTS = "grouping_2026_12_02_weights.csv"
_CONCEPTS = "grouping_2026_11_26_concepts.csv"
_SPANS = "grouping_2026_11_26_spans.csv"
_KIN = "grouping_2026_11_kin.csv"
_RARITY = "grouping_2026_11_rarity.csv"
"""An unchanged table keeps the name of the rule that brought it."""


@once
def grouping_rule() -> Rule:
    """The rule, read once."""
    weights = {row["feature"]: float(row["weight"]) for row in read_table(_WEIGHTS)}
    spans = {
        row["key"]: Span(
            reach=float(row["reach"]),
            wave=float(row["wave"]),
            quiet=float(row["quiet"]),
            extent=float(row["extent"]),
        )
        for row in read_table(_SPANS)
    }
    kin = {frozenset((row["a"], row["b"])): float(row["logit"]) for row in read_table(_KIN)}
    concepts = read_table(_CONCEPTS)
    return Rule(
        name=NAME,
        accept=weights.pop("accept"),
        weights=MappingProxyType(weights),
        spans=MappingProxyType(spans),
        kin=MappingProxyType(kin),
        rarity={row["stem"]: float(row["rarity"]) for row in read_table(_RARITY)},
        happenings=_stems(row for row in concepts if row["happening"] in {"yes", "act"}),
        acts=_stems(row for row in concepts if row["happening"] == "act"),
        sites=_stems(row for row in concepts if row["happening"] == "no"),
        particulars={
            category: _stems(row for row in concepts if row["happening"] == category)
            for category in {row["happening"] for row in concepts} & {one.value for one in Category}
        },
    )


def _stems(rows: Iterable[dict[str, str]]) -> MappingProxyType[str, frozenset[str]]:
    """Which concepts each stem speaks of."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for stem in row["stems"].split():
            found[stem].add(row["concept"])
    return MappingProxyType({stem: frozenset(concepts) for stem, concepts in found.items()})


def weights_file() -> Path:
    """The CSV that holds the weights, with what their fit was held to."""
    return FACTS / _WEIGHTS
