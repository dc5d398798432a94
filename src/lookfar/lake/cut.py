"""Whether a file of the world can be whole, by what was known before: countries at war do not all fall silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from lookfar.domain.errors import InvalidValue
from lookfar.lake.manifest import Cell

_REVISED, _QUIET = 0.1, 0.2
"""Share of the countries that a whole file does not lose: with deaths known in its months, or in those before only."""
_FEWEST = 10
"""Countries with deaths known before below which nothing can be said."""
_BEFORE = 3
"""Months before a file in each of which a country had deaths that are then expected in it."""
_SHOWN = 5


def refuse_cut(
    first: str, holds: Callable[[str, str], bool], given: Iterable[Cell], known: Iterable[Cell]
) -> None:
    """Raises InvalidValue when a file of the world seems cut at the end of a row.

    `given` and `known`: the cells of its events with deaths and of those in force, once for each event. `holds`: whether the
    file covers a month of a country; `first`: the first month (YYYY-MM) that it covers. A country is lost when the
    file has less than half of its events known in these months, or none although each month before had deaths.
    """
    known = list(known)
    inside = Counter(country for country, month in known if holds(month, country))
    found = Counter(country for country, month in given if holds(month, country))
    expected = inside.keys() | {country for country in _regular(first, known) if holds(first, country)}
    lost = sorted(country for country in expected if 2 * found[country] < max(inside[country], 1))
    if len(expected) < _FEWEST or len(lost) <= (_REVISED if inside else _QUIET) * len(expected):
        return
    more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
    raise InvalidValue(
        f"this file of the world has events of {len(found)} countries, but of {len(lost)} of the {len(expected)} countries "
        f"with deaths known before ({' '.join(lost[:_SHOWN])}{more}) none or less than half of theirs: it seems cut, and "
        "nothing of it was taken. Download it whole; if it is meant to be of some countries only, load it under a name "
        "without GEDEvent and with --release: it then speaks for those alone"
    )


def _regular(first: str, known: Iterable[Cell]) -> set[str]:
    """Countries with deaths in each of the months just before."""
    number = int(first[:4]) * 12 + int(first[5:]) - 1
    before = [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(number - _BEFORE, number)]
    cells = set(known)
    return {country for country, month in cells if all((country, one) in cells for one in before)}
