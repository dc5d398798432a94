"""The part of a score that holds levels against what followed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from lookfar.domain.taxonomy import BLOCKS, Block, Category, Headline
from lookfar.domain.times import rfc3339
from lookfar.lake.levels import AreaFollowed, issued_by, levels_and_what_followed
from lookfar.lake.opened import Opened
from lookfar.ratings.calibration import Outcome, Place, Promise, Share, outcome

DAYS = (30, 90, 180)
LOOK_BACK = timedelta(days=730)
"""Daily ratings older than this are no longer scored; earlier scores keep them."""
GROUPS: dict[str, tuple[Category, ...]] = {
    Headline.SECURITY.value: BLOCKS[Block.VIOLENCE],
    **{category.value: (category,) for category in Category},
}
"""What counts for a rating: of security any incident of the violence block, of a category its own."""
LEVELS: dict[str, tuple[int, ...]] = {
    **{str(level): (level,) for level in range(1, 6)},
    "1-2": (1, 2),
    "4-5": (4, 5),
}


def level_part(lake: Opened, *, as_of: datetime) -> dict[str, object]:
    """Rows by category, days and level; which methods issued, and what was left out."""
    since = as_of - LOOK_BACK
    found, left = levels_and_what_followed(lake, as_of=as_of, since=since, days=DAYS, groups=GROUPS)
    return {
        "rows": _rows(found),
        "left_out": [
            {
                "days": one.days,
                "counted": one.counted,
                "not_over": one.not_over,
                "not_listened": one.not_listened,
            }
            for one in left
        ],
        "methods": [
            {
                "method": one.method,
                "ratings": one.ratings,
                "replayed": one.replayed,
                "first": rfc3339(one.first),
                "last": rfc3339(one.last),
            }
            for one in issued_by(lake, as_of=as_of, since=since)
        ],
    }


def _rows(found: Sequence[AreaFollowed]) -> list[dict[str, object]]:
    cells: dict[tuple[str, int], list[AreaFollowed]] = defaultdict(list)
    for one in found:
        cells[one.category, one.days].append(one)
    return [
        _row(category, days, level, outcome(places))
        for category in GROUPS
        for days in DAYS
        for level, members in LEVELS.items()
        if (places := _places(one for one in cells.get((category, days), ()) if one.level in members))
    ]


def _places(rows: Iterable[AreaFollowed]) -> list[Place]:
    by_area: dict[str, list[AreaFollowed]] = defaultdict(list)
    for one in rows:
        by_area[one.area].append(one)
    return [
        Place(
            windows=sum(one.windows for one in some),
            any_=sum(one.any_ for one in some),
            five=sum(one.five for one in some),
            foretold=sum(one.foretold for one in some),
            expected=sum(one.expected for one in some),
            seen=sum(one.seen_foretold for one in some),
            within=sum(one.within for one in some),
        )
        for _, some in sorted(by_area.items())
    ]


def _row(category: str, days: int, level: str, found: Outcome) -> dict[str, object]:
    return {
        "category": category,
        "days": days,
        "level": level,
        "places": found.places,
        "windows": found.windows,
        "at_least_1": _share(found.at_least_1),
        "at_least_5": _share(found.at_least_5),
        "foretold": None if found.promise is None else _promise(found.promise),
    }


def _share(found: Share) -> Mapping[str, float]:
    return {"share": round(found.share, 4), "low": round(found.low, 4), "high": round(found.high, 4)}


def _promise(found: Promise) -> Mapping[str, object]:
    return {
        "places": found.places,
        "expected": round(found.expected, 3),
        "seen": round(found.seen, 3),
        "gap_low": round(found.gap_low, 3),
        "gap_high": round(found.gap_high, 3),
        "within_80": round(found.within, 4),
        "broken": found.broken,
    }
