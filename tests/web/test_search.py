"""Searching incidents: the same answer by any road."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.incidents.making import IN_AKTAU, KAZAKHSTAN
from tests.web.seeding import DAY, PrivatePlace, happen, incident

from lookfar.domain.errors import InvalidValue
from lookfar.domain.report import Toll
from lookfar.domain.vocabulary import Severity
from lookfar.flow.finding import find
from lookfar.records.search import Search, read_search
from lookfar.records.search_order import Order

NOW = datetime(2022, 2, 1, tzinfo=UTC)
FIJI = PrivatePlace(name="Taveuni", lon=-179.98, lat=-16.9, country="FJI", radius_km=5.0)


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_paging_gives_every_incident_once_in_one_order(db, size, order):
    ranks = list(Severity)
    tolls = [Toll(), Toll(best=0), Toll(low=4), Toll(low=1, best=9, high=20)]
    happen(
        *(
            incident(
                f"n{number}",
                start=DAY + timedelta(days=number % 3),
                severity=ranks[number % 5],
                fatalities=tolls[number % 4],
            )
            for number in range(17)
        )
    )
    search = Search(as_of=NOW, order=order)
    whole = [one.id for one in find(search, limit=100).incidents]
    found, after = [], ""
    while True:
        page = find(search, limit=size, after=after)
        found += [one.id for one in page.incidents]
        after = page.after
        if not after:
            break
    assert found == whole
    assert len(set(found)) == 17


def test_the_gravest_come_first_by_severity_then_the_dead_then_the_newest(db):
    severe, moderate = Severity.SEVERE, Severity.MODERATE
    first = [
        incident("many", severity=severe, fatalities=Toll(low=90, best=100), start=DAY - timedelta(days=9)),
        incident("at least", severity=severe, fatalities=Toll(low=30), start=DAY - timedelta(days=9)),
        incident("few", severity=severe, fatalities=Toll(best=9)),
        incident("unknown", severity=severe, fatalities=Toll(), start=DAY - timedelta(hours=1)),
        incident("nobody", severity=severe, fatalities=Toll(best=0), start=DAY - timedelta(days=1)),
        incident("milder", severity=moderate, fatalities=Toll(best=500)),
    ]
    happen(*first[::-1])
    found = find(Search(as_of=NOW, order=Order.GRAVEST), limit=50).incidents
    assert [one.id for one in found] == [one.id for one in first]


def test_a_cursor_of_another_order_is_refused(db):
    happen(incident("a"), incident("b"))
    for order, other in ((Order.NEWEST, Order.GRAVEST), (Order.GRAVEST, Order.NEWEST)):
        after = find(Search(as_of=NOW, order=order), limit=1).after
        with pytest.raises(InvalidValue, match="in this order"):
            find(Search(as_of=NOW, order=other), limit=1, after=after)


@pytest.mark.parametrize("size", [1, 2, 50])
@pytest.mark.parametrize("order", Order)
def test_a_part_of_a_country_is_asked_for_like_a_country(db, size, order):
    in_city = [incident(f"c{n}", start=DAY + timedelta(days=n)) for n in range(5)]
    coast = replace(incident("coast"), place=IN_AKTAU)
    happen(*in_city, coast, replace(incident("country"), place=KAZAKHSTAN))
    for areas, known in (
        (("KAZ.02",), in_city),
        (("KAZ.1526384",), in_city),
        (("KAZ.09",), [coast]),
        (("KAZ.02", "KAZ.09"), [*in_city, coast]),
        (("KAZ.09", "KAZ"), [*in_city, coast, incident("country")]),
        (("KAZ.11",), []),
    ):
        found, after = [], ""
        while True:
            page = find(Search(as_of=NOW, areas=areas, order=order), limit=size, after=after)
            found += [one.id for one in page.incidents]
            if not (after := page.after):
                break
        assert sorted(found) == sorted(one.id for one in known), areas


@pytest.mark.parametrize(
    "box", ["170,-20,190,-10", "170,-20,-170,-10", "-190,-20,-170,-10", "530,-20,550,-10", "-180,-90,180,90"]
)
def test_a_box_over_the_antimeridian_is_one_box(db, box):
    happen(incident("fiji", place=FIJI))
    if box.startswith("530"):
        with pytest.raises(InvalidValue):
            read_search({"bbox": [box]}, now=NOW)
        return
    assert len(find(read_search({"bbox": [box]}, now=NOW), limit=5).incidents) == 1


def test_a_source_filter_asks_for_reports_known_then(db):
    happen(incident("one", source="usgs"), incident("two", source="gdacs"))
    search = Search(as_of=NOW, source="usgs")
    assert [one.reports for one in find(search, limit=5).incidents] == [("usgs:one",)]
    assert find(replace(search, source="us"), limit=5).incidents == ()


@pytest.mark.parametrize("cursor", ["x", "AAAA", "MjAyMi0wMS0wNlQwMDowMDowMFogeCB5", "\u00e9"])
def test_a_made_up_cursor_is_refused(db, cursor):
    with pytest.raises(InvalidValue):
        find(Search(as_of=NOW), limit=5, after=cursor)


def test_nobody_asks_about_the_future():
    with pytest.raises(InvalidValue, match="has not come yet"):
        read_search({"as_of": ["2030-01-01"]}, now=NOW)


@pytest.mark.parametrize("order", Order)
def test_what_changes_its_place_between_two_pages_is_on_one_of_them(db, order):
    happen(*(incident(f"n{number}", severity=Severity.SEVERE, start=DAY) for number in range(6)))
    first = find(Search(as_of=NOW, order=order), limit=3)
    last = find(Search(as_of=NOW, order=order), limit=9).incidents[-1]
    graver = replace(last, version=2, severity=Severity.EXTREME, recorded_at=NOW + timedelta(microseconds=9))
    happen(replace(graver, happened=replace(graver.happened, start=DAY + timedelta(hours=9))))
    later = Search(as_of=NOW + timedelta(hours=1), order=order)
    second = find(later, limit=3, after=first.after)
    assert len({one.id for one in first.incidents + second.incidents}) == 6
    assert find(later, limit=1).incidents[0].id == last.id


def test_a_cursor_reaches_no_further_ahead_than_was_asked(db):
    happen(*(incident(f"n{number}") for number in range(3)))
    page = find(Search(as_of=NOW, order=Order.GRAVEST), limit=1)
    before = Search(as_of=DAY - timedelta(days=1), order=Order.GRAVEST)
    assert find(before, limit=9, after=page.after).incidents == ()
