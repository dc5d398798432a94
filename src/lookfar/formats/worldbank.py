"""Yearly figures by country: the World Bank's own wide CSV, and long tables of figures or an index, by column name."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lookfar.domain.errors import InvalidValue

_COUNTRY = ("country code", "iso3", "geo", "iso3c", "countryiso3code", "iso code", "alpha-3", "iso2", "iso")
_COUNTRY_NAME = ("country", "country name")
"""Looked at when a table has no column of codes."""
_INDICATOR = ("indicator code", "indicator", "var", "series code")
_YEAR = ("year", "t", "date")
_VALUE = ("value", "v")
WANTED = (
    "a country: a code such as iso3 or Country Code, or its name; a year, or Indicator Code beside columns of years; "
    "then the figures"
)
"""The columns of such a table, in words."""
_NOT_FIGURES = {"country", "source", "country name", "indicator name", "series name", "unit", "obs_status"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure as published; `country` and `indicator` are the publisher's codes."""

    country: str
    indicator: str
    year: int
    value: float


def is_head(cells: Sequence[str]) -> bool:
    """Whether a line of cells is the head of such a table; the World Bank's own files begin with other lines."""
    named = {cell.strip().lower() for cell in cells}
    return bool(named & {*_COUNTRY, *_COUNTRY_NAME}) and bool(named & {*_YEAR, *_INDICATOR}) and len(cells) > 2


def read_figures(row: Mapping[str, object]) -> Iterator[Figure]:
    """The figures of one row: one of a long table, one for each year of a wide one; an empty cell is none.

    Raises InvalidValue for a year or a value that is no number, or a head without what is needed.
    """
    cells = {name.strip().lower(): value for name, value in row.items()}
    country = _first(cells, _COUNTRY if any(name in cells for name in _COUNTRY) else _COUNTRY_NAME)
    years = [name for name in cells if name.isdigit() and len(name) == 4]
    if years:
        indicator = _first(cells, _INDICATOR)
        for year in years:
            yield from _figure(country, indicator, int(year), cells[year])
        return
    yield from _long(cells, country)


def _long(cells: Mapping[str, object], country: str) -> Iterator[Figure]:
    year_text = _first(cells, _YEAR)
    if not year_text[:4].isdigit():
        raise InvalidValue(f"no year: {year_text[:40]!r}")
    year = int(year_text[:4])
    if any(name in cells for name in _VALUE):
        yield from _figure(country, _first(cells, _INDICATOR), year, cells[_named(cells, _VALUE)])
        return
    taken = {*_COUNTRY, *_YEAR, *_NOT_FIGURES}
    for name in cells:
        if name not in taken:
            yield from _figure(country, name, year, cells[name])


def _figure(country: str, indicator: str, year: int, value: object) -> Iterator[Figure]:
    text = "" if value is None else str(value).strip()
    if text in ("", "..", "NA"):
        return
    try:
        number = float(text)
    except ValueError as error:
        raise InvalidValue(f"{indicator} of {country} in {year} is no number: {text[:40]!r}") from error
    if not math.isfinite(number):
        raise InvalidValue(f"{indicator} of {country} in {year} is not finite: {text[:40]!r}")
    if not 1900 <= year <= 2100:
        raise InvalidValue(f"no year {year}")
    yield Figure(country=country, indicator=indicator, year=year, value=number)


def _named(cells: Mapping[str, object], names: Sequence[str]) -> str:
    for name in names:
        if name in cells:
            return name
    raise InvalidValue(f"no column {' or '.join(names)}")


def _first(cells: Mapping[str, object], names: Sequence[str]) -> str:
    text = str(cells[_named(cells, names)] or "").strip()
    if not text:
        raise InvalidValue(f"an empty {_named(cells, names)}")
    return text
