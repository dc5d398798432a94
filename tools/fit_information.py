"""Chooses how much is known of a rate at least, for the low end of an interval (`least_information`), on the past.

    python -m tools.fit_information --incidents FILE.csv --deaths ucdp_fatalities_monthly_iso3.csv

Everything is fitted on outcomes up to the end of a year, then the first of each quarter of the next year is rated, for
next years up to --until. Of the groups of cells (category x level x year, of ten or more) prints the share in which it
came less often than the low end says and more often than the high end. An interval of 80 % leaves a tenth on either side: the
largest value with a tenth or fewer below, with months of deaths and without, goes into the .toml by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from lookfar.facts.rating_versions import open_model
from lookfar.ratings.constants import ModelConstants
from lookfar.ratings.decay import CATEGORIES
from tools import fit_pressure
from tools.printed import head, row, short
from tools.rating_history import Floats, Past, asking, read
from tools.score_ratings import promised

TRIED = (0.3, 0.6, 1.0, 2.0, 4.0, 6.0, 8.0, 12.0)
FIRST = 2015
"""The first year that can be rated forward: before it no figure of political stability had been published."""
FEWEST = 10
"""Cells in a group."""


def main() -> None:
    parser = asking(__doc__)
    parser.add_argument("--until", type=int, default=2016)
    given = parser.parse_args()
    shipped = open_model()
    past = read(given.incidents, given.deaths, shipped, given.until + 1)
    fits = [(year, *_fitted(past, shipped, year - 1)) for year in range(FIRST, given.until + 1)]
    print(head("least", "with months: below, above (groups)", "yearly only: below, above (groups)"))
    for least in TRIED:
        tried = [(year, replace(constants, least_information=least), bad) for year, constants, bad in fits]
        print(row(f"{least:g}", *(_outside(past, tried, months=months) for months in (True, False))), flush=True)


def _fitted(past: Past, constants: ModelConstants, until: int) -> tuple[ModelConstants, Floats]:
    """What would have been fitted at the end of a year; security is left out, which has no outcome of its own."""
    constants = fit_pressure.fit_volumes(past, constants, until)
    constants = fit_pressure.fit_priors(past, constants, until)
    constants, bad = fit_pressure.fit_categories(past, constants, until)
    return fit_pressure.fit_war(past, constants, until), bad


def _outside(past: Past, fits: list[tuple[int, ModelConstants, Floats]], *, months: bool) -> str:
    groups = list(_groups(past, fits, months=months))
    below, above = (sum(one) / len(groups) for one in zip(*groups, strict=True))
    return f"{short(below)}, {short(above)} ({len(groups)})"


def _groups(
    past: Past, fits: list[tuple[int, ModelConstants, Floats]], *, months: bool
) -> Iterator[tuple[bool, bool]]:
    """Of each group of cells whether it came less often than the low end says, and more often than the high end."""
    for year, constants, bad in fits:
        found = promised(past, constants, [date(year, m, 1) for m in (1, 4, 7, 10)], bad, months=months)
        for column in range(len(CATEGORIES)):
            for level in range(4):
                (low, _, high), seen, cells = found.at(column, level)
                if cells >= FEWEST:
                    yield bool(seen < low), bool(seen > high)


if __name__ == "__main__":
    main()
