"""How well the security rating of 31 December foretells the deaths of the next year.

    python -m tools.score_years --incidents FILE.csv --deaths ucdp_fatalities_monthly_iso3.csv [--years 2013:2021]

Twice: with the months of deaths (UCDP) up to that day, and with only the yearly figures published by then beside the
incidents. Spearman's rank correlation with next year's deaths, its paired gain over this year's deaths and over the
newest published ones with a 95 % interval over resampled countries, and the Brier score of "25 deaths or more" by a
logistic on the score, against one on ln(1 + this year's deaths), both fitted on ratings whose next year is <= 2016.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from scipy.special import expit
from scipy.stats import spearmanr

from lookfar.facts.ratings_2026_11 import open_model
from lookfar.ratings.constants import ModelConstants
from lookfar.ratings.methods.pressure_2026_11 import rate_many
from tools import fitting
from tools.rating_history import Floats, Past, inputs_at, read

DRAWS = 1000
FIRST, FIT_UNTIL = 2011, 2016
MANY = 25.0
SECURITY = 12

Table = dict[int, dict[str, Floats]]
"""By year of the rating: columns over the countries whose deaths are known, `later` the next year's."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=Path, required=True)
    parser.add_argument("--deaths", type=Path, required=True)
    parser.add_argument("--years", default="2013:2021")
    given = parser.parse_args()
    first, last = map(int, given.years.split(":"))
    constants = open_model()
    past = read(given.incidents, given.deaths, constants, last)
    table = {year: _year(past, constants, year) for year in range(FIRST - 1, last + 1)}
    years = range(first, last + 1)
    for year in years:
        found = {name: round(rank(column, table[year]["later"]), 3) for name, column in _columns(table[year])}
        print(year, len(table[year]["later"]), found)
    for name, _ in _columns(table[first]):
        print(f"mean {name}: {np.mean([rank(table[y][name], table[y]['later']) for y in years]):.4f}")
    for name in ("with months", "yearly only"):
        for rival in ("this year", "published"):
            print(f"gain of {name} over {rival}:", _interval(table, years, name, rival))
            untouched = [year for year in years if year >= FIT_UNTIL]
            print(f"  ratings of {untouched[0]}-{last} alone:", _interval(table, untouched, name, rival))
        brier(table, years, name)


def _columns(columns: Mapping[str, Floats]) -> list[tuple[str, Floats]]:
    return [(name, values) for name, values in columns.items() if name != "later"]


def _year(past: Past, constants: ModelConstants, year: int) -> dict[str, Floats]:
    day = date(year + 1, 1, 1)
    columns = {"later": past.next_deaths(day), "this year": past.next_deaths(date(year, 1, 1))}
    columns["published"] = (
        np.nan_to_num(past.next_deaths(date(year - 1, 1, 1))) if year > FIRST - 1 else columns["this year"] * 0
    )
    for name, months in (("with months", True), ("yearly only", False)):
        rated = rate_many(inputs_at(past, day, constants, months=months), constants)
        columns[name] = np.array([ratings[SECURITY].score for ratings in rated])
    told = ~np.isnan(columns["later"]) & ~np.isnan(columns["this year"])
    return {name: values[told] for name, values in columns.items()}


def rank(a: Floats, b: Floats) -> float:
    """Spearman's rank correlation."""
    return float(spearmanr(a, b).statistic)


def _interval(table: Table, years: Sequence[int], name: str, rival: str) -> str:
    rng = np.random.default_rng(2026)
    size = max(len(table[year]["later"]) for year in years)
    gains = []
    for _ in range(DRAWS):
        sample = rng.integers(0, size, size)
        gains.append(
            np.mean([_gain(table[y], name, rival, sample[sample < len(table[y]["later"])]) for y in years])
        )
    whole = np.mean([_gain(table[y], name, rival, np.arange(len(table[y]["later"]))) for y in years])
    low, high = np.quantile(gains, [0.025, 0.975])
    return f"{whole:+.4f} [{low:+.4f}, {high:+.4f}]"


def _gain(columns: Mapping[str, Floats], name: str, rival: str, sample: np.ndarray) -> float:
    later = columns["later"][sample]
    return rank(columns[name][sample], later) - rank(columns[rival][sample], later)


def brier(table: Table, years: Sequence[int], name: str) -> None:
    """Brier scores of 25 deaths or more, with the interval of their difference over resampled countries."""
    untouched = [year for year in years if year >= FIT_UNTIL]
    losses = [_losses(table, untouched, column) for column in (name, "this year")]
    rng = np.random.default_rng(2026)
    gain = losses[1] - losses[0]
    draws = [gain[:, rng.integers(0, gain.shape[1], gain.shape[1])].mean() for _ in range(DRAWS)]
    low, high = np.quantile(draws, [0.025, 0.975])
    print(
        f"Brier of {MANY:g} deaths, ratings of {untouched[0]}-{untouched[-1]}: {name} {losses[0].mean():.4f}, "
        f"this year's deaths {losses[1].mean():.4f}, gain {gain.mean():+.4f} [{low:+.4f}, {high:+.4f}]"
    )


def _losses(table: Table, years: Sequence[int], name: str) -> Floats:
    def x(year: int) -> Floats:
        values = table[year][name]
        return np.asarray(np.log1p(values) if name == "this year" else values / 10)[:, None]

    fitted = [year for year in table if year < FIT_UNTIL]
    intercepts, weights, _ = fitting.ordinal(
        np.concatenate([x(year) for year in fitted]),
        np.concatenate([table[year]["later"] for year in fitted]),
        (MANY,),
        0.0,
        [(None, None)],
    )
    return np.stack(
        [(expit(intercepts[0] + x(year) @ weights) - (table[year]["later"] >= MANY)) ** 2 for year in years]
    )


if __name__ == "__main__":
    main()
