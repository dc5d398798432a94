"""A disk without inodes, one that became read-only and one that answers EIO: loud, nothing lost, and it heals."""

from __future__ import annotations

import itertools
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tests.stories.disks import failing, living, mount, small_disk, wait


@pytest.mark.slow
@pytest.mark.parametrize("calls", ["fsync,fdatasync", "fsync,fdatasync,pwrite64,ftruncate"])
def test_a_database_whose_disk_answers_eio_is_red_and_loses_nothing(tmp_path: Path, calls: str) -> None:
    home = tmp_path / "home"
    database = [home / f"lookfar.sqlite3{end}" for end in ("", "-wal")]
    with living(tmp_path, home) as there:
        sender = there.workers.running["send"]
        with failing(sender.pid, calls, "EIO", database):
            assert there.feed() == 0, "others write as before"
            wait(lambda: "trying again" in there.workers.said())
            wait(lambda: not there.work()["sending"][0])
            assert "`dmesg`" in there.workers.said(), "what to do is said"
            told = len(there.receiver.journal)
            time.sleep(3.0)
            assert len(there.receiver.journal) == told, "what cannot be written down is not told on and on"
        assert sender.poll() is None
        there.end()


@pytest.mark.slow
def test_without_inodes_alerts_leave_and_health_is_red(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=64m", "nr_inodes=2000") as disk, living(tmp_path, disk) as there:
        (disk / "filler").mkdir()
        with suppress(OSError):
            for number in itertools.count():
                (disk / "filler" / str(number)).touch()
        well, reason = there.work()["disk"]
        assert not well
        assert "`df -i`" in reason
        there.workers.running["send"].send_signal(signal.SIGKILL)
        there.workers.running["send"].wait()
        there.workers.start("send", to_die=False)
        assert there.feed() == 0
        wait(lambda: there.workers.ask("waiting")[0] == 0)
        for one in (disk / "filler").iterdir():
            one.unlink()
        assert "`df -i`" not in there.work()["disk"][1]
        there.end(repeats=6)


@pytest.mark.slow
def test_a_disk_that_became_read_only_is_said_and_all_is_told_when_it_takes_writing_again(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=64m") as disk, living(tmp_path, disk) as there:
        there.workers.running["send"].send_signal(signal.SIGKILL)
        there.workers.running["send"].wait()
        assert mount("-o", "remount,ro", str(disk)) == 0
        there.workers.start("send", to_die=False)
        assert there.workers.running["send"].wait(timeout=60) == 1, "its supervisor starts it again"
        assert "`dmesg`" in there.workers.said()
        assert "Traceback" not in there.workers.said()
        assert there.feed() != 0, "what is not kept is not taken"
        assert not there.work()["disk"][0]
        assert mount("-o", "remount,rw", str(disk)) == 0
        assert there.feed() == 0
        there.workers.start("send", to_die=False)
        there.end(repeats=6)
