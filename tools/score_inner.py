"""What the floors under parts of countries by recent incidents raise, and what followed.

    python -m tools.score_inner --incidents FILE.csv --deaths ucdp_fatalities_monthly_iso3.csv [--years 2017:2022]

FILE.csv: written by tools/history_incidents.py. On the first of every month: of the parts whose level by the score alone is below
the floor, the share with at least one relevant incident of the category in the next 30 and 90 days, beside that of parts
that stand at the floor's level, and at the one raised from, without an incident of the floor's days. 2011:2016 is what they were chosen on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from lookfar.facts.rating_versions import open_parts
from lookfar.ratings.constants import InnerFloor, PartsConstants
from lookfar.ratings.decay import CATEGORIES
from lookfar.ratings.floors import by_inner
from lookfar.ratings.inputs import AreaInputs
from lookfar.ratings.local import local, log_odds
from tools.parts_history import PartsPast, level_by_score, parts_at, read_parts
from tools.printed import short
from tools.rating_history import Floats, asking_years

SPANS = (30, 90)
Seen = dict[tuple[int, str, int], list[tuple[float, ...]]]
"""(number of the floor, raised or quiet, level by the score) -> for each part and day whether something followed in each span."""


def main() -> None:
    given = asking_years(__doc__).parse_args()
    first, last = given.years
    constants = open_parts()
    past = read_parts(given.incidents, given.deaths, constants.of, last)
    seen: Seen = defaultdict(list)
    for day in (date(y, m, 1) for y in range(first, last + 1) for m in range(1, 13)):
        if day + timedelta(days=max(SPANS)) <= date(last + 1, 1, 1):
            look(past, day, constants, seen)
    for number, floor in enumerate(constants.of.inner_floors):
        tell(number, floor, seen)


def look(past: PartsPast, day: date, constants: PartsConstants, seen: Seen) -> None:
    """Adds what followed a day in every part, by floor."""
    parts = parts_at(past, day, constants.of, months=True)
    odds = log_odds(local(parts, constants.trace, constants.of), constants)[0]
    level = level_by_score(odds, constants.of)
    later = [past.after(day, span, 4) >= 1 for span in SPANS]
    for number, floor in enumerate(constants.of.inner_floors):
        column = CATEGORIES.index(floor.category)
        for n, part in enumerate(parts):
            followed = tuple(float(one[n, column]) for one in later)
            seen[number, _stands(part, day, floor), level[n, column]].append(followed)


def _stands(part: AreaInputs, day: date, floor: InnerFloor) -> str:
    ages = [float((day - item.happened.date()).days) for item in part.evidence]
    if by_inner(part, ages, (floor,), floor.category.value) is not None:
        return "raised"
    recent = (
        item.category is floor.category and age <= floor.days
        for item, age in zip(part.evidence, ages, strict=True)
    )
    return "other" if any(recent) else "quiet"


def tell(number: int, floor: InnerFloor, seen: Seen) -> None:
    """One floor in a line: raised from each level, quiet there, quiet at the floor's level."""
    severity = " or ".join(one.value for one in floor.severities) or "any severity"
    print(f"{floor.category.value}, {severity}{', at war' if floor.at_war else ''}, to level {floor.level}:")
    for level in range(1, floor.level):
        print(
            f"  from {level}: {_share(seen[number, 'raised', level])}; quiet there {_share(seen[number, 'quiet', level])}"
        )
    below = [one for level in range(1, floor.level) for one in seen[number, "raised", level]]
    print(
        f"  all raised: {_share(below)}; quiet at {floor.level} {_share(seen[number, 'quiet', int(floor.level)])}"
    )


def _share(followed: Sequence[tuple[float, ...]]) -> str:
    if not followed:
        return "none"
    shares: Floats = np.mean(np.array(followed), axis=0)
    return f"{'/'.join(short(share, 2) for share in shares)} ({len(followed)})"


if __name__ == "__main__":
    main()
