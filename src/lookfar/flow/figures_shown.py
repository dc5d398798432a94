"""Yearly figures behind a rating, in words: what each is, of which year, from whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lookfar.domain.areas import country_of
from lookfar.domain.rating import Rating
from lookfar.facts import states
from lookfar.flow.importing import INDEX
from lookfar.flow.tools import open_tools
from lookfar.ratings.inputs import Indicator
from lookfar.ratings.snapshot import restore

_WORDS = {
    "population": ("People", "{:,.0f}"),
    "income_per_head": ("Income per head, international dollars a year", "{:,.0f}"),
    "political_stability": ("Political stability, -2.5 (worst) to 2.5", "{:.2f}"),
    "homicide_rate": ("Homicides per 100,000 people a year", "{:.1f}"),
    "ucdp_deaths": ("Killed by organised violence in the year", "{:,.0f}"),
    "ucdp_deaths_3y": ("Killed by organised violence, mean of three years", "{:,.0f}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line: `year` is the last one it speaks of, `years_old` how many have ended since. `shown`: the value in words."""

    name: str
    what: str
    value: float
    shown: str
    year: int
    years_old: int
    source: str

    def public(self) -> dict[str, object]:
        """The shape for other programs."""
        return {
            "name": self.name,
            "what": self.what,
            "value": self.value,
            "year": self.year,
            "years_old": self.years_old,
            "source": self.source,
        }


def what_is(name: str) -> str:
    """What a series is, for people: "homicide_rate" is "Homicides per 100,000 people a year".

    A name without words is given as it stands, that of an imported index as its column.
    """
    if name in _WORDS:
        return _WORDS[name][0]
    return states.figure_labels().get(name, name.removeprefix(f"{INDEX} ").replace("_", " "))


def figures_of(rating: Rating, snapshot: bytes | None = None) -> list[Figure]:
    """The figures that a rating rests on, of a part of a country those of the country: those that its method reads for
    any category.

    `snapshot`: what it was issued from; when None they are those that had been published by its time.
    """
    inputs = None if snapshot is None else restore(snapshot)[0]
    if inputs is None or inputs.inside is not None:
        known = open_tools().indicators(country_of(rating.area), rating.as_of)
    else:
        known = inputs.indicators
    read = open_tools().methods.reads(rating)
    return _in_order((one for one in known if one.name in read), rating.as_of.year)


def _in_order(known: Iterable[Indicator], this_year: int) -> list[Figure]:
    """In the order of the table above; a name without words is shown as it stands."""
    order = list(_WORDS)
    found = sorted(known, key=lambda one: (order.index(one.name) if one.name in _WORDS else len(order), one.name))
    return [_figure(one, this_year) for one in found]


def _figure(one: Indicator, this_year: int) -> Figure:
    _, shape = _WORDS.get(one.name, ("", "{:g}"))
    return Figure(
        name=one.name,
        what=what_is(one.name),
        value=one.value,
        shown=shape.format(one.value),
        year=one.year,
        years_old=this_year - 1 - one.year,
        source=one.source,
    )
