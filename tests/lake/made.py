"""Rows of the lake as tests need them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from lookfar.lake.engine import Engine
from lookfar.lake.opened import Opened
from lookfar.lake.shape import Name, instant, micros, month_of
from lookfar.lake.store import Lake

NOW = datetime(2022, 1, 6, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def incident(name: str, **changed: object) -> dict[str, object]:
    """One version of one incident in Almaty, ten days old, known a day later."""
    happened = changed.pop("happened", NOW - 10 * DAY)
    recorded = changed.pop("recorded", NOW - 9 * DAY)
    superseded = changed.pop("superseded", None)
    assert isinstance(happened, datetime)
    assert isinstance(recorded, datetime)
    assert superseded is None or isinstance(superseded, datetime)
    return {
        "incident_id": name,
        "version": 1,
        "category": "unrest",
        "event_type": "violent_demonstration",
        "status": "confirmed",
        "severity": "Severe",
        "credibility": 1,
        "country": "KAZ",
        "admin1": "Almaty",
        "precision": "city",
        "lon": 76.9,
        "lat": 43.2,
        "radius_km": 10.0,
        "happened_us": micros(happened),
        "ended_us": micros(happened + DAY),
        "deaths_low": None,
        "deaths_best": None,
        "deaths_high": None,
        "injured_best": None,
        "sources": 1,
        "reports": 1,
        "weight": 0.8,
        "recorded_us": micros(recorded),
        "superseded_us": None if superseded is None else micros(superseded),
        "origin": "live",
        **changed,
    }


def written(lake: Lake, rows: Iterable[Mapping[str, object]], table: Name = Name.INCIDENTS) -> Lake:
    """The lake with these rows in it, by month of recording."""
    by_month: dict[str, list[Mapping[str, object]]] = {}
    for row in rows:
        recorded = row["recorded_us"]
        assert isinstance(recorded, int)
        by_month.setdefault(month_of(instant(recorded)), []).append(row)
    with lake.writing(now=NOW) as writer:
        for month, held in by_month.items():
            writer.replace(table, month, held)
    return lake


def asked(lake: Lake, engine: Engine) -> Opened:
    """The lake on a test's engine."""
    return Opened(lake.current(), engine, lake.root)
