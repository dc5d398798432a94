"""The rating methods of this version, each with its shipped constants."""

from __future__ import annotations

from functools import cache, partial

from lookfar.facts import (
    parts_2026_11,
    parts_2026_11_26,
    parts_2026_11_27,
    ratings,
    ratings_2026_11,
    ratings_2026_11_26,
    ratings_2026_11_27,
)
from lookfar.ratings import model
from lookfar.ratings.constants import ModelConstants, PartsConstants
from lookfar.ratings.method import Method, Methods
from lookfar.ratings.methods import parts_2026_11 as parts_of_11
from lookfar.ratings.methods import parts_2026_11_26 as parts_of_11_26
from lookfar.ratings.methods import pressure_2026, pressure_2026_11, pressure_2026_11_26


@cache
def open_methods() -> Methods:
    """`pressure_2026_11_27` issues countries, `parts_2026_11_27` their parts; the others recompute what they issued."""
    whole = ratings_2026_11_27.open_model()
    current = _countries(whole)
    parts = _parts(parts_2026_11_27.open_parts())
    return Methods(
        current=current,
        parts=parts,
        wholes=partial(parts_of_11_26.wholes, constants=whole),
        by_name={one.name: one for one in (current, parts, *_former())},
    )


def _countries(constants: ModelConstants) -> Method:
    """The equation of `pressure_2026_11_26` under these constants."""
    return Method(
        name=constants.name,
        identity=model.identity(constants),
        issue=partial(pressure_2026_11_26.issue_many, constants=constants),
        again=partial(pressure_2026_11_26.rate_snapshot, constants=constants),
    )


def _parts(constants: PartsConstants) -> Method:
    """The equation of `parts_2026_11_26` under these constants."""
    return Method(
        name=constants.name,
        identity=model.identity(constants),
        issue=partial(parts_of_11_26.issue_many, constants=constants),
        again=partial(parts_of_11_26.rate_snapshot, constants=constants),
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
        _countries(ratings_2026_11_26.open_model()),
        _parts(parts_2026_11_26.open_parts()),
    )
