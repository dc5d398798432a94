"""A place somebody meant, with its doubt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lookfar.domain.geo import Point


class Precision(StrEnum):
    """How finely a place is known."""

    POINT = "point"
    """Measured coordinates or a named spot within a city."""
    CITY = "city"
    REGION = "region"
    """First administrative level, or a named region inside a country."""
    COUNTRY = "country"
    MULTI_COUNTRY = "multi_country"
    UNKNOWN = "unknown"

    @property
    def is_local(self) -> bool:
        """City or finer: may be matched by a radius; coarser places match by polygon."""
        return self in (Precision.POINT, Precision.CITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A runner-up: another place of the same name."""

    name: str
    country: str
    lon: float
    lat: float
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A located place. `country` is ISO 3166-1 alpha-3, "" at sea or unknown.

    `radius_km` is the radius of doubt (km, > 0). `admin1` is a name, "" unknown.
    `countries`: all that it touches as its publisher names them, () when it names no more than `country`; with
    `whole` it touches them as wholes, and its point is only their middle or where it is now; `middle` is that, when the
    point is another: a town that is told of.
    `confidence` in 0..1 that this is the place meant. `scene`: where the event happened, against a
    place merely mentioned. `start`/`end` are character offsets in the text, -1 when not from text.
    """

    name: str
    point: Point
    radius_km: float
    country: str
    precision: Precision
    confidence: float
    admin1: str = ""
    kind: str = ""
    geonames_id: int | None = None
    scene: bool = True
    start: int = -1
    end: int = -1
    text: str = ""
    others: tuple[Candidate, ...] = ()
    countries: tuple[str, ...] = ()
    whole: bool = False
    middle: Point | None = None

    @property
    def touched(self) -> tuple[str, ...]:
        """Every country that it touches (alpha-3), its own first; () at sea or unknown."""
        return tuple(filter(None, dict.fromkeys((self.country, *self.countries))))

    @property
    def is_list(self) -> bool:
        """Whether nothing finer is known than the countries that it touches as wholes, which are its name."""
        return self.whole and bool(self.touched) and not self.precision.is_local

    def meets(self, other: Place) -> bool:
        """Whether a country is known that both touch."""
        return not set(self.touched).isdisjoint(other.touched)
