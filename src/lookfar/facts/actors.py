"""The shipped lists of armed groups, forces and alliances, and of what attacks are aimed at."""

from __future__ import annotations

from lookfar.facts.once import once
from lookfar.facts.shipped import read_table
from lookfar.reports.actors import NamedGroup, named_groups
from lookfar.reports.targets import TargetList, target_list


@once
def open_actors() -> tuple[NamedGroup, ...]:
    """`actors.csv`, read once."""
    return named_groups(read_table("actors.csv"))


@once
def open_targets() -> TargetList:
    """`targets.csv`, read once."""
    return target_list(read_table("targets.csv"))
