"""The shipped rule for merging reports: weights, kinship of categories, spans and rarity of words."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from lookfar.facts.shipped import FACTS, read_table
from lookfar.incidents.rule import Rule, Span

NAME = "grouping_2026_11"


@cache
def grouping_rule() -> Rule:
    """`grouping_2026_11`, read once."""
    weights = {row["feature"]: float(row["weight"]) for row in read_table(f"{NAME}_weights.csv")}
    spans = {
        row["key"]: Span(reach=float(row["reach"]), wave=float(row["wave"]), quiet=float(row["quiet"]))
        for row in read_table(f"{NAME}_spans.csv")
    }
    kin = {frozenset((row["a"], row["b"])): float(row["logit"]) for row in read_table(f"{NAME}_kin.csv")}
    return Rule(
        name=NAME,
        accept=weights.pop("accept"),
        weights=MappingProxyType(weights),
        spans=MappingProxyType(spans),
        kin=MappingProxyType(kin),
        rarity=_rarity(),
    )


def _rarity() -> MappingProxyType[str, float]:
    name = f"{NAME}_rarity.csv"
    rows = read_table(name) if (FACTS / name).is_file() else []
    return MappingProxyType({row["stem"]: float(row["rarity"]) for row in rows})
