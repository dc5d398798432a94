"""Rows of a UCDP file: those that can be read, what the others could speak of, and so what the file covers."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from lookfar.domain.errors import InvalidValue
from lookfar.facts import states
from lookfar.flow.set_aside import Aside
from lookfar.formats import ucdp
from lookfar.lake.lines import Line, lines_of, with_columns
from lookfar.lake.manifest import Cell
from lookfar.lake.ucdp import Covered

_WORLD = 30
"""A release of UCDP's own name with events of at least so many countries is about the world."""
_SHOWN = 5
"""Cells named in one message."""

_NO_END = "9999-12"

Days = tuple[date | None, date | None]
"""First and last day of the events taken, both included; None is without end on that side."""


@dataclass(slots=True)
class Rows:
    """Events by id with their country (alpha-3), and the cells that rows set aside could be of; "" is any."""

    by_id: dict[int, tuple[str, ucdp.Event]] = field(default_factory=dict)
    unknown: set[Cell] = field(default_factory=set)

    @property
    def events(self) -> list[tuple[str, ucdp.Event]]:
        """In the order of the file."""
        return list(self.by_id.values())


def read_rows(path: Path, aside: Aside) -> Rows:
    """Reads every row and sets aside those it cannot; raises InvalidValue when the file is cut or lacks a column."""
    countries, rows = states.countries_by_number(), Rows()
    for line in lines_of(path, with_columns(ucdp.NEEDED)):
        if line.values is None:
            aside.put_too_wide(line)
            rows.unknown.add(("", ""))
            continue
        if ucdp.is_tags(line.values):
            continue
        try:
            event = ucdp.read_event(line.values)
        except InvalidValue as error:
            aside.put("unreadable", f"{ucdp.event_of(line.values)}: {error}", line)
            state, month = ucdp.read_cell(line.values)
            rows.unknown.add(("" if state is None else countries.get(state, ""), month))
            continue
        _add(rows, countries.get(event.state), event, line, aside)
    return rows


def _add(rows: Rows, country: str | None, event: ucdp.Event, line: Line, aside: Aside) -> None:
    if country is None:
        aside.put("unknown_state", f"no state has the number {event.state}", line)
        rows.unknown.add(("", event.month))
        return
    held = rows.by_id.setdefault(event.id, (country, event))
    if held[1] is not event:
        aside.put("id_twice", f"a second row of event {event.id}", line)
        if held != (country, event):
            rows.unknown |= {(held[0], held[1].month), (country, event.month)}


def coverage(
    name: str, release: ucdp.Release, events: Sequence[tuple[str, ucdp.Event]], unknown: set[Cell], days: Days
) -> Covered:
    """Months and countries of which the file has everything; no more than its rows and its name vouch for, and
    whole months of the days taken only. A file of several countries that is not about the world may be put together of slices, so it vouches
    for each of them between its own first and last event alone.
    """
    countries = frozenset(country for country, _ in events)
    world = "gedevent" in name.lower().replace("_", "") and len(countries) >= _WORLD
    months = [event.month for _, event in events]
    first, last = min(months), max(months)
    if release.month is not None:
        first = last = f"20{release.year:02d}-{release.month:02d}"
    whole_first, whole_last = _whole_months(days)
    first, last = max(first, whole_first), min(last, whole_last)
    inside = {
        (country, month)
        for country, month in unknown
        if (not month or first <= month <= last) and (not country or world or country in countries)
    }
    beyond = set() if world or len(countries) == 1 else _beyond_own(events, first, last)
    return Covered(
        first=first, last=last, countries=None if world else countries, unknown=frozenset(inside | beyond)
    )


def _beyond_own(events: Sequence[tuple[str, ucdp.Event]], first: str, last: str) -> set[Cell]:
    """The months of first..last before a country's first and after its last event."""
    own: dict[str, list[str]] = {}
    for country, event in events:
        own.setdefault(country, []).append(event.month)
    spans = {country: (min(months), max(months)) for country, months in own.items()}
    return {
        (country, month)
        for month in _months(first, last)
        for country, (start, end) in spans.items()
        if not start <= month <= end
    }


def _months(first: str, last: str) -> list[str]:
    """YYYY-MM, both included."""
    start, end = (int(one[:4]) * 12 + int(one[5:7]) - 1 for one in (first, last))
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(start, end + 1)]


def _whole_months(days: Days) -> tuple[str, str]:
    first, last = days
    if first is not None and first.day > 1:
        first = first.replace(day=1) + timedelta(days=monthrange(first.year, first.month)[1])
    if last is not None and last.day < monthrange(last.year, last.month)[1]:
        last = last.replace(day=1) - timedelta(days=1)
    return "" if first is None else f"{first:%Y-%m}", _NO_END if last is None else f"{last:%Y-%m}"


def said_unknown(covered: Covered) -> str:
    """What a file does not say for the rows set aside, as the end of a sentence; "" when it says all."""
    cells = sorted(covered.unknown)
    if not cells:
        return ""
    named = [f"{country or 'any country'} {month or 'in any month'}" for country, month in cells[:_SHOWN]]
    more = f" and {len(cells) - _SHOWN} more" if len(cells) > _SHOWN else ""
    return (
        f"; not known from this file (of rows set aside, or before the first or after the last event of one country of several): {', '.join(named)}{more}: "
        "nothing of that is withdrawn or taken for 0"
    )
