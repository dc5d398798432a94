"""A full disk is loud, loses nothing that was taken, and heals by itself when there is room again."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from tests.stories.disks import living, small_disk, wait
from tests.stories.killing import ORGANISATIONS


@pytest.mark.slow
def test_a_full_disk_is_loud_loses_nothing_and_heals(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=24m") as disk, living(tmp_path, disk) as there:
        fill(disk)
        assert there.feed() != 0, "what is not kept is not taken"
        said = there.workers.said
        assert "disk is full" in said() or "disk I/O error" in said()
        wait(lambda: "trying again" in said() and "`df -h`" in said())
        assert there.workers.running["send"].poll() is None, "and goes on"
        (disk / "filler").unlink()
        there.workers.leave_in_peace(["feed", "send"])
        there.check(
            Counter({"an acknowledgement of each receiver that the full disk did not take": 2 * ORGANISATIONS})
        )


def fill(disk: Path) -> None:
    """Takes every last byte."""
    with (disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        for size in (2**20, 2**12, 2**6, 1):
            with suppress(OSError):
                while True:
                    filler.write(b"x" * size)
