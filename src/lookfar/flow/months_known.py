"""Months of deaths as ratings take them: what the lake's imported UCDP files said at the last midnight."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from threading import Lock

from lookfar.lake.manifest import Manifest
from lookfar.lake.shape import Name
from lookfar.lake.store import Lake
from lookfar.ratings.inputs import MonthlyDeaths

_YEAR = 12
_TABLES = (Name.UCDP_EVENTS, Name.UCDP_MONTHLY)

_DAYS = 4
"""Days asked about whose months a process keeps, some megabytes each."""
_SHARED: dict[Hashable, Mapping[str, MonthlyDeaths]] = {}
_SHARING = Lock()

Neighbours = Callable[[str], frozenset[str]]


@dataclass(slots=True)
class MonthsKnown:
    """Deaths by month of every country that somebody imported them of.

    What is imported counts from the next midnight (UTC) on, so that all ratings of a day rest on the same months. The
    lake is opened once in a process for each of the days asked about last and each state of it; without UCDP's files it
    is not opened at all.
    """

    lake: Lake
    engine: str
    neighbours: Neighbours
    _read: dict[tuple[datetime, int], Mapping[str, MonthlyDeaths]] = field(default_factory=dict)

    def at(self, as_of: datetime) -> Mapping[str, MonthlyDeaths]:
        """By alpha-3 code; raises Tampered when a file of the lake was changed on disk."""
        midnight = datetime.combine(as_of.astimezone(UTC).date(), time.min, UTC)
        held = self.lake.current()
        if not any(next(held.of(table), None) for table in _TABLES):
            return {}
        key = (midnight, len(held.imports))
        if key not in self._read:
            self._read.clear()
            self._read[key] = self._shared(held, midnight)
        return self._read[key]

    def _shared(self, held: Manifest, midnight: datetime) -> Mapping[str, MonthlyDeaths]:
        """What another question of this process read of the same state; its files are compared again."""
        files = tuple(file for table in _TABLES for file in held.of(table))
        imports = tuple((one.sha256, one.recorded_us, held.known_us(one)) for one in held.imports)
        key = (self.lake.root, self.engine, self.neighbours, midnight, files, imports)
        found = _SHARED.get(key)
        if found is not None:
            self.lake.look()
            return found
        found = self._opened(midnight)
        with _SHARING:
            while len(_SHARED) >= _DAYS:
                _SHARED.pop(next(iter(_SHARED)))
            _SHARED[key] = found
        return found

    def _opened(self, midnight: datetime) -> dict[str, MonthlyDeaths]:
        from lookfar.flow.deaths_known import DeathsKnown
        from lookfar.lake.opened import open_lake

        with open_lake(self.lake, self.engine) as opened:
            known = DeathsKnown(opened, midnight)
        by_area: dict[str, dict[int, float]] = {}
        for (area, period), deaths in known.seen.items():
            by_area.setdefault(area, {})[period // 100 * _YEAR + period % 100 - 1] = deaths
        return {
            area: _of_area(area, months, by_area, self.neighbours, known.vintage, midnight)
            for area, months in by_area.items()
        }


def _of_area(
    area: str,
    months: Mapping[int, float],
    by_area: Mapping[str, Mapping[int, float]],
    neighbours: Neighbours,
    vintage: str,
    midnight: datetime,
) -> MonthlyDeaths:
    last = max(months)
    years = [_last_year(by_area[other], last) for other in sorted(neighbours(area)) if other in by_area]
    near = [math.log1p(one) for one in years if one is not None]
    return MonthlyDeaths(
        last=last // _YEAR * 100 + last % _YEAR + 1,
        deaths=tuple(months.get(number) for number in range(min(months), last + 1)),
        around=sum(near) / len(near) if near else None,
        source=vintage,
        known_at=midnight,
    )


def _last_year(months: Mapping[int, float], last: int) -> float | None:
    """Deaths of the twelve months to `last`, scaled up from those known; None when none is."""
    known = [months[number] for number in range(last - _YEAR + 1, last + 1) if number in months]
    return _YEAR * sum(known) / len(known) if known else None
