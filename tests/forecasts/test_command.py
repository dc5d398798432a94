"""`lookfar forecast`: CSV in, Parquet out, and a clear word about what cannot be used."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pytest
from tests.forecasts.made import world

from lookfar.cli.forecast import run
from lookfar.forecasts.history import Month

HEAD = "isocode,period,fatalities_UCDP,population"


def lines(until: int = 201410) -> list[str]:
    made = world(months=58, areas=12)
    return [
        f"{area},{Month(number=made.first.number + row).period},{made.deaths[row, column]},{1e6 + column}"
        for column, area in enumerate(made.areas)
        for row in range(len(made.deaths))
        if Month(number=made.first.number + row).period <= until
    ]


def asked(tmp_path: Path, rows: list[str], head: str = HEAD, **options: str) -> tuple[int, Path]:
    path, out = tmp_path / "history.csv", tmp_path / "out.parquet"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    given = {"cutoff": "201410", "months": "201501:201512", "draws": "20", "model": "conflictology_2026"} | options
    words = [word for name, value in given.items() for word in (f"--{name}", value)]
    return run(["--history", str(path), "--out", str(out), *words]), out


def table(path: Path) -> list[tuple[str, int, int, float]]:
    with duckdb.connect() as lake:
        return lake.execute(f"SELECT isocode, period, draw, deaths FROM '{path}'").fetchall()


@pytest.mark.parametrize("name", ["conflictology_2026", "analogues_2026"])
def test_every_country_month_and_draw_is_written_once(tmp_path: Path, name: str) -> None:
    code, out = asked(tmp_path, lines(), model=name)
    found = table(out)
    assert code == 0
    assert len(found) == len({row[:3] for row in found}) == 12 * 12 * 20
    assert {row[1] for row in found} == set(range(201501, 201513))
    assert {row[2] for row in found} == set(range(20))
    assert all(row[3] >= 0 for row in found)


def test_a_process_of_its_own_forecasts_without_a_home(tmp_path: Path) -> None:
    path, out = tmp_path / "history.csv", tmp_path / "out.parquet"
    path.write_text("\n".join([HEAD, *lines()]) + "\n", encoding="utf-8")
    home = tmp_path / "home"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOOKFAR_", "DJANGO_"))}
    words = ["--cutoff", "201410", "--months", "201501:201512", "--draws", "5", "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-m", "lookfar", "forecast", "--history", str(path), *words],
        env=kept | {"LOOKFAR_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(table(out)) == 12 * 12 * 5
    assert not home.exists()


def test_the_same_seed_writes_the_same_draws_and_another_seed_others(tmp_path: Path) -> None:
    first = table(asked(tmp_path, lines(), model="analogues_2026", seed="4")[1])
    assert first == table(asked(tmp_path, lines(), model="analogues_2026", seed="4")[1])
    assert first != table(asked(tmp_path, lines(), model="analogues_2026", seed="5")[1])


def test_figures_after_the_cutoff_are_not_looked_at(tmp_path: Path) -> None:
    clean = table(asked(tmp_path, lines(), model="analogues_2026")[1])
    poison = [f"{area},{period},poison,-1" for area in ("AAA", "ZZZ") for period in (201411, 201412, 201501)]
    code, out = asked(tmp_path, [*poison, *lines()], model="analogues_2026")
    assert code == 0
    assert table(out) == clean


def test_the_order_of_lines_does_not_matter(tmp_path: Path) -> None:
    rows = lines()
    clean = table(asked(tmp_path, rows, model="analogues_2026")[1])
    shuffled = [rows[i] for i in np.random.default_rng(1).permutation(len(rows))]
    assert table(asked(tmp_path, shuffled, model="analogues_2026")[1]) == clean


def test_an_absent_month_and_an_empty_figure_are_the_same_unknown(tmp_path: Path) -> None:
    rows = lines()
    empty = [f"{row.split(',')[0]},201405,,1000000" if ",201405," in row else row for row in rows]
    absent = [row for row in rows if ",201405," not in row]
    assert table(asked(tmp_path, empty)[1]) == table(asked(tmp_path, absent)[1])


def test_countries_silent_for_a_year_are_left_out_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row for row in lines() if not (row.startswith("AAB") and int(row.split(",")[1]) > 201306)]
    code, out = asked(tmp_path, rows)
    assert code == 0
    assert "AAB" not in {row[0] for row in table(out)}
    assert "left out, nothing reported in the last 12 months: AAB" in capsys.readouterr().err


Change = Callable[[list[str]], list[str]]

BAD: dict[str, tuple[Change, str]] = {
    "empty": (lambda _: [], "no month up to 201410"),
    "cut off before the cutoff": (
        lambda rows: [r for r in rows if ",201410," not in r],
        "no country reports 201410",
    ),
    "NaN": (lambda rows: [*rows, "ZZZ,201409,nan,1"], "line 698: fatalities_UCDP is nan"),
    "infinite": (lambda rows: [*rows, "ZZZ,201409,1e999,1"], "is 1e999"),
    "negative": (lambda rows: [*rows, "ZZZ,201409,-3,1"], "fatalities_UCDP is -3"),
    "negative population": (lambda rows: [*rows, "ZZZ,201409,3,-1"], "population is -1"),
    "word": (lambda rows: [*rows, "ZZZ,201409,many,1"], "'many' is no number"),
    "twice": (lambda rows: [*rows, rows[0]], "AAA 201001 is there twice"),
    "no month": (lambda rows: [*rows, "ZZZ,201413,3,1"], "'201413' is no month"),
    "date": (lambda rows: [*rows, "ZZZ,2014-09,3,1"], "'2014-09' is no month"),
    "no country": (lambda rows: [*rows, ",201409,3,1"], "isocode is empty"),
    "short line": (lambda rows: [*rows, "ZZZ,201409"], "fatalities_UCDP is missing"),
    "open quote": (lambda rows: [*rows, 'ZZZ,201409,"3,1'], "cannot be read as CSV"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_history_that_cannot_be_used_is_refused_and_nothing_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    change, says = BAD[case]
    code, out = asked(tmp_path, change(lines()))
    assert code == 1
    assert says in capsys.readouterr().err
    assert not out.exists()


def written(tmp_path: Path, content: str, cutoff: str = "201410") -> int:
    path = tmp_path / "history.csv"
    path.write_text(content, encoding="utf-8")
    words = ["--cutoff", cutoff, "--months", "201501:201502", "--draws", "2", "--model", "conflictology_2026"]
    return run(["--history", str(path), "--out", str(tmp_path / "out.parquet"), *words])


def by_month(rows: list[str]) -> list[str]:
    return sorted(rows, key=lambda row: (row.split(",")[1], row))


def whole_numbers(rows: list[str]) -> list[str]:
    return [",".join([*row.split(",")[:2], *(str(int(float(one))) for one in row.split(",")[2:])]) for row in rows]


CUT = {
    "figure without its point": (lines(), 2, "fewer digits behind the point"),
    "figure without its first digits": (lines(), 6, "fewer digits behind the point"),
    "last figure": (lines(), 9, "its last figure is empty"),
    "row without its last cell": (lines(), 10, "population is missing; it is the last line, and cut off"),
    "row within its month": (lines(), 16, "is no month (YYYYMM); it is the last line, and cut off"),
    "people without two digits": (whole_numbers(lines()), 2, "people, the row before"),
    "rows of the last country": (lines()[:-3], 0, "ends at 201407, and every other at 201410"),
    "countries of the last month": (
        by_month(lines())[:-3],
        0,
        "the last month, has 9 countries, and every other 12",
    ),
}


@pytest.mark.parametrize("case", CUT)
def test_a_history_that_tells_it_is_cut_off_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    rows, lost, says = CUT[case]
    content = "\n".join([HEAD, *rows])
    assert written(tmp_path, content[: len(content) - lost]) == 1
    said = capsys.readouterr().err
    assert says in said
    assert "download it again, or, if you know that it is whole, put a line end after its last line" in said
    assert len(said.splitlines()) == 1
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize("cutoff", ["201410", "201311"])
@pytest.mark.parametrize(
    "rows", [lines(), by_month(lines()), whole_numbers(lines()), lines()[::-1], lines()[::2], lines()[1:-1:3]]
)
def test_a_whole_history_without_a_last_line_end_is_used(tmp_path: Path, rows: list[str], cutoff: str) -> None:
    ended = written(tmp_path, "\n".join([HEAD, *rows, ""]), cutoff)
    assert written(tmp_path, "\n".join([HEAD, *rows]), cutoff) == ended
    assert ended == 0 or not any(cutoff in row for row in rows)


def test_a_table_cut_after_the_cutoff_is_refused_by_what_is_missing_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = "\n".join([HEAD, *lines()[:-3]])
    assert written(tmp_path, content, cutoff="201310") == 1
    assert "ends at 201407" in capsys.readouterr().err


def test_a_month_far_ahead_is_refused_and_never_said_to_be_held(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert written(tmp_path, "\n".join([HEAD, *lines(), "ZZZ,209901,1,1", ""])) == 1
    assert "line 698: period 209901 lies far ahead of this month" in capsys.readouterr().err
    assert asked(tmp_path, lines(), cutoff="209812", months="209901:209901")[0] == 1
    assert "the cutoff 209812 lies far ahead" in capsys.readouterr().err
    assert asked(tmp_path, lines(), cutoff="201501", months="201502:201502")[0] == 1
    assert "no country reports 201501; the history holds 201001 to 201410" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"cutoff": "201501", "months": "201502:201503"}, "no country reports 201501"),
        ({"cutoff": "2014-10"}, "is no month"),
        ({"cutoff": "201400"}, "is no month"),
        ({"months": "201410:201412"}, "not after the cutoff"),
        ({"months": "201512:201501"}, "before it begins"),
        ({"months": "201501"}, "YYYYMM:YYYYMM"),
        ({"months": "201501:202501"}, "more than 24 months"),
        ({"draws": "0"}, "--draws is 1 to"),
        ({"seed": "-1"}, "--seed"),
        ({"model": "oracle"}, "no model 'oracle'"),
        ({"months": "201612:201612", "model": "analogues_2026", "cutoff": "201111"}, "more than 24 months"),
    ],
    ids=str,
)
def test_arguments_that_make_no_sense_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: dict[str, str], says: str
) -> None:
    code, out = asked(tmp_path, lines(), **options)
    assert code == 1
    assert says in capsys.readouterr().err
    assert not out.exists()


def test_a_file_that_is_not_there_or_not_text_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--cutoff", "201410", "--months", "201501:201501", "--out", str(tmp_path / "o.parquet")]
    assert run(["--history", str(tmp_path / "none.csv"), *words]) == 1
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00\x01")
    assert run(["--history", str(tmp_path / "bytes.csv"), *words]) == 1
    (tmp_path / "columns.csv").write_text("country,period\nAAA,201401\n", encoding="utf-8")
    assert run(["--history", str(tmp_path / "columns.csv"), *words]) == 1
    said = capsys.readouterr().err.splitlines()
    assert "cannot be read" in said[0]
    assert "cannot be read" in said[1]
    assert "has no column isocode, fatalities_UCDP, population" in said[2]


def test_a_place_that_cannot_be_written_to_is_refused_and_nothing_is_left_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out.parquet").mkdir()
    assert asked(tmp_path, lines())[0] == 1
    assert "could not be written" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == {"history.csv", "out.parquet"}


def test_analogues_beat_the_own_last_year_on_the_years_chosen_on(shared: Callable[[str], Path]) -> None:
    from lookfar.facts.stability import known_stability
    from lookfar.forecasts import score
    from lookfar.forecasts.backtest import backtest, october_origins
    from lookfar.forecasts.models import model
    from lookfar.lake.monthly import read_history

    path = shared("data/ucdp_monthly_country/ucdp_fatalities_monthly_iso3.csv")
    known = read_history(path, Month.of_period(201812), known_stability(), today=Month.of_period(202301))
    means = {}
    for name in ("analogues_2026", "conflictology_2026"):
        held = next(iter(backtest(model(name), known, october_origins([2018]), draws=200, seed=1)))
        means[name] = np.array([make(held.draws, held.seen).mean() for make in (score.crps_ln, score.ignorance)])
    assert (means["analogues_2026"] < means["conflictology_2026"] - [0.004, 0.05]).all()
