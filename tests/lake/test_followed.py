"""What followed a date, counted only when its days are over."""

from __future__ import annotations

from tests.lake.made import DAY, NOW, asked, incident, written

from lookfar.domain.taxonomy import Category
from lookfar.lake.engine import Engine
from lookfar.lake.followed import what_followed
from lookfar.lake.store import Lake

START = NOW - 100 * DAY


def test_incidents_are_counted_within_each_span(lake: Lake, engine: Engine) -> None:
    written(
        lake,
        [
            incident("at the instant", happened=START),
            incident("first day", happened=START + DAY),
            incident("last of thirty", happened=START + 30 * DAY),
            incident("later", happened=START + 31 * DAY, recorded=NOW),
            incident("minor", happened=START + DAY, severity="Minor"),
            incident("doubtful", happened=START + DAY, credibility=4),
            incident("retracted", happened=START + DAY, status="retracted"),
            incident("elsewhere", happened=START + DAY, country="UZB", category="crime"),
        ],
    )
    found = what_followed(asked(lake, engine), dates=[START], heard_until=NOW)
    assert [(one.days, one.country, one.category, one.incidents) for one in found.counts] == [
        (30, "KAZ", Category.UNREST, 2),
        (30, "UZB", Category.CRIME, 1),
        (90, "KAZ", Category.UNREST, 3),
        (90, "UZB", Category.CRIME, 1),
    ]
    assert found.not_over == ((START, 180),)


def test_days_that_are_not_over_are_not_counted_as_quiet(lake: Lake, engine: Engine) -> None:
    written(lake, [incident("a", happened=NOW - DAY)])
    found = what_followed(asked(lake, engine), dates=[NOW - 2 * DAY, START], days=(30,), heard_until=NOW)
    assert found.not_over == ((NOW - 2 * DAY, 30),)
    assert found.counts == ()


def test_dates_may_overlap(lake: Lake, engine: Engine) -> None:
    written(lake, [incident("a", happened=START + 5 * DAY)])
    dates = [START, START + 4 * DAY, START + 6 * DAY]
    found = what_followed(asked(lake, engine), dates=dates, days=(30,), heard_until=NOW)
    assert [one.as_of for one in found.counts] == dates[:2]
