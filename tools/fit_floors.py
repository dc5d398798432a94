"""Derives the floors by deaths counted of the newest method of countries from the past, and writes them.

    python -m tools.fit_floors --incidents FILE.csv --deaths ucdp_fatalities_monthly_iso3.csv [--write]

Of every country and first day of a month: the pace of deaths in the months known, and whether 25 were killed in the next
twelve. The share in which they were, made to rise with the pace (isotonic regression, Ayer et al. 1955, Annals of
Mathematical Statistics 26), is a chance; a level's floor is the least pace from which it is the chance that the level
stands for. Of resampled countries nine in ten must have reached it by then, and so for months of every age that ratings
still read. Printed beside it for other ways to take a pace: in what share 25 were killed where the rest of the method
says less than the floor. Run it after tools/fit_pressure.py, whose scale says what chance a level stands for.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.special import expit

from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Level
from lookfar.facts.rating_tables import counted_of
from lookfar.facts.rating_versions import NAME, open_model
from lookfar.facts.shipped import FACTS
from lookfar.ratings.constants import ModelConstants
from lookfar.ratings.floors import YEAR, pace
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.methods.pressure_2026_11_28 import rate_many
from lookfar.ratings.predictors import TOO_OLD, has_months
from tools.rating_history import Floats, Past, asking, inputs_at, read
from tools.score_floors import without_floors

FIRST = 2011
KILLED = 25.0
AGES = range(0, TOO_OLD + 1, 3)
"""Months between the newest month known and the day of the rating."""
DRAWS, SURE = 200, 0.9
"""Times that countries are resampled, and the share of them that must agree."""
WRITTEN = f"Lookfar, method {NAME}; derived by tools/fit_floors.py on outcomes of {FIRST}-"
SHIPPED = "twelve months and the newest"

Months = Sequence[float]
Pace = Callable[[Months], float]


def at_least_over(*spans: int) -> Pace:
    """The least of the yearly paces of the last months, spans of 1 to 12."""
    return lambda months: min(YEAR / span * sum(months[-span:]) for span in spans)


PACES: Mapping[str, Pace] = {
    "twelve months": at_least_over(12),
    "three months": at_least_over(3),
    "twelve months and six": at_least_over(12, 6),
    "twelve months and three": at_least_over(12, 3),
    "twelve months, six and three": at_least_over(12, 6, 3),
    SHIPPED: pace,
}


def main() -> None:
    parser = asking(__doc__)
    parser.add_argument("--fit-until", type=int, default=2016)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    constants = without_floors(open_model())
    past = read(given.incidents, given.deaths, constants, given.fit_until)
    chances = chances_of(constants)
    rated = _rated(past, constants, given.fit_until)
    for name, of in PACES.items():
        floors = floors_by(past, of, chances, given.fit_until)
        print(f"{name}:", "; ".join(f"level {level} from {deaths:g}" for level, deaths in floors.items()))
        for level, chance in chances.items():
            print(
                f"  chance {chance:.3f}, where the rest says less than {level}:", _alone(rated, of, floors, level)
            )
        if name == SHIPPED and given.write:
            write(floors, given.fit_until)


def chances_of(constants: ModelConstants) -> dict[Level, float]:
    """The chance of 25 deaths in twelve months at which each level of armed conflict begins."""
    of = constants.categories[Category.ARMED_CONFLICT]
    return {
        Level(n): float(expit((score - of.zero) / of.points)) for n, score in enumerate(constants.thresholds, 2)
    }


def floors_by(past: Past, of: Pace, chances: Mapping[Level, float], until: int) -> dict[Level, float]:
    """The least pace by level, infinite where nothing reaches its chance."""
    deaths = [_by_number(months) for _, months in sorted(past.deaths.items())]
    found = [fewest(cases_of(deaths, of, age, until), list(chances.values())) for age in AGES]
    return dict(zip(chances, np.ceil(np.max(found, axis=0)).tolist(), strict=True))


def cases_of(deaths: Sequence[Mapping[int, float]], of: Pace, age: int, until: int) -> Floats:
    """Country, pace of the months known, and 1 when 25 deaths came in the twelve that follow; by first of a month."""
    rows = []
    for country, months in enumerate(deaths):
        for day in range(FIRST * YEAR, until * YEAR + 1):
            before = [months[n] for n in range(day - age - YEAR, day - age) if n in months]
            after = [months[n] for n in range(day, day + YEAR) if n in months]
            if len(before) == len(after) == YEAR:
                rows.append((country, of(before), sum(after) >= KILLED))
    return np.array(rows, dtype=np.float64)


def fewest(cases: Floats, chances: Sequence[float]) -> list[float]:
    """For each chance the least pace from which it is reached in SURE of the draws; infinite when it never is."""
    countries = np.unique(cases[:, 0])
    by_country = [cases[cases[:, 0] == one, 1:] for one in countries]
    rng = np.random.default_rng(2026)
    draws = [
        _reached(np.concatenate([by_country[n] for n in rng.integers(0, len(countries), len(countries))]), chances)
        for _ in range(DRAWS)
    ]
    return [float(np.quantile(column, SURE, method="higher")) for column in np.array(draws).T]


def _reached(cases: Floats, chances: Sequence[float]) -> list[float]:
    paces, which, count = np.unique(cases[:, 0], return_inverse=True, return_counts=True)
    share = isotonic_regression(np.bincount(which, cases[:, 1]) / count, weights=count).x
    return [float(paces[share >= chance][0]) if share[-1] >= chance else math.inf for chance in chances]


def _rated(past: Past, constants: ModelConstants, until: int) -> list[tuple[AreaInputs, Level, bool]]:
    """Inputs with months, the level of armed conflict without floors, and whether 25 deaths followed."""
    found = []
    for day in (date(FIRST + n // YEAR, n % YEAR + 1, 1) for n in range((until - FIRST) * YEAR + 1)):
        inputs = inputs_at(past, day, constants, months=True)
        ratings = rate_many(inputs, constants)
        for one, rating, deaths in zip(inputs, ratings, past.next_deaths(day), strict=True):
            if has_months(one) and not math.isnan(deaths):
                found.append((one, rating[0].level, bool(deaths >= KILLED)))
    return found


def _alone(
    rated: Sequence[tuple[AreaInputs, Level, bool]], of: Pace, floors: Mapping[Level, float], level: Level
) -> str:
    chosen = [
        (one.area, came)
        for one, plain, came in rated
        if plain < level and one.months and of([d or 0.0 for d in one.months.deaths[-YEAR:]]) >= floors[level]
    ]
    countries = len({area for area, _ in chosen})
    return (
        f"{np.mean([came for _, came in chosen]):.2f} of {len(chosen)} in {countries} countries" if chosen else "-"
    )


def write(floors: Mapping[Level, float], until: int) -> None:
    """The table; a level that nothing reaches is left out."""
    with (FACTS / counted_of(NAME)).open("w", encoding="utf-8", newline="") as out:
        out.write(f"# {WRITTEN}{until}. docs/methods/{NAME}.md\n")
        rows = [[int(level), int(deaths)] for level, deaths in floors.items() if math.isfinite(deaths)]
        csv.writer(out, lineterminator="\n").writerows([["level", "deaths"], *rows])


def _by_number(months: Mapping[int, float]) -> dict[int, float]:
    return {month // 100 * YEAR + month % 100 - 1: deaths for month, deaths in months.items()}


if __name__ == "__main__":
    main()
