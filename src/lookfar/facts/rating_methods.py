"""The rating methods of this version, each with its shipped constants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from lookfar.domain.rating import Rating
from lookfar.facts import rating_versions, ratings
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

_ISSUING = {
    "2026_11": (pressure_2026_11, parts_of_11),
    "2026_11_26": (pressure_2026_11_26, parts_of_11_26),
    "2026_11_28": (pressure_2026_11_28, parts_of_11_28),
}
"""Equation -> its code for countries and for their parts."""


@once
def open_methods() -> Methods:
    """The newest version issues countries and their parts; the others recompute what they issued."""
    versions = {date: _version(date) for date in rating_versions.VERSIONS}
    current, parts = versions[rating_versions.NEWEST]
    every = (_first(), *(method for both in versions.values() for method in both))
    return Methods(
        current=current,
        parts=parts,
        wholes=partial(parts_of_11_28.wholes, constants=rating_versions.open_model()),
        by_name={one.name: one for one in every},
    )


def _version(date: str) -> tuple[Method, Method]:
    """What rates countries and what rates their parts."""
    wholes, parts = _ISSUING[rating_versions.VERSIONS[date].date]
    return (
        _bound(wholes.issue_many, wholes.rate_snapshot, rating_versions.model_of(date)),
        _bound(parts.issue_many, parts.rate_snapshot, rating_versions.parts_of(date)),
    )


def _first() -> Method:
    first = ratings.open_constants()
    return Method(
        name=first.name,
        identity=pressure_2026.identity(first),
        rules=Rules.of(first),
        reads=figures_read(first),
        issue=partial(pressure_2026.issue_many, constants=first),
        again=partial(pressure_2026.rate_snapshot, constants=first),
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
