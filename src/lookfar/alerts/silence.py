"""Silences: something known is not told again for a while; always with an end, an author and a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lookfar.alerts.scope import Scope, Touch
from lookfar.domain.errors import InvalidValue

LONGEST = timedelta(days=30)
LONGEST_OVER_LIFE = timedelta(hours=24)
"""A silence that also covers threats to life is looked at again every day."""
MOST_AREAS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Holds what is in its scope in `[starts, ends)`; threats to life only when it names them."""

    id: str
    scope: Scope
    reason: str
    starts: datetime
    ends: datetime
    covers_life_threat: bool = False

    def holds(self, touch: Touch, now: datetime) -> bool:
        """Whether it holds this match now."""
        covered = self.covers_life_threat or not touch.life_threat
        return self.starts <= now < self.ends and covered and self.scope.meets(touch)


def silencing(silences: Iterable[Silence], touch: Touch, now: datetime) -> Silence | None:
    """The silence that holds a match the longest, or None."""
    return max((one for one in silences if one.holds(touch, now)), key=lambda one: one.ends, default=None)


def check(silence: Silence, *, everybody: Collection[str], in_groups: Collection[str] = ()) -> None:
    """Raises InvalidValue for a silence that nobody should be able to set.

    `everybody`: ids of all people and sites of the organisation; a silence that names them all, by themselves or by the
    groups that hold them (`in_groups`), is one of everything.
    """
    if not silence.reason.strip():
        raise InvalidValue("a silence needs a reason: whoever looks later must know why nothing was told")
    if not silence.starts < silence.ends:
        raise InvalidValue("a silence ends after it starts")
    longest = LONGEST_OVER_LIFE if silence.covers_life_threat else LONGEST
    if silence.ends - silence.starts > longest:
        limit = "24 hours when it also covers threats to life" if silence.covers_life_threat else "30 days"
        raise InvalidValue(f"a silence lasts at most {limit}; set a new one then if it is still wanted")
    if len(silence.scope.areas) > MOST_AREAS:
        raise InvalidValue(f"a silence names at most {MOST_AREAS} areas")
    if silence.scope.is_everything or _names_everybody(silence.scope, everybody, in_groups):
        raise InvalidValue(
            "this would silence everything; name a kind, a severity, an area, an incident or some people"
        )


def _names_everybody(scope: Scope, everybody: Collection[str], in_groups: Collection[str]) -> bool:
    named = scope.people | scope.sites | set(in_groups)
    whom_only = Scope(categories=scope.categories, most=scope.most, areas=scope.areas, incident=scope.incident)
    return bool(named) and set(everybody) <= named and whom_only.is_everything
