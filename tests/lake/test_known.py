"""What was known then, the same on every engine."""

from __future__ import annotations

from datetime import datetime

from tests.lake.made import DAY, NOW, asked, incident, written

from lookfar.lake.engine import Engine
from lookfar.lake.known import relevant
from lookfar.lake.opened import Rows
from lookfar.lake.shape import Name, micros
from lookfar.lake.store import Lake


def known(lake: Lake, engine: Engine, at: datetime = NOW) -> Rows:
    opened = asked(lake, engine)
    incidents = opened.table(Name.INCIDENTS)
    assert incidents is not None
    return opened.rows(relevant(incidents, micros(at)))


def test_only_the_version_known_then_counts(lake: Lake, engine: Engine) -> None:
    first, last = NOW - 9 * DAY, NOW - 2 * DAY
    written(
        lake,
        [
            incident("a", version=1, recorded=first, superseded=last, severity="Minor"),
            incident("a", version=2, recorded=last, severity="Extreme"),
        ],
    )
    found = {at: [row["severity"] for row in known(lake, engine, at)] for at in (first - DAY, first, last, NOW)}
    assert list(found.values()) == [[], ["Minor"], ["Extreme"], ["Extreme"]]


def test_a_clock_set_back_leaves_one_version_in_force(lake: Lake, engine: Engine) -> None:
    set_back = NOW - 5 * DAY
    written(
        lake,
        [
            incident("a", version=1, recorded=NOW - 4 * DAY, superseded=set_back),
            incident("a", version=2, recorded=set_back),
        ],
    )
    assert [row["version"] for row in known(lake, engine)] == [2]


def test_what_was_taken_back_or_lies_in_no_country_counts_for_none(lake: Lake, engine: Engine) -> None:
    written(
        lake,
        [
            incident("retracted", status="retracted"),
            incident("at sea", country=""),
            incident("here", deaths_best=7),
        ],
    )
    assert [(row["incident_id"], row["deaths_best"], row["deaths_low"]) for row in known(lake, engine)] == [
        ("here", 7, None)
    ]
