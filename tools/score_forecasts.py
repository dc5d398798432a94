"""Sets a forecast model beside the simple rules: the figures of docs/methods/forecast.md.

    python -m tools.score_forecasts HISTORY.csv --years 2020 2021 2022 --seeds 1 2 3

For each year the history up to October of the year before, the year's twelve months. Prints the scores of each
system, the paired gaps of the model to each rule with 95 % intervals that resample countries (2,000 times), the chance
in the draws (standard error over five parts of them, both systems together), the transforms by tenth, and the onset of
violence in windows of three months after twelve quiet ones.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from lookfar.facts.stability import known_stability
from lookfar.forecasts import score
from lookfar.forecasts.backtest import Held, backtest, october_origins
from lookfar.forecasts.history import Floats, History, Month
from lookfar.forecasts.models import DEFAULT, model
from lookfar.forecasts.onset import quiet, windows
from lookfar.lake.monthly import read_history

RULES = ("conflictology_2026", "negative_binomial_2026", "long_run_2026", "last_value_2026", "zero_2026")
RESAMPLES = 2000
PARTS = 5
SCORES: Mapping[str, Callable[[Floats, Floats], Floats]] = {
    "CRPS": score.crps,
    "CRPS ln": score.crps_ln,
    "IGN": score.ignorance,
    "MIS": score.interval_score,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Of one system: each score by case, its five parts, and what calibration and onset need."""

    values: dict[str, Floats]
    parts: dict[str, Floats]
    pit: Floats
    median: Floats
    covered: dict[float, float]
    area: list[str]
    period: list[int]
    onset: list[tuple[str, float, float]]


def main() -> None:
    """Reads the arguments, runs, prints."""
    reads = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reads.add_argument("history", type=Path)
    reads.add_argument("--years", nargs="+", type=int, required=True)
    reads.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    reads.add_argument("--draws", type=int, default=1000)
    reads.add_argument("--model", default=DEFAULT)
    reads.add_argument("--until", type=int, help="YYYYMM: later months are left out of the scores")
    given = reads.parse_args()
    last = Month.of_period(given.until or max(given.years) * 100 + 12)
    today = Month.at(datetime.now(UTC))
    history = _padded(read_history(given.history, last, known_stability(), today=today), max(given.years))
    for seed in given.seeds:
        print(f"\n== seed {seed}, years {given.years}, {given.draws} draws")
        made = {name: _scored(name, history, given.years, given.draws, seed) for name in (given.model, *RULES)}
        _print(made, given.model, seed)


def _padded(history: History, year: int) -> History:
    """The history up to December of `year`; months after its end are not reported."""
    more = year * 12 + 11 - history.last.number
    empty = np.full((more, len(history.areas)), np.nan)
    return History(
        areas=history.areas,
        first=history.first,
        deaths=np.vstack([history.deaths, empty]),
        population=np.vstack([history.population, empty]),
        stability=np.vstack([history.stability, empty]),
    )


def _scored(name: str, history: History, years: list[int], draws: int, seed: int) -> Scored:
    held = list(backtest(model(name), history, october_origins(years), draws=draws, seed=seed))
    rng = np.random.default_rng([seed, 7])
    made, seen = np.concatenate([one.draws for one in held]), np.concatenate([one.seen for one in held])
    return Scored(
        values={key: make(made, seen) for key, make in SCORES.items()},
        parts={
            key: np.array([make(made[:, at::PARTS], seen).mean() for at in range(PARTS)])
            for key, make in SCORES.items()
        },
        pit=score.pit(made, seen, rng.random(len(seen))),
        median=np.median(made, axis=1),
        covered={level: float(score.covered(made, seen, level=level).mean()) for level in (0.5, 0.8, 0.9)},
        area=[area for one in held for area in one.area],
        period=[Month(number=one.origin.cutoff.number + lead).period for one in held for lead in one.lead],
        onset=[found for one in held for found in _onsets(one, history)],
    )


def _onsets(held: Held, history: History) -> list[tuple[str, float, float]]:
    """Area, chance said, whether anybody died, for each whole window of each quiet area."""
    known = history.until(held.origin.cutoff)
    silent = {known.areas[i] for i in np.flatnonzero(quiet(known)[-1])}
    found, areas = [], np.array(held.area)
    for area in sorted(silent & set(held.area)):
        rows = np.flatnonzero(areas == area)
        for part in windows(len(rows)):
            said = (held.draws[rows[part]].sum(axis=0) > 0).mean()
            found.append((area, float(said), float(held.seen[rows[part]].sum() > 0)))
    return found


def _print(made: dict[str, Scored], name: str, seed: int) -> None:
    for system, one in made.items():
        o = np.array([row[1:] for row in one.onset])
        figures = "  ".join(f"{key} {values.mean():.4f}" for key, values in one.values.items())
        covered = " ".join(f"{level:.0%} {share:.3f}" for level, share in one.covered.items())
        skill = score.brier_skill(o[:, 0], o[:, 1])
        print(f"{system:24s}{figures}  covered {covered}")
        print(
            f"{'':24s}onsets {o[:, 1].sum():.0f} of {len(o)}  AUC {score.auc(o[:, 0], o[:, 1])}  Brier skill {skill}"
        )
        for says, which in (("all months", one.median >= 0), ("median >= 1", one.median >= 1)):
            tenths = score.pit_deciles(one.pit[which])
            print(
                f"{'':24s}PIT {says} ({which.sum()}), worst off by {abs(tenths - 0.1).max():.3f}: "
                + " ".join(f"{share:.3f}" for share in tenths)
            )
    mine = made[name]
    for rule in RULES[:2]:
        print(f"{name} - {rule}: gap [95 %], chance in the draws")
        for says, which in _selections(mine.area, mine.period).items():
            print(f"  {says:32s}" + "; ".join(_gap(mine, made[rule], key, which, seed) for key in SCORES))
    print(f"AUC {name} - long_run_2026: {_auc_gap(mine.onset, made['long_run_2026'].onset, seed)}")


def _selections(area: list[str], period: list[int]) -> dict[str, Floats]:
    """All months; without the months into which deaths of unknown date are booked."""
    whole, areas, periods = np.ones(len(area), dtype=bool), np.array(area), np.array(period)
    ethiopia = (areas == "ETH") & np.isin(periods, (202101, 202208))
    january = periods % 100 == 1
    return {
        "all months": whole,
        "without Ethiopia 202101, 202208": ~ethiopia,
        "without January": ~january,
        "without January and Ethiopia": ~january & ~ethiopia,
    }


def _gap(mine: Scored, rule: Scored, key: str, which: Floats, seed: int) -> str:
    gap = (mine.values[key] - rule.values[key])[which]
    _, index = np.unique(np.array(mine.area)[which], return_inverse=True)
    sums, counts = np.bincount(index, gap), np.bincount(index)
    picks = np.random.default_rng(seed).integers(0, len(sums), (RESAMPLES, len(sums)))
    low, high = np.quantile(sums[picks].sum(axis=1) / counts[picks].sum(axis=1), [0.025, 0.975])
    chance = np.hypot(*(one.parts[key].std(ddof=1) / np.sqrt(PARTS) for one in (mine, rule)))
    return f"{key} {gap.mean():+.4f} [{low:+.4f}, {high:+.4f}] +-{chance:.4f}"


def _auc_gap(mine: list[tuple[str, float, float]], rule: list[tuple[str, float, float]], seed: int) -> str:
    """Paired by case, resampled by country."""
    said, other, happened = (
        np.array(x) for x in ([m[1] for m in mine], [r[1] for r in rule], [m[2] for m in mine])
    )
    areas = np.array([row[0] for row in mine])
    rows = [np.flatnonzero(areas == area) for area in np.unique(areas)]
    rng, gaps = np.random.default_rng(seed), []
    for _ in range(RESAMPLES):
        some = np.concatenate([rows[i] for i in rng.integers(0, len(rows), len(rows))])
        a, b = score.auc(said[some], happened[some]), score.auc(other[some], happened[some])
        if a is not None and b is not None:
            gaps.append(a - b)
    a, b = score.auc(said, happened), score.auc(other, happened)
    low, high = np.quantile(gaps, [0.025, 0.975])
    return f"{a:.3f} - {b:.3f} = {(a or 0) - (b or 0):+.3f} [{low:+.3f}, {high:+.3f}]"


if __name__ == "__main__":
    main()
