"""What the lake knew at a time of deaths by month, as the forecast models take it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

import numpy as np

from lookfar.domain.errors import InvalidValue
from lookfar.facts.stability import Stability, known_stability
from lookfar.flow.importing import state_lifespans
from lookfar.forecasts.history import History, Month
from lookfar.forecasts.issue import is_enough
from lookfar.lake.deaths import MonthOfDeaths, monthly_deaths, vintage
from lookfar.lake.opened import Opened


class DeathsKnown:
    """Deaths by month as the lake knew them at `at`."""

    def __init__(self, lake: Opened, at: datetime) -> None:
        self.at = at
        self._months = monthly_deaths(lake, known_by=at, lifespans=state_lifespans())
        self.vintage = vintage(lake, known_by=at)

    @cached_property
    def seen(self) -> dict[tuple[str, int], float]:
        """By area and month (YYYYMM); what is not in it is not known."""
        return {(one.isocode, one.period): float(one.fatalities_UCDP) for one in self._months}

    @property
    def newest(self) -> Month | None:
        """The newest month that anything is known of."""
        return Month.of_period(max(one.period for one in self._months)) if self._months else None

    @property
    def cutoff(self) -> Month | None:
        """The newest month that a forecast can be made from: known for enough countries after enough months."""
        history = self.history()
        if history is None:
            return None
        months = (Month(number=history.first.number + at) for at in range(len(history.deaths) - 1, -1, -1))
        return next((month for month in months if is_enough(history, month)), None)

    def history(self) -> History | None:
        """All of it as a table without political stability; None when nothing is known."""
        return _table(self._months, _nothing) if self._months else None

    def until(self, cutoff: Month) -> History:
        """The table up to a cutoff, nothing of later months in it; raises InvalidValue when nothing is known then."""
        some = [one for one in self._months if Month.of_period(one.period).number <= cutoff.number]
        if not some:
            raise InvalidValue(f"no deaths of {cutoff.period} or before are known")
        return _table(some, known_stability()).until(cutoff)


def _nothing(_area: str, _month: Month) -> float | None:
    return None


def _table(months: Sequence[MonthOfDeaths], stability: Stability) -> History:
    areas = tuple(sorted({one.isocode for one in months}))
    column = {area: at for at, area in enumerate(areas)}
    numbers = [Month.of_period(one.period).number for one in months]
    first = min(numbers)
    shape = (max(numbers) - first + 1, len(areas))
    deaths, people = np.full(shape, np.nan), np.full(shape, np.nan)
    for one, number in zip(months, numbers, strict=True):
        deaths[number - first, column[one.isocode]] = one.fatalities_UCDP
        people[number - first, column[one.isocode]] = math.nan if one.population is None else one.population
    known = [[stability(area, Month(number=first + row)) for area in areas] for row in range(shape[0])]
    return History(
        areas=areas,
        first=Month(number=first),
        deaths=deaths,
        population=people,
        stability=np.array([[math.nan if one is None else one for one in row] for row in known]),
    )
