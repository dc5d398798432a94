"""What followed each level: windows that are over and were listened to, and no others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from tests.lake.made import DAY, NOW, asked, incident, written

from lookfar.domain.taxonomy import Category
from lookfar.lake.engine import Engine
from lookfar.lake.levels import AreaFollowed, LeftOut, issued_by, levels_and_what_followed, stood_at
from lookfar.lake.shape import Name, micros
from lookfar.lake.store import Lake

GROUPS = {"unrest": (Category.UNREST,), "security": (Category.UNREST, Category.CRIME)}
START = NOW - 40 * DAY


def rating(at: datetime, **changed: object) -> dict[str, object]:
    return {
        "area": "KAZ",
        "category": "unrest",
        "as_of_us": micros(at),
        "level": 4,
        "score": 66.0,
        "low": 60.0,
        "high": 71.0,
        "coverage": "covered",
        "ahead_days": 30,
        "ahead_mean": 2.5,
        "ahead_low": 0,
        "ahead_high": 2,
        "method": "m@1",
        "rating_id": "x",
        "origin": "live",
        "recorded_us": micros(at),
        **changed,
    }


def daily(days: Iterable[int], **changed: object) -> list[dict[str, object]]:
    """One rating a day, so many days after START."""
    return [rating(START + n * DAY, **changed) for n in days]


def held(lake: Lake, engine: Engine, ratings: list[dict[str, object]], happened: list[dict[str, object]]) -> Lake:
    rows = [{key: value for key, value in one.items() if key != "recorded_us"} for one in ratings]
    by_month: dict[str, list[dict[str, object]]] = {}
    for whole, row in zip(ratings, rows, strict=True):
        assert isinstance(whole["as_of_us"], int)
        month = f"{datetime.fromtimestamp(whole['as_of_us'] / 1e6, NOW.tzinfo):%Y-%m}"
        by_month.setdefault(month, []).append(row)
    with lake.writing(now=NOW) as writer:
        for month, some in by_month.items():
            writer.replace(Name.RATINGS, month, some)
    return written(lake, happened) if happened else lake


def followed(
    lake: Lake, engine: Engine, days: tuple[int, ...] = (30,)
) -> tuple[list[AreaFollowed], list[LeftOut]]:
    return levels_and_what_followed(
        asked(lake, engine), as_of=NOW, since=NOW - 400 * DAY, days=days, groups=GROUPS
    )


def test_incidents_after_a_rating_are_counted_within_its_days(lake: Lake, engine: Engine) -> None:
    happened = [
        incident("at the instant", happened=START),
        incident("first", happened=START + DAY, recorded=NOW),
        incident("last", happened=START + 30 * DAY, recorded=NOW),
        incident("too late", happened=START + 30 * DAY + timedelta(seconds=1), recorded=NOW),
        incident("doubtful place", happened=START + DAY, recorded=NOW, weight=0.4),
        incident("retracted", happened=START + DAY, recorded=NOW, status="retracted"),
        incident("elsewhere", happened=START + DAY, recorded=NOW, country="UZB"),
        incident("other", happened=START + DAY, recorded=NOW, category="crime"),
    ]
    ratings = [*daily(range(1)), *daily(range(1, 41), level=0)]
    held(lake, engine, [*ratings, *(dict(one, category="security") for one in ratings)], happened)
    (security, unrest), left = followed(lake, engine)
    assert (unrest.category, unrest.level, unrest.windows, unrest.seen) == ("unrest", 4, 1, 2)
    assert (unrest.any_, unrest.five) == (1, 0)
    assert (unrest.foretold, unrest.expected, unrest.within, unrest.seen_foretold) == (1, 2.5, 1, 2)
    assert (security.category, security.seen, security.within) == ("security", 3, 0)
    assert left == [LeftOut(days=30, counted=2, not_over=0, not_listened=0)]


def test_a_window_that_is_still_running_is_not_quiet(lake: Lake, engine: Engine) -> None:
    held(lake, engine, daily(range(41)), [])
    found, left = followed(lake, engine, (30, 90))
    assert [(one.days, one.windows, one.seen) for one in found] == [(30, 11, 0)]
    assert left == [
        LeftOut(days=30, counted=11, not_over=30, not_listened=0),
        LeftOut(days=90, counted=0, not_over=41, not_listened=0),
    ]


@pytest.mark.parametrize(
    ("gone", "blind", "counted"),
    [((), (), 1), ((9,), (), 1), ((9, 10), (), 0), ((), (9,), 0), (range(2, 31), (), 0)],
)
def test_a_window_nobody_listened_to_is_not_nothing_happened(
    lake: Lake, engine: Engine, gone: Iterable[int], blind: Iterable[int], counted: int
) -> None:
    ratings = daily(range(1))
    for n in range(1, 31):
        if n not in gone:
            ratings += daily([n], level=0, coverage="blind" if n in blind else "covered")
    held(lake, engine, ratings, [])
    found, (left,) = followed(lake, engine)
    assert (left.counted, left.not_listened) == (counted, 1 - counted)
    assert len(found) == counted


def test_a_blind_category_does_not_spoil_another(lake: Lake, engine: Engine) -> None:
    blind = daily(range(31), category="security", coverage="blind", level=0)
    held(lake, engine, [*daily(range(31)), *blind], [])
    found, _ = followed(lake, engine)
    assert [(one.category, one.windows) for one in found] == [("unrest", 2)]


def test_a_part_of_a_country_is_not_held_against_the_incidents_of_countries(lake: Lake, engine: Engine) -> None:
    held(
        lake,
        engine,
        [*daily(range(31)), *daily(range(31), area="KAZ-Almaty")],
        [incident("a", happened=START + DAY)],
    )
    found, _ = followed(lake, engine)
    assert [one.area for one in found] == ["KAZ"]
    assert [one.area for one in stood_at(asked(lake, engine), as_of=NOW, category="unrest")[1]] == ["KAZ"]
    assert [one.ratings for one in issued_by(asked(lake, engine), as_of=NOW, since=START - DAY)] == [31]


def test_what_became_known_later_is_not_counted(lake: Lake, engine: Engine) -> None:
    late = incident("late", happened=START + DAY, recorded=NOW + DAY)
    held(lake, engine, daily(range(31)), [late])
    (found,), _ = followed(lake, engine)
    assert found.seen == 0


def test_an_outlook_of_other_days_is_not_held_against_these(lake: Lake, engine: Engine) -> None:
    held(lake, engine, daily(range(31), ahead_days=90), [])
    (found,), _ = followed(lake, engine)
    assert (found.windows, found.foretold, found.expected) == (2, 0, 0.0)


def test_methods_and_the_newest_run_are_told(lake: Lake, engine: Engine) -> None:
    ratings = [*daily(range(2), origin="replayed"), *daily([3], method="n@2", level=2), *daily([3], area="UZB")]
    held(lake, engine, ratings, [])
    opened = asked(lake, engine)
    said = [(one.method, one.ratings, one.replayed) for one in issued_by(opened, as_of=NOW, since=START - DAY)]
    assert said == [("m@1", 3, 2), ("n@2", 1, 0)]
    at, stood = stood_at(opened, as_of=NOW, category="unrest")
    assert at == START + 3 * DAY
    assert [(one.area, one.level) for one in stood] == [("KAZ", 2), ("UZB", 4)]


def test_an_empty_lake_has_nothing_to_say(lake: Lake, engine: Engine) -> None:
    assert followed(lake, engine) == ([], [])
    assert issued_by(asked(lake, engine), as_of=NOW, since=START) == []
    assert stood_at(asked(lake, engine), as_of=NOW, category="unrest") == (None, [])
