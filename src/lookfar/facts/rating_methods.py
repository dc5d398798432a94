"""The rating methods of this version, each with its shipped constants."""

from __future__ import annotations

from functools import cache, partial

from lookfar.facts import parts_2026_11, parts_2026_11_26, ratings, ratings_2026_11, ratings_2026_11_26
from lookfar.ratings import model
from lookfar.ratings.method import Method, Methods
from lookfar.ratings.methods import parts_2026_11 as parts_of_11
from lookfar.ratings.methods import parts_2026_11_26 as parts_of_11_26
from lookfar.ratings.methods import pressure_2026, pressure_2026_11, pressure_2026_11_26


@cache
def open_methods() -> Methods:
    """`pressure_2026_11_26` issues countries, `parts_2026_11_26` their parts; the others recompute what they issued."""
    new, inner = ratings_2026_11_26.open_model(), parts_2026_11_26.open_parts()
    current = Method(
        name=new.name,
        identity=model.identity(new),
        issue=partial(pressure_2026_11_26.issue_many, constants=new),
        again=partial(pressure_2026_11_26.rate_snapshot, constants=new),
    )
    parts = Method(
        name=inner.name,
        identity=model.identity(inner),
        issue=partial(parts_of_11_26.issue_many, constants=inner),
        again=partial(parts_of_11_26.rate_snapshot, constants=inner),
    )
    return Methods(
        current=current,
        parts=parts,
        wholes=partial(parts_of_11_26.wholes, constants=new),
        by_name={one.name: one for one in (current, parts, *_former())},
    )


def _former() -> tuple[Method, ...]:
    first, second = ratings.open_constants(), ratings_2026_11.open_model()
    inner = parts_2026_11.open_parts()
    return (
        Method(
            name=first.name,
            identity=pressure_2026.identity(first),
            issue=partial(pressure_2026.issue_many, constants=first),
            again=partial(pressure_2026.rate_snapshot, constants=first),
        ),
        Method(
            name=second.name,
            identity=model.identity(second),
            issue=partial(pressure_2026_11.issue_many, constants=second),
            again=partial(pressure_2026_11.rate_snapshot, constants=second),
        ),
        Method(
            name=inner.name,
            identity=model.identity(inner),
            issue=partial(parts_of_11.issue_many, constants=inner),
            again=partial(parts_of_11.rate_snapshot, constants=inner),
        ),
    )
