"""Forecasts from December 2021, issued on 1 February 2022, and the month that resolved one; deaths are made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from tests.forecasts.made import world

from lookfar.domain.forecast import Forecast, Issue
from lookfar.domain.vocabulary import Origin
from lookfar.forecasts import ledger
from lookfar.forecasts.history import Month
from lookfar.forecasts.issue import history_hash, make
from lookfar.records import forecasts as kept

ISSUED = datetime(2022, 2, 1, tzinfo=UTC)
RESOLVED = datetime(2022, 3, 20, tzinfo=UTC)
CUTOFF = Month.of_period(202112)
_AREAS = 33


@cache
def forecasts() -> tuple[tuple[Forecast, ...], str]:
    """KAZ is quiet, UKR is at war; with the hash of the history."""
    made = world(months=40, areas=_AREAS)
    history = replace(
        made,
        areas=("KAZ", "AAA", "UKR", *made.areas[3:]),
        first=Month(number=CUTOFF.number - 39),
    )
    return tuple(make(history, CUTOFF)), history_hash(history)


def issue(origin: Origin = Origin.LIVE) -> None:
    """Keeps them as issued."""
    made, digest = forecasts()
    one = Issue(
        cutoff=CUTOFF.period,
        model="analogues_2026@0123456789ab",
        history=digest,
        vintage="UCDP candidate 21.0.12",
        recorded_at=ISSUED,
        made_at=ISSUED,
        origin=origin,
        areas=tuple(one.area for one in made),
    )
    assert kept.keep(one, made)


def resolve(deaths: float = 12.0) -> None:
    """January comes in: so many deaths everywhere."""
    made, _ = forecasts()
    month = Month(number=CUTOFF.number + 1)
    found = ledger.resolve_month(made, month, {(one.area, month.period): deaths for one in made})
    assert found is not None
    assert kept.keep_resolution(
        CUTOFF.period,
        month.period,
        figures=f"{deaths}",
        vintage="UCDP candidate 22.0.1",
        at=RESOLVED,
        made_at=RESOLVED,
        content=ledger.written(found),
    )
