"""Named places of the world in flat tables, found by name."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lookfar.domain.geo import Point
from lookfar.domain.places import Place
from lookfar.reports.entry import NO_ROW, Entry, Kind, NameKind, prominence
from lookfar.reports.names import fold, name_hash
from lookfar.reports.ranker import JUDGED, Ranker

_CACHE = 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A row that a name may mean."""

    row: int
    how: NameKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A country or territory that is rated: alpha-3, UN M49 region and subregion, centre, reach in km."""

    alpha3: str
    alpha2: str
    name: str
    region: str
    subregion: str
    point: Point
    radius_km: float
    row: int
    capital_row: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The gazetteer's arrays: m names sorted by hash, n places, `text` the n place names in UTF-8."""

    name_hash: NDArray[np.uint64]
    name_row: NDArray[np.uint32]
    name_kind: NDArray[np.uint8]
    lon: NDArray[np.float32]
    lat: NDArray[np.float32]
    population: NDArray[np.uint32]
    radius_km: NDArray[np.float32]
    kind: NDArray[np.uint8]
    seat: NDArray[np.uint8]
    country: NDArray[np.uint16]
    admin1_row: NDArray[np.uint32]
    geonames_id: NDArray[np.uint32]
    text_end: NDArray[np.uint32]
    text: NDArray[np.uint8]


Told = Mapping[str, Mapping[tuple[str, str, str, str], int]]
"""Folded name -> identity of an entry -> texts of news whose other names say that this entry is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How often a capitalised name was a place, a part of something else, or a common word, in news text."""

    place: int
    other: int


class Gazetteer:
    """Looks names up; safe to share between threads (it only reads).

    `codes`: alpha-3 by country number, "" first. `regions`: countries of a REGION row.
    `usage`: folded name -> counts; `common`: words that are also ordinary English words. `ranker`: what chooses
    between the readings of a name, None for the weights set by judgement. `told`: which of them news mostly means.
    """

    def __init__(
        self,
        tables: Tables,
        *,
        codes: Sequence[str],
        areas: Iterable[Area],
        regions: Mapping[int, tuple[str, ...]],
        usage: Mapping[str, Usage] | None = None,
        common: Iterable[str] = (),
        ranker: Ranker | None = None,
        told: Told | None = None,
    ) -> None:
        self._tables = tables
        self._hashes = memoryview(tables.name_hash)  # type: ignore[arg-type]
        self._codes = tuple(codes)
        self._areas = {area.alpha3: area for area in areas}
        self._regions = dict(regions)
        self._usage = dict(usage or {})
        self.common = frozenset(common)
        self.ranker = ranker or Ranker(JUDGED)
        self._told = told or {}
        self.entry = lru_cache(maxsize=_CACHE)(self._entry)
        self._named = lru_cache(maxsize=_CACHE)(self._look_up)

    def __len__(self) -> int:
        return len(self._tables.kind)

    def named(self, folded: str) -> tuple[Named, ...]:
        """Rows that a folded name may mean; () when none does."""
        return self._named(folded)

    def usage(self, folded: str) -> Usage | None:
        """What the name was in news text, None when it was never seen there."""
        return self._usage.get(folded)

    def told(self, folded: str, entry: Entry) -> int:
        """In how many texts of news this name meant this entry, as their other names say; 0 when never."""
        known = self._told.get(folded)
        return 0 if known is None else known.get(entry.identity, 0)

    def meanings(self) -> Told:
        """All that was counted."""
        return self._told

    def _look_up(self, folded: str) -> tuple[Named, ...]:
        if not folded:
            return ()
        key = name_hash(folded)
        at = bisect_left(self._hashes, key)
        rows, kinds = self._tables.name_row, self._tables.name_kind
        found = []
        while at < len(self._hashes) and self._hashes[at] == key:
            found.append(Named(row=int(rows[at]), how=NameKind(int(kinds[at]))))
            at += 1
        return tuple(found)

    def _entry(self, row: int) -> Entry:
        t = self._tables
        kind = Kind(int(t.kind[row]))
        admin1_row = int(t.admin1_row[row])
        number = int(t.geonames_id[row])
        return Entry(
            row=row,
            name=self._text(row),
            kind=kind,
            country=self._codes[int(t.country[row])],
            admin1="" if admin1_row == NO_ROW else self._text(admin1_row),
            admin1_row=admin1_row,
            lon=round(float(t.lon[row]), 5),
            lat=round(float(t.lat[row]), 5),
            population=int(t.population[row]),
            radius_km=round(float(t.radius_km[row]), 1),
            seat=int(t.seat[row]),
            geonames_id=number or None,
            countries=self._regions.get(row, ()),
        )

    def _text(self, row: int) -> str:
        ends = self._tables.text_end
        start = int(ends[row - 1]) if row else 0
        return self._tables.text[start : int(ends[row])].tobytes().decode()

    def find(self, name: str, country: str | None = None, limit: int = 10) -> tuple[Place, ...]:
        """Places of this very name, the most prominent first, for a form; () when there is none.

        Demonyms and government seats are no places here. `country` alpha-3 narrows.
        """
        entries = {
            named.row: self.entry(named.row)
            for named in self.named(fold(name))
            if named.how not in (NameKind.DEMONYM, NameKind.GOVERNMENT)
        }
        chosen = [e for e in entries.values() if country is None or e.country == country]
        chosen.sort(key=lambda e: (-prominence(e), e.row))
        total = sum(math.exp(prominence(e)) for e in chosen) or 1.0
        return tuple(place_of(e, confidence=round(math.exp(prominence(e)) / total, 3)) for e in chosen[:limit])

    def areas(self) -> tuple[Area, ...]:
        """All rated countries and territories by alpha-3."""
        return tuple(self._areas[code] for code in sorted(self._areas))

    countries = areas

    def area(self, alpha3: str) -> Area | None:
        """The area of this code, None when there is none."""
        return self._areas.get(alpha3)

    def country_name(self, alpha3: str) -> str:
        """The short English name; the code itself when unknown."""
        area = self._areas.get(alpha3)
        return area.name if area else alpha3

    def capital(self, alpha3: str) -> Place | None:
        """The capital city; None for a territory without one."""
        area = self._areas.get(alpha3)
        if area is None or area.capital_row is None:
            return None
        return place_of(self.entry(area.capital_row), confidence=1.0)

    def country_place(self, alpha3: str, confidence: float = 1.0) -> Place | None:
        """The country as a place of country precision; None when unknown."""
        area = self._areas.get(alpha3)
        return None if area is None else place_of(self.entry(area.row), confidence=confidence)


def place_of(entry: Entry, *, confidence: float) -> Place:
    """An entry as a place with its doubt, not from a text."""
    return Place(
        name=entry.name,
        point=Point(lon=entry.lon, lat=entry.lat),
        radius_km=max(entry.radius_km, 1.0),
        country=entry.country,
        precision=entry.precision,
        confidence=confidence,
        admin1=entry.name if entry.kind == Kind.ADMIN1 else entry.admin1,
        kind=entry.kind.word,
        geonames_id=entry.geonames_id,
    )
