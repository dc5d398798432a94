"""Answers made for questions about now, remembered by this process for some minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from sys import getswitchinterval, setswitchinterval
from threading import Event, Lock, Timer

from django.db import Error, connections

from lookfar.domain.areas import country_of
from lookfar.domain.errors import LookfarError
from lookfar.domain.rating import Rating
from lookfar.flow.rating import Rater
from lookfar.flow.tools import open_tools
from lookfar.records import ratings as kept
from lookfar.records.countries_told import touched_since

KEPT = timedelta(minutes=5)
"""An answer that was made stands so long, while nothing is recorded that touches its area and nothing is heard otherwise."""
_NOW = timedelta(seconds=10)
"""A question about so lately is one about now."""
_FEW = 20
_BESIDE = Event()
_BEGINS_AFTER_S, _TURN_S = 2.0, 0.0005


def read_beside() -> None:
    """From now on this process reads what all areas are rated from beside its questions, when one first needs it."""
    _BESIDE.set()


def is_now(as_of: datetime) -> bool:
    """Whether a question is about now; one about the past is answered exactly, from what was known then."""
    return timedelta(0) <= datetime.now(UTC) - as_of < _NOW


class Answered:
    """Answers by area, and what they were made from: the second costs a tenth of the first."""

    def __init__(self) -> None:
        self._rater, self._rating, self._changing = Rater(open_tools()), Lock(), Lock()
        self._made: dict[str, tuple[Rating, ...]] = {}
        self._reader: Timer | None = None
        self._has_read = not _BESIDE.is_set()
        self._seen, self._daily = touched_since(0)[0], kept.last_daily_run(before=datetime.now(UTC))

    def of(self, areas: Iterable[str], *, as_of: datetime) -> dict[str, tuple[Rating, ...]]:
        """Those made minutes before `as_of` of areas that nothing was recorded of since; whether they are still heard as they
        were is not looked at.
        """
        self._forget_what_changed(as_of)
        made = {area: self._made[area] for area in areas if area in self._made}
        return {area: ratings for area, ratings in made.items() if timedelta(0) <= as_of - ratings[0].as_of < KEPT}

    def make(self, areas: Sequence[str], *, as_of: datetime) -> list[tuple[Rating, ...]]:
        """Makes and remembers answers. A few areas do not wait for many that are being made."""
        seen = self._forget_what_changed(as_of)
        if not self._rating.acquire(blocking=len(areas) > _FEW):
            return Rater(open_tools()).compute(areas, as_of=as_of)
        try:
            found = self._rater.compute(areas, as_of=as_of)
        finally:
            self._rating.release()
        with self._changing:
            if (self._seen, self._daily) == seen:
                self._made = self._made | {ratings[0].area: ratings for ratings in found}
        return found

    def still_reads(self, areas: Sequence[str]) -> bool:
        """Whether an answer about these would wait for the incidents of all countries, which are read beside from the first
        such question on; a few areas wait for their own alone.
        """
        if self._has_read or len(areas) <= _FEW:
            return False
        with self._changing:
            if self._reader is None:
                self._reader = Timer(_BEGINS_AFTER_S, self._read_all)
                self._reader.daemon = True
                self._reader.start()
        return True

    def _read_all(self) -> None:
        """Once; what refuses is said to whoever asks next, who then waits. Questions take turns with it often, or each would
        wait for many of its turns.
        """
        turns = getswitchinterval()
        setswitchinterval(_TURN_S)
        try:
            with suppress(LookfarError, Error):
                self.make(sorted(open_tools().areas), as_of=datetime.now(UTC))
        finally:
            setswitchinterval(turns)
            self._has_read = True
            connections.close_all()

    def _forget_what_changed(self, as_of: datetime) -> tuple[int, datetime | None]:
        """Of areas touched since it was last looked, and all after a daily run, which moves what levels start from."""
        with self._changing:
            daily = kept.last_daily_run(before=as_of)
            self._seen, touched = touched_since(self._seen)
            made = self._made if daily == self._daily else {}
            self._made = {area: one for area, one in made.items() if country_of(area) not in touched}
            self._daily = daily
            return self._seen, daily


@cache
def answered() -> Answered:
    """The answers of this process."""
    return Answered()
