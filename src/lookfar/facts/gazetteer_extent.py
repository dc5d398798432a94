"""How far places reach and where their middle lies, for the gazetteer that is being built."""

from __future__ import annotations

import math

import numpy as np
import shapely

from lookfar.facts.borders import Borders

KM_PER_DEGREE = 111.2


def town_radius_km(population: int) -> float:
    """Reach of a town: 3 km at 10,000 people, growing with the cube root; at least 2 km."""
    return float(max(2.0, 3.0 * (max(population, 500) / 10_000) ** (1 / 3)))


def middle(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Half-way between the outermost towns, which is nearer to an area's own middle than their mean."""
    if values.max() - values.min() > 180:
        values = np.where(values < 0, values + 360, values)
    low, high = np.percentile(values, [2, 98])
    middle = float(low + high) / 2
    return middle - 360 if middle > 180 else middle


def country_centre(borders: Borders, code: str) -> tuple[tuple[float, float] | None, float]:
    """The middle of a country's largest polygon, and the radius (km) of a circle of its area."""
    shape = borders.shape(code)
    if shape is None:
        return None, 10.0
    largest = max(getattr(shape, "geoms", [shape]), key=lambda part: part.area)
    point = largest.centroid if largest.contains(largest.centroid) else largest.representative_point()
    squeezed = shape.area * math.cos(math.radians(point.y)) * KM_PER_DEGREE**2
    return (float(shapely.get_x(point)), float(shapely.get_y(point))), max(5.0, math.sqrt(squeezed / math.pi))
