"""Builds the table of time zones by place: towns (GeoNames, CC BY 4.0) and airports (airportsdata, MIT)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import orjson

from lookfar.facts import geonames
from lookfar.facts.shipped import BUILT, FACTS, read_table, stamp_matches, write_stamp

OUTPUT = "zones.npz"

_MISTAKEN = frozenset({13535832, 13631316, 13631317, 8558983, 8594765})
"""GeoNames ids of towns under a clock that is not theirs: Kampong Ayer in Brunei's capital under Pontianak's, two suburbs
of Auckland under that of the Chatham Islands, two townships of Heihe under Yakutsk's."""

Spot = tuple[str, float, float, str]
"""Country alpha-3 ("" unknown), degrees east, degrees north, IANA zone."""


def build() -> None:
    """Writes the table unless it is already made from these very inputs."""
    inputs = [geonames.towns_file(), geonames.airports_file(), FACTS / "regions.csv", Path(__file__)]
    if stamp_matches("zones", inputs, (OUTPUT,)):
        return
    spots = sorted(set(_spots()))
    zones = sorted({zone for *_, zone in spots})
    number = {zone: n for n, zone in enumerate(zones)}
    np.savez(
        BUILT / OUTPUT,
        country=np.array([spot[0] for spot in spots], dtype="U3"),
        lon=np.array([spot[1] for spot in spots], dtype=np.float32),
        lat=np.array([spot[2] for spot in spots], dtype=np.float32),
        zone=np.array([number[spot[3]] for spot in spots], dtype=np.uint16),
        names=np.array(zones),
    )
    write_stamp("zones", inputs)


def _spots() -> Iterator[Spot]:
    alpha3 = {row["alpha2"]: row["alpha3"] for row in read_table("regions.csv")}
    for town in orjson.loads(geonames.towns_file().read_bytes()).values():
        if town["timezone"] and town["geonameid"] not in _MISTAKEN:
            country = alpha3.get(town["countrycode"], "")
            yield country, float(town["longitude"]), float(town["latitude"]), town["timezone"]
    with geonames.airports_file().open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["tz"] and (float(row["lat"]), float(row["lon"])) != (0.0, 0.0):
                yield alpha3.get(row["country"], ""), float(row["lon"]), float(row["lat"]), row["tz"]
