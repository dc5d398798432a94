"""The rating methods of this version, each with its shipped constants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from lookfar.domain.rating import Rating
from lookfar.facts import (
    parts_2026_11,
    parts_2026_11_26,
    parts_2026_11_27,
    parts_2026_11_28,
    parts_2026_11_29,
    parts_2026_11_30,
    ratings,
    ratings_2026_11,
    ratings_2026_11_26,
    ratings_2026_11_27,
    ratings_2026_11_28,
    ratings_2026_11_29,
    ratings_2026_11_30,
)
from lookfar.facts.once import once
from lookfar.ratings import model
from lookfar.ratings.constants import PartsConstants
from lookfar.ratings.figures_read import figures_read
from lookfar.ratings.hysteresis import Rules
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.levels import Rated
from lookfar.ratings.method import Method, Methods
from lookfar.ratings.methods import parts_2026_11 as parts_of_11
from lookfar.ratings.methods import parts_2026_11_26 as parts_of_11_26
from lookfar.ratings.methods import parts_2026_11_28 as parts_of_11_28
from lookfar.ratings.methods import pressure_2026, pressure_2026_11, pressure_2026_11_26, pressure_2026_11_28


@once
def open_methods() -> Methods:
    """`pressure_2026_11_30` issues countries, `parts_2026_11_30` their parts; the others recompute what they issued."""
    whole = ratings_2026_11_30.open_model()
    current = _bound(pressure_2026_11_28.issue_many, pressure_2026_11_28.rate_snapshot, whole)
    parts = _bound(parts_of_11_28.issue_many, parts_of_11_28.rate_snapshot, parts_2026_11_30.open_parts())
    return Methods(
        current=current,
        parts=parts,
        wholes=partial(parts_of_11_28.wholes, constants=whole),
        by_name={one.name: one for one in (current, parts, *_former())},
    )


def _former() -> tuple[Method, ...]:
    first = ratings.open_constants()
    return (
        Method(
            name=first.name,
            identity=pressure_2026.identity(first),
            rules=Rules.of(first),
            reads=figures_read(first),
            issue=partial(pressure_2026.issue_many, constants=first),
            again=partial(pressure_2026.rate_snapshot, constants=first),
        ),
        _bound(pressure_2026_11.issue_many, pressure_2026_11.rate_snapshot, ratings_2026_11.open_model()),
        _bound(parts_of_11.issue_many, parts_of_11.rate_snapshot, parts_2026_11.open_parts()),
        _bound(pressure_2026_11_26.issue_many, pressure_2026_11_26.rate_snapshot, ratings_2026_11_26.open_model()),
        _bound(parts_of_11_26.issue_many, parts_of_11_26.rate_snapshot, parts_2026_11_26.open_parts()),
        _bound(pressure_2026_11_26.issue_many, pressure_2026_11_26.rate_snapshot, ratings_2026_11_27.open_model()),
        _bound(parts_of_11_26.issue_many, parts_of_11_26.rate_snapshot, parts_2026_11_27.open_parts()),
        _bound(pressure_2026_11_28.issue_many, pressure_2026_11_28.rate_snapshot, ratings_2026_11_28.open_model()),
        _bound(parts_of_11_28.issue_many, parts_of_11_28.rate_snapshot, parts_2026_11_28.open_parts()),
        _bound(pressure_2026_11_28.issue_many, pressure_2026_11_28.rate_snapshot, ratings_2026_11_29.open_model()),
        _bound(parts_of_11_28.issue_many, parts_of_11_28.rate_snapshot, parts_2026_11_29.open_parts()),
    )


def _bound(
    issue: Callable[[Sequence[AreaInputs], model.Held], list[Rated]],
    again: Callable[[bytes, model.Held], tuple[Rating, ...]],
    constants: model.Held,
) -> Method:
    """An equation under these constants."""
    return Method(
        name=constants.name,
        identity=model.identity(constants),
        rules=Rules.of(constants.of if isinstance(constants, PartsConstants) else constants),
        reads=figures_read(constants),
        issue=lambda snapshots: issue(snapshots, constants),
        again=lambda snapshot: again(snapshot, constants),
    )
