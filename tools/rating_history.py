"""The past as a rating method would have met it: incidents, months of deaths, volume of reporting, what came next."""

from __future__ import annotations

import argparse
import csv
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lookfar.domain.ids import IncidentId
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.vocabulary import Coverage, Credibility, Severity
from lookfar.facts.borders import open_borders
from lookfar.facts.indicators import open_indicators
from lookfar.facts.shipped import read_table
from lookfar.ratings.constants import ModelConstants
from lookfar.ratings.coverage import Watch
from lookfar.ratings.decay import CATEGORIES
from lookfar.ratings.evidence import Evidence
from lookfar.ratings.inputs import AreaInputs, MonthlyDeaths, Volume
from lookfar.ratings.pressure import harm_of

Floats = NDArray[np.float64]

START = date(2010, 1, 1)
RELEVANT = 0.5
"""Belief in place times belief in category from which an incident is one of the area and the category."""
VOLUME_HALF_LIFE = 90.0
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """One version of an incident's evidence and the span in which it was the newest known; `row`: as the table has it."""

    evidence: Evidence
    since: datetime
    until: datetime
    row: Mapping[str, str]

    @property
    def is_final(self) -> bool:
        """Whether nothing else was told of it later."""
        return self.until == NEVER


@dataclass(frozen=True)
class Past:
    """Evidence by area in order of days, as told from time to time; harm, relevant incidents and all incidents a day, as areas
    x days x 12, by what each incident was told to be in the end.

    `deaths`: UCDP deaths by area and month (YYYYMM); `around`: neighbours of each area that has any.
    """

    areas: tuple[str, ...]
    regions: tuple[str, ...]
    continents: tuple[str, ...]
    evidence: Mapping[str, list[Told]]
    harm: Floats
    relevant: Floats
    volume: Floats
    deaths: Mapping[str, Mapping[int, float]]
    around: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def next_harm(self, day: date, days: int) -> Floats:
        """Harm of the days that follow, areas x 12."""
        offset = (day - START).days
        return np.asarray(self.harm[:, offset : offset + days].sum(axis=1))

    def next_relevant(self, day: date, days: int) -> Floats:
        """Relevant incidents of the days that follow, areas x 12."""
        offset = (day - START).days
        return np.asarray(self.relevant[:, offset : offset + days].sum(axis=1))

    def next_deaths(self, day: date, months: int = 12) -> Floats:
        """UCDP deaths of the months from this first of a month on; nan where any is not known."""
        wanted = [_month(day.year * 12 + day.month - 1 + n) for n in range(months)]
        return np.array([sum(self.deaths.get(a, {}).get(m, np.nan) for m in wanted) for a in self.areas])


def asking(doc: str | None) -> argparse.ArgumentParser:
    """The options of every tool that reads the past: its incidents and the months of deaths."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--incidents", type=Path, required=True)
    parser.add_argument("--deaths", type=Path, required=True)
    return parser


def asking_years(doc: str | None, years: str = "2017:2022") -> argparse.ArgumentParser:
    """Those, and the first and the last year of which a score is asked, `years` when absent."""
    parser = asking(doc)
    parser.add_argument("--years", type=_first_and_last, default=years, help=f"FIRST:LAST; {years} when absent")
    return parser


def _first_and_last(years: str) -> tuple[int, int]:
    first, last = map(int, years.split(":"))
    return first, last


def read(incidents: Path, deaths: Path, constants: ModelConstants, until: int) -> Past:
    """The past up to the end of the year `until`."""
    rows = [row for row in read_table("regions.csv") if row["alpha3"] != "ATA"]
    areas = tuple(row["alpha3"] for row in rows)
    index = {area: n for n, area in enumerate(areas)}
    last = date(until + 1, 1, 1)
    size = (len(areas), (last - START).days, len(CATEGORIES))
    harm, relevant = np.zeros(size), np.zeros(size)
    volume, counted = np.zeros(size[1:]), set[IncidentId]()
    evidence: dict[str, list[Told]] = defaultdict(list)
    for told in versions(incidents, last):
        item, area = told.evidence, told.row["area"]
        if area in index:
            evidence[area].append(told)
        if not told.is_final:
            continue
        column, offset = CATEGORIES.index(item.category), (item.happened.date() - START).days
        if item.incident not in counted:
            counted.add(item.incident)
            volume[offset, column] += 1
        if area in index:
            harm[index[area], offset, column] += harm_of(item, constants)
            relevant[index[area], offset, column] += item.weight >= RELEVANT
    for items in evidence.values():
        items.sort(key=_happened)
    months = read_deaths(deaths)
    return Past(
        areas=areas,
        regions=tuple(row["subregion"] for row in rows),
        continents=tuple(row["region"] for row in rows),
        evidence=evidence,
        harm=harm,
        relevant=relevant,
        volume=volume,
        deaths=months,
        around={a: sorted(open_borders().neighbours(a) & months.keys()) for a in months},
    )


def read_deaths(path: Path) -> dict[str, dict[int, float]]:
    """UCDP deaths by country and month from `ucdp_fatalities_monthly_iso3.csv`."""
    found: dict[str, dict[int, float]] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["isocode"]][int(row["period"])] = float(row["fatalities_UCDP"])
    return found


def versions(incidents: Path, last: date) -> list[Told]:
    """Every row of a table of tools/history_incidents.py of what happened from START to before `last`: a version and country each."""
    found: list[Told] = []
    newest: dict[str, list[int]] = {}
    with incidents.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            day = date.fromisoformat(row["day"])
            if not START <= day < last:
                continue
            since = _midnight(date.fromisoformat(row["told"]) + timedelta(days=1))
            standing = newest.setdefault(row["incident"], [])
            if standing and found[standing[0]].since < since:
                for before in standing:
                    found[before] = replace(found[before], until=since)
                standing.clear()
            standing.append(len(found))
            found.append(Told(_evidence_in(row, day), since, NEVER, row))
    return found


def _evidence_in(row: Mapping[str, str], day: date) -> Evidence:
    names = tuple(name for name in row["sources"].split("|") if name)
    return Evidence(
        incident=IncidentId(f"{int(row['incident']):06d}"),
        version=1,
        category=Category(row["category"]),
        event_type=EventType(row["event_type"]),
        happened=_midnight(day),
        severity=Severity(row["severity"]),
        fatalities=int(row["deaths"]) if row["deaths"] else None,
        credibility=Credibility(int(row["credibility"])),
        sources=max(1, len(names)),
        weight=float(row["belief"]),
        title="",
        origins=names,
    )


def inputs_at(past: Past, day: date, constants: ModelConstants, *, months: bool) -> list[AreaInputs]:
    """Every area as of the start of a day; with the months of deaths before it when `months`.

    The months are today's vintage: what was known of them then differed a little.
    """
    moment, since = _midnight(day), _midnight(START)
    watch = dict.fromkeys(CATEGORIES, Watch(coverage=Coverage.COVERED, since=since, until=moment))
    known, volume = open_indicators(), volume_at(past, day)
    oldest = moment - timedelta(days=constants.memory)
    return [
        AreaInputs(
            area=area,
            region=region,
            as_of=moment,
            evidence=between(past.evidence.get(area, []), oldest, moment),
            indicators=known(area, moment),
            watches=watch,
            months=months_at(past, area, day) if months else None,
            volume=volume,
        )
        for area, region in zip(past.areas, past.regions, strict=True)
    ]


def between(items: list[Told], oldest: datetime, moment: datetime) -> tuple[Evidence, ...]:
    """What was known at `moment` of oldest <= happened < moment, of a list in order of time."""
    first = bisect_left(items, oldest, key=_happened)
    last = bisect_left(items, moment, key=_happened)
    return tuple(told.evidence for told in items[first:last] if told.since <= moment < told.until)


def _happened(told: Told) -> datetime:
    return told.evidence.happened


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def months_at(past: Past, area: str, day: date) -> MonthlyDeaths | None:
    """The months before the first of this month; None for an area the source does not cover."""
    before = day.year * 12 + day.month - 2
    by_month = past.deaths.get(area, {})
    known = [by_month.get(_month(n)) for n in range(START.year * 12, before + 1)]
    if all(one is None for one in known):
        return None
    while known[0] is None:
        known.pop(0)
    years = [_last_year(past, other, before) for other in past.around.get(area, ())]
    near = [one for one in years if one is not None]
    return MonthlyDeaths(
        last=_month(before),
        deaths=tuple(known),
        around=float(np.mean(np.log1p(near))) if near else None,
        source="UCDP",
        known_at=_midnight(day),
    )


def _last_year(past: Past, area: str, before: int) -> float | None:
    months = [past.deaths[area].get(_month(before - n)) for n in range(12)]
    known = [one for one in months if one is not None]
    return 12 * sum(known) / len(known) if known else None


def _month(number: int) -> int:
    return number // 12 * 100 + number % 12 + 1


def volume_at(past: Past, day: date) -> Volume:
    """Incidents a day of the whole world before a day, discounted."""
    offset = (day - START).days
    left, days = _left(offset)
    rates = left @ past.volume[:offset] / days
    return Volume(half_life=VOLUME_HALF_LIFE, by_category=dict(zip(CATEGORIES, rates.tolist(), strict=True)))


@cache
def _left(offset: int) -> tuple[Floats, float]:
    left = np.exp2(-(offset - np.arange(offset) - 0.5) / VOLUME_HALF_LIFE)
    return left, float(left.sum())
