"""`lookfar up` as a process: it serves, and leaves no worker behind however it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

PATIENCE_S = 60.0


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _workers(up: int) -> list[int]:
    """Children of a process, by the kernel's own list."""
    return [int(child) for child in Path(f"/proc/{up}/task/{up}/children").read_text().split()]


def _alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_worker_is_left_behind(tmp_path: Path, ending: signal.Signals) -> None:
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOOKFAR_")}
    environment |= {"LOOKFAR_HOME": str(tmp_path), "LOOKFAR_PORT": str(port), "LOOKFAR_COLLECT": "off"}
    with subprocess.Popen(
        [sys.executable, "-m", "lookfar", "up"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as up:
        assert up.stdout is not None
        said = [up.stdout.readline(), up.stdout.readline()]
        assert re.search(r"/welcome/\S+", said[1]), said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
            assert b"No feed is heard" in page.read()
        workers = _workers(up.pid)
        assert workers
        up.send_signal(ending)
        up.wait(timeout=PATIENCE_S)
        until = time.monotonic() + PATIENCE_S
        while any(_alive(worker) for worker in workers) and time.monotonic() < until:
            os.sched_yield()
        assert not any(_alive(worker) for worker in workers)
