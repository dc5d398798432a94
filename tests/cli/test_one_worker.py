"""An embedded database has one worker: a second one says so and ends, and a killed one stands in nobody's way."""

from __future__ import annotations

import signal
from pathlib import Path
from subprocess import Popen

import pytest
from tests.flow import homes

HOLDS = """
import signal
from lookfar.cli.store import only_one
home = open_store()
held = [only_one(home, kind) for kind in ("worker", "sender")]
print("held", flush=True)
signal.pause()
"""


@pytest.fixture
def holder(tmp_path: Path):
    """A process that holds the store's locks, as a worker and a sender do."""
    process = homes.begin(tmp_path, HOLDS)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize(
    ("command", "kind"), [(("collect",), "worker"), (("collect", "--once"), "worker"), (("send",), "sender")]
)
def test_a_second_one_is_refused_in_words_and_leaves_the_first_alone(
    holder: Popen[str], tmp_path: Path, command: tuple[str, ...], kind: str
) -> None:
    said = homes.run(tmp_path, *command, code=1)
    assert said.splitlines()[-1] == f"lookfar: a {kind} is already running on {tmp_path}; stop it first"
    assert "Traceback" not in said
    assert holder.poll() is None


def test_the_lock_of_a_killed_one_stops_nobody(holder: Popen[str], tmp_path: Path) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert (tmp_path / "worker.lock").exists()
    process = homes.begin(tmp_path, HOLDS)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    process.kill()
    process.communicate()
