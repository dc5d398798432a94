"""`lookfar backfill`: what it says of a source that there is not, and of a file that holds nothing of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from lookfar.cli import backfill, main
from lookfar.flow.importing import KINDS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfill, "open_store", lambda: None)


def test_a_source_that_there_is_not_is_answered_with_all_that_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    assert main.main(["backfill", "ucdp_foo", str(path)]) == 1
    said = capsys.readouterr().err
    assert "no source 'ucdp_foo'" in said
    assert all(name in said for name in (*KINDS, "usgs", "wikipedia_current_events"))


@pytest.mark.parametrize(
    ("source", "options", "said"),
    [
        ("worldbank", ["--publisher", "X"], "worldbank: --publisher is of index only"),
        ("worldbank", ["--from", "2021-01-01"], "--from is of events and recorded bodies only"),
        (
            "ucdp_ged",
            ["--licence", "X", "--publisher", "Y"],
            "--publisher is of index only, --licence is of index only",
        ),
        ("ucdp_monthly", ["--release", "25.1"], "--release is of ucdp_ged and ucdp_candidate only"),
        ("usgs", ["--release", "25.1"], "--release is of ucdp_ged and ucdp_candidate only"),
        ("index", ["--publisher", "X", "--until", "2021-01-01"], "--until is of events and recorded bodies only"),
    ],
)
def test_options_that_a_source_has_no_use_for_are_refused(
    source: str, options: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    assert main.main(["backfill", source, str(path), *options]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert said in line


@pytest.mark.parametrize("content", ["a,b\n1,2\n", ""])
def test_a_file_that_holds_nothing_of_the_source_is_no_success(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content)
    assert main.main(["backfill", "wikipedia_current_events", str(path)]) == 1
    said = capsys.readouterr()
    assert "nothing to load: a.csv" in said.err
    assert not said.out
