"""Fits the tables of the newest method of parts on the past and writes them.

    python -m tools.fit_parts --incidents FILE.csv --deaths ucdp_fatalities_monthly_iso3.csv [--write]

FILE.csv: written by tools/history_incidents.py. Outcomes end with the year --fit-until; what followed later is the
business of tools/score_parts.py.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from lookfar.domain.taxonomy import Category
from lookfar.facts.rating_tables import EVERY, files_of, terms_of
from lookfar.facts.rating_versions import NAME, PARTS_NAME, open_model
from lookfar.facts.shipped import FACTS, read_table
from lookfar.ratings.constants import ModelConstants
from lookfar.ratings.decay import CATEGORIES
from lookfar.ratings.local import LOCAL, Local, local
from tools import fitting
from tools.parts_history import PartsPast, parts_at, read_parts
from tools.rating_history import Floats, asking

TERM_NAMES = ("country", "share", "city", *LOCAL)
RISING = ("country", "share", "local")
"""A worse country, more people and more harm never lower a score."""
RIDGE = 1.0
TRACE = 0.03
"""Of .003 to .3 the one with about the best likelihood for terrorism, unrest, crime and hazards, 2011-2013."""
MONTH, YEAR = 30, 365
WAR_DEATHS = 25.0
WRITTEN = f"Lookfar, method {PARTS_NAME}; fitted by tools/fit_parts.py on outcomes of 2011-"


def main() -> None:
    parser = asking(__doc__)
    parser.add_argument("--fit-until", type=int, default=2016)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    constants = open_model()
    past = read_parts(given.incidents, given.deaths, constants, given.fit_until)
    rows: list[list[object]] = [[EVERY, "trace", 0.0, 1.0, TRACE]]
    for category, terms in fit_terms(past, constants, given.fit_until).items():
        rows += [[category.value, *term] for term in terms]
    if given.write:
        with (FACTS / terms_of(PARTS_NAME)).open("w", encoding="utf-8", newline="") as out:
            out.write(f"# {WRITTEN}{given.fit_until}. docs/methods/{PARTS_NAME}.md\n")
            csv.writer(out, lineterminator="\n").writerows(
                [["category", "term", "centre", "spread", "weight"], *rows]
            )


def fit_terms(
    past: PartsPast, constants: ModelConstants, until: int
) -> Mapping[Category, Sequence[tuple[str, float, float, float]]]:
    """Terms of each category: name, centre, spread, weight."""
    bad = {row["category"]: float(row["bad_month_harm"]) for row in read_table(files_of(NAME)[1])}
    days = [date(y, m, 1) for y in range(2011, until + 1) for m in range(1, 13, 3)]
    both = {
        months: [local(parts_at(past, d, constants, months=months), TRACE, constants) for d in days]
        for months in (True, False)
    }
    later = np.concatenate([past.after(day, MONTH, 3) for day in days])
    wars = [day for day in days if day <= date(until, 1, 1)]
    deaths = np.concatenate([past.after(day, YEAR, 5).sum(axis=1) for day in wars])
    found = {}
    for column, category in enumerate(CATEGORIES):
        if category is Category.ARMED_CONFLICT:
            given = [*both[True][: len(wars)], *both[False][: len(wars)]]
            outcome = np.tile(deaths >= WAR_DEATHS, 2)
        else:
            given, outcome = both[False], later[:, column] >= bad[category.value]
        found[category] = _fit(given, column, outcome.astype(np.float64))
        print(category.value, int(outcome.sum()), len(outcome), {t[0]: t[3] for t in found[category]}, flush=True)
    return found


def _fit(given: Sequence[Local], column: int, outcome: Floats) -> list[tuple[str, float, float, float]]:
    columns, scales = [], []
    for name in TERM_NAMES:
        x = np.concatenate([one.terms[name][:, column] for one in given])
        centre, spread = round(float(x.mean()), 4), round(float(x.std()) + 1e-6, 4)
        columns.append((x - centre) / spread)
        scales.append((name, centre, spread))
    limits = fitting.bounds(TERM_NAMES, RISING)
    intercepts, weights, _ = fitting.ordinal(np.column_stack(columns), outcome, (1.0,), RIDGE, limits)
    terms = [(*scale, round(float(w), 4)) for scale, w in zip(scales, weights, strict=True)]
    return [("intercept", 0.0, 1.0, round(float(intercepts[0]), 4)), *(term for term in terms if term[3])]


if __name__ == "__main__":
    main()
