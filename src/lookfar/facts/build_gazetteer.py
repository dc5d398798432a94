"""Builds the gazetteer's memory-mapped tables: `python -m lookfar.facts.build_gazetteer`.

Towns with alternate names, first- and second-level areas, countries with demonyms and government
seats, named regions and airports; the sources and licences are in docs/methods/locate.md.
"""

from __future__ import annotations

import math
import sys
import time
from collections import defaultdict
from dataclasses import fields
from pathlib import Path

import numpy as np
import orjson
import pycountry

from lookfar.facts import build_borders, build_zones, geonames
from lookfar.facts.borders import Borders, open_borders
from lookfar.facts.gazetteer_extent import KM_PER_DEGREE, country_centre, middle, town_radius_km
from lookfar.facts.gazetteer_rows import Builder, Row, bare_names
from lookfar.facts.gazetteer_towns import extra_names, named_towns, names_of_areas
from lookfar.facts.shipped import BUILT, FACTS, read_table, stamp_matches, write_stamp
from lookfar.reports.entry import Kind, NameKind
from lookfar.reports.names import fold

SHIPPED = (
    "regions.csv",
    "country_names.csv",
    "country_points.csv",
    "demonyms.csv",
    "local_demonyms.csv",
    "governments.csv",
    "regions_named.csv",
    "place_names.csv",
    "admin1_names.csv",
    "first_level_areas.csv",
    "towns_named.csv",
)
OUTPUTS = ("gazetteer.json", "gazetteer_name_hash.npy", "gazetteer_text.npy")


class _Build:
    """The steps in order; each adds rows to the builder."""

    def __init__(self) -> None:
        self.builder = Builder()
        self.regions_table = read_table("regions.csv")
        self.alpha3 = {row["alpha2"]: row["alpha3"] for row in self.regions_table}
        self.towns = [t for t in geonames.read_towns() if t.country in self.alpha3]
        self.country_rows: dict[str, int] = {}
        self.admin1_rows: dict[tuple[str, str], int] = {}
        self.town_rows: dict[str, list[int]] = defaultdict(list)
        self.town_numbers: list[int] = []
        self.region_countries: dict[int, tuple[str, ...]] = {}

    def countries(self, borders: Borders) -> None:
        points = {r["alpha3"]: (float(r["lon"]), float(r["lat"])) for r in read_table("country_points.csv")}
        people: dict[str, int] = defaultdict(int)
        first: dict[str, geonames.Town] = {}
        for town in self.towns:
            people[self.alpha3[town.country]] += town.population
            first.setdefault(self.alpha3[town.country], town)
        for row in self.regions_table:
            code = row["alpha3"]
            centre, radius = country_centre(borders, code)
            if code in points:
                centre = points[code]
            if centre is None:
                if code not in first:
                    centre = (-176.6, 0.2) if code == "UMI" else (0.1, -70.0)
                else:
                    centre = (first[code].lon, first[code].lat)
            lon, lat = centre
            self.country_rows[code] = self.builder.add(
                Row(
                    name=row["name"],
                    kind=Kind.COUNTRY,
                    country=code,
                    lon=lon,
                    lat=lat,
                    population=people[code],
                    radius_km=radius,
                )
            )
        self._country_names()

    def _country_names(self) -> None:
        for country in pycountry.countries:
            names = [country.name, getattr(country, "common_name", ""), getattr(country, "official_name", "")]
            self.builder.name(
                self.country_rows[country.alpha_3], [n for n in names if n and "," not in n], NameKind.OFFICIAL
            )
        for file, column, how in (
            ("country_names.csv", "names", NameKind.OFFICIAL),
            ("demonyms.csv", "demonyms", NameKind.DEMONYM),
            ("governments.csv", "names", NameKind.GOVERNMENT),
        ):
            for row in read_table(file):
                self.builder.name(self.country_rows[row["alpha3"]], row[column].split("|"), how)

    def areas(self, areas: geonames.AreaNames) -> None:
        """First-level areas, and second-level ones, as the middle of their towns."""
        names = geonames.first_level_names(self.towns, areas)
        regions = {
            fold(row["name"]) for row in read_table("regions_named.csv")
        }  # Kashmir is more than India's part
        members: dict[tuple[str, str], list[geonames.Town]] = defaultdict(list)
        for town in self.towns:
            members[town.country, town.admin1].append(town)
        for key, towns in sorted(members.items()):
            if key in names:
                row = self.admin1_rows[key] = self._area(names[key].name, Kind.ADMIN1, towns)
                other = (name for name in (names[key].former, *names[key].others) if fold(name) not in regions)
                self.builder.name(row, other, NameKind.OFFICIAL)
        counties: dict[tuple[str, str, str], list[geonames.Town]] = defaultdict(list)
        for town in self.towns:
            found = areas.of(town)
            if found and found[1]:
                counties[town.country, town.admin1, found[1]].append(town)
        for (country, admin1, name), towns in sorted(counties.items()):
            row = self._area(name, Kind.COUNTY, towns)
            self.builder.rows[row].admin1_row = self.admin1_rows.get(
                (country, admin1), self.builder.rows[row].admin1_row
            )
        self._area_names(names)

    def _area(self, name: str, kind: Kind, towns: list[geonames.Town]) -> int:
        lons, lats = np.array([t.lon for t in towns]), np.array([t.lat for t in towns])
        lon, lat = middle(lons), middle(lats)
        away = np.hypot((lons - lon) * math.cos(math.radians(lat)), lats - lat) * KM_PER_DEGREE
        row = self.builder.add(
            Row(
                name=name,
                kind=kind,
                country=self.alpha3[towns[0].country],
                lon=lon,
                lat=lat,
                population=sum(t.population for t in towns),
                radius_km=max(15.0, float(np.percentile(away, 90))),
            )
        )
        self.builder.name(row, bare_names(name), NameKind.OFFICIAL)
        return row

    def _area_names(self, names: dict[tuple[str, str], geonames.AreaName]) -> None:
        alpha2 = {code: two for two, code in self.alpha3.items()}
        rows = {(two, given.name): self.admin1_rows[two, code] for (two, code), given in names.items()}
        for given in read_table("admin1_names.csv"):
            row = rows.get((alpha2[given["alpha3"]], given["admin1"]))
            if row is None:
                continue
            self.builder.name(row, given["names"].split("|"), NameKind.OFFICIAL)
            self.builder.name(row, given["short"].split("|"), NameKind.SHORT)

    def places(self) -> None:
        """Towns, the capital and the chief town of each area marked."""
        capitals = {two: fold(name) for two, name in geonames.read_capitals().items()}
        home = {name: two for two, name in capitals.items()}
        seats: set[tuple[str, str]] = set()
        for town in self.towns:
            seat = 1 if (town.country, town.admin1) not in seats else 0
            seats.add((town.country, town.admin1))
            row = self.builder.add(
                Row(
                    name=town.name,
                    kind=Kind.CITY,
                    country=self.alpha3[town.country],
                    lon=town.lon,
                    lat=town.lat,
                    population=town.population,
                    radius_km=town_radius_km(town.population),
                    seat=seat,
                    geonames_id=town.geonames_id,
                )
            )
            if (admin1 := self.admin1_rows.get((town.country, town.admin1))) is not None:
                self.builder.rows[row].admin1_row = admin1
            # no town goes by the name of another country's capital: Delhi is not "Dili"
            own = (name for name in town.names if home.get(fold(name), town.country) == town.country)
            self.builder.name_loosely(row, own)
            self.town_rows[self.alpha3[town.country]].append(row)
            self.town_numbers.append(row)
            wanted = capitals.get(town.country)
            if wanted and (fold(town.name) == wanted or wanted in {fold(n) for n in town.names}):
                self.builder.rows[row].seat = 2
                del capitals[town.country]

    def named_regions(self) -> None:
        for given in read_table("regions_named.csv"):
            countries = tuple(c for c in given["countries"].split("|") if c)
            row = self.builder.add(
                Row(
                    name=given["name"],
                    kind=Kind.REGION,
                    country=countries[0] if len(countries) == 1 else "",
                    lon=float(given["lon"]),
                    lat=float(given["lat"]),
                    radius_km=float(given["radius_km"]),
                )
            )
            self.builder.name(row, given["other_names"].split("|"), NameKind.OFFICIAL)
            self.region_countries[row] = countries

    def local_demonyms(self) -> None:
        """Demonyms of regions, first-level areas and towns; those of a place that no table has are left out."""
        for given in read_table("local_demonyms.csv"):
            row = self._called(given["place"], given["alpha3"])
            if row is not None:
                self.builder.name(row, given["demonyms"].split("|"), NameKind.DEMONYM)

    def _called(self, name: str, alpha3: str) -> int | None:
        """A named region, else a first-level area, else the largest town of this name in the country."""
        rows, wanted = self.builder.rows, fold(name)
        regions = [r for r, countries in self.region_countries.items() if not alpha3 or alpha3 in countries]
        areas = [r for r in self.admin1_rows.values() if rows[r].country == alpha3]
        towns = sorted(self.town_rows[alpha3], key=lambda r: -rows[r].population)
        return next((r for r in (*regions, *areas, *towns) if fold(rows[r].name) == wanted), None)

    def airports(self) -> None:
        for airport in geonames.read_airports():
            if airport.country not in self.alpha3 or len(airport.name) < 5:
                continue
            name = airport.name if "airport" in airport.name.casefold() else f"{airport.name} Airport"
            row = self.builder.add(
                Row(
                    name=name,
                    kind=Kind.AIRPORT,
                    country=self.alpha3[airport.country],
                    lon=airport.lon,
                    lat=airport.lat,
                    radius_km=4.0,
                )
            )
            short = name.replace(" International", "").replace(" Regional", "").replace(" Municipal", "")
            local = short.removeprefix(f"{airport.city} ")
            self.builder.name(row, [n for n in (short, local) if len(n.split()) > 1], NameKind.ALTERNATE)

    def write(self) -> None:
        codes = ["", *sorted(self.country_rows)]
        tables = self.builder.tables(codes)
        for field in fields(tables):
            np.save(BUILT / f"gazetteer_{field.name}.npy", getattr(tables, field.name), allow_pickle=False)
        capital = {
            self.builder.rows[r].country: r
            for rows in self.town_rows.values()
            for r in rows
            if self.builder.rows[r].seat == 2
        }
        areas = [
            row | {"row": self.country_rows[row["alpha3"]], "capital_row": capital.get(row["alpha3"])}
            for row in self.regions_table
        ]
        regions = {str(row): countries for row, countries in self.region_countries.items()}
        described = {"codes": codes, "areas": areas, "regions": regions}
        (BUILT / "gazetteer.json").write_bytes(orjson.dumps(described))


def build() -> None:
    """Writes the tables unless they are already made from these very inputs."""
    build_borders.build()
    build_zones.build()
    packages = (geonames.towns_file(), geonames.areas_file(), geonames.airports_file(), geonames.countries_file())
    code = [
        Path(__file__),
        FACTS / "geonames.py",
        FACTS / "gazetteer_extent.py",
        FACTS / "gazetteer_rows.py",
        FACTS / "gazetteer_towns.py",
        FACTS.parent / "reports" / "names.py",
    ]
    inputs = [*packages, *(FACTS / name for name in SHIPPED), BUILT / "borders.npz", *code]
    if stamp_matches("gazetteer", inputs, OUTPUTS):
        sys.stdout.write("gazetteer: up to date\n")
        return
    began = time.monotonic()
    steps = _Build()
    sys.stdout.write(f"gazetteer: {len(steps.towns)} towns read\n")
    steps.countries(open_borders())
    areas = geonames.AreaNames()
    steps.areas(areas)
    sys.stdout.write(f"gazetteer: {len(steps.builder.rows)} countries and areas\n")
    steps.places()
    called = geonames.first_level_names(steps.towns, areas)
    names_of_areas(steps.builder, zip(steps.towns, steps.town_numbers, strict=True), steps.admin1_rows, called)
    extra_names(steps.builder, steps.town_rows)
    named_towns(steps.builder, steps.town_rows)
    steps.named_regions()
    steps.local_demonyms()
    steps.airports()
    steps.write()
    write_stamp("gazetteer", inputs)
    size = sum(path.stat().st_size for path in BUILT.glob("gazetteer*")) / 1e6
    counts = f"{len(steps.builder.rows)} places, {len(steps.builder.names)} names"
    sys.stdout.write(f"gazetteer: {counts}, {size:.0f} MB, {time.monotonic() - began:.0f} s\n")


if __name__ == "__main__":
    build()
