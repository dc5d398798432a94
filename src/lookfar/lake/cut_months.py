"""Whether a table of months without a last line end tells by its own rows that it is cut off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

from lookfar.forecasts.history import Month

_LOST_DIGIT = 5.0
"""Who lost a digit has at most a tenth of his people; nobody loses four fifths in a month."""
_ENOUGH = 2
"""Groups that must agree before one that differs is called cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the table. `end`: the text of its last cell."""

    area: str
    month: Month
    end: str


def has_line_end(path: Path) -> bool:
    """Whether the last line of a file is ended, or the file is empty; raises OSError."""
    with path.open("rb") as opened:
        size = opened.seek(0, 2)
        opened.seek(max(0, size - 1))
        return opened.read(1) in (b"", b"\n", b"\r")


def why_cut(rows: Sequence[Row], *, ends_with_people: bool, cutoff: Month) -> str:
    """What tells that the last row or those after it are missing in part, "" when nothing does.

    `ends_with_people`: the last column is the population. A figure of a month after the cutoff is not looked at.
    """
    if len(rows) < _ENOUGH:
        return ""
    *before, last = rows
    if last.month.number <= cutoff.number:
        known = [row.end.strip() for row in before if row.month.number <= cutoff.number]
        if why := _cut_figure(known, last.end.strip()):
            return why
        if ends_with_people and (why := _lost_people(before, last)):
            return why
    return _lost_months(rows) or _lost_areas(rows)


def _cut_figure(known: Sequence[str], last: str) -> str:
    if not known:
        return ""
    if not last:
        return "" if "" in known else "its last figure is empty, and no other is"
    digits = min((len(text.partition(".")[2]) for text in known if text), default=0)
    if len(last.partition(".")[2]) < digits:
        return f"its last figure, {last}, has fewer digits behind the point than any other"
    return ""


def _lost_people(before: Sequence[Row], last: Row) -> str:
    same = [
        float(row.end)
        for row in before
        if row.area == last.area and row.end.strip() and row.month.number < last.month.number
    ]
    if not same or not last.end.strip() or float(last.end) * _LOST_DIGIT > same[-1]:
        return ""
    return f"its last figure gives {last.area} {last.end.strip()} people, the row before {same[-1]:.0f}"


def _lost_months(rows: Sequence[Row]) -> str:
    """Of a table that goes through one country after another."""
    runs = [(area, [row.month.number for row in run]) for area, run in groupby(rows, key=lambda row: row.area)]
    ascending = all(a < b for _, months in runs for a, b in pairwise(months))
    if not ascending or len({area for area, _ in runs}) < len(runs):
        return ""
    *others, (area, months) = runs
    ends = {known[-1] for _, known in others}
    if len(others) < _ENOUGH or len(ends) > 1 or months[-1] >= min(ends):
        return ""
    at, whole = Month(number=months[-1]).period, Month(number=min(ends)).period
    return f"{area}, the last country, ends at {at}, and every other at {whole}"


def _lost_areas(rows: Sequence[Row]) -> str:
    """Of a table that goes through one month after another."""
    runs = [(month, len(list(run))) for month, run in groupby(rows, key=lambda row: row.month.number)]
    if not all(a < b for (a, _), (b, _) in pairwise(runs)):
        return ""
    *others, (month, found) = runs
    counts = {count for _, count in others}
    if len(others) < _ENOUGH or len(counts) > 1 or found >= min(counts):
        return ""
    return f"{Month(number=month).period}, the last month, has {found} countries, and every other {min(counts)}"
