"""Country borders: which country a point lies in, and how far it is from one."""

from __future__ import annotations

import itertools

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from lookfar.domain.errors import Misconfigured
from lookfar.domain.geo import Point, distance_km
from lookfar.facts.once import once
from lookfar.facts.shipped import BUILT

TOUCHING = 0.15
"""Degrees; shapes at 50 m scale leave gaps along rivers and straits."""


class Borders:
    """Countries by alpha-3 over Natural Earth 50m shapes as this installation's viewpoint draws them."""

    def __init__(self, codes: tuple[str, ...], wkb: tuple[bytes, ...]) -> None:
        self._codes = codes
        self._shapes = dict(zip(codes, shapely.from_wkb(list(wkb)), strict=True))
        self._parts: list[BaseGeometry] = []
        self._owner: list[str] = []
        for code, shape in self._shapes.items():
            parts = list(getattr(shape, "geoms", [shape]))
            self._parts.extend(parts)
            self._owner.extend([code] * len(parts))
        self._tree = shapely.STRtree(self._parts)

    @property
    def codes(self) -> tuple[str, ...]:
        """All alpha-3 codes that have a shape."""
        return self._codes

    def shape(self, country: str) -> BaseGeometry | None:
        """The country's polygons in degrees, None when it has none here."""
        return self._shapes.get(country)

    def neighbours(self, country: str) -> frozenset[str]:
        """The countries whose ground comes within about 15 km of this one's; empty for one without a shape."""
        shape = self.shape(country)
        if shape is None:
            return frozenset()
        near = self._tree.query(shape, predicate="dwithin", distance=TOUCHING)
        return frozenset(self._owner[int(i)] for i in near) - {country}

    def country_at(self, point: Point) -> str:
        """The country the point lies in, "" at sea."""
        found = self._tree.query(shapely.Point(point.lon, point.lat), predicate="intersects")
        return min((self._owner[int(i)] for i in found), default="")

    def nearest_country(self, point: Point, within_km: float) -> str:
        """The country at the point or the nearest one within that distance, "" when none is."""
        here = self.country_at(point)
        if here or within_km <= 0:
            return here
        nearest = [(self._part_km(int(i), point), self._owner[int(i)]) for i in self._near(point, within_km)]
        return min((pair for pair in nearest if pair[0] <= within_km), default=(0.0, ""))[1]

    def countries_within(self, point: Point, within_km: float) -> frozenset[str]:
        """The countries whose ground lies within that distance of a point; none in the open sea."""
        stretch = max(0.02, float(np.cos(np.radians(min(89.0, abs(point.lat) + within_km / 111.0)))))
        degrees = max(within_km, 0.01) / 111.0 / stretch
        turns = (0.0,) if abs(point.lon) + degrees < 180 else (-360.0, 0.0, 360.0)
        around = [shapely.Point(point.lon + turn, point.lat) for turn in turns]
        near = {int(i) for one in around for i in self._tree.query(one, predicate="dwithin", distance=degrees)}
        here = {int(i) for i in self._tree.query(around[len(turns) // 2], predicate="intersects")}
        return frozenset(self._owner[i] for i in near if i in here or self._part_km(i, point) <= within_km)

    def distance_to_country_km(self, point: Point, country: str) -> float:
        """Distance to the country's nearest ground, km: 0 inside; infinite for a country without a shape.

        Searched in degrees stretched to the point's latitude, then measured on the sphere.
        """
        if country not in self._shapes:
            return float("inf")
        if self.country_at(point) == country:
            return 0.0
        return min(self._part_km(i, point) for i, owner in enumerate(self._owner) if owner == country)

    def _near(self, point: Point, within_km: float) -> list[int]:
        high = within_km / 111.0
        wide = min(180.0, high / max(0.02, float(np.cos(np.radians(min(89.0, abs(point.lat) + high))))))
        windows = [
            shapely.box(point.lon - wide + turn, point.lat - high, point.lon + wide + turn, point.lat + high)
            for turn in (-360.0, 0.0, 360.0)
        ]
        return sorted({int(i) for window in windows for i in self._tree.query(window)})

    def _part_km(self, part: int, point: Point) -> float:
        stretch = max(0.02, float(np.cos(np.radians(point.lat))))
        best = float("inf")
        for turn in (-360.0, 0.0, 360.0):
            outline = self._stretched(part, round(stretch, 2))
            here = shapely.Point((point.lon + turn) * round(stretch, 2), point.lat)
            if outline.distance(here) * 111.0 > best:
                continue
            foot = shapely.shortest_line(here, outline).coords[-1]
            lon = (foot[0] / round(stretch, 2) + 180.0) % 360.0 - 180.0
            ground = Point(lon=lon, lat=max(-90.0, min(90.0, foot[1]))) if (lon, foot[1]) != (0.0, 0.0) else point
            best = min(best, distance_km(point, ground))
        return best

    def _stretched(self, part: int, stretch: float) -> BaseGeometry:
        return shapely.transform(self._parts[part], lambda xy: xy * np.array([stretch, 1.0]))


@once
def open_borders() -> Borders:
    """The built borders, read once a process; raises Misconfigured before `make setup`."""
    path = BUILT / "borders.npz"
    if not path.is_file():
        raise Misconfigured(f"{path} is missing; run `make setup`")
    with np.load(path, allow_pickle=False) as stored:
        ends = [0, *stored["ends"].tolist()]
        content = stored["wkb"].tobytes()
        codes = tuple(str(code) for code in stored["codes"])
    return Borders(codes, tuple(content[a:b] for a, b in itertools.pairwise(ends)))
