"""The journal: whole lines only, whatever was torn before."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import orjson
import pytest
from tests.alerts.test_decide import first
from tests.exposure.making import NOW, incident
from tests.stories.disks import failing

from lookfar.alerts.wire import payload
from lookfar.channels.channel import Outgoing
from lookfar.channels.file import FileChannel
from lookfar.domain.errors import Unsent

DELIVERY = Outgoing(alert=first(incident()), to="12", at=NOW)


def lines(path: Path) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def test_a_line_is_the_webhook_body_with_its_id_and_receiver(tmp_path: Path) -> None:
    journal = tmp_path / "outbox.jsonl"
    FileChannel(journal).send(DELIVERY)
    assert lines(journal) == [{"webhook-id": DELIVERY.alert.wire_id, "to": "12", **payload(DELIVERY.alert)}]
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600


@pytest.mark.parametrize("torn", [b'{"webhook-id":"msg_1","to', b"x" * 200_000, b""])
@pytest.mark.parametrize("whole", [b"", b'{"webhook-id":"msg_0"}\n'])
def test_a_torn_last_line_is_cut_off_before_the_next_is_written(tmp_path: Path, whole: bytes, torn: bytes) -> None:
    journal = tmp_path / "outbox.jsonl"
    journal.write_bytes(whole + torn)
    FileChannel(journal).send(DELIVERY)
    assert journal.read_bytes().startswith(whole)
    ids = [line["webhook-id"] for line in lines(journal)]
    assert ids == [*(["msg_0"] if whole else []), DELIVERY.alert.wire_id]


def test_every_possible_tear_of_a_line_leaves_the_lines_before_it(tmp_path: Path) -> None:
    journal = tmp_path / "outbox.jsonl"
    FileChannel(journal).send(DELIVERY)
    one = journal.read_bytes()
    for cut in range(0, len(one), 7):
        journal.write_bytes(one + one[:cut])
        FileChannel(journal).send(DELIVERY)
        assert journal.read_bytes() == one + one


def test_a_journal_that_cannot_be_written_leaves_the_alert_unsent(tmp_path: Path) -> None:
    with pytest.raises(Unsent, match="could not be written"):
        FileChannel(tmp_path / "absent" / "outbox.jsonl").send(DELIVERY)


def test_a_full_disk_is_said_and_leaves_no_half_line() -> None:
    with pytest.raises(Unsent, match="No space left"):
        FileChannel(Path("/dev/full")).send(DELIVERY)


@pytest.mark.parametrize("calls", ["fsync", "write", "openat"])
def test_a_journal_whose_disk_answers_eio_has_each_line_once_when_it_takes_writing_again(
    tmp_path: Path, calls: str
) -> None:
    journal = tmp_path / "outbox.jsonl"
    FileChannel(journal).send(DELIVERY)
    before = journal.read_bytes()
    with failing(os.getpid(), calls, "EIO", [journal]):
        for _ in range(2):
            with pytest.raises(Unsent, match="Input/output error"):
                FileChannel(journal).send(DELIVERY)
        assert journal.stat().st_size == len(before), "what may not be on the disk is cut off, and written anew"
    FileChannel(journal).send(DELIVERY)
    assert journal.read_bytes() == before + before


def test_the_journal_reaches_nobody() -> None:
    assert FileChannel(Path("x")).is_real is False
