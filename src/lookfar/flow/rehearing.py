"""Countries that are heard otherwise than when they were rated, rated anew between the rounds of the live loop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from lookfar.domain.ids import SourceId
from lookfar.domain.vocabulary import Coverage, Origin
from lookfar.flow.rating import Rater, rate_reheard
from lookfar.flow.watching import heard_as_of, states_of

LASTED = timedelta(minutes=10)
"""Who is heard must have been so for so long: a feed that comes and goes rates nothing."""
SLICE = 18
"""Countries looked at in a round; of so few a run reads no incidents but their own."""
_LISTEN_EVERY = timedelta(minutes=1)


class Rehearing:
    """Who was heard when all countries were last looked at, and which are left. Parts of countries are rated by the daily
    run and when asked for.
    """

    def __init__(self, rater: Rater, countries: Sequence[str]) -> None:
        self._rater, self._countries = rater, countries
        self._heard: dict[SourceId, Coverage] | None = None
        self._left: list[str] = []
        self._listened = datetime.min.replace(tzinfo=UTC)

    @property
    def is_done(self) -> bool:
        """Whether no country is left to be looked at."""
        return not self._left

    def begin(self, *, now: datetime) -> None:
        """Looks at every country from the next round on, as after a daily run, which says how they were heard at midnight."""
        self._heard, self._left = states_of(heard_as_of(now)), list(self._countries)

    def rate_some(self, *, now: datetime) -> int:
        """Rates some of those left; looks once a minute who is heard when none is. How many were; raises Tampered."""
        if self.is_done and abs(now - self._listened) < _LISTEN_EVERY:
            return 0
        self._listened = now
        heard = heard_as_of(now)
        states = states_of(heard)
        if states != self._heard:
            lasts = states == states_of(heard_as_of(now - LASTED))
            self._heard, self._left = (states, list(self._countries)) if lasts else (None, [])
        some = self._left[:SLICE]
        made = rate_reheard(self._rater, some, heard, as_of=now, origin=Origin.LIVE) if some else 0
        del self._left[:SLICE]
        return made
