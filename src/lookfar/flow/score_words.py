"""A score in plain words: what was found, what was promised and did not follow, what is not known yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from lookfar.domain.taxonomy import Headline
from lookfar.flow.score_levels import LOOK_BACK
from lookfar.ratings.calibration import FEWEST

Row = Mapping[str, object]
LEAST_GAP = 0.1
"""Incidents a place; what differs by less is not worth a sentence, however sure."""
_FIRST = (90, 30, 180)
"""Days to speak of, the first that has complete windows."""


def days_of(rows: Sequence[Row]) -> int | None:
    """The days that sentences speak of; None when no window is complete."""
    complete = {row["days"] for row in rows}
    return next((days for days in _FIRST if days in complete), None)


def found(rows: Sequence[Row]) -> list[str]:
    """What followed level 4 or 5 beside level 1 or 2, security first; categories with too few places are left out."""
    days = days_of(rows)
    by_key = {(row["category"], row["level"]): row for row in rows if row["days"] == days}
    said = []
    for category in dict.fromkeys(row["category"] for row in rows):
        high, low = by_key.get((category, "4-5")), by_key.get((category, "1-2"))
        enough = high is not None and cast("int", high["places"]) >= FEWEST
        if high is None or not (enough or category == Headline.SECURITY.value):
            continue
        line = (
            f"Of the places we rated level 4 or 5 for {_name(category)}, {_percent(_part(high, 'share'))} had "
            f"{_incident(category)} in the next {days} days ({_interval(high)})"
        )
        beside = (
            ""
            if low is None
            else f"; of those at level 1 or 2, {_percent(_part(low, 'share'))} ({_interval(low)})"
        )
        said.append(f"{line}{beside}.")
    return said


def promises(rows: Sequence[Row]) -> list[str]:
    """Where levels promised more than followed, or less, or a higher level was followed by less than a lower one."""
    return [*_foretold(rows), *_out_of_order(rows)]


def wrong(told: Mapping[str, object]) -> list[str]:
    """Where a stored score says that we were wrong; of one that named no forecasts yet, those of its figures too."""
    said = cast("list[str]", told["promises"])
    worse = worse_forecasts(cast("list[Row]", cast("Row", told["forecasts"])["rows"]))
    return [*(line for line in worse if line not in said), *said]


def worse_forecasts(rows: Sequence[Row]) -> list[str]:
    """Each of our forecasters whose mean error is above that of a simple rule, with those rules."""
    rules = [row for row in rows if row["is_baseline"]]
    said = []
    for row in (one for one in rows if not one["is_baseline"]):
        error = cast("float", row["crps"])
        better = [f"{one['forecaster']} {one['crps']:.2f}" for one in rules if cast("float", one["crps"]) < error]
        if better:
            said.append(
                f"Forecasts of deaths: {row['forecaster']} was worse than a simple rule. Mean error (CRPS) {error:.2f} "
                f"deaths a month, {', '.join(better)}. {overlap(row)}"
            )
    return said


def overlap(row: Row) -> str:
    """How many forecasts a row counts, and that they overlap."""
    months = cast("int | None", row.get("months"))
    of_months = "" if months is None else f" of {months} month{'' if months == 1 else 's'}"
    return (
        f"Over {row['cases']:,} forecasts{of_months}, which overlap: each month counts once for every country and "
        "every time it was forecast."
    )


def compared(rows: Sequence[Row]) -> int:
    """How many levels have an outlook that was held against what came."""
    return sum(1 for row in rows if row["foretold"] and "-" not in cast("str", row["level"]))


def _foretold(rows: Sequence[Row]) -> list[str]:
    """Those where more followed first: they are the false calm."""
    found: list[tuple[bool, float, str]] = []
    for row in rows:
        promise = cast("Row | None", row["foretold"])
        if promise is None or not promise["broken"] or "-" in cast("str", row["level"]):
            continue
        expected, seen = cast("float", promise["expected"]), cast("float", promise["seen"])
        if abs(seen - expected) < LEAST_GAP:
            continue
        calm = promise["broken"] == "less"
        verdict = "more followed than we foretold" if calm else "our levels promised more than followed"
        line = (
            f"{_name(row['category']).capitalize()}, level {row['level']}: {verdict}. Foretold {_count(expected)} "
            f"incidents a place in {row['days']} days, {_count(seen)} came (n = {promise['places']} places)."
        )
        found.append((not calm, -abs(seen - expected), line))
    return [line for _, _, line in sorted(found)]


def _out_of_order(rows: Sequence[Row]) -> Iterator[str]:
    single = {
        (row["category"], row["days"], int(cast("str", row["level"]))): row
        for row in rows
        if "-" not in cast("str", row["level"]) and cast("int", row["places"]) >= FEWEST
    }
    for (category, days, level), row in single.items():
        above = single.get((category, days, level + 1))
        if above is not None and _part(above, "high") < _part(row, "low"):
            yield (
                f"{_name(category).capitalize()}: level {level + 1} was followed by an incident within {days} days "
                f"less often ({_percent(_part(above, 'share'))}) than level {level} ({_percent(_part(row, 'share'))})."
            )


def not_known(levels: Row, agreement: Row, sensitivity: object, forecasts: Row) -> list[str]:
    """What this score cannot say yet, and why."""
    rows = cast("list[Row]", levels["rows"])
    left = cast("list[Row]", levels["left_out"])
    looked_at = f"of the last {LOOK_BACK.days} days"
    said = [
        f"No complete window of {one['days']} days among the daily ratings {looked_at}{_why(one)}."
        for one in left
        if not one["counted"]
    ]
    if not left:
        said.append(
            f"No daily rating {looked_at} is in the lake: nothing can be held against what followed. "
            "Older ones are not looked at."
        )
    days = days_of(rows)
    enough = {
        row["category"]
        for row in rows
        if row["days"] == days and row["level"] == "4-5" and cast("int", row["places"]) >= FEWEST
    }
    few = [_name(row) for row in dict.fromkeys(row["category"] for row in rows) if row not in enough]
    if days is not None and few:
        said.append(f"Fewer than {FEWEST} places stood at level 4 or 5, so little is said of: {', '.join(few)}.")
    if not agreement["advice"]:
        said.append("No government advice was known at the newest daily run: agreement with it is not known.")
    if not agreement["figures"]:
        said.append("No index or figure has been imported (lookfar backfill index FILE): none is compared.")
    if sensitivity is None:
        said.append("Nothing can be rated from what is heard now: sensitivity is not known.")
    if forecasts["nothing"]:
        said.append(cast("str", forecasts["nothing"]))
    return said


def _why(left: Row) -> str:
    if left["not_listened"]:
        return f" that was listened to ({left['not_listened']:,} ended but had days that nobody listened to)"
    return f" ({left['not_over']:,} are still running)" if left["not_over"] else ""


def _name(category: object) -> str:
    return str(category).replace("_", " ")


def _incident(category: object) -> str:
    return "a violent incident" if category == Headline.SECURITY.value else "an incident"


def _part(row: Row, name: str) -> float:
    return cast("Mapping[str, float]", row["at_least_1"])[name]


def _interval(row: Row) -> str:
    places = cast("int", row["places"])
    return (
        f"n = {places} place{'s' if places != 1 else ''}, "
        f"{100 * _part(row, 'low'):.0f}-{_percent(_part(row, 'high'))}"
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _count(mean: float) -> str:
    return f"{mean:.1f}" if mean >= 0.95 else f"{mean:.2f}"
