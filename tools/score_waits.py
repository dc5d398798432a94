"""Whether a rise of a score stands two days later: what waiting for further runs keeps away.

    python -m tools.score_waits --incidents FILE.csv --deaths ucdp_fatalities_monthly_iso3.csv [--years 2013:2016]

Every twelfth day: cells (area x category) whose score passed the threshold of the next level within three days, by one level and
not by so much that the method would not wait; the share still there two days later, where a grave incident of the category is as
young, and elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from lookfar.facts.rating_versions import open_model
from lookfar.ratings.constants import ModelConstants
from lookfar.ratings.decay import CATEGORIES, COLUMN
from lookfar.ratings.floors import is_grave
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.methods.pressure_2026_11_28 import rate_many
from tools.rating_history import Floats, Past, asking_years, inputs_at, read

WITHIN, LATER, EVERY = timedelta(days=3), timedelta(days=2), timedelta(days=12)


def main() -> None:
    given = asking_years(__doc__, "2013:2016").parse_args()
    first, last = given.years
    constants = open_model()
    past = read(given.incidents, given.deaths, constants, last)
    rises = {True: [0, 0], False: [0, 0]}
    for day in _days(first, last):
        for grave, stands in _rises(past, day, constants):
            rises[grave][0] += 1
            rises[grave][1] += stands
    for grave, name in ((True, "with a grave incident of the category"), (False, "others")):
        count, standing = rises[grave]
        print(f"rises by one level, {name}: {standing} of {count} stood {LATER.days} days later")


def _days(first: int, last: int) -> Iterator[date]:
    day = date(first, 1, 1)
    while day + LATER < date(last + 1, 1, 1):
        yield day
        day += EVERY


def _rises(past: Past, day: date, constants: ModelConstants) -> Iterator[tuple[bool, bool]]:
    """Of each rise: whether a grave incident is behind it, and whether it stood."""
    _, before = _scored(past, day - WITHIN, constants)
    inputs, now = _scored(past, day, constants)
    _, after = _scored(past, day + LATER, constants)
    thresholds = np.array(constants.thresholds)
    level, former = ((scores[..., None] >= thresholds).sum(axis=-1) for scores in (now, before))
    for area, column in np.argwhere(level - former == 1):
        if now[area, column] < thresholds[former[area, column]] + constants.leap_points:
            yield (
                _grave(inputs[area], column, constants),
                bool(after[area, column] >= thresholds[former[area, column]]),
            )


def _scored(past: Past, day: date, constants: ModelConstants) -> tuple[list[AreaInputs], Floats]:
    inputs = inputs_at(past, day, constants, months=True)
    rated = rate_many(inputs, constants)
    return inputs, np.array([[one.score for one in row[: len(CATEGORIES)]] for row in rated], dtype=np.float64)


def _grave(inputs: AreaInputs, column: int, constants: ModelConstants) -> bool:
    return constants.grave is not None and any(
        COLUMN[item.category] == column
        and is_grave(item, (inputs.as_of - item.happened).days, constants.grave, float(WITHIN.days))
        for item in inputs.evidence
    )


if __name__ == "__main__":
    main()
