"""The quirks of the shipped packs: codes win, unknown stays unknown, one bad row harms no other."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import orjson
from tests.sources.recorded import PAYLOADS, read

from lookfar.domain.taxonomy import Category
from lookfar.domain.times import end_of_day
from lookfar.sources import case_pack

PATH = PAYLOADS / "case_pack.json"


def test_unknown_deaths_stay_unknown_and_counts_are_read() -> None:
    protest, emergency = read(PATH).reports
    assert protest.fatalities.best is None
    assert protest.injured.best == 190
    assert protest.category is Category.UNREST
    assert emergency.places[0].precision.value == "country"


def test_a_table_gives_one_body_a_day_in_order() -> None:
    rows = orjson.loads(PATH.read_bytes())["incidents"]
    later = rows[0] | {"known": "2022-01-06", "deaths_best": "26"}
    bodies = list(case_pack.history([later, *rows]))
    assert [moment.date().isoformat() for moment, _ in bodies] == ["2022-01-05", "2022-01-06"]
    assert len(orjson.loads(bodies[0][1])["incidents"]) == 2


def test_every_state_of_a_day_is_a_body_of_its_own_and_the_last_ends_the_day() -> None:
    first, other = orjson.loads(PATH.read_bytes())["incidents"]
    bodies = list(case_pack.history([first, first | {"deaths_best": "26"}, other]))
    moments = [moment for moment, _ in bodies]
    assert moments == [end_of_day(date(2022, 1, 5)) - timedelta(microseconds=1), end_of_day(date(2022, 1, 5))]
    states = [orjson.loads(content)["incidents"] for _, content in bodies]
    assert [[row["deaths_best"] for row in state] for state in states] == [["", ""], ["26"]]


def test_one_bad_row_is_quarantined_and_the_others_are_read(tmp_path: Path) -> None:
    value = orjson.loads(PATH.read_bytes())
    value["incidents"].append(value["incidents"][0] | {"incident": "x", "severity": "Dreadful"})
    reading = read(PATH, content=orjson.dumps(value))
    assert len(reading.reports) == 2
    assert [bad.reason for bad in reading.quarantined] == ["bad_value"]
