"""A full disk is loud, loses nothing that was taken, and heals by itself when there is room again."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.stories.killing import ORGANISATIONS, Workers, check, places, surroundings, write_bodies
from tests.stories.slow_matcher import Spot, Version
from tools.fault_receiver import FaultReceiver

BODIES = 10


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount")
    if (
        not mounted
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=24m,mode=0700", "tmpfs", str(disk)],
            check=False,
            capture_output=True,
        ).returncode
    ):
        pytest.skip("a small tmpfs cannot be mounted here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.slow
def test_a_full_disk_is_loud_loses_nothing_and_heals(tmp_path: Path, small_disk: Path) -> None:
    chance = random.Random(7)
    spots = places(chance)
    receiver = FaultReceiver().start()
    write_bodies(tmp_path / "bodies", BODIES, spots, chance)
    workers = Workers(tmp_path, surroundings(small_disk, receiver), chance)
    try:
        world = workers.ask("world", receiver.url("")[:-1], str(ORGANISATIONS), json.dumps(spots))
        first = sorted((tmp_path / "bodies").iterdir())[: BODIES // 2]
        (tmp_path / "some").mkdir()
        for body in first:
            shutil.copy(body, tmp_path / "some")
        assert workers.run("feed", str(tmp_path / "some")).wait(timeout=120) == 0, workers.said()
        workers.start("send", to_die=False)
        wait(lambda: receiver.journal)
        fill(small_disk)
        assert workers.run("feed", str(tmp_path / "bodies")).wait(timeout=120) != 0, (
            "what is not kept is not taken"
        )
        assert "disk is full" in workers.said() or "disk I/O error" in workers.said()
        wait(lambda: "trying again" in workers.said())
        assert workers.running["send"].poll() is None, "and goes on"
        (small_disk / "filler").unlink()
        workers.leave_in_peace(["feed", "send"])
        versions = workers.ask("versions")
        held = {(subject, incident) for subject, incident in workers.ask("held")}
        overtaken = {tuple(row) for row in workers.ask("overtaken")}
    finally:
        workers.end()
        receiver.stop()
    unwritten = Counter({"an acknowledgement of each receiver that the full disk did not take": 2 * ORGANISATIONS})
    spots_there, told_of = [Spot(*row) for row in world], [Version(*row) for row in versions]
    check(receiver, spots_there, told_of, unwritten, held, overtaken)


def wait(done: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not done() and time.monotonic() < end:
        time.sleep(0.2)
    assert done()


def fill(disk: Path) -> None:
    """Takes every last byte."""
    with (disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        for size in (2**20, 2**12, 2**6, 1):
            with suppress(OSError):
                while True:
                    filler.write(b"x" * size)
