"""Holds the ratings of the first of each month against what followed, on years that nothing was fitted on.

    python -m tools.score_ratings --incidents FILE.csv --deaths ucdp_fatalities_monthly_iso3.csv [--years 2017:2022]

Prints the randomised PIT of the 90-day outlook by category and continent (UN M49), and by category the share of
areas at each level that had at least one and at least five relevant incidents in the next 30, 90 and 180 days. Then
whether the intervals of scores held: by category and level the chances that the low end, the score and the high end stand
for, on the first of each quarter, beside the share in which the outcome came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import nbinom

from lookfar.facts.rating_tables import files_of
from lookfar.facts.rating_versions import NAME, open_model
from lookfar.facts.shipped import read_table
from lookfar.ratings.constants import ModelConstants
from lookfar.ratings.decay import CATEGORIES
from lookfar.ratings.hysteresis import level_of
from lookfar.ratings.methods.pressure_2026_11_28 import rate_many
from lookfar.ratings.model import figures, outlook_counts
from lookfar.ratings.scale import straight
from tools.printed import head, row, short
from tools.rating_history import Floats, Past, asking_years, inputs_at, read

SPANS = (30, 90, 180)
MONTH, MANY = 30, 25.0
LIMIT = 0.04
"""How far a decile may be off."""
RANDOM = 20
"""Randomisations averaged, so that the draw adds little to the histogram."""


def main() -> None:
    given = asking_years(__doc__).parse_args()
    first, last = given.years
    constants = open_model()
    past = read(given.incidents, given.deaths, constants, last)
    days = [date(y, m, 1) for y in range(first, last + 1) for m in range(1, 13)]
    pits(past, constants, [d for d in days if d + timedelta(days=constants.ahead) <= date(last + 1, 1, 1)])
    levels(past, constants, [d for d in days if d + timedelta(days=max(SPANS)) <= date(last + 1, 1, 1)])
    intervals(past, constants, [d for d in days if d.month % 3 == 1])


def pits(past: Past, constants: ModelConstants, days: Sequence[date]) -> None:
    """The largest distance of a decile from a tenth, for each category and continent."""
    rng = np.random.default_rng(2026)
    means, shapes, found = [], [], []
    for day in days:
        inputs = inputs_at(past, day, constants, months=False)
        mean, shape = outlook_counts(inputs, figures(inputs, constants), constants)
        means.append(mean)
        shapes.append(shape)
        found.append(past.next_relevant(day, constants.ahead))
    mean, shape, count = (np.stack(part) for part in (means, shapes, found))
    print("PIT: largest distance of a decile from .1; mean expected, mean seen (cases)")
    worst: list[float] = []
    outside: list[str] = []
    for continent in ("Africa", "Americas", "Asia", "Europe", "Oceania"):
        rows = np.array([one == continent for one in past.continents])
        for column, category in enumerate(CATEGORIES):
            m, k, n = (part[:, rows, column].ravel() for part in (mean, shape, count))
            if len(n) < 500:
                continue
            far = deciles(m, k, n, rng) - 0.1
            worst.append(float(np.abs(far).max()))
            mark = "  <-- over .04" if worst[-1] > LIMIT else ""
            outside += [f"{category} in {continent} ({short(worst[-1])})"] if mark else []
            print(
                f"{continent:9s} {category:15s} {worst[-1]:.3f} at decile {np.abs(far).argmax() + 1:2d} "
                f"{m.mean():.3f} {n.mean():.3f} ({len(n)}){mark}"
            )
    print(f"{len(worst) - len(outside)} of {len(worst)} within .04; outside: {', '.join(outside) or 'none'}")


def deciles(mean: Floats, shape: Floats, count: Floats, rng: np.random.Generator) -> Floats:
    """Share of randomised PIT values in each tenth (Czado, Gneiting & Held 2009, Biometrics 65)."""
    chance = shape / (shape + mean)
    high = nbinom.cdf(count, shape, chance)
    low = np.where(count > 0, nbinom.cdf(count - 1, shape, chance), 0.0)
    values = low + (high - low) * rng.random((RANDOM, len(count)))
    return np.histogram(values, bins=np.linspace(0, 1, 11))[0] / values.size


def levels(past: Past, constants: ModelConstants, days: Sequence[date]) -> None:
    """What followed each level, by the score alone (hysteresis left out); areas on average in brackets."""
    scores, after = [], []
    for day in days:
        rated = rate_many(inputs_at(past, day, constants, months=True), constants)
        scores.append(np.array([[r.score for r in one[:12]] for one in rated]))
        after.append([past.next_relevant(day, span) for span in SPANS])
    level = np.vectorize(lambda s: int(level_of(s, constants.thresholds)))(np.stack(scores))
    later = np.stack([np.stack(one) for one in after], axis=1)
    print(f"share with >= 1 / >= 5 relevant incidents in the next {SPANS} days, by level (areas on average)")
    print(head("category", "1", "2", "3", "4", "5"))
    for column, category in enumerate(CATEGORIES):
        cells = []
        for one in range(1, 6):
            chosen = level[:, :, column] == one
            if not chosen.any():
                cells.append("-")
                continue
            now = [later[n][:, :, column][chosen] for n in range(len(SPANS))]
            shares = ["/".join(short((one >= many).mean(), 2) for many in (1, 5)) for one in now]
            cells.append(f"{' '.join(shares)} ({short(chosen.sum() / len(days), 1)})")
        print(row(category, *cells))


def intervals(past: Past, constants: ModelConstants, days: Sequence[date]) -> None:
    """Chances that low end, score and high end stand for, and how often it came (cells), by level 1, 2, 3 and 4-5."""
    bad = np.array([float(row["bad_month_harm"]) for row in read_table(files_of(NAME)[1])])
    found = promised(past, constants, days, bad, months=True)
    print("chance by low end, score, high end: share in which it came; bold where that is outside")
    print(head("category", "1", "2", "3", "4-5"))
    held = []
    for column, category in enumerate(CATEGORIES):
        cells = []
        for one in range(4):
            ends, seen, _ = found.at(column, one)
            held.append(bool(ends[0] <= seen <= ends[2]))
            said = short(seen) if held[-1] else f"**{short(seen)}**"
            cells.append(f"{' '.join(map(short, ends))}: {said}")
        print(row(category, *cells))
    print(f"{sum(held)} of {len(held)} hold")


@dataclass(frozen=True, slots=True)
class Promised:
    """Days x areas x 12 (x low end, score, high end): chances, level 0 to 3 (4 and 5 as one), whether it came (nan: unknown)."""

    chance: Floats
    level: NDArray[np.int64]
    came: Floats

    def at(self, column: int, level: int) -> tuple[Floats, float, int]:
        """Mean chances of the cells of a category at a level, the share in which it came, and how many they are."""
        chosen = (self.level[..., column] == level) & ~np.isnan(self.came[..., column])
        if not chosen.any():
            return np.full(3, np.nan), np.nan, 0
        ends: Floats = self.chance[..., column, :][chosen].mean(axis=0)
        return ends, float(self.came[..., column][chosen].mean()), int(chosen.sum())


def promised(
    past: Past, constants: ModelConstants, days: Sequence[date], bad: Floats, *, months: bool
) -> Promised:
    """What ratings of these days promised; `bad`: harm from which a month is a bad one, by category."""
    found, came = [], []
    for day in days:
        rated = rate_many(inputs_at(past, day, constants, months=months), constants)
        found.append([[(r.low, r.score, r.high) for r in one[:12]] for one in rated])
        came.append(_outcomes(past, day, bad))
    scores = np.array(found)
    models = [constants.categories[c] for c in CATEGORIES]
    zero, points = (np.array([getattr(m, name) for m in models])[:, None] for name in ("zero", "points"))
    chance = expit((straight(scores) - zero) / points)
    return Promised(chance, np.digitize(scores[..., 1], constants.thresholds[:3]), np.stack(came))


def _outcomes(past: Past, day: date, bad: Floats) -> Floats:
    """Areas x 12: a bad month follows, or for armed conflict 25 deaths in twelve months; nan where not known."""
    found = np.where(past.next_harm(day, MONTH) >= bad, 1.0, 0.0)
    deaths = past.next_deaths(day)
    found[:, 0] = np.where(np.isnan(deaths), np.nan, deaths >= MANY)
    return found


if __name__ == "__main__":
    main()
