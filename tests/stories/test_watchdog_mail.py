"""The watchdog as a process, by mail: each of its people is told once, however the mail server and the others fare."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.egress.inbox import Inbox, free_port, mail_server
from tests.egress.loopback import Asked, Reply, site

ANN, BO = "ann@example.org", "bo@example.org"
PATIENCE_S = 60.0


class Watched:
    """An installation that is as `status` says, and the watchdog's words about it."""

    def __init__(self, said: Path) -> None:
        self.status, self.port = 200, free_port()
        self._said = said

    def answer(self, _: Asked) -> Reply:
        return Reply(status=self.status, headers={"Content-Type": "application/json"})

    def until_said(self, words: str, times: int = 1) -> None:
        until(lambda: self._said.read_text().count(words) >= times)


def until(done: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not done() and time.monotonic() < end:
        time.sleep(0.05)
    assert done()


def told(inbox: Inbox) -> Counter[tuple[str, str]]:
    """Whom it was said to, and what."""
    return Counter(
        (one.rcpt_tos[0], "blind" if b"We are blind" in (one.original_content or b"") else "seeing")
        for one in inbox.envelopes
    )


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path / "said")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOOKFAR_")}
    environment |= {
        "LOOKFAR_HOME": str(tmp_path),
        "LOOKFAR_BLIND_AFTER": "1",
        "LOOKFAR_SMTP_HOST": "127.0.0.1",
        "LOOKFAR_SMTP_PORT": str(made.port),
        "LOOKFAR_SMTP_TLS": "none",
        "LOOKFAR_WATCHDOG_MAIL": f"{ANN},{BO}",
    }
    with site(made.answer) as there, (tmp_path / "said").open("wb") as said:
        environment["LOOKFAR_HEARTBEAT_URL"] = f"{there.url}/beat"
        command = [sys.executable, "-m", "lookfar", "watchdog", "--url", there.url]
        with subprocess.Popen(command, env=environment, stdout=said, stderr=said) as process:
            try:
                until(lambda: any(one.path == "/beat" for one in there.asked))
                yield made
            finally:
                process.terminate()


def test_a_mail_server_that_is_down_is_asked_again_and_each_is_told_once(watched: Watched) -> None:
    watched.status = 503
    watched.until_said("not told by mail 1, trying again", times=2)
    watched.until_said("not told by mail 2, trying again", times=2)
    with mail_server(watched.port) as (inbox, _):
        until(lambda: len(inbox.envelopes) == 2)
        watched.status = 200
        until(lambda: len(inbox.envelopes) == 4)
        assert told(inbox) == dict.fromkeys([(one, word) for one in (ANN, BO) for word in ("blind", "seeing")], 1)


def test_who_cannot_be_mailed_keeps_nobody_else_from_being_told_nor_has_them_told_twice(watched: Watched) -> None:
    with mail_server(watched.port) as (inbox, _):
        inbox.says_to[ANN] = "550 no such user"
        watched.status = 503
        watched.until_said("not told by mail 1, trying again", times=3)
        assert told(inbox) == {(BO, "blind"): 1}
        del inbox.says_to[ANN]
        until(lambda: len(inbox.envelopes) == 2)
        assert told(inbox) == {(BO, "blind"): 1, (ANN, "blind"): 1}


def test_what_is_repeated_is_the_same_letter(watched: Watched) -> None:
    with mail_server(watched.port) as (inbox, _):
        inbox.cuts = 2
        watched.status = 503
        until(lambda: len(inbox.envelopes) == 4)
        assert told(inbox) == {(ANN, "blind"): 2, (BO, "blind"): 2}
        assert sorted(Counter(inbox.ids()).values()) == [2, 2]


def test_whoever_hears_only_that_we_see_again_learns_since_when_we_did_not(watched: Watched) -> None:
    watched.status = 503
    watched.until_said("not told by mail 2, trying again")
    watched.status = 200
    watched.until_said("We see again")
    with mail_server(watched.port) as (inbox, _):
        until(lambda: len(inbox.envelopes) == 2)
        assert told(inbox) == {(ANN, "seeing"): 1, (BO, "seeing"): 1}
        assert all(b"were blind from 20" in (one.original_content or b"") for one in inbox.envelopes)
