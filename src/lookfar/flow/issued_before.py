"""What was issued last, remembered so that a run need not read the run before it back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from lookfar.domain.errors import Tampered
from lookfar.domain.rating import Rating
from lookfar.ratings.inputs import Run, State
from lookfar.records import ratings as kept
from lookfar.records.models import AreaRating


class IssuedBefore:
    """Former ratings by area, and the states hysteresis starts from.

    Forgotten when another process issues, and when the clock was set back: what was issued under the later time counts
    again once that time has come.
    """

    def __init__(self) -> None:
        self._mark = -1
        self._until: datetime | None = None
        self._last: dict[str, tuple[Rating, ...]] = {}
        self._daily: tuple[datetime, dict[str, Mapping[str, State]]] | None = None
        self._read: set[str] | None = set()

    def states(self, as_of: datetime, areas: Collection[str] | None = None) -> Mapping[str, Mapping[str, State]]:
        """By area and category: what the last daily run before `as_of` left, of these areas at least (None: of all)."""
        moment = kept.last_daily_run(before=as_of)
        if moment is None:
            return {}
        if self._daily is None or self._daily[0] != moment:
            self._daily, self._read = (moment, {}), set()
        if self._read is not None and (areas is None or not self._read.issuperset(areas)):
            missing = None if areas is None else set(areas) - self._read
            issued = kept.issued_daily(moment, missing)
            self._daily[1].update({area: _states(ratings) for area, ratings in _own(issued).items()})
            self._read = None if missing is None else self._read | missing
        return self._daily[1]

    def former(self, areas: Sequence[str], as_of: datetime) -> dict[str, tuple[Rating, ...]]:
        """By area: the newest ratings at or before `as_of`; areas without any are absent."""
        until = self._until
        if kept.mark() != self._mark or until is None or as_of < until or kept.is_issued(after=until, until=as_of):
            self._last = {}
        missing = [area for area in areas if area not in self._last]
        if missing:
            self._last |= _own(kept.latest(missing, as_of=as_of))
        return {area: self._last[area] for area in areas if area in self._last}

    def remember(self, rated: Sequence[tuple[Rating, ...]], as_of: datetime, run: Run) -> None:
        """Call after the ratings were stored."""
        by_area = {ratings[0].area: ratings for ratings in rated}
        self._last |= by_area
        self._until, self._mark = as_of, kept.mark()
        if run is Run.DAILY:
            self._daily = (as_of, {area: _states(ratings) for area, ratings in by_area.items()})
            self._read = None


def _own(found: Mapping[str, tuple[AreaRating, bytes]]) -> dict[str, tuple[Rating, ...]]:
    """Without those that are not what their row says: no level goes on from another's; `--verify-all` names them."""
    own: dict[str, tuple[Rating, ...]] = {}
    for area, (row, issued) in found.items():
        with suppress(Tampered):
            own[area] = kept.ratings_in(row, issued)
    return own


def _states(ratings: Sequence[Rating]) -> dict[str, State]:
    return {rating.category: State.after(rating) for rating in ratings}
