"""Bulk matching against trying every pair."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookfar.cli.match import run
from lookfar.domain.errors import InvalidValue
from lookfar.domain.geo import EARTH_RADIUS_KM
from lookfar.lake.match import match_parquet

T0 = datetime(2025, 1, 1, tzinfo=UTC)
Row = tuple[int, float, float, float, datetime, datetime]
COLUMNS = 'id BIGINT, lon DOUBLE, lat DOUBLE, radius_km DOUBLE, "start" TIMESTAMPTZ, "end" TIMESTAMPTZ'
EDGES = [
    (0, 90),
    (77, 90),
    (180, 89.9),
    (-45, -90),
    (180, 0),
    (-180, 0),
    (179.999, 10),
    (-179.999, 10),
    (13.4, 52.5),
]


def write(path: Path, rows: list[Row], columns: str = COLUMNS) -> Path:
    with duckdb.connect() as lake:
        lake.execute("SET TimeZone = 'UTC'")
        lake.execute(f"CREATE TABLE t ({columns})")
        if rows:
            lake.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(rows[0]))})", rows)
        lake.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    return path


def read(path: Path) -> dict[tuple[int, int], float]:
    with duckdb.connect() as lake:
        rows = lake.execute(
            "SELECT exposure_id, incident_id, distance_km FROM read_parquet(?)", [str(path)]
        ).fetchall()
    found = {(a, b): d for a, b, d in rows}
    assert len(found) == len(rows), "a pair is listed once"
    return found


def away(a: Row, b: Row) -> float:
    turn, phi, psi = math.radians(a[1] - b[1]), math.radians(a[2]), math.radians(b[2])
    h = math.sin((psi - phi) / 2) ** 2 + math.cos(phi) * math.cos(psi) * math.sin(turn / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, h)))


def scattered(count: int, chance: Random, radii: list[float]) -> list[Row]:
    """Points anywhere, and every edge case of the sphere, with radii and times that often meet."""
    spots = EDGES + [
        (chance.uniform(-180, 180), math.degrees(math.asin(chance.uniform(-1, 1)))) for _ in range(count)
    ]
    rows = []
    for number, (lon, lat) in enumerate(spots * 2):
        start = T0 + timedelta(days=chance.choice([0, 10, 20]))
        rows.append((number, lon, lat, chance.choice(radii), start, start + timedelta(days=10)))
    return rows


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_pair_in_reach_is_found_once_and_no_other(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    exposures, incidents = (
        scattered(150, chance, [0.0, 5.0, 25.0]),
        scattered(60, chance, [0.0, 300.0, 1500.0, 9000.0]),
    )
    expected = {
        (e[0], i[0]): away(e, i)
        for e in exposures
        for i in incidents
        if e[4] < i[5] and i[4] < e[5] and away(e, i) <= e[3] + i[3] + 1e-9
    }
    out = tmp_path / "out.parquet"
    a, b = write(tmp_path / "a.parquet", exposures), write(tmp_path / "b.parquet", incidents)
    assert match_parquet(a, b, out) == len(expected)
    found = read(out)
    assert found.keys() == expected.keys()
    assert all(abs(found[pair] - km) < 1e-6 for pair, km in expected.items())


@pytest.mark.parametrize("turn", [-360, 360])
def test_a_whole_turn_of_longitude_changes_nothing(tmp_path: Path, turn: int) -> None:
    chance = Random(4)
    exposures, incidents = scattered(40, chance, [0.0, 25.0]), scattered(40, chance, [0.0, 300.0])
    turned = [(r[0], r[1] + turn, *r[2:]) for r in exposures if abs(r[1] + turn) <= 540]
    assert len(turned) == len(exposures)
    b = write(tmp_path / "b.parquet", incidents)
    match_parquet(write(tmp_path / "a.parquet", exposures), b, tmp_path / "1.parquet")
    match_parquet(write(tmp_path / "t.parquet", turned), b, tmp_path / "2.parquet")
    assert read(tmp_path / "1.parquet").keys() == read(tmp_path / "2.parquet").keys()


LONGITUDES = st.one_of(st.sampled_from([-180.0, 180.0, 179.999, -179.999, 0.0]), st.floats(-180, 180))
LATITUDES = st.one_of(st.sampled_from([90.0, -90.0, 89.99, -89.99, 0.0]), st.floats(-90, 90))


def rows(radii: list[float]) -> st.SearchStrategy[list[Row]]:
    """Places of poles, the date line and anywhere, a whole turn away or not, in windows that touch or overlap."""
    one = st.tuples(
        LONGITUDES,
        LATITUDES,
        st.sampled_from([-360, 0, 360]),
        st.sampled_from(radii),
        st.sampled_from([0, 10, 20]),
        st.sampled_from([0, 10, 15]),
    )
    return st.lists(one, max_size=6).map(
        lambda found: [
            (n, lon + turn, lat, km, T0 + timedelta(days=start), T0 + timedelta(days=start + stay))
            for n, (lon, lat, turn, km, start, stay) in enumerate(found)
        ]
    )


@settings(max_examples=60, deadline=None)
@given(exposures=rows([0.0, 5.0, 800.0]), incidents=rows([0.0, 300.0, 9000.0]))
def test_what_is_matched_is_what_trying_every_pair_finds(exposures: list[Row], incidents: list[Row]) -> None:
    pairs = [(e, i) for e in exposures for i in incidents if e[4] < i[5] and i[4] < e[5]]
    sure = {(e[0], i[0]) for e, i in pairs if away(e, i) <= e[3] + i[3] - 1e-6}
    near = {(e[0], i[0]) for e, i in pairs if away(e, i) <= e[3] + i[3] + 1e-6}
    with TemporaryDirectory() as folder:
        a, b = (write(Path(folder) / name, given) for name, given in (("a", exposures), ("b", incidents)))
        match_parquet(a, b, Path(folder) / "out")
        found = set(read(Path(folder) / "out"))
    assert sure <= found <= near


def test_empty_tables_give_an_empty_table(tmp_path: Path) -> None:
    none = write(tmp_path / "none.parquet", [])
    assert match_parquet(none, none, tmp_path / "out.parquet") == 0
    assert read(tmp_path / "out.parquet") == {}


@pytest.mark.parametrize(
    "bad", [(1.0, 91.0, 1.0), (math.nan, 1.0, 1.0), (1.0, 1.0, -1.0), (1.0, 1.0, math.inf), (900.0, 1.0, 1.0)]
)
def test_a_row_without_a_place_is_said_and_no_half_answer_is_left(
    tmp_path: Path, bad: tuple[float, float, float], capsys: pytest.CaptureFixture[str]
) -> None:
    rows: list[Row] = [(1, *bad, T0, T0 + timedelta(days=1))]
    a, b = write(tmp_path / "a.parquet", rows), write(tmp_path / "b.parquet", [])
    out = tmp_path / "out.parquet"
    assert run(["--exposures", str(a), "--incidents", str(b), "--out", str(out)]) == 1
    assert "1 of the exposures in a.parquet have no usable place" in capsys.readouterr().err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.parquet", "b.parquet"]


def test_a_missing_column_or_file_is_named(tmp_path: Path) -> None:
    odd = write(tmp_path / "odd.parquet", [], "id BIGINT, lon DOUBLE")
    with pytest.raises(InvalidValue, match=r"odd\.parquet has no column lat, radius_km, start, end"):
        match_parquet(odd, odd, tmp_path / "out.parquet")
    with pytest.raises(InvalidValue, match="could not be matched"):
        match_parquet(tmp_path / "none", odd, tmp_path / "out.parquet")


def test_names_of_files_may_hold_quotes_and_ids_may_be_text(tmp_path: Path) -> None:
    columns = COLUMNS.replace("BIGINT", "VARCHAR")
    rows = [("o'clock", 13.4, 52.5, 1.0, T0, T0 + timedelta(days=1))]
    path = tmp_path / "it''s.parquet"
    with duckdb.connect() as lake:
        lake.execute("SET TimeZone = 'UTC'")
        lake.execute(f"CREATE TABLE t ({columns})")
        lake.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", rows)
        lake.execute(f"COPY t TO '{str(path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)")
    assert match_parquet(path, path, tmp_path / "out'.parquet") == 1
