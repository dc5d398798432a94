"""A process that stands still is noticed: each of an installation's processes is stopped in turn."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.egress.inbox import Inbox, free_port, mail_server
from tools.fault_receiver import FaultReceiver

from lookfar.egress.smtp import MailSettings

BLIND_AFTER_S = 12
PATIENCE_S = 180.0


def _children(process: int) -> dict[str, int]:
    """A process's children by their command, by the kernel's own list."""
    ids = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return {Path(f"/proc/{one}/cmdline").read_bytes().split(b"\0")[3].decode(): int(one) for one in ids}


def _until(done: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not done() and time.monotonic() < end:
        time.sleep(0.2)
    assert done()


@pytest.fixture
def outside() -> Iterator[FaultReceiver]:
    receiver = FaultReceiver().start()
    yield receiver
    receiver.stop()


@pytest.fixture
def mailbox() -> Iterator[tuple[Inbox, MailSettings]]:
    with mail_server() as made:
        yield made


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")
def test_each_process_that_is_stopped_is_told_of(
    tmp_path: Path, outside: FaultReceiver, mailbox: tuple[Inbox, MailSettings]
) -> None:
    inbox, mail = mailbox
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOOKFAR_")}
    environment |= {
        "LOOKFAR_HOME": str(tmp_path),
        "LOOKFAR_PORT": str(free_port()),
        "LOOKFAR_COLLECT": "off",
        "LOOKFAR_BLIND_AFTER": str(BLIND_AFTER_S),
        "LOOKFAR_WATCHDOG_WEBHOOK": outside.url("watchdog"),
        "LOOKFAR_SMTP_HOST": mail.host,
        "LOOKFAR_SMTP_PORT": str(mail.port),
        "LOOKFAR_SMTP_TLS": mail.security,
        "LOOKFAR_WATCHDOG_MAIL": "ann@example.org",
        "LOOKFAR_HEARTBEAT_URL": outside.url("beat"),
    }
    said = (tmp_path / "said").open("wb")
    with (
        said,
        subprocess.Popen([sys.executable, "-m", "lookfar", "up"], env=environment, stdout=said, stderr=said) as up,
    ):
        try:
            _until(lambda: {"collect", "watchdog"} <= _children(up.pid).keys())
            children = _children(up.pid)
            _until(lambda: "send" in _children(children["collect"]))
            send = _children(children["collect"])["send"]
            _until(lambda: outside.beats)
            at_start = len(inbox.envelopes)
            for process in (children["collect"], send, up.pid):
                _stop_and_go_on(process, outside)
            assert [
                "blind" if b"We are blind." in one.content else "seeing" for one in inbox.envelopes[at_start:]
            ] == [
                "blind",
                "seeing",
            ] * 3, "a start that is slow on a busy machine may be told of first"
            os.kill(children["watchdog"], signal.SIGSTOP)
            time.sleep(1)
            before = len(outside.beats)
            time.sleep(BLIND_AFTER_S * 1.5)
            assert len(outside.beats) == before, (
                "the dead-man's switch elsewhere hears nothing of a stopped watchdog"
            )
            os.kill(children["watchdog"], signal.SIGCONT)
            _until(lambda: len(outside.beats) > before)
        finally:
            up.send_signal(signal.SIGTERM)
            up.wait(timeout=60)


def _stop_and_go_on(process: int, outside: FaultReceiver) -> None:
    outside.beats.clear()
    _until(lambda: outside.beats)
    outside.journal.clear()
    os.kill(process, signal.SIGSTOP)
    _until(lambda: [one.body["type"] for one in outside.journal] == ["lookfar.blind"])
    os.kill(process, signal.SIGCONT)
    _until(lambda: [one.body["type"] for one in outside.journal] == ["lookfar.blind", "lookfar.seeing"])
