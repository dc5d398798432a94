"""Builds country borders from Natural Earth 50m: `python -m lookfar.facts.build_borders`.

Data: Natural Earth 1:50m countries (public domain) as the npm package world-atlas (ISC), which holds
them as TopoJSON; viewpoint.csv moves what UN General Assembly resolutions place elsewhere.
Output: `built/borders.npz` (WKB by alpha-3) and `built/countries.geojson` for the web map.
"""

from __future__ import annotations

import csv
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import antimeridian
import numpy as np
import orjson
import pycountry
import shapely
from shapely.geometry import MultiPolygon, Polygon, box, mapping
from shapely.geometry.base import BaseGeometry

from lookfar.domain.errors import Misconfigured
from lookfar.facts.shipped import BUILT, FACTS, read_table, stamp_matches, write_stamp

WORLD_ATLAS = FACTS.parents[2] / "node_modules" / "world-atlas" / "countries-50m.json"
AREA_TOLERANCE = 0.20
REDRAWN = {"RUS", "FJI", "ATA"}
"""Shapes that reach the antimeridian or a pole: cutting them changes their planar area."""

Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewpoint:
    """One row of viewpoint.csv."""

    rule: str
    shape: str
    to: str
    window: Polygon | None


def decode_arcs(topology: dict[str, object]) -> list[Ring]:
    """Arcs in degrees from a quantised topology (TopoJSON 1.0, section 2.1.4: delta-encoded)."""
    transform = topology["transform"]
    assert isinstance(transform, dict)
    scale, translate = np.array(transform["scale"]), np.array(transform["translate"])
    arcs = topology["arcs"]
    assert isinstance(arcs, list)
    return [[tuple(p) for p in (np.cumsum(np.array(arc), axis=0) * scale + translate).tolist()] for arc in arcs]


def _ring(indexes: Iterable[int], arcs: list[Ring]) -> Ring:
    points: Ring = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc if not points else arc[1:])
    return points


def decode_shape(geometry: dict[str, object], arcs: list[Ring]) -> MultiPolygon:
    """One TopoJSON geometry cut at the antimeridian; rings of no area are dropped."""
    given = geometry["arcs"]
    assert isinstance(given, list)
    polygons = [given] if geometry["type"] == "Polygon" else given
    parts: list[Polygon] = []
    for polygon in polygons:
        rings = [ring for ring in (_ring(indexes, arcs) for indexes in polygon) if len(ring) >= 4]
        if rings:
            parts.extend(_cut(Polygon(rings[0], rings[1:])))
    return MultiPolygon(parts)


def _cut(polygon: Polygon) -> Iterator[Polygon]:
    west, _, east, _ = polygon.bounds
    shape: BaseGeometry = polygon
    if east - west > 180 or east > 180 or west < -180:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package tells of every winding it repairs
            shape = shapely.geometry.shape(antimeridian.fix_polygon(polygon))
    if not shape.is_valid:
        shape = shapely.make_valid(shape)
    for part in getattr(shape, "geoms", [shape]):
        if part.geom_type == "Polygon" and part.area > 0:
            yield part


def read_shapes(path: Path) -> dict[str, tuple[str, MultiPolygon]]:
    """Natural Earth name -> (alpha-3 or "", shape); raises Misconfigured when the file is not there."""
    if not path.is_file():
        raise Misconfigured(f"{path} is missing; run `npm ci` first")
    topology = orjson.loads(path.read_bytes())
    arcs = decode_arcs(topology)
    shapes = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        country = pycountry.countries.get(numeric=geometry.get("id") or "")
        code = country.alpha_3 if country else ""
        shapes[geometry["properties"]["name"]] = (code, decode_shape(geometry, arcs))
    return shapes


def read_viewpoint() -> list[Viewpoint]:
    """The rows of viewpoint.csv in order."""
    return [
        Viewpoint(
            rule=row["rule"],
            shape=row["shape"],
            to=row["to"],
            window=box(*(float(row[k]) for k in ("west", "south", "east", "north"))) if row["west"] else None,
        )
        for row in read_table("viewpoint.csv")
    ]


def apply_viewpoint(
    shapes: dict[str, tuple[str, MultiPolygon]], rules: list[Viewpoint]
) -> dict[str, BaseGeometry]:
    """Shapes by alpha-3 after every rule; raises Misconfigured when a rule finds nothing to move."""
    left = {name: shape for name, (_, shape) in shapes.items()}
    codes = {name: code for name, (code, _) in shapes.items()}
    moved: list[tuple[str, BaseGeometry]] = []
    for rule in rules:
        if rule.shape not in left:
            raise Misconfigured(f"viewpoint.csv names {rule.shape!r}, which the borders do not have")
        if rule.window is None:
            codes[rule.shape] = rule.to
            continue
        taken, kept = _divide(left[rule.shape], rule)
        if taken.is_empty:
            if rule.rule == "cut":
                continue
            raise Misconfigured(f"viewpoint.csv: nothing of {rule.shape} to give to {rule.to}")
        moved.append((rule.to, taken))
        left[rule.shape] = kept
    gathered: dict[str, list[BaseGeometry]] = {}
    for code, shape in [*((codes[name], shape) for name, shape in left.items()), *moved]:
        if code and not shape.is_empty:
            gathered.setdefault(code, []).append(shape)
    return {code: _merged(parts) for code, parts in sorted(gathered.items())}


def _divide(shape: MultiPolygon, rule: Viewpoint) -> tuple[BaseGeometry, MultiPolygon]:
    assert rule.window is not None
    if rule.rule == "cut":
        rest = _polygons(shape.difference(rule.window))
        return _polygons(shape.intersection(rule.window)), rest
    inside = [part for part in shape.geoms if rule.window.contains(part.representative_point())]
    return MultiPolygon(inside), MultiPolygon([part for part in shape.geoms if part not in inside])


def _polygons(shape: BaseGeometry) -> MultiPolygon:
    parts = getattr(shape, "geoms", [shape])
    return MultiPolygon([part for part in parts if part.geom_type == "Polygon" and not part.is_empty])


def _merged(parts: list[BaseGeometry]) -> BaseGeometry:
    return parts[0] if len(parts) == 1 else _polygons(shapely.make_valid(shapely.union_all(parts)))


def check_areas(before: dict[str, tuple[str, MultiPolygon]], raw_area: dict[str, float]) -> list[str]:
    """Names whose planar area changed by more than 20 % when cut; REDRAWN ones are expected."""
    return [
        f"{name} {shape.area / raw_area[name]:.2f}"
        for name, (code, shape) in before.items()
        if code not in REDRAWN and abs(shape.area / raw_area[name] - 1) > AREA_TOLERANCE
    ]


def raw_areas(path: Path) -> dict[str, float]:
    """Planar area in square degrees of each shape before any cut."""
    topology = orjson.loads(path.read_bytes())
    arcs = decode_arcs(topology)
    areas = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        rings = [[_ring(indexes, arcs) for indexes in polygon] for polygon in polygons]
        areas[geometry["properties"]["name"]] = sum(
            Polygon(r[0], [h for h in r[1:] if len(h) >= 4]).area for r in rings if len(r[0]) >= 4
        )
    return areas


def write_geojson(shapes: dict[str, BaseGeometry], names: dict[str, str], path: Path) -> int:
    """A FeatureCollection for the map, coordinates to 3 decimals (about 100 m); bytes written."""
    features = []
    for code, shape in shapes.items():
        small = shapely.set_precision(shape, 0.001, mode="pointwise")
        geometry = mapping(small)
        properties = {"alpha3": code, "name": names.get(code, code)}
        features.append({"type": "Feature", "id": code, "properties": properties, "geometry": _rounded(geometry)})
    return path.write_bytes(orjson.dumps({"type": "FeatureCollection", "features": features}))


def _rounded(geometry: dict[str, object]) -> dict[str, object]:
    def thin(value: object) -> object:
        if isinstance(value, (list, tuple)):
            return [thin(v) for v in value]
        return round(value, 3) if isinstance(value, float) else value

    return {"type": geometry["type"], "coordinates": thin(geometry["coordinates"])}


def build() -> None:
    """Writes the built files unless they are already made from these very inputs."""
    inputs = [WORLD_ATLAS, FACTS / "viewpoint.csv", FACTS / "regions.csv", Path(__file__)]
    if stamp_matches("borders", inputs, ["borders.npz", "countries.geojson"]):
        sys.stdout.write("borders: up to date\n")
        return
    shapes = read_shapes(WORLD_ATLAS)
    if wrong := check_areas(shapes, raw_areas(WORLD_ATLAS)):
        raise Misconfigured(f"areas changed by more than 20 %: {', '.join(wrong)}")
    borders = apply_viewpoint(shapes, read_viewpoint())
    codes = list(borders)
    wkb = [shapely.to_wkb(borders[code]) for code in codes]
    BUILT.mkdir(exist_ok=True)
    np.savez(
        BUILT / "borders.npz",
        codes=np.array(codes),
        ends=np.cumsum([len(b) for b in wkb]),
        wkb=np.frombuffer(b"".join(wkb), dtype=np.uint8),
    )
    names = {row["alpha3"]: row["name"] for row in read_table("regions.csv")}
    size = write_geojson(borders, names, BUILT / "countries.geojson")
    write_stamp("borders", inputs)
    sys.stdout.write(f"borders: {len(codes)} areas, map file {size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    csv.field_size_limit(1_000_000)
    build()
