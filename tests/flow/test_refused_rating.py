"""While the lake is refused nothing is rated, and the worker goes on: it collects, tells, and rates once the lake is whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lookfar.collect.archive import Archive
from lookfar.flow import open_tools
from lookfar.flow.collecting import Collector
from lookfar.flow.importing import take_monthly
from lookfar.lake.store import Lake

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 1, 8, 9, tzinfo=UTC)


def test_a_refused_lake_stops_no_worker_and_the_day_is_rated_once_it_is_whole(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOKFAR_HOME", str(tmp_path))
    table = tmp_path / "months.csv"
    rows = [f"KAZ,2020{month:02d},0,1000000" for month in range(1, 13)]
    table.write_text("\n".join(["isocode,period,fatalities_UCDP,population", *rows]) + "\n")
    take_monthly(Lake(tmp_path / "lake"), table, open_tools(), now=NOW - timedelta(days=200))
    current = tmp_path / "lake" / "current.json"
    whole = current.read_bytes()
    current.chmod(0o600)
    current.write_bytes(whole + b" ")
    wall, ran, said = [NOW], [0.0], list[str]()
    collector = Collector(
        open_tools(),
        None,
        Archive(tmp_path),
        clock=lambda: wall[0],
        said=said.append,
        only=["usgs"],
        running=lambda: ran[0],
    )

    def later(seconds: float) -> bool:
        wall[0], ran[0] = wall[0] + timedelta(seconds=seconds), ran[0] + seconds
        return collector.rate_daily()

    assert [later(wait) for wait in (0, 1, 59, 60)] == [False] * 4
    assert ["nothing is rated" in line for line in said] == [True], said
    assert "current.json" in said[0]
    current.write_bytes(whole)
    assert later(61)
