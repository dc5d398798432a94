"""Commands that run as processes of their own beside a command, started again when they die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

_RESTART_AFTER = (1.0, 5.0, 30.0)
_STEADY_S = 300.0
_STOP_S = 25.0


class Child:
    """`lookfar COMMAND --watched` as a process; it stops by itself when its starter dies."""

    def __init__(self, *command: str) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name=f"{command[0]} watch", daemon=True)

    def start(self) -> None:
        """Starts it, and a thread that starts it again."""
        self._process = self._spawn()
        self._watcher.start()

    def ask_to_stop(self) -> None:
        """Asks it to end what it is writing and stop."""
        self._stopping.set()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def stop(self, *, within_s: float = _STOP_S) -> None:
        """Has it stopped, by force when it does not stop in time."""
        self.ask_to_stop()
        if self._process is not None:
            try:
                self._process.wait(timeout=within_s)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "lookfar", *self._command, "--watched"], stdin=subprocess.PIPE
        )

    def _watch(self) -> None:
        deaths, born = 0, time.monotonic()
        while not self._stopping.wait(0.5):
            process = self._process
            if process is None or process.poll() is None:
                continue
            deaths = 0 if time.monotonic() - born > _STEADY_S else deaths
            wait = _RESTART_AFTER[min(deaths, len(_RESTART_AFTER) - 1)]
            deaths += 1
            print(
                f"lookfar: {self._command[0]} stopped with status {process.returncode}; "
                f"starting it again in {wait:.0f} s",
                file=sys.stderr,
            )
            if not self._stopping.wait(wait):
                self._process, born = self._spawn(), time.monotonic()


def stop_when_told(stopping: threading.Event, *, watched: bool) -> None:
    """Has `stopping` set by SIGTERM and SIGINT and, when `watched`, by the end of standard input."""
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    signal.signal(signal.SIGINT, lambda *_: stopping.set())
    if watched:
        threading.Thread(target=_stop_at_end_of_input, args=(stopping,), name="starter watch", daemon=True).start()


def _stop_at_end_of_input(stopping: threading.Event) -> None:
    while os.read(0, 1024):
        pass
    stopping.set()
