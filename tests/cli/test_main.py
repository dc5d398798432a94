"""The front door of the command line: commands that there are not, what the machine refuses, a stop by hand."""

from __future__ import annotations

import pytest

from lookfar.cli import main, rate, replay, up
from lookfar.domain.errors import Misconfigured


def test_a_slip_of_the_pen_is_answered_with_what_is_near(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["rat"]) == 2
    said = capsys.readouterr().err
    assert "do you mean rate?" in said
    assert "usage" not in said
    assert main.main(["xyzzy"]) == 2
    assert "usage" in capsys.readouterr().err


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("lookfar ")


def stopped(args: object) -> int:
    raise KeyboardInterrupt


def test_a_replay_that_is_stopped_says_that_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(replay, "run", stopped)
    monkeypatch.setattr(rate, "run", stopped)
    assert main.main(["replay"]) == main.main(["rate"]) == 130
    assert capsys.readouterr().err.count("the same command goes on where it was") == 1


def test_what_the_machine_refuses_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(args: object) -> int:
        raise OSError(28, "No space left on device", "/data/lookfar.db")

    monkeypatch.setattr(rate, "run", full)
    assert main.main(["rate"]) == 1
    assert capsys.readouterr().err == "lookfar: No space left on device: /data/lookfar.db\n"


@pytest.mark.parametrize(
    ("host", "port", "why"), [("127.0.0.1", 99_999, "is no port"), ("nosuch.invalid", 8321, "knows no host")]
)
def test_a_port_or_host_that_there_is_not_is_told_from_one_that_is_taken(host: str, port: int, why: str) -> None:
    with pytest.raises(Misconfigured, match=why):
        up._listen(host, port)
