"""Disks that fail on purpose: small file systems, calls that the kernel answers with an error, and who lives on them."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.stories.killing import ORGANISATIONS, Workers, check, places, surroundings, write_bodies
from tests.stories.slow_matcher import Spot, Version
from tools.fault_receiver import FaultReceiver

BODIES = 10


@contextmanager
def small_disk(disk: Path, *options: str) -> Iterator[Path]:
    """A tmpfs with these options; skips where none can be mounted."""
    disk.mkdir()
    able = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount")
    if not able or mount("-t", "tmpfs", "-o", ",".join(("mode=0700", *options)), "tmpfs", str(disk)):
        pytest.skip("a small tmpfs cannot be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def mount(*words: str) -> int:
    """0 when it was done."""
    return subprocess.run(["mount", *words], check=False, capture_output=True).returncode


@contextmanager
def failing(process: int, calls: str, error: str, paths: Sequence[Path]) -> Iterator[None]:
    """Inside, these calls of a process fail on these files; skips where no process can be traced."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    on = [word for path in paths for word in ("-P", str(path))]
    tracing = [f"trace={calls}", f"inject={calls}:error={error}"]
    options = [word for one in tracing for word in ("-e", one)]
    tracer = subprocess.Popen(
        ["strace", "-f", "-qq", "-o", os.devnull, *on, *options, "-p", str(process)], stderr=subprocess.DEVNULL
    )
    try:
        wait(lambda: tracer.poll() is not None or traced(process))
        if tracer.poll() is not None:
            pytest.skip("no process can be traced here")
        yield
    finally:
        tracer.terminate()
        tracer.wait(timeout=30)


def traced(process: int) -> bool:
    tasks = Path(f"/proc/{process}/task").glob("*/status")
    return all("TracerPid:\t0\n" not in status.read_text() for status in tasks)


def wait(done: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not done() and time.monotonic() < end:
        time.sleep(0.2)
    assert done()


@dataclass
class Living:
    """An installation that has taken and is telling the first half of what happens."""

    workers: Workers
    receiver: FaultReceiver
    folder: Path
    world: list[Any]

    def feed(self) -> int:
        """Takes all that happens; the status of who took it."""
        return self.workers.run("feed", str(self.folder / "bodies")).wait(timeout=120)

    def work(self) -> dict[str, tuple[bool, str]]:
        """By part of the work: whether it is well, and the reason when not."""
        [found] = self.workers.ask("work")
        return {part: (well, reason) for part, (well, reason) in found.items()}

    def end(self, *, repeats: int = 0) -> None:
        """When nothing waits any more: all told, nothing lost, at most so many told again with the same id."""
        wait(lambda: self.workers.ask("waiting")[0] == 0)
        sender = self.workers.running["send"]
        sender.send_signal(signal.SIGTERM)
        assert sender.wait(timeout=60) == 0, self.workers.said()
        self.check(Counter({"an acknowledgement that could not be written": repeats}))

    def check(self, unwritten: Counter[str]) -> None:
        versions = [Version(*row) for row in self.workers.ask("versions")]
        held = {(subject, incident) for subject, incident in self.workers.ask("held")}
        overtaken = {tuple(row) for row in self.workers.ask("overtaken")}
        check(self.receiver, [Spot(*row) for row in self.world], versions, unwritten, held, overtaken)


@contextmanager
def living(folder: Path, home: Path) -> Iterator[Living]:
    chance = random.Random(7)
    spots = places(chance)
    receiver = FaultReceiver().start()
    write_bodies(folder / "bodies", BODIES, spots, chance)
    workers = Workers(folder, surroundings(home, receiver), chance)
    try:
        world = workers.ask("world", receiver.url("")[:-1], str(ORGANISATIONS), json.dumps(spots))
        (folder / "some").mkdir()
        for body in sorted((folder / "bodies").iterdir())[: BODIES // 2]:
            shutil.copy(body, folder / "some")
        assert workers.run("feed", str(folder / "some")).wait(timeout=120) == 0, workers.said()
        workers.start("send", to_die=False)
        wait(lambda: receiver.journal)
        yield Living(workers, receiver, folder, world)
    finally:
        workers.end()
        receiver.stop()
