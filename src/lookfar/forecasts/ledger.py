"""Issued forecasts held against months that came in, as columns that add up to scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import orjson

from lookfar.domain.errors import InvalidValue
from lookfar.domain.forecast import Forecast, Resolution, Scored
from lookfar.domain.ids import content_hash
from lookfar.forecasts.fan import resolve
from lookfar.forecasts.history import Floats, Month
from lookfar.forecasts.onset import WINDOW
from lookfar.forecasts.score import brier_skill, pit_deciles

COLUMNS = ("crps", "crps_ln", "ignorance", "pit", "in_50", "in_80", "in_90", "median")

Seen = Mapping[tuple[str, int], float]
"""Deaths by area and YYYYMM; what is not in it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """One month (YYYYMM) of one issue: areas whose deaths are known, and by forecaster `COLUMNS` x areas.

    When the month ends three that count for an onset: `quiet` areas all of whose three are known, whether anybody
    died (1, 0), and by forecaster the chance that was given.
    """

    month: int
    lead: int
    areas: tuple[str, ...]
    seen: Floats
    columns: Mapping[str, Floats]
    quiet: tuple[str, ...]
    happened: Floats
    onset: Mapping[str, Floats]


def window_of(month: Month, lead: int) -> tuple[int, ...]:
    """The months (YYYYMM) that the resolution of this one looks at: itself, or the three whose onset it ends."""
    back = WINDOW - 1 if lead % WINDOW == 0 else 0
    return tuple(Month(number=month.number - ago).period for ago in range(back, -1, -1))


def figures_hash(areas: Sequence[str], months: Sequence[int], seen: Seen) -> str:
    """SHA-256 over what is known of these areas and months: the same figures need no new resolution."""
    lines = [f"{a} {m} {seen[a, m]:.0f}" for a in areas for m in months if (a, m) in seen]
    return content_hash("\n".join(lines).encode())


def resolve_month(forecasts: Sequence[Forecast], month: Month, seen: Seen) -> Resolved | None:
    """The forecasts of one issue beside one month; None when the deaths of no area are known."""
    known = [one for one in forecasts if (one.area, month.period) in seen]
    if not known:
        return None
    lead = month.number - Month.of_period(known[0].cutoff).number
    happened = [seen[one.area, month.period] for one in known]
    chances = [_chance(one, month.period) for one in known]
    quiet, onsets = _onsets(known, month, lead, seen)
    names = tuple(known[0].laws)
    columns = {}
    for name in names:
        laws = [one.laws[name][lead - 1] for one in known]
        found = resolve(laws, happened, chances)
        medians = [law.fan.median for law in laws]
        columns[name] = np.array([_column(one, m) for one, m in zip(found, medians, strict=True)]).T
    return Resolved(
        month=month.period,
        lead=lead,
        areas=tuple(one.area for one in known),
        seen=np.array(happened),
        columns=columns,
        quiet=tuple(one.area for one in quiet),
        happened=onsets,
        onset={name: np.array([one.onset[name][lead // WINDOW - 1] for one in quiet]) for name in names},
    )


def _column(one: Resolution, median: float) -> list[float]:
    return [one.crps, one.crps_ln, one.ignorance, one.pit, *(float(c) for c in one.covered), median]


def _onsets(known: Sequence[Forecast], month: Month, lead: int, seen: Seen) -> tuple[list[Forecast], Floats]:
    months = window_of(month, lead)
    if len(months) < WINDOW:
        return [], np.zeros(0)
    quiet = [
        one
        for one in known
        if one.quiet and lead // WINDOW <= len(one.onset[one.model]) and all((one.area, m) in seen for m in months)
    ]
    return quiet, np.array([float(any(seen[one.area, m] > 0 for m in months)) for one in quiet])


def _chance(one: Forecast, month: int) -> float:
    """0..1, the same for every forecaster and every time it is asked."""
    return int(content_hash(f"{one.area} {one.cutoff} {month}".encode())[:12], 16) / 16**12


def written(one: Resolved) -> bytes:
    """Canonical JSON, six significant digits."""
    raw = {
        "month": one.month,
        "lead": one.lead,
        "areas": one.areas,
        "seen": _short(one.seen),
        "columns": {name: [_short(row) for row in rows] for name, rows in one.columns.items()},
        "quiet": one.quiet,
        "happened": _short(one.happened),
        "onset": {name: _short(row) for name, row in one.onset.items()},
    }
    return orjson.dumps(raw, option=orjson.OPT_SORT_KEYS)


def read(content: bytes) -> Resolved:
    """The resolution in these bytes; raises InvalidValue."""
    try:
        raw = cast("dict[str, object]", orjson.loads(content))
        return Resolved(
            month=cast("int", raw["month"]),
            lead=cast("int", raw["lead"]),
            areas=tuple(cast("list[str]", raw["areas"])),
            seen=np.array(raw["seen"], dtype=float),
            columns=_arrays(raw["columns"]),
            quiet=tuple(cast("list[str]", raw["quiet"])),
            happened=np.array(raw["happened"], dtype=float),
            onset=_arrays(raw["onset"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, orjson.JSONDecodeError) as error:
        raise InvalidValue(f"not readable as a resolution: {error}") from error


def _short(values: Floats) -> list[float]:
    return [float(f"{value:.6g}") for value in values]


def _arrays(raw: object) -> dict[str, Floats]:
    return {name: np.array(rows, dtype=float) for name, rows in cast("dict[str, list[float]]", raw).items()}


def scored(resolved: Sequence[tuple[Resolved, str]], baselines: Sequence[str]) -> list[Scored]:
    """Every forecaster over all months, then by year of the month forecast, then by lead.

    With each resolution comes the origin of its issue. A forecaster that a part has no month of is left out of it.
    """
    years = sorted({one.month // 100 for one, _ in resolved})
    leads = sorted({one.lead for one, _ in resolved})
    parts: list[tuple[int | None, int | None]] = [(None, None)]
    parts += [(None, year) for year in years]
    parts += [(lead, None) for lead in leads]
    return [row for lead, year in parts for row in _part(resolved, baselines, lead, year)]


def _part(
    resolved: Sequence[tuple[Resolved, str]], baselines: Sequence[str], lead: int | None, year: int | None
) -> Iterator[Scored]:
    some = [
        (one, origin) for one, origin in resolved if lead in (None, one.lead) and year in (None, one.month // 100)
    ]
    for name in sorted({name for one, _ in some for name in one.columns}, key=lambda n: (n in baselines, n)):
        mine = [(one, origin) for one, origin in some if name in one.columns]
        yield _scored(name, mine, is_baseline=name in baselines, lead=lead, year=year)


def _scored(
    name: str, some: Sequence[tuple[Resolved, str]], *, is_baseline: bool, lead: int | None, year: int | None
) -> Scored:
    table = dict(zip(COLUMNS, np.concatenate([one.columns[name] for one, _ in some], axis=1), strict=True))
    said = np.concatenate([one.onset[name] for one, _ in some])
    happened = np.concatenate([one.happened for one, _ in some])
    active = table["median"] >= 1
    cases = len(active)
    return Scored(
        forecaster=name,
        is_baseline=is_baseline,
        lead=lead,
        year=year,
        cases=cases,
        months=len({one.month for one, _ in some}),
        crps=float(table["crps"].mean()),
        crps_ln=float(table["crps_ln"].mean()),
        ignorance=float(table["ignorance"].mean()),
        covered_80=float(table["in_80"].mean()),
        covered_90=float(table["in_90"].mean()),
        pit=tuple(float(share) for share in pit_deciles(table["pit"])),
        active=int(active.sum()),
        pit_active=tuple(float(share) for share in pit_deciles(table["pit"][active])),
        windows=len(happened),
        onsets=int(happened.sum()),
        onset_skill=brier_skill(said, happened) if len(happened) else None,
        replayed=sum(len(one.areas) for one, origin in some if origin == "replayed") / cases,
    )


def only(one: Resolved, area: str) -> Resolved | None:
    """The part of a resolution that is about one area; None when it is not in it."""
    if area not in one.areas:
        return None
    at = one.areas.index(area)
    quiet = [i for i, name in enumerate(one.quiet) if name == area]
    return Resolved(
        month=one.month,
        lead=one.lead,
        areas=(area,),
        seen=one.seen[[at]],
        columns={name: rows[:, [at]] for name, rows in one.columns.items()},
        quiet=tuple(area for _ in quiet),
        happened=one.happened[quiet],
        onset={name: row[quiet] for name, row in one.onset.items()},
    )
