"""What the watchdog makes of an answer: only the installation's own word says at once that it is blind."""

from __future__ import annotations

import asyncio

import pytest
from tests.egress.loopback import Reply, site
from tests.web.test_gate import Visitor, Work

from lookfar.alerts.watching import Answer
from lookfar.channels.watchdog_voice import Voice
from lookfar.cli.watchdog import _ask
from lookfar.config import read_config
from lookfar.web.gate import Gate, Room
from lookfar.web.lanes import Lane, lane_of, refuse

JSON = "application/json"


def refusal() -> dict[str, str]:
    """The headers of what the gate answers for more than can be answered."""

    async def asked() -> dict[str, str]:
        closed = {Lane.WATCHDOG: Room(at_once=0, waiting=0, patience_s=1.0)}
        one = Visitor(Gate(Work(), closed, lane_of=lane_of, refuse=refuse), "/health/evaluation").send()
        await one.task
        assert one.status == 503
        return {name.decode(): value.decode() for name, value in one.headers.items() if name != b"content-length"}

    return asyncio.run(asked())


def heard(status: int, headers: dict[str, str]) -> Answer:
    with site(lambda _: Reply(status=status, headers=headers)) as there:
        return _ask(Voice(read_config(), asks=there.url))


@pytest.mark.parametrize(
    ("status", "headers", "well"),
    [
        (200, {"Content-Type": JSON}, True),
        (503, {"Content-Type": JSON}, False),
        (502, {"Content-Type": "text/html"}, None),
        (429, {"Content-Type": JSON, "Retry-After": "5"}, None),
        (503, {}, None),
    ],
)
def test_only_its_own_word_is_believed_at_once(status: int, headers: dict[str, str], well: bool | None) -> None:
    assert heard(status, headers).well is well


def test_a_crowd_before_it_is_no_word_that_it_is_blind() -> None:
    answer = heard(503, refusal())
    assert answer.well is None
    assert "does not say how it is" in answer.detail


@pytest.mark.django_db
def test_what_the_installation_itself_says_is_taken_for_its_own(client) -> None:
    """Nothing has ever been evaluated here."""
    said = client.get("/health/evaluation")
    assert heard(said.status_code, {"Content-Type": said.headers["Content-Type"]}).well is False
