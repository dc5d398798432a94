"""Monthly deaths by country as a table that ends at a cutoff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from lookfar.domain.errors import InvalidValue

Floats = NDArray[np.float64]

NEWEST = 12
"""A country is forecast when it reported in these last months up to the cutoff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A calendar month; `number` counts months since the year 0, so that differences are months."""

    number: int

    @classmethod
    def of_period(cls, period: int) -> Month:
        """The month written YYYYMM; raises InvalidValue when there is no such month.

        >>> Month.of_period(202201).number - Month.of_period(202110).number
        3
        """
        year, month = divmod(period, 100)
        if not (1800 <= year <= 2200 and 1 <= month <= 12):
            raise InvalidValue(f"{period} is no month; a month is written YYYYMM, such as 202210")
        return cls(number=year * 12 + month - 1)

    @classmethod
    def at(cls, moment: datetime) -> Month:
        """The month a time lies in, of its own clock."""
        return cls(number=moment.year * 12 + moment.month - 1)

    @property
    def period(self) -> int:
        """YYYYMM."""
        return self.number // 12 * 100 + self.number % 12 + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Deaths and population, months x areas, from `first`; NaN is not reported, never 0.

    `stability`: World Bank political stability (about -2.5 to 2.5) as known in each month.
    """

    areas: tuple[str, ...]
    first: Month
    deaths: Floats
    population: Floats
    stability: Floats

    @property
    def last(self) -> Month:
        """The newest month of the table."""
        return Month(number=self.first.number + len(self.deaths) - 1)

    def _held(self) -> str:
        """From which month to which any country reports."""
        told = np.flatnonzero(~np.isnan(self.deaths).all(axis=1))
        if not told.size:
            return "the history holds no month of which any country reports"
        first, last = (Month(number=self.first.number + int(row)).period for row in told[[0, -1]])
        return f"the history holds {first} to {last}"

    def until(self, cutoff: Month) -> History:
        """The same table without a byte of what came after `cutoff`; areas unheard of by then are left out.

        Raises InvalidValue when no area reported in the cutoff month.
        """
        rows = cutoff.number - self.first.number + 1
        if rows < 1 or rows > len(self.deaths) or np.isnan(self.deaths[rows - 1]).all():
            raise InvalidValue(f"no country reports {cutoff.period}; {self._held()}")
        known = np.flatnonzero(~np.isnan(self.deaths[:rows]).all(axis=0))
        return History(
            areas=tuple(self.areas[i] for i in known),
            first=self.first,
            deaths=self.deaths[:rows, known].copy(),
            population=self.population[:rows, known].copy(),
            stability=self.stability[:rows, known].copy(),
        )

    def heard(self) -> History:
        """Areas that reported in at least one of the last 12 months."""
        rows = np.flatnonzero(~np.isnan(self.deaths[-NEWEST:]).all(axis=0))
        return History(
            areas=tuple(self.areas[i] for i in rows),
            first=self.first,
            deaths=self.deaths[:, rows],
            population=self.population[:, rows],
            stability=self.stability[:, rows],
        )

    def own_past(self, area: int) -> Floats:
        """What the area reported, oldest first, without its unreported months."""
        column = self.deaths[:, area]
        return column[~np.isnan(column)]
