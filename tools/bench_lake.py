"""How the lake's heaviest query grows: time and memory of harm by area and category over made-up incidents.

python -m tools.bench_lake [--rows N ...] [--engine duckdb|spark://local[2]]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Severity
from lookfar.facts.ratings import open_constants
from lookfar.facts.shipped import read_table
from lookfar.lake import pressure
from lookfar.lake.opened import open_lake
from lookfar.lake.shape import SCHEMAS, Name, micros
from lookfar.lake.store import Lake

ROWS = (10_000, 100_000, 1_000_000, 10_000_000)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
MONTHS = 144


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=list(ROWS))
    parser.add_argument("--engine", default="duckdb")
    parser.add_argument("--ask", type=Path, help="ask the lake under this directory, and say how long it took")
    given = parser.parse_args()
    if given.ask:
        return _ask(Lake(given.ask), given.engine)
    print(f"lake on {given.engine}: harm of 250 areas x 12 categories over 12 years of incidents")
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
    return lake


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
    schema = SCHEMAS[Name.INCIDENTS]
    arrays = [columns.get(field.name, pa.nulls(count, field.type)) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _picked(chance: np.random.Generator, names: list[str], count: int) -> pa.Array:
    picked = pa.array(chance.integers(0, len(names), count))
    return pa.DictionaryArray.from_arrays(picked, pa.array(names)).cast(pa.string())


def _ask(lake: Lake, engine: str) -> int:
    constants = open_constants()
    weighing = pressure.Weighing(
        half_lives={category: one.half_life for category, one in constants.categories.items()},
        severity=constants.severity,
        credibility=constants.credibility,
        toll_exponent=constants.toll_exponent,
        memory=timedelta(days=12 * 365),
    )
    began = _clocks()
    with open_lake(lake, engine) as opened:
        checked = _since(began)
        said = []
        for back in (0, 365):
            start = _clocks()
            found = pressure.of_countries(opened, as_of=NOW - timedelta(days=back), weighing=weighing)
            said.append(f"{len(found)} cells {_since(start)}")
        start = _clocks()
        finer = pressure.of_first_levels(opened, as_of=NOW, weighing=weighing)
        said.append(f"{len(finer)} cells of first levels {_since(start)}")
    status = Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
    print(f"hashes {checked}; {'; '.join(said)}; peak {peak:.0f} MiB")
    return 0


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(start: tuple[float, float]) -> str:
    wall, cpu = (now - then for now, then in zip(_clocks(), start, strict=True))
    return f"{wall:.2f} s ({cpu:.2f} s of processor)"


if __name__ == "__main__":
    sys.exit(main())
