"""What a killed worker had handed over is written down by the next, and not told again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.flow.sending_making import NOW, OPEN, Receivers, sender, six_receivers

from lookfar.records import claims
from lookfar.records.models import AlertRow, DeliveryRow, Endpoint
from lookfar.records.receipts import Receipts


@pytest.fixture
def receivers(tmp_path: Path) -> Iterator[Receivers]:
    made = Receivers(tmp_path / "receipts")
    yield made
    made.go_on.set()


@pytest.fixture
def world(db, receivers):
    return six_receivers()


def killed_after_handing_over(folder: Path, *, most: int = 1) -> list[claims.Claim]:
    """A worker that died between its receivers' answers and the commit of them."""
    held = claims.claim(now=NOW, room={"webhook": 6, "email": 0}, elsewhere=0, each=most)
    died = Receipts(folder)
    for one in held:
        died.note(one)
    died.close()
    return held


def test_what_was_answered_before_a_kill_is_not_told_again(world, receivers) -> None:
    held = killed_after_handing_over(receivers.receipts)
    claims.release_all()
    sender(receivers).finish()
    assert not DeliveryRow.objects.filter(state__in=OPEN).exists()
    assert len(held) == 6
    assert not {one.alert.wire_id for one in held} & set(receivers.got["r1"])
    assert DeliveryRow.objects.get(pk=held[0].delivery).delivered_at == NOW
    assert not list(receivers.receipts.iterdir())


def test_another_worker_writes_it_down_while_the_lease_still_holds(world, receivers) -> None:
    held = killed_after_handing_over(receivers.receipts)
    sender(receivers).finish()
    assert {DeliveryRow.objects.get(pk=one.delivery).state for one in held} == {"delivered"}


def test_what_another_has_taken_over_since_is_its_own_to_end(world, receivers) -> None:
    [held, *_] = killed_after_handing_over(receivers.receipts)
    later = NOW + claims.LEASE + timedelta(seconds=1)
    [taken] = [one for one in claims.claim(now=later, room={}) if one.delivery == held.delivery]
    made = sender(receivers, now=later)
    made.step()
    row = DeliveryRow.objects.get(pk=held.delivery)
    assert (row.state, row.fence) == ("waiting", taken.fence)
    made.finish()


def test_a_line_that_was_cut_off_is_passed_over(world, receivers) -> None:
    [_, second, *_] = killed_after_handing_over(receivers.receipts)
    [file] = receivers.receipts.iterdir()
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(lines[0] + lines[1][:-4])
    claims.release_all()
    sender(receivers).finish()
    told = [wire for got in receivers.got.values() for wire in got]
    assert not DeliveryRow.objects.filter(state__in=OPEN).exists()
    assert second.alert.wire_id in told
    assert len(told) == DeliveryRow.objects.filter(state="delivered").count() - 1


def test_the_file_of_a_worker_that_lives_is_left_to_it(world, receivers) -> None:
    held = claims.claim(now=NOW, room={"webhook": 6, "email": 0}, elsewhere=0, each=1)
    living = Receipts(receivers.receipts)
    living.note(held[0])
    sender(receivers).step()
    assert DeliveryRow.objects.get(pk=held[0].delivery).state == "waiting"
    living.written(held)
    living.close()


def test_what_is_written_down_leaves_the_file(world, tmp_path) -> None:
    held = claims.claim(now=NOW, room={"webhook": 6, "email": 0}, elsewhere=0, each=1)
    made = Receipts(tmp_path / "own")
    for one in held:
        made.note(one)
    [file] = (tmp_path / "own").iterdir()
    assert file.stat().st_size > 0
    made.written(held[:2])
    assert file.stat().st_size > 0
    made.written(held[2:])
    assert file.stat().st_size == 0
    made.close()
    assert not file.exists()


def test_another_message_under_the_same_number_is_not_taken_for_told(world, receivers) -> None:
    """A database restored from a backup counts on from there, while the file is of the home before."""
    [held, *_] = killed_after_handing_over(receivers.receipts)
    claims.release_all()
    AlertRow.objects.filter(wire_id=held.alert.wire_id).update(wire_id="msg_other")
    sender(receivers).finish()
    assert DeliveryRow.objects.get(pk=held.delivery).state == "delivered"
    assert held.alert.wire_id in receivers.got[_address(held)]


def test_an_attempt_that_comes_back_after_the_end_writes_into_no_other_file(world, tmp_path) -> None:
    [held, *_] = claims.claim(now=NOW, room={"webhook": 1, "email": 0}, elsewhere=0, each=1)
    made = Receipts(tmp_path / "own")
    made.close()
    other = (tmp_path / "other").open("w+b")
    made.note(held)
    assert (tmp_path / "other").stat().st_size == 0
    other.close()


def test_where_no_file_can_be_kept_alerts_leave_all_the_same(world, receivers) -> None:
    receivers.receipts.write_text("no folder")
    sender(receivers).finish()
    assert not DeliveryRow.objects.filter(state__in=OPEN).exists()
    assert receivers.got


def _address(claimed: claims.Claim) -> str:
    return str(Endpoint.objects.get(pk=claimed.receiver).private["address"])


def test_a_disk_that_takes_no_file_is_asked_again(world, tmp_path) -> None:
    folder = tmp_path / "later"
    folder.write_text("in the way")
    [first, second, *_] = claims.claim(now=NOW, room={"webhook": 6, "email": 0}, elsewhere=0, each=1)
    receipts = Receipts(folder)
    receipts.note(first)
    folder.unlink()
    receipts.note(second)
    receipts.close()
    [left] = Receipts(folder).of_the_dead()
    assert [one.delivery for one in left.receipts] == [second.delivery]
    left.drop()


def test_receipts_that_cannot_be_read_stop_no_sending(world, receivers) -> None:
    receivers.receipts.mkdir()
    (receivers.receipts / "broken.jsonl").mkdir()
    sender(receivers).finish()
    assert not DeliveryRow.objects.filter(state__in=OPEN).exists()
