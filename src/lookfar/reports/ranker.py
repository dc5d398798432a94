"""Weighs the readings of a name: what each feature of a place is worth, in logit units."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from lookfar.reports.entry import Entry, Kind, NameKind

_CACHE = 60_000
MOST_TOLD = 3
"""Texts beyond which more say no more for a meaning: a paper of a small town means its own; chosen on the tune half of LGL among
3, 10 and no bound."""
_AREAS = (Kind.ADMIN1, Kind.COUNTY, Kind.REGION)
JUDGED = {
    "town_size": 0.8,
    "capital": 1.6,
    "seat": 0.4,
    "country": 14.4,
    "country_size": 0.8,
    "admin1": -0.4,
    "admin1_size": 0.8,
    "county": -2.4,
    "county_size": 0.8,
    "region": 11.2,
    "airport": 8.8,
    "official": -0.3,
    "alternate": -2.0,
    "accent": -0.5,
    "area_kind": 4.0,
    "namesake_area": -3.0,
    "told": 0.5,
    "same_country": 1.5,
    "same_admin1": 2.0,
    "near": 2.0,
    "near_km": 120.0,
    "spread": 0.3,
    "parent": 7.0,
    "child": 3.0,
}
"""Weights set by judgement, in logit units (near_km: km); fitting starts from them and is held near them."""
PRIOR = tuple(JUDGED)[:17]
"""Weights of what a reading is by itself."""
AGREEMENT = ("same_country", "same_admin1", "near")
"""Weights of what the other names of the text say for a reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A place that a name may mean. `area`: a word such as "Oblast" says an area is meant; `plain`: the text writes
    the name without accents; `namesake`: an area named after a town that is a good part of it; `told`: texts of news
    whose other names say that it is meant."""

    entry: Entry
    how: NameKind
    area: bool = False
    plain: bool = False
    namesake: bool = False
    told: int = 0


class Ranker:
    """Weights by name, as `JUDGED` has them; safe to share between threads."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = {name: float(weights[name]) for name in JUDGED}
        self.same_country, self.same_admin1, self.near = (self.weights[name] for name in AGREEMENT)
        self.near_km, self.spread = self.weights["near_km"], self.weights["spread"]
        self.parent, self.child = self.weights["parent"], self.weights["child"]
        self._priors: dict[tuple[int, int, bool, bool, bool, int], float] = {}

    def prior(self, reading: Reading) -> float:
        """The logit of a reading before the rest of the text is looked at."""
        key = (reading.entry.row, reading.how, reading.area, reading.plain, reading.namesake, reading.told)
        value = self._priors.get(key)
        if value is None:
            value = sum(self.weights[name] * amount for name, amount in features(reading).items())
            if len(self._priors) >= _CACHE:
                self._priors.clear()
            self._priors[key] = value
        return value


def features(reading: Reading) -> dict[str, float]:
    """The features of `PRIOR` that are not 0."""
    entry, how = reading.entry, reading.how
    found = _of_kind(entry)
    if how == NameKind.OFFICIAL:
        found["official"] = 1.0
    if entry.kind == Kind.CITY:
        if how == NameKind.ALTERNATE:
            found["alternate"] = 1.0
        if reading.plain and not entry.name.isascii():
            found["accent"] = 1.0
    if reading.area and entry.kind in _AREAS:
        found["area_kind"] = 1.0
    if reading.namesake:
        found["namesake_area"] = 1.0
    if reading.told:
        found["told"] = math.log1p(min(reading.told, MOST_TOLD))
    return found


def _of_kind(entry: Entry) -> dict[str, float]:
    size = math.log(max(entry.population, 100))
    match entry.kind:
        case Kind.COUNTRY:
            return {"country": 1.0, "country_size": max(size - 15.0, 0.0)}
        case Kind.ADMIN1:
            return {"admin1": 1.0, "admin1_size": size}
        case Kind.COUNTY:
            return {"county": 1.0, "county_size": size}
        case Kind.REGION:
            return {"region": 1.0}
        case Kind.AIRPORT:
            return {"airport": 1.0}
        case _:
            return {"town_size": size, "capital": float(entry.seat == 2), "seat": float(entry.seat == 1)}
