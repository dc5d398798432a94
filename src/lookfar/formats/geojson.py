"""GeoJSON (RFC 7946): the features of a body and their points; longitude first."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lookfar.domain.errors import InvalidValue
from lookfar.domain.geo import Point
from lookfar.formats.json import JsonBody, JsonObject
from lookfar.formats.records import BadRecord, Reason, changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A point and its third coordinate as published (for earthquakes: depth in km, down)."""

    point: Point
    third: float | None


def features(body: JsonBody) -> list[object]:
    """The features of a FeatureCollection, or a lone Feature; raises SourceChanged."""
    kind = body.value.get("type")
    if kind == "Feature":
        return [body.value]
    found = body.value.get("features")
    if kind != "FeatureCollection" or not isinstance(found, list):
        raise changed(Reason.SCHEMA_CHANGED, "the body is no FeatureCollection")
    return found


def position_of(feature: JsonObject) -> Position | None:
    """The feature's point, None for a null geometry; raises BadRecord (bad_coordinates)."""
    geometry = feature.get("geometry")
    if geometry is None:
        return None
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        raise BadRecord(Reason.BAD_COORDINATES, "the geometry is not a point")
    written = geometry.get("coordinates")
    if not isinstance(written, list) or not 2 <= len(written) <= 4:
        raise BadRecord(Reason.BAD_COORDINATES, "the point has no two or three coordinates")
    lon, lat, *rest = (_degrees(value) for value in (*written[:2], *(v for v in written[2:3] if v is not None)))
    return Position(point=point(lon=lon, lat=lat), third=rest[0] if rest else None)


def point(*, lon: float, lat: float) -> Point:
    """A point on Earth; raises BadRecord (bad_coordinates) for (0, 0) and what is off the globe."""
    try:
        return Point(lon=lon, lat=lat)
    except InvalidValue as error:
        raise BadRecord(Reason.BAD_COORDINATES, str(error)) from error


def _degrees(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadRecord(Reason.BAD_COORDINATES, f"a coordinate is not a finite number: {str(value)[:40]!r}")
    return float(value)
