"""Parallel sending: what is slow or broken at one receiver is nobody else's delay; leases, fences, order, clocks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from tests.flow.sending_making import NOW, OPEN, Receivers, sender, six_receivers
from tests.web import seeding

from lookfar.domain.errors import Undeliverable, Unsent
from lookfar.domain.vocabulary import DeliveryState
from lookfar.flow.sending import Sender
from lookfar.flow.telling import conclude, prepare
from lookfar.records import backlog, claims, counters, heartbeats
from lookfar.records.models import DeliveryRow, Trip


@pytest.fixture
def receivers(tmp_path: Path) -> Iterator[Receivers]:
    made = Receivers(tmp_path / "receipts")
    yield made
    made.go_on.set()


@pytest.fixture
def world(db, receivers):
    return six_receivers()


def until(made: Sender, done) -> None:
    end = time.monotonic() + 30
    while not done() and time.monotonic() < end:
        made.step(wait_s=0.01)
    assert done()


def test_a_hanging_receiver_delays_no_other(world, receivers) -> None:
    receivers.hanging = {"r0"}
    due = DeliveryRow.objects.filter(channel="webhook").count()
    each = due // 6
    made = sender(receivers)
    until(made, lambda: sum(map(len, receivers.got.values())) >= due - each)
    assert "r0" not in receivers.got
    assert receivers.most_at_once == 1, "a receiver has one attempt at a time"
    receivers.go_on.set()
    made.finish()
    assert len(receivers.got["r0"]) == each
    assert not DeliveryRow.objects.filter(state__in=OPEN).exists()


def test_versions_of_an_alert_come_in_order(world, receivers) -> None:
    seeding.happen(
        seeding.incident(
            version=2, severity=seeding.Severity.SEVERE, recorded_at=seeding.DAY + timedelta(hours=14)
        )
    )
    sender(receivers).finish()
    rows = DeliveryRow.objects.filter(channel="webhook", state="delivered").select_related("alert")
    assert {row.alert.sequence for row in rows} == {1, 2}
    places = {wire: place for place, wire in enumerate(receivers.got["r1"])}
    by_alert: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        by_alert.setdefault(row.alert.alert_id, []).append((row.alert.sequence, places[row.alert.wire_id]))
    for found in by_alert.values():
        assert [place for _, place in sorted(found)] == sorted(place for _, place in found)


def test_one_that_fails_is_tried_again_later_and_one_that_is_gone_never(world, receivers) -> None:
    receivers.failing = {"r0": Unsent("down"), "r1": Undeliverable("gone")}
    sender(receivers).finish()
    states = {(row.receiver, row.state): row.last_error for row in DeliveryRow.objects.filter(channel="webhook")}
    assert "down" in {said for (_, state), said in states.items() if state == "failed"}
    assert {state for _, state in states} == {"failed", "dead_letter", "delivered", "suppressed"}
    tried = DeliveryRow.objects.filter(state="failed")
    assert all(row.due_at > NOW and row.attempts == 1 for row in tried)


def test_a_fault_of_a_channel_is_said_and_tried_again(world, receivers) -> None:
    receivers.failing = {"r2": ZeroDivisionError("a bug")}
    said: list[str] = []
    sender(receivers, said).finish()
    assert any("ZeroDivisionError" in line for line in said)
    assert "failed" in set(DeliveryRow.objects.values_list("state", flat=True))
    assert len(receivers.got) >= 5


def test_a_trip_cancelled_before_its_turn_gets_nothing(world, receivers) -> None:
    Trip.objects.update(cancelled_at=NOW)
    sender(receivers).finish()
    told = DeliveryRow.objects.filter(alert__subject_kind="trip_leg")
    assert set(told.values_list("state", flat=True)) == {"suppressed"}


def test_two_workers_never_hold_one_receiver(world) -> None:
    first = claims.claim(now=NOW, room={"webhook": 3, "email": 0}, each=1)
    second = claims.claim(now=NOW, room={}, each=5)
    assert len(first) == 3
    assert not {one.receiver for one in first} & {one.receiver for one in second}
    assert claims.claim(now=NOW, room={}) == []


def test_a_worker_that_lost_its_lease_changes_nothing(world) -> None:
    [old] = claims.claim(now=NOW, room={"webhook": 1, "email": 0}, elsewhere=0, each=1)
    later = NOW + claims.LEASE + timedelta(seconds=1)
    assert prepare(old, later) is None, "it does not send any more"
    new = next(one for one in claims.claim(now=later, room={}) if one.delivery == old.delivery)
    conclude(old, None, now=later, chance=Random(1))
    assert DeliveryRow.objects.get(pk=old.delivery).state == "waiting"
    assert conclude(new, None, now=later, chance=Random(1)) is DeliveryState.DELIVERED
    assert DeliveryRow.objects.get(pk=old.delivery).state == "delivered"


def test_a_lease_is_renewed_while_the_work_lasts(world) -> None:
    held = claims.claim(now=NOW, room={})
    later = NOW + claims.LEASE - timedelta(seconds=1)
    claims.renew(held, now=later)
    assert claims.claim(now=later + timedelta(seconds=20), room={}) == []


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=400)])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_clock_that_jumps_loses_nothing_and_repeats_nothing(world, receivers, jump, sign) -> None:
    receivers.failing = {"r0": Unsent("down")}
    sender(receivers).finish()
    before = {who: list(got) for who, got in receivers.got.items()}
    receivers.failing = {}
    after = NOW + sign * jump
    made = sender(receivers, now=after)
    until(made, lambda: not DeliveryRow.objects.filter(state__in=OPEN).exists())
    made.finish()
    assert {who: got for who, got in receivers.got.items() if who != "r0"} == before
    assert len(receivers.got["r0"]) == len(set(receivers.got["r0"])) == len(before["r1"])
    seeding.happen(seeding.incident("second", recorded_at=after))
    sender(receivers, now=after).finish()
    assert len(receivers.got["r1"]) > len(before["r1"])


def test_a_lease_of_a_clock_that_was_set_back_does_not_hold_for_a_year(world) -> None:
    held = claims.claim(now=NOW + timedelta(days=400), room={})
    again = claims.claim(now=NOW, room={})
    assert {one.delivery for one in again} == {one.delivery for one in held}


def test_attempts_their_delay_and_the_beat_are_counted(world, receivers) -> None:
    made = sender(receivers)
    made.step()
    made.finish()
    made = sender(receivers)
    made.step()
    counted = counters.counted()
    delivered = DeliveryRow.objects.filter(state="delivered").count()
    assert counted["attempts", "delivered"] == delivered > 0
    assert sum(n for (name, _), n in counted.items() if name == "attempt_seconds") == delivered
    assert heartbeats.last_beats()[heartbeats.SENDING] == NOW
    assert backlog.waiting() == (0, None)
