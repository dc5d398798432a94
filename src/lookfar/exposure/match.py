"""Where footprints meet presence: exact great-circle distance, half-open times."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lookfar.domain.exposure import Exposure, Footprint, Match
from lookfar.domain.geo import EARTH_RADIUS_KM, Point
from lookfar.domain.vocabulary import Severity

TOLERANCE_KM = 1e-9
"""A micrometre: below what floating point can tell apart on this sphere."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


class Index:
    """Exposures held in memory, sorted by latitude, to be met by footprint after footprint.

    `regions_of` names the first-level regions an exposure may lie in (none unknown), for incidents known to a region
    only; without it such an incident counts within its region's radius of doubt inside the country. `countries_of`
    names the countries besides its own that an exposure may be in, given its radius. `name_of`: a country's name, for
    reasons.
    """

    def __init__(
        self,
        exposures: Sequence[Exposure],
        regions_of: Callable[[Exposure, str], frozenset[str]] | None = None,
        countries_of: Callable[[Exposure], frozenset[str]] | None = None,
        name_of: Callable[[str], str] = str,
    ) -> None:
        self._exposures = sorted(exposures, key=lambda e: (e.point.lat, e.id))
        self._regions_of, self._countries_of, self._name_of = regions_of, countries_of, name_of
        self._lat = np.array([e.point.lat for e in self._exposures], dtype=np.float64)
        self._lon = np.array([e.point.lon for e in self._exposures], dtype=np.float64)
        self._radius = np.array([e.radius_km for e in self._exposures], dtype=np.float64)
        self._start = np.array([_micros(e.period.start) for e in self._exposures], dtype=np.int64)
        self._end = np.array([_micros(e.period.end) for e in self._exposures], dtype=np.int64)
        self._perimeter = {severity: self._perimeters(severity) for severity in Severity}

    def __len__(self) -> int:
        return len(self._exposures)

    def of(self, subject_id: str) -> Exposure | None:
        """Where one subject is, None when it is not among these."""
        return next((one for one in self._exposures if one.subject_id == subject_id), None)

    def meet(self, footprint: Footprint) -> tuple[Match, ...]:
        """Every exposure the footprint reaches, nearest first, then by exposure id."""
        near = self._near(footprint)
        met = {match.exposure.id for match in near}
        return _sorted([*near, *(match for match in self._inside(footprint) if match.exposure.id not in met)])

    def _near(self, footprint: Footprint) -> list[Match]:
        if footprint.point is None or not self._exposures:
            return []
        own = self._perimeter[footprint.severity]
        reach = np.where(np.isnan(own), footprint.reach_km, own + footprint.doubt_km)
        limit = reach + self._radius
        rows = self._band(footprint.point.lat, float(limit.max()))
        rows = rows[self._while(footprint, rows)]
        away = distances_km(footprint.point, self._lon[rows], self._lat[rows])
        hit = away <= limit[rows] + TOLERANCE_KM
        return [
            self._match(footprint, int(row), float(km), float(reach[row]))
            for row, km in zip(rows[hit], away[hit], strict=True)
        ]

    def _inside(self, footprint: Footprint) -> list[Match]:
        """Each exposure once, in the first of the countries that it may be in."""
        found: dict[int, Match] = {}
        for country in (*footprint.countries, *footprint.beside):
            rows = self._by_country.get(country, np.empty(0, dtype=np.int64))
            for row in map(int, rows[self._while(footprint, rows)]):
                if row not in found and self._in_region(footprint, country, row):
                    found[row] = self._match(footprint, row, None, footprint.reach_km, country)
        return list(found.values())

    def _in_region(self, footprint: Footprint, country: str, row: int) -> bool:
        if not footprint.admin1 or country in footprint.beside:
            return True
        exposure = self._exposures[row]
        regions = self._regions_of(exposure, country) if self._regions_of else frozenset()
        if regions:
            return footprint.admin1.casefold() in {region.casefold() for region in regions}
        if footprint.centre is None:
            return True
        away = distances_km(footprint.centre, self._lon[row : row + 1], self._lat[row : row + 1])
        return float(away[0]) <= footprint.doubt_km + exposure.radius_km

    def _match(self, footprint: Footprint, row: int, km: float | None, reach: float, country: str = "") -> Match:
        exposure = self._exposures[row]
        overlap = exposure.period.overlap(footprint.period)
        assert overlap is not None, "times were compared before"
        middle = None
        if km is None and footprint.whole and footprint.centre is not None:
            middle = float(distances_km(footprint.centre, self._lon[row : row + 1], self._lat[row : row + 1])[0])
        return Match(
            exposure=exposure,
            incident=footprint.incident,
            version=footprint.version,
            distance_km=km,
            reach_km=reach,
            overlap=overlap,
            reason=_reason(footprint, exposure, km, reach)
            if km is not None
            else _reason_by_area(footprint, exposure, country, self._name_of(country)),
            middle_km=middle,
        )

    def _band(self, lat: float, limit_km: float) -> Rows:
        half = math.degrees(limit_km / EARTH_RADIUS_KM) + 1e-9
        first, last = np.searchsorted(self._lat, [lat - half, lat + half])
        return np.arange(first, last, dtype=np.int64)

    def _while(self, footprint: Footprint, rows: Rows) -> NDArray[np.bool_]:
        start, end = _micros(footprint.period.start), _micros(footprint.period.end)
        return (self._start[rows] < end) & (start < self._end[rows])

    def _perimeters(self, severity: Severity) -> Floats:
        own = np.full(len(self._exposures), math.nan)
        for row, exposure in enumerate(self._exposures):
            if exposure.perimeter_km:
                own[row] = dict(exposure.perimeter_km).get(severity.value, math.nan)
        return own

    @cached_property
    def _by_country(self) -> dict[str, Rows]:
        """Made when the first incident known to an area only comes: it asks for every exposure's countries."""
        rows: dict[str, list[int]] = {}
        for row, exposure in enumerate(self._exposures):
            besides = self._countries_of(exposure) if self._countries_of else frozenset()
            for country in {exposure.country, *besides}:
                rows.setdefault(country, []).append(row)
        return {country: np.array(found, dtype=np.int64) for country, found in rows.items() if country}


class Patched:
    """An index of many and the few that have changed since it was made, met as one.

    `changed`: ids of the exposures that are new, different or gone; `fresh`: those of them there are now.
    """

    def __init__(self, index: Index, changed: Collection[str], fresh: Index) -> None:
        self._index, self._changed, self._fresh = index, changed, fresh

    def meet(self, footprint: Footprint) -> tuple[Match, ...]:
        """Every exposure the footprint reaches, nearest first, then by exposure id."""
        kept = [match for match in self._index.meet(footprint) if match.exposure.id not in self._changed]
        return _sorted([*kept, *self._fresh.meet(footprint)])

    def of(self, subject_id: str) -> Exposure | None:
        """Where one subject is, None when it is not among these."""
        known = self._index.of(subject_id)
        return known if known is not None and known.id not in self._changed else self._fresh.of(subject_id)


def _sorted(found: Iterable[Match]) -> tuple[Match, ...]:
    return tuple(sorted(found, key=lambda m: (m.distance_km or 0.0, m.exposure.id)))


def distances_km(point: Point, lon: Floats, lat: Floats) -> Floats:
    """Great-circle distances (km, haversine on the sphere) from a point to n points."""
    phi, phis = math.radians(point.lat), np.radians(lat)
    turn = np.radians((lon - point.lon + 180.0) % 360.0 - 180.0)
    h = np.sin((phis - phi) / 2) ** 2 + math.cos(phi) * np.cos(phis) * np.sin(turn / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(h, 1.0))), dtype=np.float64)


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _reason(footprint: Footprint, exposure: Exposure, km: float, reach: float) -> str:
    perimeter = " (its own perimeter)" if dict(exposure.perimeter_km).get(footprint.severity.value) else ""
    return f"{km:.1f} km from {exposure.place_name}, and it reaches {reach:.0f} km{perimeter}"


def _reason_by_area(footprint: Footprint, exposure: Exposure, country: str, name: str) -> str:
    if footprint.whole or country in footprint.beside or len(footprint.countries) > 1:
        return f"{name} is affected, and {exposure.place_name} is there"
    area = f"{footprint.admin1}, {name}" if footprint.admin1 else name
    return f"known only to be somewhere in {area}, and {exposure.place_name} is there"
