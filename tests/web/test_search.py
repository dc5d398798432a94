"""Searching incidents: the same answer by any road."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.web.seeding import DAY, PrivatePlace, happen, incident

from lookfar.domain.errors import InvalidValue
from lookfar.domain.vocabulary import Severity
from lookfar.records.search import Search, find, read_search

NOW = datetime(2022, 2, 1, tzinfo=UTC)
FIJI = PrivatePlace(name="Taveuni", lon=-179.98, lat=-16.9, country="FJI", radius_km=5.0)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_paging_gives_every_incident_once_in_one_order(db, size):
    ranks = list(Severity)
    happen(
        *(
            incident(f"n{number}", start=DAY + timedelta(days=number % 3), severity=ranks[number % 5])
            for number in range(17)
        )
    )
    search = Search(as_of=NOW)
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
