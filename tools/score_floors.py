"""What the floors of the newest method raise, and what followed, on years that nothing was fitted on.

    python -m tools.score_floors --incidents FILE.csv --deaths ucdp_fatalities_monthly_iso3.csv [--years 2017:2022]

On the first of each quarter, with months of deaths: by headline the areas that its floor raises, from level to level,
and the share of them with an incident of one of its categories in the next 90 days, beside those that stood at either
level anyhow; the same of floors by a grave incident and by a yearly figure. Then by floor of deaths counted the share with 25 deaths in the next twelve months, in all and where the
floor alone makes the level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from lookfar.domain.taxonomy import Category, Headline
from lookfar.facts.rating_versions import open_model
from lookfar.ratings.constants import Floor, ModelConstants
from lookfar.ratings.decay import COLUMN
from lookfar.ratings.floors import by_count
from lookfar.ratings.methods.pressure_2026_11_28 import rate_many
from tools.rating_history import Floats, Past, asking_years, inputs_at, read

AHEAD, MANY, NAMED = 90, 25.0, 12
FIRST_HEADLINE = len(Category)


def main() -> None:
    given = asking_years(__doc__).parse_args()
    first, last = given.years
    constants = open_model()
    past = read(given.incidents, given.deaths, constants, last)
    days = [date(year, month, 1) for year in range(first, last + 1) for month in (1, 4, 7, 10)]
    of_headlines(past, constants, days)
    of_levels(past, constants, days)
    of_counts(past, constants, days)


def without_floors(constants: ModelConstants) -> ModelConstants:
    """The same method without any floor that moves levels alone."""
    bare = {name: replace(one, below=None) for name, one in constants.headlines.items()}
    return replace(constants, headlines=bare, counted=None, grave=None, figure_floors=())


def of_headlines(past: Past, constants: ModelConstants, days: Sequence[date]) -> None:
    """Raised areas by headline and pair of levels, with what followed."""
    counted_only = replace(constants, headlines=without_floors(constants).headlines)
    after, before = (_levels(past, one, days) for one in (constants, counted_only))
    for column, headline in enumerate(Headline, FIRST_HEADLINE):
        members = [COLUMN[c] for c in constants.headlines[headline].members]
        _raised(past, days, headline, (before[:, :, column], after[:, :, column]), members)


def of_levels(past: Past, constants: ModelConstants, days: Sequence[date]) -> None:
    """Raised areas by category, and security, of the floors by a grave incident and by a yearly figure."""
    after = _levels(past, constants, days)
    security = [COLUMN[c] for c in constants.headlines[Headline.SECURITY].members]
    for name, bare in (
        ("a grave incident", replace(constants, grave=None)),
        ("a yearly figure", replace(constants, figure_floors=())),
        ("a grave act of state", replace(constants, grave_state=False)),
        (
            "a toll of disaster or illness",
            replace(constants, floors=_without(constants, (Category.HAZARD, Category.HEALTH))),
        ),
        ("tolls believed or not", replace(constants, sure_floor=0.0)),
    ):
        before = _levels(past, bare, days)
        for column, key in enumerate((*Category, Headline.SECURITY)):
            old, new = before[:, :, column], after[:, :, column]
            if (old != new).any():
                _raised(
                    past, days, f"{key}, by {name}", (old, new), [column] if column < FIRST_HEADLINE else security
                )


def _without(constants: ModelConstants, categories: Sequence[Category]) -> tuple[Floor, ...]:
    return tuple(floor for floor in constants.floors if floor.category not in categories)


def _raised(
    past: Past, days: Sequence[date], what: str, levels: tuple[np.ndarray, np.ndarray], members: Sequence[int]
) -> None:
    """Areas by pair of levels (without, with), and the share with an incident of `members` in the days ahead."""
    old, new = levels
    came = np.stack([past.next_relevant(day, AHEAD)[:, members].sum(axis=1) >= 1 for day in days])
    print(f"{what}: {(new > old).sum() / len(days):.1f} areas raised on average, {(new < old).sum()} lowered")
    for low, high in sorted(set(zip(old[new > old].tolist(), new[new > old].tolist(), strict=True))):
        raised = (old == low) & (new == high)
        kept = [_share(came, (old == one) & (new == one)) for one in (low, high)]
        print(f"  {low} to {high}: {_share(came, raised)}; stay at {low}: {kept[0]}, at {high}: {kept[1]}")
    names = Counter(past.areas[n] for n in np.nonzero(new > old)[1])
    print("  most often:", ", ".join(f"{area} {count}" for area, count in names.most_common(NAMED)))


def of_counts(past: Past, constants: ModelConstants, days: Sequence[date]) -> None:
    """What followed where deaths counted put a floor under armed conflict."""
    target, column = Category.ARMED_CONFLICT.value, COLUMN[Category.ARMED_CONFLICT]
    given = [inputs_at(past, day, constants, months=True) for day in days]
    floors = [[by_count(one, constants.counted, target) for one in inputs] for inputs in given]
    level = np.array([[0 if floor is None else int(floor.level) for floor in row] for row in floors])
    bare = _levels(past, without_floors(constants), days)[:, :, column]
    deaths = np.stack([past.next_deaths(day) for day in days])
    told = ~np.isnan(deaths)
    for one in sorted({int(n) for n in level.ravel()} - {0}):
        chosen = told & (level == one)
        alone = chosen & (bare < one)
        print(
            f"counted, floor {one}: {_share(deaths >= MANY, chosen)}; floor alone: {_share(deaths >= MANY, alone)}"
        )
        names = Counter(f"{past.areas[n]} from {bare[day, n]}" for day, n in np.argwhere(alone))
        print("  ", ", ".join(f"{name} ({count})" for name, count in names.most_common(NAMED)))


def _levels(past: Past, constants: ModelConstants, days: Sequence[date]) -> np.ndarray:
    """Days x areas x 16."""
    rated = [rate_many(inputs_at(past, day, constants, months=True), constants) for day in days]
    return np.array([[[int(rating.level) for rating in one] for one in day] for day in rated])


def _share(came: Floats | np.ndarray, chosen: np.ndarray) -> str:
    return f"{came[chosen].mean():.2f} ({chosen.sum()})" if chosen.any() else "none"


if __name__ == "__main__":
    main()
