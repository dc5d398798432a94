"""What followed a toll, where the score alone left a category low: the question behind floors by dead in the news.

    python -m tools.score_tolls --incidents FILE.csv --deaths ucdp_fatalities_monthly_iso3.csv [--years 2011:2016]

On the first and sixteenth of each month, with months of deaths: by category the share of areas at each level by score with another
incident of it in the next 90 days; then the same share of areas below level 3 where so many were killed in it in the last 14 and
30 days, by incidents believed by one half or more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from lookfar.facts.rating_versions import open_model
from lookfar.ratings.constants import ModelConstants
from lookfar.ratings.decay import CATEGORIES, COLUMN
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.methods.pressure_2026_11_28 import rate_many
from tools.rating_history import START, Floats, Past, asking_years, inputs_at, read
from tools.score_floors import without_floors

AHEAD, LOW, BELIEVED = 90, 3, 0.5
SPANS = (14, 30)
TOLLS = (1, 3, 5, 10, 15, 25, 50)


@dataclass(frozen=True, slots=True)
class Seen:
    """One day: levels by score and whether another incident came, areas x 12; dead of the last days, areas x 12 x spans."""

    level: np.ndarray
    came: np.ndarray
    dead: Floats


def main() -> None:
    given = asking_years(__doc__, "2011:2016").parse_args()
    first, last = given.years
    constants = replace(without_floors(open_model()), floors=())
    past = read(given.incidents, given.deaths, constants, last)
    seen = [_seen(past, day, constants) for day in _days(first, last)]
    level, came, dead = (np.stack([getattr(one, name) for one in seen]) for name in ("level", "came", "dead"))
    for category in CATEGORIES:
        column = COLUMN[category]
        at, then, killed = level[..., column], came[..., column], dead[..., column, :]
        print(f"{category.value}, by level:", ", ".join(f"{n}: {_share(then, at == n)}" for n in range(1, 6)))
        for n, span in enumerate(SPANS):
            rows = [f"{toll}: {_share(then, (at < LOW) & (killed[..., n] >= toll))}" for toll in TOLLS]
            print(f"  below {LOW}, killed in {span} days or more:", ", ".join(rows))


def _days(first: int, last: int) -> Iterator[date]:
    """Those whose next days are all known."""
    every = (date(y, m, d) for y in range(first, last + 1) for m in range(1, 13) for d in (1, 16))
    return (day for day in every if day + timedelta(days=AHEAD) <= date(last + 1, 1, 1) and day > START)


def _seen(past: Past, day: date, constants: ModelConstants) -> Seen:
    inputs = inputs_at(past, day, constants, months=True)
    scores = np.array([[one.score for one in row[: len(CATEGORIES)]] for row in rate_many(inputs, constants)])
    level = 1 + (scores[..., None] >= np.array(constants.thresholds)).sum(axis=-1)
    return Seen(level, past.next_relevant(day, AHEAD) >= 1, _dead(inputs))


def _dead(inputs: Sequence[AreaInputs]) -> Floats:
    dead = np.zeros((len(inputs), len(CATEGORIES), len(SPANS)))
    for area, one in enumerate(inputs):
        for item in one.evidence:
            age = (one.as_of - item.happened).days
            if item.weight >= BELIEVED and item.fatalities:
                dead[area, COLUMN[item.category]] += [item.fatalities * (age <= span) for span in SPANS]
    return dead


def _share(came: np.ndarray, chosen: np.ndarray) -> str:
    return f"{came[chosen].mean():.2f} ({chosen.sum()})" if chosen.any() else "none"


if __name__ == "__main__":
    main()
