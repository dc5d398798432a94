"""The live loop: sources asked when due, bodies taken, areas rated, people told."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from random import Random
from time import monotonic

from django.db import DatabaseError, Error, connection

from lookfar import sources
from lookfar.collect.archive import Archive
from lookfar.collect.client import Client
from lookfar.collect.contact import Contact, FetchState, Outcome, Seen
from lookfar.collect.fetch import collect_source
from lookfar.collect.schedule import next_due
from lookfar.domain.errors import InvalidValue, SourceError, Tampered
from lookfar.domain.ids import SourceId
from lookfar.domain.vocabulary import Origin
from lookfar.flow.clock_doubt import note_jump
from lookfar.flow.closing import close_quiet
from lookfar.flow.rating import Rater, rate_touched, rate_world, touched_at
from lookfar.flow.rehearing import SLICE, Rehearing
from lookfar.flow.taking import heard_nothing, take
from lookfar.flow.tools import Tools
from lookfar.records import disk_faults, feeds, heartbeats
from lookfar.records.collisions import again_when_collided

_BEAT = timedelta(seconds=5)
_JUMP = timedelta(minutes=1)
_DOUBTFUL_JUMP = timedelta(hours=12)
_DOUBT = timedelta(hours=1)
"""A clock that was set by more than half a day is believed for what a day's end brings after this long."""

_REFUSED_FOR = timedelta(minutes=1)
"""The daily run is tried again this long after something it rests on was refused."""


@dataclass(slots=True)
class _Due:
    """When a source is asked next; `failures`: runs failed in a row."""

    at: datetime
    failures: int = 0


class Collector:
    """Asks each source at its rhythm, backs off from one that fails, and lets none stop another."""

    def __init__(
        self,
        tools: Tools,
        client: Client,
        archive: Archive,
        *,
        clock: Callable[[], datetime],
        said: Callable[[str], None],
        only: Sequence[str] = (),
        running: Callable[[], float] = monotonic,
    ) -> None:
        self._tools, self._client, self._archive = tools, client, archive
        self._clock, self._said = clock, said
        self._rater = Rater(tools, stepped=self.beat)
        self._chance = Random()  # noqa: S311 - jitter, not a secret
        self._modules = _chosen(only)
        self._due = {name: _Due(at=clock()) for name in self._modules}
        self._running = running
        self._last, self._looked = clock(), running()
        self._in_doubt_until = datetime.min.replace(tzinfo=UTC)
        self._beaten = datetime.min.replace(tzinfo=UTC)
        self._refused, self._rate_from = "", datetime.min.replace(tzinfo=UTC)
        self._rehearing, self._reheard = Rehearing(self._rater, sorted(tools.areas)), 0

    def collect_due(self) -> int:
        """Asks every source that is due; how many were. A clock that jumped makes every source due."""
        now = self._clock()
        self._look_at_clock(now)
        due = [name for name, when in self._due.items() if when.at <= now]
        for name in due:
            try:
                self._collect(name)
            except Exception as error:  # noqa: BLE001 - the scheduler's loop: one source's fault stops no other
                self._stumbled(name, error)
            self.beat()
        return len(due)

    def _look_at_clock(self, now: datetime) -> None:
        """Whether the clock was set since the last look, held against a clock that only runs."""
        ran = timedelta(seconds=self._running() - self._looked)
        jump = now - self._last - ran
        self._looked, self._last = self._running(), now
        if abs(jump) < _JUMP:
            return
        self._said(f"the clock was set by {jump.total_seconds():.0f} s; every source is asked again")
        self._due = {name: _Due(at=now, failures=when.failures) for name, when in self._due.items()}
        if abs(jump) > _DOUBTFUL_JUMP:
            self._said("nothing is rated or closed by this clock before it has stood for an hour")
            self._in_doubt_until = now + _DOUBT
            with suppress(Error):  # the look at what is too old sees a jump of a week by itself
                note_jump(now=now)

    def beat(self) -> None:
        """Writes that evaluation goes on; called when a step of it has ended, never by a timer."""
        now = self._clock()
        if abs(now - self._beaten) >= _BEAT:
            with suppress(Error):  # a database that takes nothing shows as a beat that is missing
                heartbeats.beat(heartbeats.EVALUATION, at=now)
                self._beaten = now

    def rate_daily(self) -> bool:
        """The run of the last midnight; whether it was not made before."""
        self._look_at_clock(self._clock())
        midnight = datetime.combine(self._clock().date(), time.min, UTC)
        if self._clock() < max(self._in_doubt_until, self._rate_from):
            return False
        if not self._rated(lambda: rate_world(self._rater, as_of=midnight, origin=Origin.LIVE)):
            return False
        self.beat()
        self._said(f"rated every area as of {midnight:%Y-%m-%d %H:%M} UTC")
        self._rehearing.begin(now=self._clock())
        close_quiet(self._tools, now=midnight, origin=Origin.LIVE)
        return True

    def rate_reheard(self) -> int:
        """Rates anew some countries that are heard otherwise than when they were last rated; how many were."""
        now = self._clock()
        if now < max(self._in_doubt_until, self._rate_from):
            return 0
        made = self._rated(lambda: self._rehearing.rate_some(now=now))
        self._reheard += made
        if self._reheard and self._rehearing.is_done:
            self._said(f"rated {self._reheard} countries that are heard otherwise than before")
            self._reheard = 0
        return made

    def rate_all_reheard(self) -> None:
        """The same for all countries at once."""
        for _ in range(0, len(self._tools.areas), SLICE):
            self.rate_reheard()
            self.beat()

    def _rated(self, rate: Callable[[], int]) -> int:
        """How many ratings were made; 0 while what they rest on is refused, which stops no collecting and no telling."""
        try:
            made = rate()
        except Tampered as error:
            if str(error) != self._refused:
                self._said(f"nothing is rated: {error}")
            self._refused, self._rate_from = str(error), self._clock() + _REFUSED_FOR
            return 0
        self._refused = ""
        return made

    def _collect(self, name: SourceId) -> None:
        module = self._modules[name]
        contacts = [
            self._keep(contact) for contact in collect_source(module, self._client, _state(name), self._clock())
        ]
        good = any(contact.outcome.is_contact for contact in contacts)
        asked = [contact.retry_after for contact in contacts if contact.retry_after is not None]
        self._ask_again(name, failures=0 if good else self._due[name].failures + 1, wish=max(asked, default=None))

    def _ask_again(self, name: SourceId, *, failures: int, wish: timedelta | None = None) -> None:
        """Sets when a source is asked next; `wish`: the publisher's own."""
        now = self._clock()
        self._due[name].failures = failures
        self._due[name].at = next_due(
            now,
            self._modules[name].SOURCE.rhythm,
            failures=failures,
            jitter=self._chance.random(),
            retry_after=wish,
            now=now,
        )

    def _stumbled(self, name: SourceId, error: Exception) -> None:
        """A fault of our own: told with its trace, kept as a failed contact if it can be, tried again later."""
        if disk_faults.of_the_disk(error):
            self._said(f"{name}: what it says is not taken, it is asked again: {disk_faults.in_words(error)}")
            connection.close()
        else:
            trace = "".join(traceback.format_exception(error)).rstrip()
            self._said(f"{name}: a fault of Lookfar's own\n{trace}")
        self._ask_again(name, failures=self._due[name].failures + 1)
        whose = "the disk refused" if disk_faults.of_the_disk(error) else "a fault of Lookfar's own"
        detail = f"{whose}: {type(error).__name__}: {error}"
        with suppress(DatabaseError):
            feeds.keep_other_contact(
                name, self._modules[name].SOURCE.urls[0], at=self._clock(), outcome="failed", detail=detail
            )

    def _keep(self, contact: Contact) -> Contact:
        """Writes down what one request gave, and all it causes; what it really was when it could not be read."""
        if contact.body is None:
            feeds.keep_other_contact(
                contact.source,
                contact.url,
                at=contact.at,
                outcome=contact.outcome.value,
                detail=contact.detail,
                seen=_validators(contact.seen),
            )
            if not contact.outcome.is_contact:
                self._said(f"{contact.source}: {contact.outcome}: {contact.detail}")
            return contact
        self._archive.keep(contact.body.content)
        now = self._clock()
        try:
            taken = again_when_collided(
                partial(
                    take,
                    contact.body,
                    self._tools,
                    now=now,
                    origin=Origin.LIVE,
                    validators=_validators(contact.seen),
                )
            )
        except SourceError as error:
            heard_nothing(contact.source, contact.url, error, at=now)
            self._said(f"{contact.source}: {error}")
            return replace(contact, outcome=Outcome.UNREACHABLE, detail=str(error))
        self._rated(lambda: rate_touched(self._rater, touched_at(now, self._tools), as_of=now, origin=Origin.LIVE))
        self._said(
            f"{contact.source}: {taken.reports} new reports, {taken.quarantined} quarantined, "
            f"{len(taken.incidents)} incidents changed, {taken.alerts} alerts due"
        )
        return contact


def _chosen(only: Sequence[str]) -> Mapping[SourceId, sources.SourceModule]:
    unknown = [name for name in only if name not in sources.known()]
    if unknown:
        raise InvalidValue(f"no source {unknown[0]!r}; there are {', '.join(sorted(sources.known()))}")
    return {
        name: module
        for name, module in sources.known().items()
        if (not only or name in only) and not module.SOURCE.historic
    }


def _validators(seen: Seen) -> feeds.Validators:
    return feeds.Validators(etag=seen.etag, last_modified=seen.last_modified, changed_at=seen.changed_at)


def _state(name: SourceId) -> FetchState:
    return FetchState(
        seen={
            url: Seen(etag=kept.etag, last_modified=kept.last_modified, changed_at=kept.changed_at)
            for url, kept in feeds.last_validators(name).items()
        }
    )
