"""What followed each level of a part of a country, under the method that issues, beside what followed its country's level.

    python -m tools.score_parts --incidents FILE.csv --deaths ucdp_fatalities_monthly_iso3.csv [--years 2017:2022]

FILE.csv: written by tools/history_incidents.py. By category, on the first of each quarter: the share of parts at each
level with at least one relevant incident in the next 30 and 90 days; the score alone, hysteresis and floors left out.
Then how often an outcome that the score speaks of came, against the chance that it gave.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from scipy.special import expit

from lookfar.domain.areas import AreaKind
from lookfar.domain.taxonomy import Category
from lookfar.facts.rating_tables import files_of
from lookfar.facts.rating_versions import NAME, open_parts
from lookfar.facts.shipped import read_table
from lookfar.ratings.constants import PartsConstants
from lookfar.ratings.decay import CATEGORIES
from lookfar.ratings.local import local, log_odds
from tools.parts_history import PartsPast, level_by_score, parts_at, read_parts
from tools.printed import head, row, short
from tools.rating_history import Floats, asking_years

SPANS = (30, 90)
YEAR = 365
WAR_DEATHS = 25.0


def main() -> None:
    given = asking_years(__doc__).parse_args()
    first, last = given.years
    constants = open_parts()
    past = read_parts(given.incidents, given.deaths, constants.of, last)
    days = [date(y, m, 1) for y in range(first, last + 1) for m in (1, 4, 7, 10)]
    days = [day for day in days if day + timedelta(days=max(SPANS)) <= date(last + 1, 1, 1)]
    odds = np.stack(
        [
            log_odds(
                local(parts_at(past, day, constants.of, months=True), constants.trace, constants.of), constants
            )[0]
            for day in days
        ]
    )
    levels(past, constants, days, odds)
    chances(past, days, odds, date(last + 1, 1, 1))


def levels(past: PartsPast, constants: PartsConstants, days: Sequence[date], odds: Floats) -> None:
    """By category, kind of part and level: shares of 30/90 days, and how many parts on average."""
    level = np.stack([level_by_score(one, constants.of) for one in odds])
    later = np.stack([np.stack([past.after(day, span, 4) for span in SPANS]) for day in days], axis=1)
    cities = np.array([part.kind is AreaKind.CITY for part in past.parts])
    print("share with >= 1 relevant incident in the next 30/90 days, by level (parts on average)")
    print(head("category", "kind", "1", "2", "3", "4", "5"))
    for column, category in enumerate(CATEGORIES):
        for name, rows in (("admin1", ~cities), ("city", cities)):
            cells = []
            for one in range(1, 6):
                chosen = level[:, rows, column] == one
                now = [later[n][:, rows, column][chosen] for n in range(len(SPANS))] if chosen.any() else []
                shares = "/".join(short((one >= 1).mean(), 2) for one in now)
                cells.append(f"{shares} ({short(chosen.sum() / len(days), 1)})" if now else "-")
            print(row(category, name, *cells))


def chances(past: PartsPast, days: Sequence[date], odds: Floats, end: date) -> None:
    """Expected and seen parts, an outcome each: a bad month, or 25 deaths in twelve months; then by tenth of chance."""
    bad = {row["category"]: float(row["bad_month_harm"]) for row in read_table(files_of(NAME)[1])}
    print("outcomes expected and seen in all; chance given and share seen among parts given .05-.3 and .3-1")
    print(head("category", "expected", "seen", ".05-.3", ".3-1"))
    for column, category in enumerate(CATEGORIES):
        war = category is Category.ARMED_CONFLICT
        span = YEAR if war else SPANS[0]
        known = [n for n, day in enumerate(days) if day + timedelta(days=span) <= end]
        chance = expit(odds[known, :, column])
        came = np.stack(
            [
                past.after(days[n], span, 5).sum(axis=1) >= WAR_DEATHS
                if war
                else past.after(days[n], span, 3)[:, column] >= bad[category.value]
                for n in known
            ]
        )
        cells = []
        for low, high in ((0.05, 0.3), (0.3, 1.01)):
            chosen = (chance >= low) & (chance < high)
            said = [short(part[chosen].mean(), 2) for part in (chance, came)] if chosen.any() else []
            cells.append(f"{' '.join(said)} ({chosen.sum()})" if said else "-")
        print(row(category, f"{chance.sum():.0f}", came.sum(), *cells))


if __name__ == "__main__":
    main()
