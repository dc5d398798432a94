"""Compares the terms that may tell of 25 deaths in the next twelve months, on outcomes up to 2016 alone.

    python -m tools.compare_terms --incidents FILE.csv --deaths ucdp_fatalities_monthly_iso3.csv

Each set of terms is fitted with tenths of the countries left out in turn, and forward: the first of each quarter of a
year by outcomes that were over when it began (priors, volumes of reporting and half-lives are those of the fit up to 2016
throughout). Leaving single years out does not tell: a country is nearly the same every year, so whatever marks countries
looks as if it foretold. Last, how much worse than CHOSEN forward, with a 95 % interval over resampled countries.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import spearmanr

from lookfar.domain.taxonomy import Category
from lookfar.facts.rating_versions import open_model
from tools import fitting
from tools.fit_pressure import DEATHS, HARM, MONTHS, RISING, STRUCTURE, WAR_EDGES, WAR_RIDGE
from tools.moments import Moments, terms_of
from tools.printed import head, row, short
from tools.rating_history import Floats, asking, read

UNTIL = 2016
FIRST_FORWARD = 2013
TENTHS = 10
_CALM = WAR_EDGES[20.0] - 0.7
"""Log-odds at ten points, as tools/score_years.py has it."""
SETS = {
    "months": MONTHS[:-1],
    "months, neighbours": MONTHS,
    "months, structure": (*MONTHS[:-1], *STRUCTURE),
    "months, neighbours, structure": (*MONTHS, *STRUCTURE),
    "months, structure, newest harm": (*MONTHS[:-1], *STRUCTURE, HARM[0]),
    "months, neighbours, structure, newest harm": (*MONTHS, *STRUCTURE, HARM[0]),
    "months, neighbours, structure, two harms": (*MONTHS, *STRUCTURE, *HARM[:2]),
    "months, neighbours, structure, all harm": (*MONTHS, *STRUCTURE, *HARM),
}
CHOSEN = "months, neighbours, structure, newest harm"
DRAWS = 2000
Rows = NDArray[np.bool_]


class Outcomes:
    """The deaths that followed each quarter and country: `told` where they are known, `year` and `country` of each."""

    def __init__(self, deaths: Sequence[Floats], days: Sequence[date]) -> None:
        self.deaths = np.concatenate(deaths)
        self.told: Rows = ~np.isnan(self.deaths)
        count = len(deaths[0])
        self.country = np.tile(np.arange(count), len(days))
        self.year = np.repeat([day.year for day in days], count)
        self.january: Rows = np.repeat([day.month == 1 for day in days], count)
        self.tenth = np.random.default_rng(5).permutation(count)[self.country] % TENTHS

    def log_odds(self, x: Floats, names: Sequence[str], known: Rows) -> Floats:
        """By a fit on the rows that are known."""
        limits = fitting.bounds(names, RISING)
        intercepts, weights, _ = fitting.ordinal(x[known], self.deaths[known], (DEATHS,), WAR_RIDGE, limits)
        return np.asarray(x @ weights + intercepts[0], dtype=np.float64)

    def without_countries(self, x: Floats, names: Sequence[str]) -> tuple[Floats, Rows]:
        """Of every country by the others; which rows."""
        found = np.zeros(len(x))
        for tenth in range(TENTHS):
            mine = self.tenth == tenth
            found[mine] = self.log_odds(x, names, self.told & ~mine)[mine]
        return found, self.told

    def forward(self, x: Floats, names: Sequence[str]) -> tuple[Floats, Rows]:
        """Of every year by outcomes over when it began; which rows."""
        found = np.zeros(len(x))
        for year in range(FIRST_FORWARD, UNTIL + 1):
            over = (self.year < year - 1) | ((self.year == year - 1) & self.january)
            mine = self.year == year
            found[mine] = self.log_odds(x, names, self.told & over)[mine]
        return found, self.told & (self.year >= FIRST_FORWARD)

    def scores(self, log_odds: Floats, rows: Rows) -> list[str]:
        """Brier score, log loss, mean rank correlation of the Januaries with the calm as one class."""
        chance, came = expit(log_odds[rows]), self.deaths[rows] >= DEATHS
        loss = -np.log(np.where(came, chance, 1 - chance))
        ranks = []
        for year in np.unique(self.year[rows]):
            these = rows & self.january & (self.year == year)
            calm = np.maximum(log_odds[these], _CALM)
            ranks.append(spearmanr(calm, self.deaths[these]).statistic)
        brier = float(self.loss(log_odds)[rows].mean())
        return [short(brier, 4), short(float(loss.mean()), 4), short(float(np.mean(ranks)))]

    def loss(self, log_odds: Floats) -> Floats:
        """Squared error of each row."""
        found: Floats = (expit(log_odds) - (self.deaths >= DEATHS)) ** 2
        return found

    def worse(self, one: Floats, other: Floats, rows: Rows) -> str:
        """How much higher the Brier score of one is than another's, with its interval."""
        gap = (self.loss(one) - self.loss(other))[rows]
        _, of = np.unique(self.country[rows], return_inverse=True)
        total, count = np.bincount(of, gap), np.bincount(of)
        drawn = np.random.default_rng(1).integers(0, len(total), (DRAWS, len(total)))
        low, high = np.quantile(total[drawn].sum(axis=1) / count[drawn].sum(axis=1), [0.025, 0.975])
        return f"{gap.mean():+.4f} [{low:+.4f}, {high:+.4f}]".replace("0.", ".")


def main() -> None:
    options = asking(__doc__).parse_args()
    constants = open_model()
    past = read(options.incidents, options.deaths, constants, UNTIL)
    days = [date(y, m, 1) for y in range(2011, UNTIL + 1) for m in (1, 4, 7, 10)]
    days = [day for day in days if day <= date(UNTIL, 1, 1)]
    moments, outcomes = Moments(past, days, constants), Outcomes([past.next_deaths(day) for day in days], days)
    columns = [f"{how}: {what}" for how in ("countries", "forward") for what in ("Brier", "loss", "rank")]
    print(head("terms", *columns, "forward: Brier above the chosen one's"))
    given = {label: terms_of(moments, names, Category.ARMED_CONFLICT)[0] for label, names in SETS.items()}
    chosen, _ = outcomes.forward(given[CHOSEN], SETS[CHOSEN])
    for label, names in SETS.items():
        ahead, rows = outcomes.forward(given[label], names)
        apart = outcomes.scores(*outcomes.without_countries(given[label], names))
        gap = "-" if label == CHOSEN else outcomes.worse(ahead, chosen, rows)
        print(row(label, *apart, *outcomes.scores(ahead, rows), gap), flush=True)


if __name__ == "__main__":
    main()
