"""How much has happened where, as of a time: counts and harm halved every half-life.

    h = weight x credibility x max(severity, deaths^e)
    pressure = sum h 2^(-age / T),  square = sum h^2 2^(-age / T)

Equation and constants are those of the rating method that asks (docs/methods/pressure_2026.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from typing import cast

import ibis
import ibis.expr.types as ir

from lookfar.domain.errors import InvalidValue
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import Credibility, IncidentStatus, Severity
from lookfar.lake.opened import Opened, number
from lookfar.lake.shape import Name, micros

_DAY_US = 86_400_000_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """What an incident weighs. `half_lives` in days; `memory`: how far back incidents are read."""

    half_lives: Mapping[Category, float]
    severity: Mapping[Severity, float]
    credibility: Mapping[Credibility, float]
    toll_exponent: float
    memory: timedelta

    def __post_init__(self) -> None:
        for given, whole in (
            (self.half_lives, Category),
            (self.severity, Severity),
            (self.credibility, Credibility),
        ):
            if missing := set(whole) - set(given):
                raise InvalidValue(f"no weight for {', '.join(sorted(str(one.value) for one in missing))}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressure:
    """One area and category. `admin1` "" with a country: the whole country, or a place not known more finely.

    `incidents` that had begun by then; `pressure` and `square` of harm, as in the module's equation.
    """

    country: str
    admin1: str
    category: Category
    incidents: int
    pressure: float
    square: float


def of_countries(lake: Opened, *, as_of: datetime, weighing: Weighing) -> list[Pressure]:
    """Each country and category of which an incident was known; what is not there is 0 only if it was watched."""
    return _asked(lake, ("country", "category"), as_of=as_of, weighing=weighing)


def of_first_levels(lake: Opened, *, as_of: datetime, weighing: Weighing) -> list[Pressure]:
    """The same by first administrative level; incidents placed no finer than a country are under ""."""
    return _asked(lake, ("country", "admin1", "category"), as_of=as_of, weighing=weighing)


def known_at(versions: ir.Table, us: int) -> ir.Table:
    """The version of everything that was in force at an instant: recorded by then and not yet superseded."""
    return versions.filter(
        versions.recorded_us <= us, versions.superseded_us.isnull() | (versions.superseded_us > us)
    )


def relevant(incidents: ir.Table, us: int) -> ir.Table:
    """Incidents as known at an instant that count for an area."""
    known = known_at(incidents, us)
    return known.filter(known.status != IncidentStatus.RETRACTED.value, known.country != "")


def harm(rows: ir.Table, weighing: Weighing) -> ir.FloatingValue:
    """Harm of each incident when it happened; unknown deaths add none."""
    deaths = ibis.coalesce(rows.deaths_best, rows.deaths_low, 0).cast("float64")
    toll = ibis.ifelse(deaths > 0, deaths ** number(weighing.toll_exponent), number(0.0))
    severity = _looked_up(rows.severity, {key.value: value for key, value in weighing.severity.items()})
    belief = _looked_up(rows.credibility, {int(key): value for key, value in weighing.credibility.items()})
    return cast("ir.FloatingValue", rows.weight * belief * ibis.greatest(severity, toll))


def _asked(lake: Opened, keys: tuple[str, ...], *, as_of: datetime, weighing: Weighing) -> list[Pressure]:
    incidents = lake.table(Name.INCIDENTS)
    if incidents is None:
        return []
    rows = lake.rows(_summed(incidents, keys, micros(as_of), weighing))
    found = [
        Pressure(
            country=str(row["country"]),
            admin1=str(row.get("admin1", "")),
            category=Category(str(row["category"])),
            incidents=cast("int", row["incidents"]),
            pressure=cast("float", row["pressure"]),
            square=cast("float", row["square"]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.country, one.admin1, one.category))


def _summed(incidents: ir.Table, keys: tuple[str, ...], us: int, weighing: Weighing) -> ir.Table:
    oldest = us - micros_of(weighing.memory)
    known = relevant(incidents, us)
    known = known.filter(known.ended_us > oldest, known.happened_us <= us)
    weighed = known.select(*keys, "happened_us", harm=harm(known, weighing))
    lives = {key.value: value for key, value in weighing.half_lives.items()}
    days = (ibis.literal(us, type="int64") - weighed.happened_us).cast("float64") / number(_DAY_US)
    left = (-days / _looked_up(weighed.category, lives) * number(log(2.0))).exp()
    decayed = weighed.select(*keys, "harm", decayed=weighed.harm * left)
    return decayed.group_by(list(keys)).aggregate(
        incidents=decayed.count().cast("int64"),
        pressure=decayed.decayed.sum(),
        square=(decayed.decayed * decayed.harm).sum(),
    )


def micros_of(span: timedelta) -> int:
    """A span in whole microseconds."""
    return span // timedelta(microseconds=1)


def _looked_up(column: ir.Value, table: Mapping[str, float] | Mapping[int, float]) -> ir.FloatingValue:
    pairs = [(key, number(value)) for key, value in table.items()]
    return cast("ir.FloatingValue", column.cases(*pairs, else_=ibis.null("float64")))
