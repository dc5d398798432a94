"""Why a level moved, one line a change, each line sealed over the one before."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from lookfar.domain.ids import content_hash
from lookfar.domain.rating import LevelChange, Rating
from lookfar.domain.times import rfc3339
from lookfar.domain.vocabulary import Level

NAMED = 3
"""Contributors named in one line."""


def changes(before: Sequence[Rating], after: Sequence[Rating]) -> tuple[LevelChange, ...]:
    """One line for each category whose level differs; none for a first rating."""
    former = {rating.category: rating for rating in before}
    return tuple(
        LevelChange(
            area=rating.area,
            category=rating.category,
            at=rating.as_of,
            before=old.level,
            after=rating.level,
            reason=_reason(old, rating),
            rating=rating.id,
            contributors=rating.contributors[:NAMED],
        )
        for rating in after
        if (old := former.get(rating.category)) is not None and old.level is not rating.level
    )


def chain(previous: str, change: LevelChange) -> str:
    """SHA-256 over the hash of the line before ("" for the first) and this line's canonical JSON."""
    line = orjson.dumps(
        {
            "previous": previous,
            "area": change.area,
            "category": change.category,
            "at": rfc3339(change.at),
            "before": change.before,
            "after": change.after,
            "reason": change.reason,
            "rating": change.rating,
            "contributors": [
                [c.incident, c.share, c.title, rfc3339(c.happened), c.links] for c in change.contributors
            ],
        },
        option=orjson.OPT_SORT_KEYS,
    )
    return content_hash(line)


def _reason(old: Rating, new: Rating) -> str:
    if new.level is Level.NOT_ENOUGH_DATA:
        return "no source is heard on this any more"
    if old.level is Level.NOT_ENOUGH_DATA:
        return "sources are heard again"
    moved = f"score {old.score:.1f} to {new.score:.1f}"
    return "; ".join((moved, *new.reasons))
