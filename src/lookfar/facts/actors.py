"""The shipped list of armed groups, forces and alliances."""

from __future__ import annotations

from functools import cache

from lookfar.facts.shipped import read_table
from lookfar.reports.actors import NamedGroup, named_groups


@cache
def open_actors() -> tuple[NamedGroup, ...]:
    """`actors.csv`, read once."""
    return named_groups(read_table("actors.csv"))
