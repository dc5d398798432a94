"""One named place of the gazetteer, of which kind, and how a name belongs to it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

from lookfar.domain.places import Precision
from lookfar.reports.names import fold

NO_ROW = 0xFFFFFFFF


class Kind(IntEnum):
    """What a row of the gazetteer is."""

    CITY = 0
    COUNTY = 1
    ADMIN1 = 2
    COUNTRY = 3
    REGION = 4
    AIRPORT = 5

    @property
    def word(self) -> str:
        return self.name.lower()


class NameKind(IntEnum):
    """How a name belongs to a row."""

    PRIMARY = 0
    OFFICIAL = 1
    ALTERNATE = 2
    SHORT = 3
    DEMONYM = 4
    GOVERNMENT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One place. `radius_km` is how far it reaches; `seat` 2 a national capital, 1 the chief town of its
    first-level area, 0 neither; `countries` alpha-3, several for a region that crosses borders."""

    row: int
    name: str
    kind: Kind
    country: str
    admin1: str
    admin1_row: int
    lon: float
    lat: float
    population: int
    radius_km: float
    seat: int
    geonames_id: int | None
    countries: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Kind, country, first-level area and name: the same in any build of the tables, as row numbers are not."""
        return self.kind.word, self.country, self.admin1, self.name

    def is_spelled_like(self, key: str, letters: int = 3) -> bool:
        """Whether its own name and this folded one begin alike, as two spellings of one name do: Vinnytsya is "Vinnytsia"."""
        return fold(self.name)[:letters] == key[:letters]

    @property
    def precision(self) -> Precision:
        return _PRECISIONS[self.kind] if self.kind != Kind.REGION else _region_precision(self.countries)


_PRECISIONS = {
    Kind.CITY: Precision.CITY,
    Kind.COUNTY: Precision.REGION,
    Kind.ADMIN1: Precision.REGION,
    Kind.COUNTRY: Precision.COUNTRY,
    Kind.AIRPORT: Precision.POINT,
}


def _region_precision(countries: tuple[str, ...]) -> Precision:
    return Precision.REGION if len(countries) == 1 else Precision.MULTI_COUNTRY


def prominence(entry: Entry) -> float:
    """How likely a bare name means this place before any context; natural-log units."""
    size = math.log(max(entry.population, 100))
    match entry.kind:
        case Kind.COUNTRY:
            return max(size, 15.0) + 3.0
        case Kind.ADMIN1:
            return size - 0.5
        case Kind.REGION:
            return 14.0
        case Kind.COUNTY:
            return size - 3.0
        case Kind.AIRPORT:
            return 11.0
        case _:
            return size + (2.0 if entry.seat == 2 else 0.5 * entry.seat)
