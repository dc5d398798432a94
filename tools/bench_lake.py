"""How the score's heaviest part grows: what followed two years of daily ratings, over made-up incidents of twelve years.

python -m tools.bench_lake [--rows N ...] [--engine duckdb|spark://local[2]]

It asks what the score asks (`flow.score_levels.level_part`): 250 areas x 16 ratings x 730 days against every incident.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import numpy as np
import pyarrow as pa

from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Severity
from lookfar.facts.shipped import read_table
from lookfar.lake.opened import open_lake
from lookfar.lake.shape import SCHEMAS, Name, micros, month_of
from lookfar.lake.store import Lake, Writer
from lookfar.ratings.levels import KEYS

ROWS = (10_000, 100_000, 1_000_000, 10_000_000)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
MONTHS = 144
RATED = 730
"""Days of ratings: what a score looks back on."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=list(ROWS))
    parser.add_argument("--engine", default="duckdb")
    parser.add_argument("--ask", type=Path, help="ask the lake under this directory, and say how long it took")
    given = parser.parse_args()
    if given.ask:
        return _ask(Lake(given.ask), given.engine)
    print(f"lake on {given.engine}: what followed 250 areas x 16 ratings x 730 days, by incidents of 12 years")
    for rows in given.rows:
        with tempfile.TemporaryDirectory(prefix="bench-lake-") as folder:
            made = make(Lake(Path(folder)), rows)
            size = sum(file.size for file in made.current().files) / 2**20
            command = [sys.executable, "-m", "tools.bench_lake", "--engine", given.engine, "--ask", folder]
            asked = subprocess.run(command, check=True, capture_output=True, text=True)
            print(f"{rows:>10} incidents, {size:6.1f} MiB: {asked.stdout.strip()}", flush=True)
    return 0


def make(lake: Lake, rows: int, seed: int = 1) -> Lake:
    """A lake of this many incident versions over 144 months, the same for the same seed."""
    chance = np.random.default_rng(seed)
    countries = sorted(row["alpha3"] for row in read_table("regions.csv"))
    with lake.writing(now=NOW) as writer:
        for month in range(MONTHS):
            count = rows * (month + 1) // MONTHS - rows * month // MONTHS
            first = datetime(2014 + month // 12, month % 12 + 1, 1, tzinfo=UTC)
            writer.replace(Name.INCIDENTS, f"{first:%Y-%m}", _month(chance, countries, first, count))
        _rate(writer, chance, countries)
    return lake


def _rate(writer: Writer, chance: np.random.Generator, countries: list[str]) -> None:
    """A daily run of every day, each area always near a level of its own."""
    by_month: dict[str, list[pa.Table]] = {}
    for back in range(RATED, 0, -1):
        day = NOW - timedelta(days=back)
        by_month.setdefault(month_of(day), []).append(_run(chance, countries, day))
    for month, runs in by_month.items():
        writer.replace(Name.RATINGS, month, pa.concat_tables(runs))


def _run(chance: np.random.Generator, countries: list[str], day: datetime) -> pa.Table:
    count = len(countries) * len(KEYS)
    level = np.clip(np.repeat(5 - np.arange(len(countries)) // 20, len(KEYS)) + (chance.random(count) < 0.1), 1, 5)
    score = np.round(level * 20.0 - 20.0 * chance.random(count), 6)
    columns: dict[str, pa.Array] = {
        "area": pa.array(np.repeat(countries, len(KEYS))),
        "category": pa.array(list(KEYS) * len(countries)),
        "as_of_us": pa.array(np.full(count, micros(day))),
        "level": pa.array(level.astype(np.int16)),
        "score": pa.array(score),
        "low": pa.array(score - 3),
        "high": pa.array(score + 3),
        "coverage": _same("covered", count),
        "ahead_days": pa.array(np.full(count, 90, np.int32)),
        "ahead_mean": pa.array(level / 2.0),
        "ahead_low": pa.array(np.zeros(count, np.int32)),
        "ahead_high": pa.array(level.astype(np.int32)),
        "method": _same("made@0", count),
        "origin": _same("live", count),
    }
    return _table(Name.RATINGS, columns, count)


def _same(word: str, count: int) -> pa.Array:
    return pa.array(np.full(count, word))


def _table(name: Name, columns: dict[str, pa.Array], count: int) -> pa.Table:
    """What is not made is not known."""
    schema = SCHEMAS[name]
    return pa.Table.from_arrays(
        [columns.get(field.name, pa.nulls(count, field.type)) for field in schema], schema=schema
    )


def _month(chance: np.random.Generator, countries: list[str], first: datetime, count: int) -> pa.Table:
    happened = micros(first) + chance.integers(0, 28 * 86_400_000_000, count)
    deaths = chance.poisson(0.8, count)
    country = np.minimum(chance.geometric(0.02, count) - 1, len(countries) - 1)
    columns: dict[str, pa.Array] = {
        "incident_id": pa.array([f"{first:%Y%m}-{number}" for number in range(count)]),
        "version": pa.array(np.ones(count, np.int32)),
        "category": _picked(chance, [one.value for one in Category], count),
        "severity": _picked(chance, [one.value for one in Severity], count),
        "status": _picked(chance, ["confirmed", "confirmed", "developing", "retracted"], count),
        "credibility": pa.array(chance.integers(1, 7, count).astype(np.int16)),
        "country": pa.DictionaryArray.from_arrays(pa.array(country), pa.array(countries)).cast(pa.string()),
        "admin1": _picked(chance, [f"region {number}" for number in range(20)], count),
        "happened_us": pa.array(happened),
        "ended_us": pa.array(happened + 3_600_000_000),
        "deaths_best": pa.array(deaths.astype(np.int32), mask=chance.random(count) < 0.3),
        "weight": pa.array(np.round(chance.random(count), 6)),
        "recorded_us": pa.array(happened + 7_200_000_000),
        "superseded_us": pa.array(happened + 86_400_000_000, mask=chance.random(count) < 0.9),
    }
    return _table(Name.INCIDENTS, columns, count)


def _picked(chance: np.random.Generator, names: list[str], count: int) -> pa.Array:
    picked = pa.array(chance.integers(0, len(names), count))
    return pa.DictionaryArray.from_arrays(picked, pa.array(names)).cast(pa.string())


def _ask(lake: Lake, engine: str) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lookfar.web.settings")
    django.setup()
    from lookfar.flow.score_levels import level_part

    began = _clocks()
    with open_lake(lake, engine) as opened:
        checked = _since(began)
        said = []
        for _ in range(2):
            start = _clocks()
            found = level_part(opened, as_of=NOW)
            said.append(_since(start))
    rows, methods = cast("list[object]", found["rows"]), cast("list[dict[str, int]]", found["methods"])
    status = Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
    print(
        f"hashes {checked}; {len(rows)} rows of {methods[0]['ratings']} ratings {said[0]}; again {said[1]}; "
        f"peak {peak:.0f} MiB"
    )
    return 0


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(start: tuple[float, float]) -> str:
    wall, cpu = (now - then for now, then in zip(_clocks(), start, strict=True))
    return f"{wall:.2f} s ({cpu:.2f} s of processor)"


if __name__ == "__main__":
    sys.exit(main())
