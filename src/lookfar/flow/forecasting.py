"""Forecasts issued when a month comes in, and held against the months that followed."""

from __future__ import annotations

from datetime import datetime

from lookfar.domain.forecast import Scored
from lookfar.forecasts import ledger
from lookfar.forecasts.issue import BASELINES
from lookfar.records import forecasts as kept


def scored(as_of: datetime) -> list[Scored]:
    """How every forecaster did in the months that were resolved by then: all, by year, by lead; [] before any."""
    found = [(ledger.read(one.content), one.origin) for one in kept.resolutions(as_of=as_of)]
    return ledger.scored(found, BASELINES)
