"""What the lake's incidents weigh, by the constants of a rating method."""

from __future__ import annotations

from lookfar.flow.remembered import MEMORY
from lookfar.lake.pressure import Weighing
from lookfar.ratings.constants import Constants


def weighing_of(constants: Constants) -> Weighing:
    """What incidents weigh by the constants of a rating method."""
    return Weighing(
        half_lives={category: one.half_life for category, one in constants.categories.items()},
        severity=constants.severity,
        credibility=constants.credibility,
        toll_exponent=constants.toll_exponent,
        memory=MEMORY,
    )
