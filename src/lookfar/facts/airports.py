"""Airports by IATA and ICAO code (airportsdata, MIT)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass

from lookfar.domain.errors import InvalidValue
from lookfar.domain.geo import Point
from lookfar.facts import geonames
from lookfar.facts.once import once
from lookfar.facts.shipped import read_table

NEAR_ONES = 5
"""How many codes an error offers instead of one that nobody has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Airport:
    """`code` is the one asked for, IATA (three letters) or ICAO (four); `country` alpha-3; `zone` an IANA name."""

    code: str
    name: str
    city: str
    country: str
    point: Point
    zone: str


def airport(code: str) -> Airport:
    """The airport with this code; raises InvalidValue that names codes one letter away.

    >>> airport("ala").city
    'Almaty'
    """
    wanted = code.strip().upper()
    found = _airports().get(wanted)
    if found is None:
        near = ", ".join(f"{one.code} ({one.city or one.name})" for one in _near(wanted))
        offered = f"; is it one of {near}?" if near else ""
        raise InvalidValue(f"no airport has the code {code.strip()[:10]!r}{offered}")
    return found


def _near(code: str) -> list[Airport]:
    alike = [one for other, one in _airports().items() if _letters_apart(code, other) == 1]
    return alike[:NEAR_ONES]


def _letters_apart(one: str, other: str) -> int:
    if len(one) != len(other):
        return max(len(one), len(other))
    swapped = sorted(one) == sorted(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 2
    return 1 if swapped else sum(a != b for a, b in zip(one, other, strict=True))


@once
def _airports() -> dict[str, Airport]:
    """By code; airports of scheduled traffic (an IATA code) stand before airfields."""
    alpha3 = {row["alpha2"]: row["alpha3"] for row in read_table("regions.csv")}
    with geonames.airports_file().open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if (float(row["lat"]), float(row["lon"])) != (0.0, 0.0)]
    rows.sort(key=lambda row: not row["iata"])
    return dict(_coded(rows, alpha3))


def _coded(rows: Iterable[dict[str, str]], alpha3: dict[str, str]) -> Iterable[tuple[str, Airport]]:
    for row in rows:
        for code in (row["iata"], row["icao"]):
            if code:
                yield (
                    code.upper(),
                    Airport(
                        code=code.upper(),
                        name=row["name"],
                        city=row["city"],
                        country=alpha3.get(row["country"], ""),
                        point=Point(lon=float(row["lon"]), lat=float(row["lat"])),
                        zone=row["tz"],
                    ),
                )
