"""Deaths by month: a covered month without a row is none, any other is not known; releases replace each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import pytest
from tests.lake.made import DAY, NOW, asked

from lookfar.formats.ucdp import Event, parse_release
from lookfar.lake.deaths import Lifespan, MonthOfDeaths, monthly_deaths
from lookfar.lake.engine import Engine
from lookfar.lake.shape import Name
from lookfar.lake.store import Lake
from lookfar.lake.ucdp import Covered, Taken, take_events

SPANS = {
    "KAZ": Lifespan(),
    "SSD": Lifespan(first="2011-07"),
    "XKX": Lifespan(first="2008-02"),
    "OLD": Lifespan(last="2011-06"),
}


def event(number: int, day: str, best: int, **changed: object) -> Event:
    start = date.fromisoformat(day)
    values: dict[str, object] = {
        "id": number,
        "state": 705,
        "date_start": start,
        "date_end": start,
        "date_prec": 1,
        "where_prec": 1,
        "lon": 76.9,
        "lat": 43.2,
        "adm_1": "Almaty",
        "adm_2": "",
        "type_of_violence": 1,
        "conflict_name": "",
        "side_a": "",
        "side_b": "",
        "deaths_a": 0,
        "deaths_b": 0,
        "deaths_civilians": 0,
        "deaths_unknown": best,
        "low": best,
        "best": best,
        "high": best + 1,
        "event_clarity": 1,
        **changed,
    }
    return Event(**values)  # type: ignore[arg-type]


def take(
    lake: Lake,
    release: str,
    events: Iterable[Event],
    *,
    first: str = "2011-06",
    last: str = "2011-08",
    countries: frozenset[str] | None = None,
    country: str = "KAZ",
    now: datetime = NOW,
) -> Taken:
    with lake.writing(now=now) as writer:
        return take_events(
            writer,
            [(country, one) for one in events],
            release=parse_release(release),
            covered=Covered(first=first, last=last, countries=countries),
            sha256=f"{release} {now}",
            quarantined={},
            now=now,
        )


def deaths(lake: Lake, engine: Engine, known_by: datetime = NOW) -> dict[tuple[str, int], MonthOfDeaths]:
    found = monthly_deaths(asked(lake, engine), known_by=known_by, lifespans=SPANS)
    return {(one.isocode, one.period): one for one in found}


def test_an_empty_month_is_none_and_a_month_not_yet_reported_is_not_known(lake: Lake, engine: Engine) -> None:
    take(lake, "12.1", [event(1, "2011-06-02", 3), event(2, "2011-08-30", 4, date_prec=5)])
    found = deaths(lake, engine)
    assert [found["KAZ", month].fatalities_UCDP for month in (201106, 201107, 201108)] == [3, 0, 4]
    assert (found["KAZ", 201108].low, found["KAZ", 201108].high, found["KAZ", 201108].year_only) == (4, 5, 4)
    assert ("KAZ", 201109) not in found
    assert ("KAZ", 201105) not in found


def test_a_country_that_appears_or_disappears_is_known_only_while_it_exists(lake: Lake, engine: Engine) -> None:
    take(lake, "12.1", [event(1, "2011-06-02", 3)], first="2008-01")
    months = {country: [month for one, month in deaths(lake, engine) if one == country] for country in SPANS}
    assert (months["SSD"], months["OLD"][-1], months["XKX"][0]) == ([201107, 201108], 201106, 200802)


def test_a_file_about_one_country_says_nothing_of_others(lake: Lake, engine: Engine) -> None:
    take(lake, "12.1", [event(1, "2011-06-02", 3)], countries=frozenset({"KAZ"}))
    assert {country for country, _ in deaths(lake, engine)} == {"KAZ"}


def test_a_newer_release_changes_and_withdraws_and_the_past_stays_askable(lake: Lake, engine: Engine) -> None:
    take(lake, "11.0.6", [event(1, "2011-06-02", 3), event(2, "2011-06-03", 5)], first="2011-06", last="2011-06")
    later = NOW + DAY
    taken = take(lake, "12.1", [event(1, "2011-06-02", 4), event(3, "2011-07-01", 9)], now=later)
    assert (taken.new, taken.changed, taken.withdrawn) == (1, 1, 1)
    assert deaths(lake, engine, NOW)["KAZ", 201106].fatalities_UCDP == 8
    assert ("KAZ", 201107) not in deaths(lake, engine, NOW)
    after = deaths(lake, engine, later)
    assert [after["KAZ", month].fatalities_UCDP for month in (201106, 201107)] == [4, 9]
    with lake.writing(now=NOW) as writer:
        rows = writer.read(Name.UCDP_EVENTS, "2011-06").to_pylist()
    assert [(r["event_id"], r["version"], r["withdrawn"], r["superseded_us"] is None) for r in rows] == [
        (1, 1, False, False),
        (1, 2, False, True),
        (2, 1, False, False),
        (2, 2, True, True),
    ]


def test_an_older_release_changes_nothing_of_what_a_newer_one_says(lake: Lake, engine: Engine) -> None:
    take(lake, "12.1", [event(1, "2011-06-02", 4)])
    taken = take(
        lake, "11.0.6", [event(1, "2011-06-02", 3), event(2, "2011-06-03", 5)], last="2011-06", now=NOW + DAY
    )
    assert (taken.outdated, taken.new, taken.changed, taken.withdrawn) == (2, 0, 0, 0)
    assert deaths(lake, engine, NOW + DAY)["KAZ", 201106].fatalities_UCDP == 4


def test_an_event_that_moves_to_another_month_is_counted_once(lake: Lake, engine: Engine) -> None:
    take(lake, "11.0.6", [event(1, "2011-06-30", 3)])
    take(lake, "12.1", [event(1, "2011-07-01", 3)], now=NOW + DAY)
    found = deaths(lake, engine, NOW + DAY)
    assert [found["KAZ", month].fatalities_UCDP for month in (201106, 201107)] == [0, 3]


def test_the_same_file_twice_changes_nothing(lake: Lake) -> None:
    rows = [event(1, "2011-06-02", 3)]
    take(lake, "12.1", rows)
    before = lake.current()
    assert take(lake, "12.1", rows).unchanged == 1
    assert lake.current() == before


def test_a_withdrawn_event_that_comes_back_counts_again(lake: Lake, engine: Engine) -> None:
    take(lake, "12.1", [event(1, "2011-06-02", 3), event(2, "2011-06-02", 1)])
    take(lake, "13.1", [event(2, "2011-06-02", 1)], now=NOW + DAY)
    assert deaths(lake, engine, NOW + DAY)["KAZ", 201106].fatalities_UCDP == 1
    take(lake, "14.1", [event(1, "2011-06-02", 3), event(2, "2011-06-02", 1)], now=NOW + 2 * DAY)
    assert deaths(lake, engine, NOW + 2 * DAY)["KAZ", 201106].fatalities_UCDP == 4


def test_a_month_before_any_import_is_not_known(lake: Lake, engine: Engine) -> None:
    take(lake, "12.1", [event(1, "2011-06-02", 3)])
    assert deaths(lake, engine, NOW - DAY) == {}


@pytest.mark.parametrize(
    ("first", "last", "held"), [("", "", True), ("2011-07", "", False), ("", "2011-05", False)]
)
def test_a_lifespan_holds_its_months(first: str, last: str, held: bool) -> None:
    assert Lifespan(first=first, last=last).holds("2011-06") is held
