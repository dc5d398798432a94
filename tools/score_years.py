"""How well the security rating of 31 December ranks countries by the deaths of the next year.

    python -m tools.score_years --incidents FILE.csv --deaths ucdp_fatalities_monthly_iso3.csv [--years 2013:2021]

Prints Spearman's rank correlation with next year's deaths (UCDP) for the rating, for the deaths of the
year itself and for the newest deaths published by that day, and the paired gain with a 95 % interval
over resampled countries.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from lookfar.facts.ratings import open_constants
from lookfar.ratings.methods.pressure_2026 import rate_many
from tools.fit_pressure import inputs_at, read

DRAWS = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=Path, required=True)
    parser.add_argument("--deaths", type=Path, required=True)
    parser.add_argument("--years", default="2013:2021")
    given = parser.parse_args()
    first, last = map(int, given.years.split(":"))
    constants = open_constants()
    past = read(given.incidents, constants, last)
    yearly = _deaths(given.deaths)
    rng = np.random.default_rng(2026)
    kept: dict[str, list[float]] = defaultdict(list)
    gains = np.zeros((last - first + 1, DRAWS))
    for n, year in enumerate(range(first, last + 1)):
        inputs = inputs_at(past, date(year, 12, 31))
        rated = {ratings[0].area: ratings[12].score for ratings in rate_many(inputs, constants)}
        areas = [area for area in rated if (area, year + 1) in yearly and (area, year) in yearly]
        columns = {
            "rating": np.array([rated[a] for a in areas]),
            "this year's deaths": np.array([yearly[a, year] for a in areas]),
            "published deaths": np.array([yearly.get((a, year - 1), 0.0) for a in areas]),
        }
        later = np.array([yearly[a, year + 1] for a in areas])
        found = {name: _rank(values, later) for name, values in columns.items()}
        for name, value in found.items():
            kept[name].append(value)
        print(year, len(areas), {name: round(value, 3) for name, value in found.items()})
        for draw in range(DRAWS):
            sample = rng.integers(0, len(areas), len(areas))
            gains[n, draw] = _rank(columns["rating"][sample], later[sample]) - _rank(
                columns["published deaths"][sample], later[sample]
            )
    for name, values in kept.items():
        print(f"mean {name}: {np.mean(values):.3f}")
    low, high = np.quantile(gains.mean(axis=0), [0.025, 0.975])
    print(f"gain of the rating over the newest published deaths: {gains.mean():.3f} [{low:.3f}, {high:.3f}]")


def _rank(a: np.ndarray, b: np.ndarray) -> float:
    return float(spearmanr(a, b).statistic)


def _deaths(path: Path) -> dict[tuple[str, int], float]:
    yearly: dict[tuple[str, int], float] = defaultdict(float)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yearly[row["isocode"], int(row["period"]) // 100] += float(row["fatalities_UCDP"])
    return yearly


if __name__ == "__main__":
    main()
