"""Fits the tables of the newest method of countries on the past and writes them.

    python -m tools.fit_pressure --incidents FILE.csv --deaths ucdp_fatalities_monthly_iso3.csv [--write]

FILE.csv: written by tools/history_incidents.py. Everything is fitted on outcomes up to the end of the year
--fit-until; what followed later is the business of tools/score_ratings.py and tools/score_years.py.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
from scipy.stats import spearmanr

from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Category, Headline
from lookfar.facts.indicators import open_indicators
from lookfar.facts.rating_versions import NAME, open_model
from lookfar.ratings.constants import CategoryModel, ModelConstants, StructureTerm
from lookfar.ratings.decay import CATEGORIES, COLUMN
from lookfar.ratings.headlines import joint_points
from lookfar.ratings.methods.pressure_2026_11_28 import rate_many
from lookfar.ratings.scale import BOTTOM, straight
from tools import fitting
from tools.moments import Moments, terms_of, weighed
from tools.pressure_tables import write
from tools.rating_history import Floats, Past, asking, inputs_at, read, volume_at

FORMS = {
    "population": "log1p",
    "income_per_head": "log1p",
    "political_stability": "linear",
    "homicide_rate": "log1p",
    "ucdp_deaths": "log1p",
    "ucdp_deaths_3y": "log1p",
}
STRUCTURE = ("population", "income_per_head", "political_stability", "homicide_rate")
HARM = ("harm_short", "harm_middle", "harm_long")
COUNTS = ("count_short", "count_middle", "count_long")
MONTHS = ("deaths_3", "deaths_12", "deaths_48", "active_6", "active_12", "active_36", "around")
WITH_MONTHS = (*MONTHS, *STRUCTURE, "harm_short")
"""Of the incidents only what is newest: deaths are counted month by month (tools/compare_terms.py)."""
CROSS = ("terrorism.harm_long", "unrest.harm_long", "crime.harm_long")
RISING = ("harm", "count", "deaths", "active", "around", "prior", "terrorism", "unrest", "crime", "ucdp")
"""More of it never lowers a score."""

EDGES = {20.0: -3.6, 80.0: 0.6}
"""Score at a log-odds of a bad month: 20 points for every 1.4, so levels 2..5 begin at .027 .10 .31 .65."""
WAR_EDGES = {20.0: -1.1, 80.0: 3.1}
"""The same for 25 deaths in twelve months (UCDP's line for a conflict): .25 .57 .85 .96."""
DEATHS = 25.0
BAD_SHARE = 0.05
LEAST_BAD = 0.5
"""Harm of one Moderate incident that is as likely as not to be of this place and kind."""
MONTH, AHEAD = 30, 90
SHORT = (14.0, 30.0, 60.0, 90.0)
"""Half-lives tried for the short one, days."""
RIDGE, WAR_RIDGE = 1.0, 8.0
RAMPS = ((50.0, 2.0), (70.0, 10 / 3), (80.0, 5.0), (90.0, 10.0))
"""Discounts and gains tried for members of security other than armed conflict: all reach 100 at 100."""
PULLS = (0.0, 0.2)
WRITTEN = f"Lookfar, method {NAME}; fitted by tools/fit_pressure.py on outcomes of 2011-"


def main() -> None:
    parser = asking(__doc__)
    parser.add_argument("--fit-until", type=int, default=2016)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    until = options.fit_until
    constants = open_model()
    past = read(options.incidents, options.deaths, constants, until)
    constants = fit_volumes(past, constants, until)
    constants = fit_priors(past, constants, until)
    constants, bad = fit_categories(past, constants, until)
    constants = fit_war(past, constants, until)
    constants = fit_security(past, constants, until)
    if options.write:
        write(constants, bad, f"{WRITTEN}{until}")


def fit_volumes(past: Past, constants: ModelConstants, until: int) -> ModelConstants:
    """Incidents a day of the whole world, by category, in the years of the fit."""
    days = [date(y, m, 1) for y in range(2011, until + 1) for m in (1, 7)]
    mean = {c: float(np.mean([volume_at(past, d).by_category[c] for d in days])) for c in CATEGORIES}
    categories = {c: replace(v, volume=round(mean[c], 4)) for c, v in constants.categories.items()}
    return replace(constants, categories=categories)


def fit_priors(past: Past, constants: ModelConstants, until: int) -> ModelConstants:
    """Negative binomial of next year's harm on indicators, intercepts of subregions shrunk to the world's."""
    years = range(2011, until + 1)
    x, centre, spread = _design(past, years)
    groups = sorted(set(past.regions))
    member = np.tile([groups.index(r) for r in past.regions], len(years))
    base, structure = {}, []
    for column, category in enumerate(CATEGORIES):
        y = np.concatenate([past.next_harm(date(year, 1, 1), 365)[:, column] for year in years])
        world, by_group, weights = fitting.prior(y, x, member, len(groups), 365.0)
        base[category] = {"*": _sig(np.exp(world))} | {
            group: _sig(np.exp(world + by_group[n])) for n, group in enumerate(groups) if group
        }
        structure += [
            StructureTerm(
                category=category,
                indicator=name,
                form=form,
                centre=round(centre[n], 4),
                spread=round(spread[n], 4),
                weight=round(float(weights[n]), 3),
            )
            for n, (name, form) in enumerate(FORMS.items())
        ]
    return replace(constants, base=base, structure=tuple(structure))


def _design(past: Past, years: Sequence[int]) -> tuple[Floats, list[float], list[float]]:
    look_up = open_indicators()
    table = np.full((len(years) * len(past.areas), len(FORMS)), np.nan)
    for n, (year, area) in enumerate(itertools.product(years, past.areas)):
        values = {i.name: i.value for i in look_up(area, datetime(year, 1, 1, tzinfo=UTC))}
        for k, (name, form) in enumerate(FORMS.items()):
            if name in values:
                table[n, k] = np.log1p(max(values[name], 0.0)) if form == "log1p" else values[name]
    centre, spread = np.nanmean(table, axis=0), np.nanstd(table, axis=0)
    return np.nan_to_num((table - centre) / spread), centre.tolist(), spread.tolist()


def fit_categories(past: Past, constants: ModelConstants, until: int) -> tuple[ModelConstants, Floats]:
    """Log-odds of a bad month and the outlook of each category; the short half-life is chosen by likelihood."""
    days = [date(y, m, 1) for y in range(2011, until + 1) for m in range(1, 13, 2)]
    days = [day for day in days if day + timedelta(days=AHEAD) <= date(until + 1, 1, 1)]
    moments = Moments(past, days, constants)
    later = np.concatenate([past.next_harm(day, MONTH) for day in days])
    relevant = np.concatenate([past.next_relevant(day, AHEAD) for day in days])
    bad = np.maximum(LEAST_BAD, np.quantile(later, 1 - BAD_SHARE, axis=0))
    best: dict[Category, tuple[float, CategoryModel]] = {}
    for short in SHORT:
        tried = {c: replace(v, half_lives=(short, *v.half_lives[1:])) for c, v in constants.categories.items()}
        moments.again(replace(constants, categories=tried))
        for column, category in enumerate(CATEGORIES):
            loss, model = _fit_one(
                moments, category, tried[category], later[:, column] >= bad[column], relevant[:, column]
            )
            if category not in best or loss < best[category][0]:
                best[category] = (loss, model)
            print(f"{category:15s} short {short:<4g} loss {loss:9.1f}", flush=True)
    return replace(constants, categories={c: best[c][1] for c in CATEGORIES}), bad


def _fit_one(
    moments: Moments, category: Category, model: CategoryModel, bad: Floats, relevant: Floats
) -> tuple[float, CategoryModel]:
    names = ("prior", *HARM)
    x, terms = terms_of(moments, names, category)
    intercepts, weights, loss = fitting.ordinal(x, bad * 1.0, (1.0,), RIDGE, fitting.bounds(names, RISING))
    counted = ("prior", *COUNTS)
    volume = np.concatenate([np.log(given.each[:, COLUMN[category]]) for given in moments.given])
    z, count_terms = terms_of(moments, counted, category)
    log_days = volume + np.log(AHEAD)
    found, shape, count_loss = fitting.counts(z, relevant, log_days, RIDGE, fitting.bounds(counted, RISING))
    zero, points = _scale(EDGES)
    return loss + count_loss, replace(
        model,
        zero=zero,
        points=points,
        score=weighed(intercepts[0], terms, weights),
        months=(),
        outlook=weighed(found[0], count_terms, found[1:]),
        shape=round(float(shape[0]), 4),
        shape_slope=round(float(shape[1]), 4),
    )


def _scale(edges: dict[float, float]) -> tuple[float, float]:
    (low, low_odds), (high, high_odds) = edges.items()
    points = (high - low) / (high_odds - low_odds)
    return round(low - points * low_odds, 4), round(points, 4)


def fit_war(past: Past, constants: ModelConstants, until: int) -> ModelConstants:
    """Armed conflict: log-odds of 25 deaths in the next twelve months, with months of deaths and without."""
    days = [date(y, m, 1) for y in range(2011, until + 1) for m in (1, 4, 7, 10)]
    days = [day for day in days if day <= date(until, 1, 1)]
    moments = Moments(past, days, constants)
    deaths = np.concatenate([past.next_deaths(day) for day in days])
    told = ~np.isnan(deaths)
    found = {}
    for name, names in {
        "months": WITH_MONTHS,
        "score": ("ucdp_deaths", "ucdp_deaths_3y", *STRUCTURE, *HARM, *CROSS),
    }.items():
        x, terms = terms_of(moments, names, Category.ARMED_CONFLICT)
        intercepts, weights, _ = fitting.ordinal(
            x[told], deaths[told], (DEATHS,), WAR_RIDGE, fitting.bounds(names, RISING)
        )
        found[name] = weighed(intercepts[0], terms, weights)
        print(name, np.round(intercepts, 2), {t.name: t.weight for t in found[name]})
    zero, points = _scale(WAR_EDGES)
    of = replace(
        constants.categories[Category.ARMED_CONFLICT],
        zero=zero,
        points=points,
        months=found["months"],
        score=found["score"],
    )
    return replace(constants, categories={**constants.categories, Category.ARMED_CONFLICT: of})


def fit_security(past: Past, constants: ModelConstants, until: int) -> ModelConstants:
    """What the other members must score before they count, by rank correlation with next year's deaths."""
    days = [date(year, 1, 1) for year in range(2011, until + 1)]
    later = [past.next_deaths(day) for day in days]
    tables = [
        _straight(rate_many(inputs_at(past, day, constants, months=m), constants))
        for m in (True, False)
        for day in days
    ]
    seen = np.ones(tables[0].shape, dtype=bool)
    security = constants.headlines[Headline.SECURITY.value]
    best = (-1.0, security)
    for (discount, gain), pull in itertools.product(RAMPS, PULLS):
        others: dict[Category, float] = {c: discount for c in security.members if c is not Category.ARMED_CONFLICT}
        tried = replace(security, discount=others, gain=gain, state_discount=discount, state_pull=pull)
        ranks = [
            _rank(joint_points(tried, table[:, :, None], seen, level_width=20.0)[:, 0], deaths)
            for table, deaths in zip(tables, [*later, *later], strict=True)
        ]
        by_months = np.array(ranks).reshape(2, -1).mean(axis=1)
        print(f"security discount {discount:g} gain {gain:g} pull {pull:g}: {by_months.round(4)}", flush=True)
        if np.mean(ranks) > best[0]:
            best = (float(np.mean(ranks)), tried)
    return replace(constants, headlines={**constants.headlines, Headline.SECURITY.value: best[1]})


def _straight(rated: Sequence[tuple[Rating, ...]]) -> Floats:
    """Scores of the categories with the upper end of the scale open again, areas x 12."""
    scores = np.array([[r.score for r in one[:12]] for one in rated])
    found: Floats = np.maximum(scores, straight(scores))
    return found


def _rank(scores: Floats, deaths: Floats) -> float:
    """Rank correlation, places below level 2 as one class: among them the score claims little."""
    told = ~np.isnan(deaths)
    return float(spearmanr(np.maximum(scores[told], BOTTOM), deaths[told]).statistic)


def _sig(value: float) -> float:
    return float(f"{value:.4g}")


if __name__ == "__main__":
    main()
