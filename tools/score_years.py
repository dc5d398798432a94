"""How well the security rating of 31 December foretells the deaths of the next year.

    python -m tools.score_years --incidents FILE.csv --deaths ucdp_fatalities_monthly_iso3.csv [--years 2013:2021]
                                [--without-floors]

Twice: with the months of deaths (UCDP) up to that day, and with only the yearly figures published by then beside the
incidents. Spearman's rank correlation with next year's deaths, its paired gain over this year's deaths and over the
newest published ones with a 95 % interval over resampled countries, and the Brier score of "25 deaths or more" by a
logistic on the score, against one on ln(1 + this year's deaths), both fitted on ratings whose next year is <= 2016.
The rank correlation is given of the scores as they are, and with the calm (CALM) as one class: two thirds of the
countries have no death next year and are ties in the outcome, as they are in this year's deaths, so an order among the
calm cannot gain and must lose. Armed conflict alone stands beside security, and security with its score lifted to
where its level begins, which the floor under headlines does not do. Without floors: neither those nor those by deaths counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from scipy.special import expit
from scipy.stats import rankdata, spearmanr

from lookfar.domain.rating import Rating
from lookfar.domain.vocabulary import Level
from lookfar.facts.rating_versions import open_model
from lookfar.ratings.constants import ModelConstants
from lookfar.ratings.methods.pressure_2026_11_28 import rate_many
from lookfar.ratings.scale import straight
from tools import fitting
from tools.printed import head, row, short
from tools.rating_history import Floats, Past, asking_years, inputs_at, read
from tools.score_floors import without_floors

DRAWS = 1000
FIRST, FIT_UNTIL = 2011, 2016
MANY = 25.0
CALM = 10.0
"""Points on the straight scale: armed conflict with less than one chance in seven of 25 deaths. Of 0, 5 .. 30 the one
with the best rank correlation on outcomes <= 2016, by year left out.
"""
COLUMN = {"security": 12, "armed conflict": 0}

CALM_AS_ONE, LIFTED = ", calm as one", ", lifted"
RATED = tuple(f"{which}, {months}" for months in ("with months", "yearly only") for which in COLUMN)
RIVALS = ("this year", "published")
HEAD = (
    "mean rank",
    "calm as one class",
    "that with the score lifted to its level",
    "gain of calm as one over this year's deaths",
    "ratings of 2016 on alone",
    "gain over published",
    "Brier, gain",
)

Table = dict[int, dict[str, Floats]]
"""By year of the rating: columns over the countries whose deaths are known, `later` the next year's."""


def main() -> None:
    parser = asking_years(__doc__, "2013:2021")
    parser.add_argument("--without-floors", action="store_true")
    given = parser.parse_args()
    first, last = given.years
    constants = without_floors(open_model()) if given.without_floors else open_model()
    past = read(given.incidents, given.deaths, constants, last)
    table = {year: _year(past, constants, year) for year in range(FIRST - 1, last + 1)}
    years = range(first, last + 1)
    for year in years:
        found = [f"{name} {rank(column, table[year]['later']):.3f}" for name, column in _columns(table[year])]
        print(year, len(table[year]["later"]), "; ".join(found))
    for rival in RIVALS:
        print(f"mean rank of deaths, {rival}: {short(_mean(table, years, rival))}")
    untouched = [year for year in years if year >= FIT_UNTIL]
    if untouched:
        print(f"Brier of {MANY:g} deaths, {untouched[0]}-{last}, this year's: {short(_loss(table, untouched), 4)}")
    print(head("rating of 31 December", *HEAD))
    for name in RATED:
        print(row(name, *_cells(table, years, untouched, name)))


def _cells(table: Table, years: Sequence[int], untouched: Sequence[int], name: str) -> list[str]:
    """What the table says of one rating."""
    calm = f"{name}{CALM_AS_ONE}"
    found = [
        _mean(table, years, f"{name}{order}")
        for order in ("", CALM_AS_ONE, LIFTED)
        if f"{name}{order}" in table[years[0]]
    ]
    ranks = [short(one) for one in found] + ["-"] * (3 - len(found))
    gains = [_interval(table, years, calm, RIVALS[0])]
    gains += [_interval(table, untouched, calm, RIVALS[0])] if untouched else ["-"]
    gains.append(_interval(table, years, calm, RIVALS[1]))
    return [*ranks, *gains, brier(table, untouched, name) if untouched else "-"]


def _mean(table: Table, years: Sequence[int], name: str) -> float:
    return float(np.mean([rank(table[year][name], table[year]["later"]) for year in years]))


def _loss(table: Table, years: Sequence[int]) -> float:
    return float(_losses(table, years, RIVALS[0]).mean())


def _columns(columns: Mapping[str, Floats]) -> list[tuple[str, Floats]]:
    return [(name, values) for name, values in columns.items() if name != "later"]


def _year(past: Past, constants: ModelConstants, year: int) -> dict[str, Floats]:
    day = date(year + 1, 1, 1)
    columns = {"later": past.next_deaths(day), RIVALS[0]: past.next_deaths(date(year, 1, 1))}
    columns[RIVALS[1]] = (
        np.nan_to_num(past.next_deaths(date(year - 1, 1, 1))) if year > FIRST - 1 else columns[RIVALS[0]] * 0
    )
    for known, months in (("with months", True), ("yearly only", False)):
        rated = rate_many(inputs_at(past, day, constants, months=months), constants)
        for which, column in COLUMN.items():
            scores = np.array([ratings[column].score for ratings in rated])
            columns[f"{which}, {known}"] = straight(scores)
            columns[f"{which}, {known}{CALM_AS_ONE}"] = np.maximum(straight(scores), CALM)
            if which == "security":
                begins = [_begins(ratings[column], constants) for ratings in rated]
                lifted = np.maximum(straight(scores), begins)
                columns[f"{which}, {known}{LIFTED}"] = np.maximum(lifted, CALM)
    told = ~np.isnan(columns["later"]) & ~np.isnan(columns[RIVALS[0]])
    return {name: values[told] for name, values in columns.items()}


def _begins(rating: Rating, constants: ModelConstants) -> float:
    """The score at which the level begins that a rating has."""
    return constants.thresholds[rating.level - 2] if rating.level >= Level.LOW else 0.0


def rank(a: Floats, b: Floats) -> float:
    """Spearman's rank correlation."""
    return float(spearmanr(a, b).statistic)


def _interval(table: Table, years: Sequence[int], name: str, rival: str) -> str:
    """Mean gain over the years, and its interval over resampled countries, the same in every year."""
    size = len(table[years[0]]["later"])
    sample = np.random.default_rng(2026).integers(0, size, (DRAWS, size))
    sample = np.concatenate([np.arange(size)[None, :], sample])
    gains = np.mean([_ranks(table[y], name, sample) - _ranks(table[y], rival, sample) for y in years], axis=0)
    low, high = np.quantile(gains[1:], [0.025, 0.975])
    return _with_ends(float(gains[0]), low, high)


def _with_ends(gain: float, low: float, high: float) -> str:
    sign = "+" if gain >= 0 else ""
    return f"{sign}{short(gain, 4)} [{short(low, 4)}, {short(high, 4)}]"


def _ranks(columns: Mapping[str, Floats], name: str, sample: np.ndarray) -> Floats:
    """Spearman's rank correlation with what came later, of each sample of countries."""
    a, b = (rankdata(columns[one][sample], axis=1) for one in (name, "later"))
    a, b = (one - one.mean(axis=1, keepdims=True) for one in (a, b))
    return np.asarray((a * b).sum(axis=1) / np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1)))


def brier(table: Table, untouched: Sequence[int], name: str) -> str:
    """Brier score of 25 deaths or more, and what is gained, with its interval over resampled countries."""
    losses = [_losses(table, untouched, column) for column in (name, RIVALS[0])]
    rng = np.random.default_rng(2026)
    gain = losses[1] - losses[0]
    draws = [gain[:, rng.integers(0, gain.shape[1], gain.shape[1])].mean() for _ in range(DRAWS)]
    low, high = np.quantile(draws, [0.025, 0.975])
    return f"{short(losses[0].mean(), 4)}, {_with_ends(float(gain.mean()), low, high)}"


def _losses(table: Table, years: Sequence[int], name: str) -> Floats:
    def x(year: int) -> Floats:
        values = table[year][name]
        return np.asarray(np.log1p(values) if name == RIVALS[0] else values / 10)[:, None]

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
