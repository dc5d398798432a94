"""Many receivers told at once, each in its own order; none waits for another.

One thread asks the database: it claims, checks again right before each attempt, and writes down each outcome
before the same receiver gets the next. The others only hand over.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from random import Random
from threading import Event

from django.db import Error, connection, transaction

from lookfar.channels.channel import Channel, Outgoing
from lookfar.domain.errors import Undeliverable, Unsent
from lookfar.domain.vocabulary import DeliveryState
from lookfar.flow.telling import Clock, attempt, conclude, prepare
from lookfar.records import claims, counters, disk_faults, heartbeats
from lookfar.records.claims import Receiver
from lookfar.records.outbox import Claim
from lookfar.records.receipts import Receipts, still_open

POLL_S = 0.2
AT_ONCE = {"email": 8}
"""Receivers of a channel told at once; the mail server is one, however many people it serves."""
AT_ONCE_ELSEWHERE = 64
LATENCY_S = (0.25, 0.5, 1, 2, 5, 10, 30, 60, 300)
"""Upper bounds of the histogram of the time from an alert's issue to its first attempt, seconds."""
_THREADS = 160
_LONGEST_ATTEMPT_S = 120.0
_RENEW_S = claims.LEASE.total_seconds() / 3
_SAFE_S = claims.LEASE.total_seconds() - 5.0
_BEAT_S = 5.0
_AFTER_FAULT_S = 1.0


@dataclass(slots=True)
class _Lane:
    """One receiver in hand: what it gets next, and the attempt that runs."""

    queue: deque[Claim] = field(default_factory=deque)
    claim: Claim | None = None
    since: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ended:
    receiver: Receiver
    claim: Claim
    future: Future[Unsent | Undeliverable | None]


class Overslept(Unsent):
    """This process was stopped for longer than its lease; another may have made the attempt."""


class Stuck(RuntimeError):
    """So many attempts never came back that this process is of no use any more."""


class Sender:
    """Hands over what is due until told to stop."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        clock: Clock,
        chance: Random,
        *,
        said: Callable[[str], None],
        receipts: Receipts,
    ) -> None:
        self.channels, self._clock, self._chance, self._said = channels, clock, chance, said
        self._receipts = receipts
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="sender")
        self._lanes: dict[Receiver, _Lane] = {}
        self._came_back: SimpleQueue[_Ended] = SimpleQueue()
        self._unwritten: list[_Ended] = []
        self._sick: set[Receiver] = set()
        self._tally: Counter[counters.Name] = Counter()
        self._lost = 0
        self._leased = time.monotonic()
        self._looked = self._beaten = self._renewed = float("-inf")

    def run(self, stopping: Event) -> None:
        """Sends until `stopping` is set, then ends what is under way; raises Stuck when it can no longer send."""
        while not stopping.is_set():
            try:
                self.step()
            except Error as error:
                said = disk_faults.in_words(error)
                self._said(f"what is due cannot be read or written down, trying again: {said}")
                connection.close()
                stopping.wait(_AFTER_FAULT_S)
        self._end()

    def finish(self) -> None:
        """Sends until nothing more is due and nothing is under way."""
        found = True
        while found or self._lanes or self._unwritten:
            self._turn(POLL_S if self._lanes else 0.0)
            found = self._claim()
        self._end()

    def step(self, *, wait_s: float = POLL_S) -> None:
        """One turn, and a look for what is due when it is time for one."""
        self._turn(wait_s if self._lanes or time.monotonic() - self._looked < POLL_S else 0.0)
        if time.monotonic() - self._looked >= POLL_S:
            self._claim()
        self._beat()

    def _turn(self, wait_s: float) -> None:
        """Writes down what came back, then starts what may start."""
        self._gather(wait_s)
        self._write_down()
        self._keep_hold()
        self._start_idle()

    def _gather(self, wait_s: float) -> None:
        """What has come back since; waits for the first no longer than to the next look."""
        try:
            self._unwritten.append(self._came_back.get(timeout=wait_s) if wait_s else self._came_back.get_nowait())
            while True:
                self._unwritten.append(self._came_back.get_nowait())
        except Empty:
            pass

    def _write_down(self) -> None:
        """Every outcome in one transaction; then, and not before, the next to the same receivers."""
        if not self._unwritten:
            return
        with transaction.atomic():
            ends = Counter(("attempts", self._conclude(ended).value) for ended in self._unwritten)
            counters.add(self._tally + ends)
        done, self._unwritten = self._unwritten, []
        self._tally.clear()
        self._receipts.written(ended.claim for ended in done)
        for ended in done:
            lane = self._lanes.get(ended.receiver)
            if lane is not None and lane.claim is ended.claim:
                lane.claim = None

    def _conclude(self, ended: _Ended) -> DeliveryState:
        fault = ended.future.exception()
        error = ended.future.result() if fault is None else Unsent(f"a fault of our own: {type(fault).__name__}")
        if fault is not None:
            self._said(f"{ended.claim.channel}: a fault of Lookfar's own: {type(fault).__name__}: {fault}")
        if isinstance(error, Overslept):
            return DeliveryState.WAITING
        if error is None:
            self._sick.discard(ended.receiver)
        else:
            self._sick.add(ended.receiver)
        return conclude(ended.claim, error, now=self._clock(), chance=self._chance)

    def _keep_hold(self) -> None:
        """Lets go of attempts that never end, and renews the leases of the others."""
        now = time.monotonic()
        for receiver, lane in list(self._lanes.items()):
            if lane.claim is not None and now - lane.since > _LONGEST_ATTEMPT_S:
                self._said(f"{receiver[0]}: an attempt has not come back for {_LONGEST_ATTEMPT_S:.0f} s; given up")
                claims.release(lane.queue)
                del self._lanes[receiver]
                self._lost += 1
        if self._lost > _THREADS // 4:
            raise Stuck(f"{self._lost} attempts never came back")
        if now - self._renewed >= _RENEW_S:
            claims.mend_clock(now=self._clock())
            self._renewed = now
            held = [one for lane in self._lanes.values() for one in (lane.claim, *lane.queue) if one is not None]
            if held:
                claims.renew(held, now=self._clock())
            self._leased = now

    def _claim(self) -> bool:
        """Takes in hand what is due; whether anything was."""
        self._finish_for_the_dead()
        found = claims.claim(now=self._clock(), room=self._room(), elsewhere=self._free(""), busy=self._not_now())
        self._looked = time.monotonic()
        for one in found:
            self._lanes.setdefault((one.channel, one.receiver), _Lane()).queue.append(one)
        self._start_idle()
        return bool(found)

    def _finish_for_the_dead(self) -> None:
        """Writes down what a killed process had handed over, before its lease ends and it would be told again."""
        for left in self._receipts.of_the_dead():
            try:
                with transaction.atomic():
                    for claimed in filter(None, map(still_open, left.receipts)):
                        conclude(claimed, None, now=self._clock(), chance=self._chance)
            except Error:
                left.let_go()
                raise
            left.drop()

    def _room(self) -> dict[str, int]:
        return {channel: self._free(channel) for channel in {*self.channels, *AT_ONCE}}

    def _free(self, channel: str) -> int:
        used = sum(1 for name, _ in self._lanes if name == channel)
        return max(0, AT_ONCE.get(channel, AT_ONCE_ELSEWHERE) - used)

    def _not_now(self) -> Collection[Receiver]:
        """Receivers in hand; those that failed last too, while such ones take up half of their channel's room."""
        sick = Counter(receiver[0] for receiver in self._lanes if receiver in self._sick)
        full = {name for name, count in sick.items() if count >= AT_ONCE.get(name, AT_ONCE_ELSEWHERE) // 2}
        return {*self._lanes, *(one for one in self._sick if one[0] in full)}

    def _start_idle(self) -> None:
        for receiver, lane in list(self._lanes.items()):
            if lane.claim is None:
                self._next(receiver, lane)

    def _next(self, receiver: Receiver, lane: _Lane) -> None:
        """Starts the next attempt to a receiver; lets it go when there is none."""
        while lane.queue:
            claimed = lane.queue[0]
            ready = prepare(claimed, self._clock())
            lane.queue.popleft()
            if ready is not None:
                self._start(receiver, lane, ready.claim, ready.outgoing)
                return
        del self._lanes[receiver]

    def _start(self, receiver: Receiver, lane: _Lane, claimed: Claim, outgoing: Outgoing) -> None:
        if claimed.attempts == 0:
            late = max(0.0, (outgoing.at - claimed.alert.issued_at).total_seconds())
            self._tally["attempt_seconds", next((str(most) for most in LATENCY_S if late <= most), "+Inf")] += 1
            self._tally["attempt_ms", ""] += round(late * 1000)
        lane.claim, lane.since = claimed, time.monotonic()
        future = self._pool.submit(self._hand_over, claimed, outgoing, self._leased + _SAFE_S)
        future.add_done_callback(
            lambda done: self._came_back.put(_Ended(receiver=receiver, claim=claimed, future=done))
        )

    def _hand_over(self, claimed: Claim, outgoing: Outgoing, by: float) -> Unsent | Undeliverable | None:
        if time.monotonic() > by:
            return Overslept("stopped for longer than the lease")
        error = attempt(self.channels.get(claimed.channel), outgoing)
        if error is None:
            self._receipts.note(claimed)
        return error

    def _beat(self) -> None:
        if time.monotonic() - self._beaten >= _BEAT_S:
            heartbeats.beat(heartbeats.SENDING, at=self._clock())
            self._beaten = time.monotonic()

    def _end(self) -> None:
        """Ends what is under way, gives back what was not begun."""
        for lane in self._lanes.values():
            claims.release(lane.queue)
            lane.queue.clear()
        self._start_idle()
        until = time.monotonic() + _SAFE_S
        while self._lanes and time.monotonic() < until:
            self._turn(POLL_S)
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._receipts.close()
