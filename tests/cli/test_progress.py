"""Long work says on stderr how far it is."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from tests.house.tree import ROOT

from lookfar.cli import train_judge, train_locate
from lookfar.cli.progress import counted

ITEMS = "Troops shelled the town of Homs and nine people were killed in the fighting there."


def test_what_is_counted_comes_through_and_its_end_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(counted("abc", 3, "reading")) == ["a", "b", "c"]
    assert capsys.readouterr().err.splitlines()[-1] == "reading 3/3"


def table(data: Path) -> Path:
    path = data / train_locate.TABLE
    path.parent.mkdir(parents=True)
    duckdb.execute(
        f"""COPY (SELECT DATE '2015-01-01' + INTERVAL (i) DAY AS date, 'Syrian civil war' AS topic,
        '{ITEMS} ' || i AS text, 'Reuters' AS sources, 'Armed conflict' AS category FROM range(6) r(i)) TO '{path}'"""
    )
    return data


def test_training_the_judge_says_how_far_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_judge, "_read", lambda _data, _rule: [])
    monkeypatch.setattr(train_judge, "_SCORED", ())
    monkeypatch.setattr(train_judge, "_BOOTSTRAPS", 2)
    train_judge.fit_judge(table(tmp_path), ROOT / "tests/incidents/pairs", tmp_path / "out")
    said = capsys.readouterr().err
    assert "quarter of an hour" in said
    assert "reading the pairs tuning " in said
    assert "fitting the weights" in said


def test_training_the_locator_says_how_far_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_locate, "refit", lambda *_: None)
    monkeypatch.setattr(train_locate, "read_table", lambda _: [])
    (tmp_path / "out").mkdir()
    train_locate.train(table(tmp_path), tmp_path / "out", tmp_path / "none.xml")
    said = capsys.readouterr().err
    assert "6 texts; counting how names are used" in said
    assert "counting names 6/6" in said
