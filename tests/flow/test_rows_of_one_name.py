"""What a file calls alike stays apart: no two of its rows or events change one record, and none is lost."""

from __future__ import annotations

import pytest
from tests.flow.test_travel import NOW, event, leg, preview
from tests.formats.test_ical import calendar

from lookfar.accounts.models import Organisation
from lookfar.flow.legs import kept_legs
from lookfar.flow.people import keep_person, keep_trip
from lookfar.flow.preview import Change, keep_preview
from lookfar.flow.previewing import Noun
from lookfar.records.models import Person, Site, Trip


@pytest.fixture
def aid(db) -> Organisation:
    return Organisation.objects.create(name="Steppe Aid")


@pytest.fixture
def aigul(aid) -> Person:
    """Somebody with a trip that was made by hand, called as the events below."""
    made = keep_person(aid, name="Aigul")
    keep_trip(made, name="Visit", legs=[leg(place="Lima", start="2027-03-10 10:00", end="2027-03-12 10:00")])
    return made


def trips() -> list[list[str]]:
    """The places of each trip that takes place."""
    rows = Trip.objects.filter(cancelled_at=None)
    return sorted([kept.plan.place["name"] for kept in kept_legs(one)] for one in rows)


def keep(noun: Noun, content: bytes | str, aid, traveller=None) -> set[Change]:
    """Keeps a file; what handing it in again would do."""
    keep_preview(aid, preview(noun, content, aid, traveller), now=NOW)
    return {row.change for row in preview(noun, content, aid, traveller).rows}


def test_two_events_of_one_name_are_two_trips_though_one_of_that_name_was_there(aid, aigul):
    content = calendar(event("1"), event("2", place="Bonn").replace("202701", "202702"))
    assert keep(Noun.TRIPS, content, aid, aigul) == {Change.SAME}
    assert trips() == [["Almaty"], ["Bonn"]]


def test_an_event_that_is_left_out_takes_no_trip_from_the_next(aid, aigul):
    content = calendar(event("1").replace("2027", "2020"), event("2"))
    keep(Noun.TRIPS, content, aid, aigul)
    assert trips() == [["Almaty"]]


def test_a_cancelled_event_cancels_no_trip_that_is_only_called_the_same(aid, aigul):
    found = preview(Noun.TRIPS, calendar(event("1") + "|STATUS:CANCELLED"), aid, aigul)
    assert [row.change for row in found.rows] == [Change.LEFT_OUT]
    keep_preview(aid, found, now=NOW)
    assert trips() == [["Lima"]]


@pytest.mark.parametrize(("first", "second"), [("T1", ""), ("", "T1"), ("T1", "T2")])
def test_two_rows_of_one_name_never_change_one_trip(aid, aigul, first, second):
    table = (
        f"id,trip,person,place,start,end\n{first},Visit,Aigul,Almaty,2027-01-10,2027-01-12\n"
        f"{second},Visit,Aigul,Bonn,2027-02-10,2027-02-12\n"
    )
    assert keep(Noun.TRIPS, table, aid) == {Change.SAME}
    assert trips() == [["Almaty"], ["Bonn"]]


@pytest.mark.parametrize(("noun", "table"), [(Noun.PEOPLE, Person), (Noun.SITES, Site)])
def test_two_rows_of_one_name_never_change_one_person_or_site(aid, noun, table):
    column = "place" if noun is Noun.SITES else "home"
    keep(noun, f"name,{column}\nAnn,Lima\n", aid)
    assert keep(noun, f"id,name,{column}\n1,Ann,Almaty\n2,Ann,Bonn\n", aid) == {Change.SAME}
    assert sorted(one.private[column]["name"] for one in table.objects.all()) == ["Almaty", "Bonn"]


@pytest.mark.parametrize("noun", list(Noun))
def test_a_row_by_id_and_one_by_name_that_mean_the_same_are_refused(aid, noun):
    """The first row takes by its name what the second has the id of."""
    keep(Noun.PEOPLE, "id,name\n1,Ann\n", aid)
    keep(Noun.SITES, "id,name,place\n1,Ann,Lima\n", aid)
    days = "2027-01-10,2027-01-12"
    keep(Noun.TRIPS, f"id,trip,person,place,start,end\n1,Ann,Ann,Lima,{days}\n", aid)
    own = {Noun.PEOPLE: Person, Noun.SITES: Site, Noun.TRIPS: Trip}[noun].objects.get().pk
    table = {
        Noun.PEOPLE: f"id,name\n,Ann\n{own},Ann\n",
        Noun.SITES: f"id,name,place\n1,Ann,Bonn\n{own},Ann,Almaty\n",
        Noun.TRIPS: f"id,trip,person,place,start,end\n1,Ann,Ann,Bonn,{days}\n{own},Ann,Ann,Almaty,{days}\n",
    }[noun]
    found = preview(noun, table, aid)
    assert [(one.line, one.field) for one in found.wrong] == [(3, "id")]
