"""Speed of the ratings: the world at once over twelve years of made incidents, and one area after one new incident."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median

import numpy as np

from lookfar.domain.geo import Point
from lookfar.domain.ids import IncidentId, ReportId
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import Toll
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import Certainty, Coverage, Credibility, IncidentStatus, Origin, Severity, Urgency
from lookfar.facts.rating_methods import open_methods
from lookfar.facts.shipped import read_table
from lookfar.ratings.coverage import Watch
from lookfar.ratings.evidence import evidence_of
from lookfar.ratings.inputs import AreaInputs

NOW = datetime(2022, 1, 1, tzinfo=UTC)
YEARS, INCIDENTS = 12, 40_000


def main() -> None:
    """The world in this process; one area in another, since a store is chosen once a process."""
    world()
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "tools.bench_ratings", "--touched"]
        subprocess.run(command, check=True, env={**os.environ, "LOOKFAR_HOME": home})


def world() -> None:
    """250 areas x 12 categories from 40,000 incidents of twelve years, snapshots included."""
    method = open_methods().current
    watch = dict.fromkeys(Category, Watch(coverage=Coverage.COVERED, since=NOW - timedelta(days=4383), until=NOW))
    by_area: dict[str, list[Incident]] = {}
    for one in made():
        by_area.setdefault(one.place.country if one.place else "", []).append(one)
    inputs = [
        AreaInputs(
            area=row["alpha3"],
            region=row["subregion"],
            as_of=NOW,
            evidence=tuple(e for i in by_area.get(row["alpha3"], ()) for _, e in evidence_of(i, ())),
            indicators=(),
            watches=watch,
        )
        for row in read_table("regions.csv")
    ]
    method.issue(inputs)
    began, cpu = time.perf_counter(), time.process_time()
    method.issue(inputs)
    print(
        f"ratings: {len(inputs)} areas x 12 categories over {YEARS} years ({INCIDENTS} incidents): "
        f"{time.perf_counter() - began:.2f} s, {time.process_time() - cpu:.2f} s of one core (wanted: 2)"
    )


def touched() -> None:
    """One area rated and kept through the database, after each of some new incidents; twelve years stand in it."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lookfar.web.settings")
    django.setup()
    from lookfar.cli.store import open_store
    from lookfar.flow.rating import Rater
    from lookfar.flow.tools import open_tools
    from lookfar.ratings.inputs import Run
    from lookfar.records import incidents as store

    open_store()
    store.keep_versions(list(made()))
    rater = Rater(open_tools())
    rater.issue(as_of=NOW, run=Run.TOUCHED, areas=["KAZ"])
    walls, cpus = [], []
    for n, one in enumerate(made(20, country="KAZ", name="new")):
        moment = NOW + timedelta(minutes=n + 1)
        store.keep_versions([replace(one, recorded_at=moment)])
        began, cpu = time.perf_counter(), time.process_time()
        rater.issue(as_of=moment, run=Run.TOUCHED, areas=["KAZ"])
        walls.append(time.perf_counter() - began)
        cpus.append(time.process_time() - cpu)
    print(
        f"ratings: one area after one new incident, through the database: median {median(walls) * 1000:.0f} ms, "
        f"{median(cpus) * 1000:.0f} ms of one core (wanted: 50)"
    )


def made(count: int = INCIDENTS, *, country: str = "", name: str = "old") -> Iterator[Incident]:
    """Seeded incidents: most in few countries, as in the news; the newest of `country` at the end of the span."""
    rng = np.random.default_rng(2026)
    areas = [row["alpha3"] for row in read_table("regions.csv")]
    share = 1.0 / np.arange(1, len(areas) + 1)
    chosen = rng.choice(len(areas), count, p=share / share.sum())
    days = rng.random(count) * (YEARS * 365 if not country else 3)
    kinds = rng.integers(0, len(Category), count)
    for n in range(count):
        start = NOW - timedelta(days=float(days[n]))
        yield Incident(
            id=IncidentId(f"{name}-{n:06d}"),
            version=1,
            status=IncidentStatus.CONFIRMED,
            category=tuple(Category)[kinds[n]],
            event_type=EventType("riot"),
            title=f"Made incident {n}",
            happened=Interval(start=start, end=start + timedelta(hours=1)),
            place=Place(
                name="Somewhere",
                point=Point(lon=20.0, lat=10.0),
                radius_km=10.0,
                country=country or areas[chosen[n]],
                precision=Precision.CITY,
                confidence=0.9,
            ),
            severity=tuple(Severity)[n % 5],
            urgency=Urgency.PAST,
            certainty=Certainty.OBSERVED,
            credibility=Credibility.CONFIRMED,
            reports=(ReportId(f"wikipedia_current_events:{n}"),),
            sources=("Reuters", f"Paper {n % 40}"),
            recorded_at=start,
            origin=Origin.LIVE,
            fatalities=Toll(best=n % 7),
            confidence=0.9,
        )


if __name__ == "__main__":
    touched() if "--touched" in sys.argv else main()
