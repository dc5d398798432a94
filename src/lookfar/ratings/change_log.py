"""Why a level moved, one line a change, each line sealed over the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from lookfar.domain.ids import content_hash
from lookfar.domain.rating import LevelChange, Rating
from lookfar.domain.times import rfc3339
from lookfar.domain.vocabulary import Level
from lookfar.ratings.hysteresis import Rules, runs_beyond, step
from lookfar.ratings.inputs import Run, State

NAMED = 3
"""Contributors named in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """By what the levels of one area moved: the states of the last daily run by category, the rules, the kind of run."""

    previous: Mapping[str, State]
    rules: Rules
    run: Run


def changes(before: Sequence[Rating], after: Sequence[Rating], ruled: Ruled) -> tuple[LevelChange, ...]:
    """One line for each category whose level differs; none for a first rating."""
    former = {rating.category: rating for rating in before}
    return tuple(
        LevelChange(
            area=rating.area,
            category=rating.category,
            at=rating.as_of,
            before=old.level,
            after=rating.level,
            reason=_reason(old, rating, ruled),
            rating=rating.id,
            contributors=rating.contributors[:NAMED],
        )
        for rating in after
        if (old := former.get(rating.category)) is not None and old.level is not rating.level
    )


def chain(previous: str, change: LevelChange) -> str:
    """SHA-256 over the hash of the line before ("" for the first) and this line's canonical JSON."""
    return link(
        previous,
        {
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
    )


def link(previous: str, said: Mapping[str, object]) -> str:
    """SHA-256 over the link before ("" for the first) and the canonical JSON of what is said; `previous` is no key of it."""
    return content_hash(orjson.dumps({"previous": previous, **said}, option=orjson.OPT_SORT_KEYS))


def _reason(old: Rating, new: Rating, ruled: Ruled) -> str:
    if new.level is Level.NOT_ENOUGH_DATA:
        return "no source is heard on this any more"
    if old.level is Level.NOT_ENOUGH_DATA:
        return "sources are heard again"
    return "; ".join((_moved(old, new, ruled), *new.reasons))


def _moved(old: Rating, new: Rating, ruled: Ruled) -> str:
    """A level waits for some runs, so the score of the last one alone does not say why it moved."""
    scores = f"score {old.score:.1f} to {new.score:.1f}"
    previous = ruled.previous.get(new.category)
    if previous is None or previous.level is Level.NOT_ENOUGH_DATA:
        return f"the last daily run gave no level, so that of the score holds: {scores}"
    waited, _ = step(previous, new.score, ruled.rules, run=ruled.run, at_once="")
    stopped_by_floor = waited.level < new.level < previous.level
    if waited.level is not new.level and not stopped_by_floor:
        return scores
    if new.level is previous.level:
        return f"level {new.level} of the last daily run holds again, what moved it since does not; {scores}"
    runs = runs_beyond(previous, new.score, ruled.rules)
    return f"{runs}; until then level {previous.level} held; score {new.score:.1f}"
