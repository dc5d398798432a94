"""The rating methods of this version, each with its shipped constants."""

from __future__ import annotations

from functools import cache, partial

from lookfar.facts.parts_2026_11 import open_parts
from lookfar.facts.ratings import open_constants
from lookfar.facts.ratings_2026_11 import open_model
from lookfar.ratings.method import Method, Methods
from lookfar.ratings.methods import parts_2026_11, pressure_2026, pressure_2026_11


@cache
def open_methods() -> Methods:
    """`pressure_2026_11` issues countries, `parts_2026_11` their parts; `pressure_2026` recomputes what it issued."""
    old, new = open_constants(), open_model()
    current = Method(
        name=new.name,
        identity=pressure_2026_11.identity(new),
        issue=partial(pressure_2026_11.issue_many, constants=new),
        again=partial(pressure_2026_11.rate_snapshot, constants=new),
    )
    former = Method(
        name=old.name,
        identity=pressure_2026.identity(old),
        issue=partial(pressure_2026.issue_many, constants=old),
        again=partial(pressure_2026.rate_snapshot, constants=old),
    )
    inner = open_parts()
    parts = Method(
        name=inner.name,
        identity=parts_2026_11.identity(inner),
        issue=partial(parts_2026_11.issue_many, constants=inner),
        again=partial(parts_2026_11.rate_snapshot, constants=inner),
    )
    return Methods(
        current=current,
        parts=parts,
        wholes=partial(parts_2026_11.wholes, constants=new),
        by_name={one.name: one for one in (current, parts, former)},
    )
