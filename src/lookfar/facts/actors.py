"""The shipped lists of armed groups, forces and alliances, and of what attacks are aimed at."""

from __future__ import annotations

from functools import cache

from lookfar.facts.shipped import read_table
from lookfar.reports.actors import NamedGroup, named_groups
from lookfar.reports.targets import TargetList, target_list


@cache
def open_actors() -> tuple[NamedGroup, ...]:
    """`actors.csv`, read once."""
    return named_groups(read_table("actors.csv"))


@cache
def open_targets() -> TargetList:
    """`targets.csv`, read once."""
    return target_list(read_table("targets.csv"))
