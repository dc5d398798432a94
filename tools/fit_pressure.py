"""Fits the tables of the rating method pressure_2026 on incidents of the past and prints what they did later.

    python tools/fit_pressure.py --incidents FILE.csv [--write] [--fit-until 2016] [--test-until 2018]

FILE.csv (tools/history_incidents.py): area (alpha-3), category, day, severity (CAP), deaths (empty:
unknown), belief (0..1), credibility (1..6). Everything is fitted on outcomes up to the end of the year --fit-until; later years are only reported.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, gammaln

from lookfar.domain.ids import IncidentId
from lookfar.domain.taxonomy import BLOCKS, Block, Category, EventType
from lookfar.domain.vocabulary import Coverage, Credibility, Severity
from lookfar.facts.indicators import open_indicators
from lookfar.facts.ratings import open_constants
from lookfar.facts.shipped import FACTS, read_table
from lookfar.ratings.constants import CategoryConstants, Constants, StructureTerm
from lookfar.ratings.coverage import Watch
from lookfar.ratings.evidence import Evidence
from lookfar.ratings.headlines import power_mean
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.pressure import CATEGORIES, Gathered, gather, harm_of, scores, weigh

Floats = NDArray[np.float64]

FORMS = {
    "population": "log1p",
    "income_per_head": "log1p",
    "political_stability": "linear",
    "homicide_rate": "log1p",
    "ucdp_deaths": "log1p",
    "ucdp_deaths_3y": "log1p",
}
EDGES = {20.0: -3.6, 80.0: 0.6}
"""Score at a log-odds of a bad month: 20 points for every 1.4, so levels 2..5 begin at .027 .10 .31 .65."""
BAD_SHARE = 0.05
LEAST_BAD = 0.5
"""Harm of one Moderate incident that is as likely as not to be of this place and kind."""
MONTH = 30
DIVISORS = (1, 2, 4, 8, 16, 32)
RIDGE = 1.0
WRITTEN = "Lookfar, method pressure_2026; fitted by tools/fit_pressure.py on incidents of 2010-2016"


@dataclass(frozen=True)
class Past:
    """Evidence by area in order of days, and daily harm as areas x days x categories."""

    areas: tuple[str, ...]
    regions: tuple[str, ...]
    evidence: dict[str, list[Evidence]]
    start: date
    harm: Floats


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=Path, required=True)
    parser.add_argument("--fit-until", type=int, default=2016)
    parser.add_argument("--test-until", type=int, default=2018)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    constants = replace(open_constants(), structure=())
    past = read(options.incidents, constants, options.test_until)
    constants = fit_priors(past, constants, options.fit_until)
    dates = [date(y, m, 1) for y in range(2011, options.test_until + 1) for m in range(1, 13)][:-1]
    gathered = [gathered_at(past, constants, day) for day in dates]
    fitted = np.array([day.year <= options.fit_until for day in dates])
    constants, bad = fit_scales(past, constants, dates, gathered, fitted)
    rates = rates_from(gathered, constants)
    constants = fit_security(past, constants, dates, rates, fitted)
    report(past, constants, dates, rates, test=~fitted, bad=bad)
    if options.write:
        write(constants, bad)


def read(path: Path, constants: Constants, until: int) -> Past:
    rows = [row for row in read_table("regions.csv") if row["alpha3"] != "ATA"]
    areas, regions = tuple(r["alpha3"] for r in rows), tuple(r["subregion"] for r in rows)
    index = {area: n for n, area in enumerate(areas)}
    start = date(2010, 1, 1)
    harm = np.zeros((len(areas), (date(until + 1, 1, 1) - start).days, len(CATEGORIES)))
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines)):
            day = date.fromisoformat(row["day"])
            if row["area"] not in index or not start <= day < date(until + 1, 1, 1):
                continue
            item = _evidence(number, row, day)
            evidence[row["area"]].append(item)
            harm[index[row["area"]], (day - start).days, CATEGORIES.index(item.category)] += harm_of(
                item, constants
            )
    for items in evidence.values():
        items.sort(key=lambda item: item.happened)
    return Past(areas=areas, regions=regions, evidence=evidence, start=start, harm=harm)


def _evidence(number: int, row: dict[str, str], day: date) -> Evidence:
    return Evidence(
        incident=IncidentId(str(number)),
        version=1,
        category=Category(row["category"]),
        event_type=EventType(row.get("event_type", "")),
        happened=datetime(day.year, day.month, day.day, tzinfo=UTC),
        severity=Severity(row["severity"]),
        fatalities=int(row["deaths"]) if row["deaths"] else None,
        credibility=Credibility(int(row.get("credibility") or 1)),
        sources=1,
        weight=float(row.get("belief") or 1.0),
        title="",
    )


def inputs_at(past: Past, day: date) -> list[AreaInputs]:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    since = datetime(past.start.year, 1, 1, tzinfo=UTC)
    watch = dict.fromkeys(CATEGORIES, Watch(coverage=Coverage.COVERED, since=since, until=moment))
    known = open_indicators()
    return [
        AreaInputs(
            area=area,
            region=region,
            as_of=moment,
            evidence=tuple(
                e for e in past.evidence[area] if timedelta(0) < moment - e.happened < timedelta(days=900)
            ),
            indicators=known(area, moment),
            watches=watch,
        )
        for area, region in zip(past.areas, past.regions, strict=True)
    ]


def gathered_at(past: Past, constants: Constants, day: date) -> Gathered:
    inputs = inputs_at(past, day)
    return gather(inputs, weigh(inputs, constants), constants)


def rates_from(gathered: Sequence[Gathered], constants: Constants) -> Floats:
    """Posterior means, dates x areas x categories."""
    shape = np.array([constants.categories[c].shape for c in CATEGORIES])
    return np.stack([(shape + g.pressure) / (shape / g.prior + g.listened) for g in gathered])


def next_harm(past: Past, day: date, days: int) -> Floats:
    """Harm of the days that follow, areas x categories."""
    offset = (day - past.start).days
    return np.asarray(past.harm[:, offset : offset + days].sum(axis=1))


def fit_priors(past: Past, constants: Constants, until: int) -> Constants:
    """Negative binomial of next year's harm on indicators, intercepts of subregions shrunk to the world's."""
    years = range(2011, until + 1)
    x, centre, spread = _design(past, years)
    groups = sorted(set(past.regions))
    member = np.tile([groups.index(r) for r in past.regions], len(years))
    days = 365.0
    categories, base, structure = dict(constants.categories), {}, []
    for column, category in enumerate(CATEGORIES):
        y = np.concatenate([next_harm(past, date(year, 1, 1), 365)[:, column] for year in years])
        world, by_group, weights, shape = _negative_binomial(y, x, member, len(groups), days)
        categories[category] = replace(categories[category], shape=round(shape, 3))
        base[category] = {"*": _sig(np.exp(world))} | {
            group: _sig(np.exp(world + by_group[n])) for n, group in enumerate(groups) if group
        }
        structure += [
            StructureTerm(
                category=category,
                indicator=name,
                form=FORMS[name],
                centre=round(centre[n], 4),
                spread=round(spread[n], 4),
                weight=round(float(weights[n]), 3),
            )
            for n, name in enumerate(FORMS)
        ]
        print(f"prior {category:15s} shape {shape:.2f} world {np.exp(world):.5f}", np.round(weights, 2))
    return replace(constants, categories=categories, base=base, structure=tuple(structure))


def _design(past: Past, years: Sequence[int]) -> tuple[Floats, list[float], list[float]]:
    known = open_indicators()
    table = np.full((len(years) * len(past.areas), len(FORMS)), np.nan)
    for n, (year, area) in enumerate((year, area) for year in years for area in past.areas):
        values = {i.name: i.value for i in known(area, datetime(year, 1, 1, tzinfo=UTC))}
        for k, (name, form) in enumerate(FORMS.items()):
            if name in values:
                table[n, k] = np.log1p(max(values[name], 0.0)) if form == "log1p" else values[name]
    centre, spread = np.nanmean(table, axis=0), np.nanstd(table, axis=0)
    return np.nan_to_num((table - centre) / spread), centre.tolist(), spread.tolist()


def _negative_binomial(
    y: Floats, x: Floats, member: NDArray[np.int64], groups: int, days: float
) -> tuple[float, Floats, Floats, float]:
    terms = x.shape[1]

    def parts(p: Floats) -> tuple[Floats, Floats, float]:
        return p[1 : 1 + groups], p[1 + groups : 1 + groups + terms], float(np.exp(p[-1]))

    def loss(p: Floats) -> tuple[float, Floats]:
        by_group, weights, k = parts(p)
        mu = days * np.exp(np.clip(p[0] + by_group[member] + x @ weights, -20, 8))
        value = gammaln(y + k) - gammaln(k) - gammaln(y + 1) + k * np.log(k / (k + mu)) + y * np.log(mu / (k + mu))
        penalty = RIDGE * ((by_group**2).sum() + (weights**2).sum()) + 0.5 * p[-1] ** 2
        slope = (y - mu) * k / (k + mu)
        gradient = np.zeros_like(p)
        gradient[0] = -slope.sum()
        gradient[1 : 1 + groups] = -np.bincount(member, slope, minlength=groups) + 2 * RIDGE * by_group
        gradient[1 + groups : -1] = -(x.T @ slope) + 2 * RIDGE * weights
        step = 1e-5
        k2 = k * np.exp(step)
        value2 = (
            gammaln(y + k2)
            - gammaln(k2)
            - gammaln(y + 1)
            + k2 * np.log(k2 / (k2 + mu))
            + y * np.log(mu / (k2 + mu))
        )
        gradient[-1] = -(value2 - value).sum() / step + p[-1]
        return float(penalty - value.sum()), gradient

    first = np.zeros(1 + groups + terms + 1)
    first[0] = np.log(max(y.mean(), 1e-3) / days)
    best = minimize(loss, first, jac=True, method="L-BFGS-B").x
    by_group, weights, k = parts(best)
    return float(best[0]), by_group, weights, k


def fit_scales(
    past: Past,
    constants: Constants,
    dates: Sequence[date],
    gathered: Sequence[Gathered],
    fitted: NDArray[np.bool_],
) -> tuple[Constants, Floats]:
    """Score by the log-odds that the next 30 days are among the worst twentieth of country-months.

    The shape of the prior is chosen with it: a year's harm varies less than a fortnight's, so the
    shape of the yearly fit holds calm countries down; the likelihood picks what divides it.
    """
    later = np.stack([next_harm(past, day, MONTH) for day in dates])[fitted]
    bad = np.maximum(LEAST_BAD, np.quantile(later.reshape(-1, len(CATEGORIES)), 1 - BAD_SHARE, axis=0))
    best: dict[Category, tuple[float, CategoryConstants]] = {}
    for divisor in DIVISORS:
        tried = {c: replace(v, shape=round(v.shape / divisor, 4)) for c, v in constants.categories.items()}
        rates = rates_from(gathered, replace(constants, categories=tried))[fitted]
        for column, category in enumerate(CATEGORIES):
            x = np.log(rates[:, :, column]).ravel()[:, None]
            happened = later[:, :, column].ravel() >= bad[column]
            intercept, slope, loss = _logistic(x, happened)
            a, b = _points(intercept, slope[0])
            chosen = replace(tried[category], intercept=round(a, 2), slope=round(b, 2))
            if category not in best or loss < best[category][0]:
                best[category] = (loss, chosen)
            print(
                f"scale {category:15s} shape/{divisor:<4g} loss {loss:8.1f} bad month {bad[column]:.2f} ({happened.mean():.3f})"
            )
    return replace(constants, categories={c: best[c][1] for c in CATEGORIES}), bad


def fit_security(
    past: Past, constants: Constants, dates: Sequence[date], rates: Floats, fitted: NDArray[np.bool_]
) -> Constants:
    """The security headline from power means of violence and state scores, on a bad month of all violence."""
    violence = [CATEGORIES.index(c) for c in BLOCKS[Block.VIOLENCE]]
    state = [CATEGORIES.index(c) for c in BLOCKS[Block.STATE]]
    later = np.stack([next_harm(past, day, MONTH)[:, violence].sum(axis=1) for day in dates])[fitted].ravel()
    table = np.stack([scores(one, constants) for one in rates[fitted]]).reshape(-1, len(CATEGORIES))
    means = np.stack(
        [power_mean(table[:, of], 4.0, np.ones((len(table), len(of)), bool)) for of in (violence, state)]
    )
    intercept, slope, _ = _logistic(means.T / 10, later >= np.quantile(later, 1 - BAD_SHARE))
    a, b = _points(intercept, slope[0])
    pull = min(0.3, max(0.0, _points(0.0, slope[1])[1] / 10))
    print(
        f"security: {a:.1f} + {b / 10:.2f} M, state pull {pull:.2f} (free: {_points(0.0, slope[1])[1] / 10:.2f})"
    )
    headlines = dict(constants.headlines)
    headlines["security"] = replace(
        headlines["security"],
        intercept=round(a / (1 - pull), 2),
        slope=round(b / 10 / (1 - pull), 3),
        state_pull=round(pull, 3),
    )
    return replace(constants, headlines=headlines)


def _logistic(x: Floats, y: NDArray[np.bool_]) -> tuple[float, Floats, float]:
    def loss(p: Floats) -> tuple[float, Floats]:
        logit = p[0] + x @ p[1:]
        error = expit(logit) - y
        return float(np.logaddexp(0, logit).sum() - logit[y].sum()), np.concatenate([[error.sum()], x.T @ error])

    best = minimize(loss, np.zeros(1 + x.shape[1]), jac=True, method="L-BFGS-B")
    return float(best.x[0]), best.x[1:], float(best.fun)


def _points(intercept: float, slope: float) -> tuple[float, float]:
    (low, low_odds), (high, high_odds) = EDGES.items()
    points = (high - low) / (high_odds - low_odds)
    return low + points * (intercept - low_odds), points * slope


def report(
    past: Past, constants: Constants, dates: Sequence[date], rates: Floats, *, test: NDArray[np.bool_], bad: Floats
) -> None:
    """Share of bad months that followed each level, on years that nothing was fitted on."""
    tested = [day for day, wanted in zip(dates, test, strict=True) if wanted]
    later = np.stack([next_harm(past, day, MONTH) for day in tested])
    levels = 1 + (np.stack([scores(one, constants) for one in rates[test]])[..., None] >= [20, 40, 60, 80]).sum(-1)
    print("what followed, untouched years: level: country-months (bad share)")
    for column, category in enumerate(CATEGORIES):
        cells = []
        for level in range(1, 6):
            chosen = levels[:, :, column] == level
            share = (later[:, :, column][chosen] >= bad[column]).mean() if chosen.any() else float("nan")
            cells.append(f"{level}: {chosen.sum() / len(tested):6.1f} areas ({share:.2f})")
        print(f"{category:15s}", "  ".join(cells))


def write(constants: Constants, bad: Floats) -> None:
    rows = [
        [c.value, f"{v.half_life:g}", v.shape, v.intercept, v.slope, v.mass_casualty, f"{bad[n]:.2f}"]
        for n, (c, v) in enumerate((c, constants.categories[c]) for c in CATEGORIES)
    ]
    header = ["category", "half_life_days", "shape", "intercept", "slope", "mass_casualty", "bad_month_harm"]
    _write("categories", [header, *rows])
    bases = [[c.value, region, value] for c, by in constants.base.items() for region, value in sorted(by.items())]
    _write("base", [["category", "subregion", "harm_a_day"], *bases])
    terms = [[t.category.value, t.indicator, t.form, t.centre, t.spread, t.weight] for t in constants.structure]
    _write("structure", [["category", "indicator", "form", "centre", "spread", "weight"], *terms])
    print("security for the .toml:", constants.headlines["security"])


def _write(name: str, rows: Sequence[Sequence[object]]) -> None:
    with (FACTS / f"ratings/pressure_2026_{name}.csv").open("w", encoding="utf-8", newline="") as out:
        out.write(f"# {WRITTEN}. docs/methods/pressure_2026.md\n")
        csv.writer(out, lineterminator="\n").writerows(rows)


def _sig(value: float) -> float:
    return float(f"{value:.4g}")


if __name__ == "__main__":
    main()
