"""Monthly deaths in (CSV), draws of what comes next out (Parquet)."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import duckdb
import numpy as np

from lookfar.domain.errors import InvalidValue
from lookfar.forecasts.history import Floats, History, Month
from lookfar.lake.cut_months import Row, has_line_end, why_cut
from lookfar.lake.lines import GET_THE_WHOLE

COLUMNS = ("isocode", "period", "fatalities_UCDP", "population")

MOST_AHEAD = 24
"""Months; what a table says of a month further ahead is a slip of the pen."""

_Cells = dict[tuple[str, Month], tuple[float, float]]


def read_history(
    path: Path, cutoff: Month, stability: Callable[[str, Month], float | None], *, today: Month
) -> History:
    """The table up to the cutoff; the figures of later months are not looked at.

    CSV: isocode, period (YYYYMM), fatalities_UCDP, population. An absent row or an empty figure is not reported.
    `stability`: political stability of a country as known in a month. Raises InvalidValue, with the line, for what cannot be used,
    such as a month long after `today`, and for a file that is cut off as far as its rows tell.
    """
    if cutoff.number > today.number + MOST_AHEAD:
        raise InvalidValue(f"the cutoff {cutoff.period} lies far ahead of this month, {today.period}")
    cells = _cells(path, cutoff, today)
    if not cells:
        raise InvalidValue(f"{path.name} has no month up to {cutoff.period}")
    areas = tuple(sorted({area for area, _ in cells}))
    first = min(month.number for _, month in cells)
    shape = (cutoff.number - first + 1, len(areas))
    deaths, population = np.full(shape, np.nan), np.full(shape, np.nan)
    column = {area: number for number, area in enumerate(areas)}
    for (area, month), figures in cells.items():
        deaths[month.number - first, column[area]], population[month.number - first, column[area]] = figures
    known = [[stability(area, Month(number=first + row)) for area in areas] for row in range(shape[0])]
    return History(
        areas=areas,
        first=Month(number=first),
        deaths=deaths,
        population=population,
        stability=np.array([[math.nan if one is None else one for one in row] for row in known]),
    ).until(cutoff)


def write_draws(path: Path, areas: Sequence[str], months: Sequence[Month], draws: Floats) -> None:
    """Parquet: isocode, period, draw (from 0), deaths. `draws`: areas x months x draws. Whole or not at all."""
    many, months_count, count = draws.shape
    rows = {
        "area": np.repeat(np.arange(many), months_count * count),
        "period": np.tile(np.repeat(np.array([m.period for m in months], dtype=np.int32), count), many),
        "draw": np.tile(np.arange(count, dtype=np.int32), many * months_count),
        "deaths": draws.ravel(),
    }
    names = {"area": np.arange(many), "isocode": np.array(areas, dtype=object)}
    part = path.with_name(f".{path.name}.part")
    try:
        with duckdb.connect() as lake:
            lake.register("rows", rows)
            lake.register("names", names)
            lake.execute(f"""COPY (SELECT isocode, period, draw, deaths FROM rows JOIN names USING (area)
                ORDER BY isocode, period, draw) TO '{str(part).replace("'", "''")}' (FORMAT parquet)""")
        part.replace(path)
    except (duckdb.Error, OSError) as error:
        part.unlink(missing_ok=True)
        raise InvalidValue(f"the draws could not be written to {path}: {error}") from error


def _cells(path: Path, cutoff: Month, today: Month) -> _Cells:
    cells: _Cells = {}
    rows: list[Row] = []
    try:
        ended = has_line_end(path)
        with path.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines, strict=True)
            names = table.fieldnames or ()
            if missing := [name for name in COLUMNS if name not in names]:
                raise InvalidValue(f"{path.name} has no column {', '.join(missing)}")
            for row in table:
                where = f"{path.name}, line {table.line_num}"
                try:
                    area, month = _take(row, cells, cutoff, today, where)
                except InvalidValue as error:
                    if not ended and next(table, None) is None:
                        raise InvalidValue(
                            f"{error}; it is the last line, and cut off: {GET_THE_WHOLE}"
                        ) from error
                    raise
                rows.append(Row(area=area, month=month, end=row[names[-1]] or ""))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidValue(f"{path} cannot be read as CSV: {error}") from error
    if not ended and (why := why_cut(rows, ends_with_people=names[-1] == "population", cutoff=cutoff)):
        raise InvalidValue(f"{path.name} is cut off: {why}, and the last line has no line end: {GET_THE_WHOLE}")
    return cells


def _take(
    row: Mapping[str, str | None], cells: _Cells, cutoff: Month, today: Month, where: str
) -> tuple[str, Month]:
    """Puts the figures of a row to the others, when its month is not after the cutoff; gives its country and month."""
    area, month = _area(row["isocode"], where), _month(row["period"], where)
    if month.number > today.number + MOST_AHEAD:
        raise InvalidValue(f"{where}: period {month.period} lies far ahead of this month, {today.period}")
    if month.number > cutoff.number:
        return area, month
    if (area, month) in cells:
        raise InvalidValue(f"{where}: {area} {month.period} is there twice")
    cells[area, month] = (
        _figure(row["fatalities_UCDP"], "fatalities_UCDP", where),
        _figure(row["population"], "population", where),
    )
    return area, month


def _area(text: str | None, where: str) -> str:
    if not text or not text.strip():
        raise InvalidValue(f"{where}: isocode is empty")
    return text.strip()


def _month(text: str | None, where: str) -> Month:
    try:
        return Month.of_period(int(text or ""))
    except (ValueError, InvalidValue) as error:
        raise InvalidValue(f"{where}: period {text!r} is no month (YYYYMM)") from error


def _figure(text: str | None, name: str, where: str) -> float:
    if text is None:
        raise InvalidValue(f"{where}: {name} is missing")
    if not text.strip():
        return math.nan
    try:
        value = float(text)
    except ValueError as error:
        raise InvalidValue(f"{where}: {name} {text!r} is no number") from error
    if not math.isfinite(value) or value < 0:
        raise InvalidValue(f"{where}: {name} is {text}; it must be a finite number of at least 0, or empty")
    return value
