"""Yearly figures: newest known as of a date; a revision counts from when it came."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.lake.made import DAY, NOW, asked

from lookfar.lake.engine import Engine
from lookfar.lake.figures import Figure, newest_known, take_figures
from lookfar.lake.manifest import Import
from lookfar.lake.shape import micros
from lookfar.lake.store import Lake


def take(lake: Lake, figures: list[tuple[str, int, float]], now: datetime = NOW) -> tuple[int, int]:
    noted = Import(
        kind="worldbank",
        release="",
        sha256=str(now),
        first="2000-01",
        last="2021-12",
        countries=None,
        rows=len(figures),
        quarantined={},
        recorded_us=micros(now),
    )
    made = [
        Figure(country=c, indicator="population", year=y, value=v, source="WB", licence="CC BY 4.0", months=12)
        for c, y, v in figures
    ]
    with lake.writing(now=now) as writer:
        return take_figures(writer, made, noted=noted, now=now)


def known(lake: Lake, engine: Engine, as_of: datetime, oldest_year: int = 0) -> dict[str, tuple[int, float]]:
    found = newest_known(asked(lake, engine), as_of=as_of, oldest_year=oldest_year)
    return {one.country: (one.year, one.value) for one in found}


def test_a_figure_is_known_some_months_after_its_year(lake: Lake, engine: Engine) -> None:
    take(lake, [("KAZ", 2018, 18.0), ("KAZ", 2019, 19.0)])
    assert known(lake, engine, datetime(2020, 12, 31, tzinfo=UTC)) == {"KAZ": (2018, 18.0)}
    assert known(lake, engine, datetime(2021, 1, 1, tzinfo=UTC)) == {"KAZ": (2019, 19.0)}
    assert known(lake, engine, datetime(2019, 12, 31, tzinfo=UTC)) == {}


def test_a_missing_year_leaves_the_one_before_it_in_force_until_it_is_too_old(lake: Lake, engine: Engine) -> None:
    take(lake, [("KAZ", 2017, 17.0), ("SSD", 2011, 11.0), ("KAZ", 2019, 19.0)])
    assert known(lake, engine, datetime(2020, 6, 1, tzinfo=UTC)) == {"KAZ": (2017, 17.0), "SSD": (2011, 11.0)}
    assert known(lake, engine, NOW, oldest_year=2013) == {"KAZ": (2019, 19.0)}


def test_a_revision_counts_from_when_it_came(lake: Lake, engine: Engine) -> None:
    take(lake, [("KAZ", 2019, 19.0), ("UZB", 2019, 34.0)])
    assert take(lake, [("KAZ", 2019, 19.5)], now=NOW + DAY) == (0, 1)
    assert known(lake, engine, NOW) == {"KAZ": (2019, 19.0), "UZB": (2019, 34.0)}
    assert known(lake, engine, NOW + DAY) == {"KAZ": (2019, 19.5), "UZB": (2019, 34.0)}


def test_revisions_of_a_clock_that_was_ahead_count_in_their_order(lake: Lake, engine: Engine) -> None:
    take(lake, [("KAZ", 2019, 19.0)])
    for day, value in ((400, 20.0), (401, 21.0), (402, 19.0), (403, 22.0)):
        take(lake, [("KAZ", 2019, value)], now=NOW + day * DAY)
    assert known(lake, engine, NOW) == {"KAZ": (2019, 19.0)}
    lake.put_right(now=NOW + DAY)
    assert known(lake, engine, NOW) == {"KAZ": (2019, 19.0)}
    assert known(lake, engine, NOW + DAY) == {"KAZ": (2019, 22.0)}


def test_the_same_figures_twice_change_nothing(lake: Lake) -> None:
    take(lake, [("KAZ", 2019, 19.0)])
    before = lake.current()
    assert take(lake, [("KAZ", 2019, 19.0)]) == (0, 0)
    assert lake.current() == before


@pytest.mark.parametrize(
    ("before", "after", "revised"),
    [
        (19482117.0, 19482117.000000007, 0),
        (0.1 + 0.2, 0.3, 0),
        (-1.25, -1.2500000001, 0),
        (0.0, 0.0, 0),
        (19482117.0, 19482118.0, 1),
        (1.0, 1.00000001, 1),
        (0.0, 1e-12, 1),
        (0.5, -0.5, 1),
    ],
)
def test_a_figure_that_differs_by_a_rounding_is_not_revised(
    lake: Lake, before: float, after: float, revised: int
) -> None:
    take(lake, [("KAZ", 2019, before)])
    assert take(lake, [("KAZ", 2019, after)], now=NOW + DAY) == (0, revised)


def test_roundings_do_not_add_up(lake: Lake) -> None:
    value = 1.0
    take(lake, [("KAZ", 2019, value)])
    revisions = [
        take(lake, [("KAZ", 2019, value := value * (1 + 8e-10))], now=NOW + day * DAY)[1] for day in range(1, 5)
    ]
    assert revisions == [0, 1, 0, 1]
