"""Legs, imports and feeds: who is where when, from what somebody wrote."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.formats.test_ical import calendar

from lookfar.accounts.models import Organisation
from lookfar.domain.errors import InvalidValue, WrongField, WrongRows
from lookfar.exposure.presence import ends_of_journey
from lookfar.flow.feeds import calendar_of
from lookfar.flow.itinerary import read_leg
from lookfar.flow.legs import MOST_LEGS, LegPlan, kept_legs
from lookfar.flow.people import cancel_trip, clean_perimeter, keep_person, keep_trip, tell_of_trip
from lookfar.flow.places import find_place, place_text
from lookfar.flow.preview import Change, keep_preview
from lookfar.flow.previewing import Noun, preview_file, template
from lookfar.flow.tables import export_people, export_trips
from lookfar.flow.tools import open_tools
from lookfar.formats.ical import read_calendar
from lookfar.records import subjects
from lookfar.records.models import Leg, Person, Trip

NOW = datetime(2026, 11, 26, tzinfo=UTC)
TOOLS = open_tools()


@pytest.fixture
def aid(db) -> Organisation:
    return Organisation.objects.create(name="Steppe Aid")


@pytest.fixture
def aigul(aid) -> Person:
    return keep_person(aid, name="Aigul", email="aigul@example.org")


def leg(**given: str) -> LegPlan:
    return read_leg(given, TOOLS).plan


def preview(noun: Noun, content: bytes | str, aid, traveller=None):
    held = content.encode() if isinstance(content, str) else content
    return preview_file(noun, held, aid, TOOLS, now=NOW, traveller=traveller)


def test_a_flight_over_the_date_line_arrives_before_it_starts_by_the_clock():
    plan = leg(
        **{"from": "NRT", "to": "LAX", "start": "2027-01-10 17:00", "end": "2027-01-10 10:00", "kind": "flight"}
    )
    assert plan.end - plan.start == timedelta(hours=10)


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"place": "Almaty", "start": "2027-01-10", "end": "2027-01-08"}, "end", "ends before it starts"),
        ({"place": "Berlin", "start": "2027-03-28 02:30", "end": "2027-04-01"}, "start", "there is no 02:30"),
        ({"place": "Atlantis-on-Sea", "start": "2027-01-10", "end": "2027-01-12"}, "place", "no place called"),
        ({"kind": "flight", "from": "FRA", "to": "XQZ", "start": "2027-01-10", "end": "2027-01-12"}, "to", "YQZ"),
        (
            {"kind": "stay", "from": "FRA", "to": "ALA", "start": "2027-01-10", "end": "2027-01-12"},
            "kind",
            "a stay",
        ),
        ({"to": "ALA", "kind": "flight", "start": "2027-01-10", "end": "2027-01-12"}, "from", "where the journey"),
        (
            {"kind": "swim", "place": "Almaty", "start": "2027-01-10", "end": "2027-01-12"},
            "kind",
            "not a kind of leg",
        ),
        ({"place": "Almaty", "end": "2027-01-12"}, "start", "say when"),
        ({"start": "2027-01-10", "end": "2027-01-12"}, "place", "say where"),
    ],
)
def test_a_leg_that_cannot_be_is_refused_under_its_field(given, field, says):
    with pytest.raises(WrongField, match=says) as refused:
        read_leg(given, TOOLS)
    assert refused.value.field == field


def test_of_several_springfields_the_largest_is_taken_and_the_others_are_named():
    meant = find_place("Springfield", TOOLS)
    assert "Missouri" in meant.said
    assert any("Illinois" in other for other in meant.others)
    chosen = find_place("Springfield, Illinois", TOOLS).place
    assert chosen != meant.place
    assert find_place(place_text(chosen, TOOLS), TOOLS).place == chosen


def test_a_flight_is_at_its_airports_and_not_along_the_way(aigul):
    flight = leg(
        **{"from": "FRA", "to": "ALA", "start": "2027-01-10 13:20", "end": "2027-01-11 00:40", "kind": "flight"}
    )
    keep_trip(aigul, name="Fair", legs=[flight])
    found = {one.country: one for one in subjects.exposures()}
    assert set(found) == {"DEU", "KAZ"}
    assert found["DEU"].period.start < flight.start < found["DEU"].period.end < flight.end
    assert flight.start < found["KAZ"].period.start < flight.end < found["KAZ"].period.end


@pytest.mark.parametrize("kind", ["flight", "rail", "road"])
def test_a_longer_journey_is_never_less_exposed(kind):
    start, end = NOW, NOW + timedelta(hours=5)
    for ends in ((start, end + timedelta(hours=1)), (start - timedelta(hours=1), end)):
        longer, shorter = ends_of_journey(kind, *ends), ends_of_journey(kind, start, end)
        assert longer[0].start <= shorter[0].start
        assert longer[1].end >= shorter[1].end


def test_a_changed_trip_keeps_the_rows_of_places_that_stay(aigul):
    stay = leg(place="Almaty", start="2027-01-10", end="2027-01-12")
    other = leg(place="Lima", start="2027-01-14", end="2027-01-15")
    trip = keep_trip(aigul, name="Fair", legs=[stay, other])
    before = {row.private["place"]["name"]: row.pk for row in trip.legs.all()}
    keep_trip(aigul, name="Fair", legs=[replace(stay, end=stay.end + timedelta(days=1))], trip=trip)
    assert [row.pk for row in trip.legs.all()] == [before["Almaty"]]


def test_a_thousand_legs_stay_fast_and_one_more_is_refused(aigul):
    stay = leg(place="Almaty", start="2027-01-10", end="2027-01-12")
    legs = [
        replace(stay, start=stay.start + timedelta(days=n), end=stay.end + timedelta(days=n)) for n in range(1_001)
    ]
    began = time.process_time()
    trip = keep_trip(aigul, name="Long", legs=legs[:MOST_LEGS])
    tell_of_trip(trip, now=NOW)
    keep_trip(aigul, name="Long", legs=legs[:MOST_LEGS], trip=trip)
    assert len(kept_legs(trip)) == MOST_LEGS
    assert time.process_time() - began < 10
    with pytest.raises(WrongField, match="at most 1000 legs"):
        keep_trip(aigul, name="Longer", legs=legs)


def test_a_cancelled_trip_touches_nobody(aigul):
    trip = keep_trip(aigul, name="Fair", legs=[leg(place="Almaty", start="2027-01-10", end="2027-01-12")])
    cancel_trip(trip, now=NOW)
    assert not subjects.exposures()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"Severe": 20, "Extreme": 10}, "Extreme"),
        ({"Severe": -1}, "Severe"),
        ({"Severe": 501}, "Severe"),
        ({"Severe": "far"}, "Severe"),
        ({"Severe": "nan"}, "Severe"),
        ({"Awful": 1}, "Awful"),
    ],
)
def test_a_perimeter_that_cannot_be_is_refused(given, field):
    with pytest.raises(WrongField) as refused:
        clean_perimeter(given)
    assert refused.value.field == f"perimeter_km.{field}"


@pytest.mark.parametrize("noun", [Noun.PEOPLE, Noun.SITES, Noun.TRIPS])
def test_the_template_can_be_imported(aid, noun):
    keep_person(aid, name="Aigul Example")
    found = preview(noun, template(noun), aid)
    assert not found.wrong
    assert {row.change for row in found.rows} <= {Change.NEW, Change.CHANGED}
    keep_preview(aid, found, now=NOW)
    assert {row.change for row in preview(noun, template(noun), aid).rows} == {Change.SAME}


def test_one_wrong_row_and_nothing_is_imported(aid):
    found = preview(
        Noun.PEOPLE, "name,email,home\nAnn,ann@example.org,Lima\nBo,not an address,\nCy,,Atlantis-on-Sea\n", aid
    )
    assert [(one.line, one.field) for one in found.wrong] == [(3, "email"), (4, "home")]
    with pytest.raises(WrongRows):
        keep_preview(aid, found, now=NOW)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ("T1,Aigul,stay,Almaty,,,2026-12-05,2026-12-02", "end"),
        ("T1,Aigul,flight,,FRA,XQZ,2026-12-05,2026-12-06", "to"),
        ("T1,Aigul,stay,Berlin,,,2027-03-28 02:30,2027-04-01", "start"),
        ("T1,Aigul,stay,Atlantis-on-Sea,,,2026-12-05,2026-12-06", "place"),
    ],
)
@pytest.mark.parametrize("more", ["", "T1,Aigul,stay,Lima,,,2027-05-01,2027-05-03\n"])
def test_a_trip_whose_first_or_only_leg_is_wrong_is_refused_with_its_line(aid, aigul, bad, field, more):
    table = f"trip,person,kind,place,from,to,start,end\n{bad}\n{more}"
    found = preview(Noun.TRIPS, table, aid)
    assert [(one.line, one.field) for one in found.wrong] == [(2, field)]
    with pytest.raises(WrongRows):
        keep_preview(aid, found, now=NOW)
    assert not Trip.objects.exists()


def test_two_people_with_one_address_are_allowed_and_said(aid, aigul):
    found = preview(Noun.PEOPLE, "name,email\nAnn,aigul@example.org\nBo,AIGUL@example.org\n", aid)
    assert all(any("names whom it concerns" in note for note in row.notes) for row in found.rows)
    keep_preview(aid, found, now=NOW)
    assert Person.objects.count() == 3


def test_a_name_with_a_line_break_stays_on_one_line(aid):
    keep_preview(aid, preview(Noun.PEOPLE, 'name\n"Eve\r\nBcc: x@example.org"\n', aid), now=NOW)
    assert Person.objects.get().private["name"] == "EveBcc: x@example.org"


def test_an_export_holds_no_formula_and_can_be_imported_again(aid, aigul):
    keep_person(aid, name="=cmd|' /C calc'!A0", phone="+7 700")
    keep_trip(aigul, name="@Fair", legs=[leg(place="Almaty", start="2027-01-10 10:00", end="2027-01-12 10:00")])
    people, trips = export_people(list(Person.objects.all()), TOOLS), export_trips(list(Trip.objects.all()), TOOLS)
    for content in (people, trips):
        cells = content.decode("utf-8-sig").replace("\r\n", ",").split(",")
        assert not any(cell.lstrip('"').startswith(("=", "+", "-", "@")) for cell in cells)
    assert {row.change for row in preview(Noun.PEOPLE, people, aid).rows} == {Change.SAME}
    assert {row.change for row in preview(Noun.TRIPS, trips, aid).rows} == {Change.SAME}


EVENT = "UID:{uid}|SUMMARY:{summary}|LOCATION:{place}|DTSTART:20270110T100000|DTEND:{end}"


def event(
    uid: str = "1", summary: str = "Visit", place: str = "Almaty\\, Kazakhstan", end: str = "20270112T100000"
) -> str:
    return EVENT.format(uid=uid, summary=summary, place=place, end=end)


def test_the_same_event_again_changes_its_trip_and_does_not_double(aid, aigul):
    keep_preview(aid, preview(Noun.TRIPS, calendar(event()), aid, aigul), now=NOW)
    again = preview(Noun.TRIPS, calendar(event()), aid, aigul)
    assert [row.change for row in again.rows] == [Change.SAME]
    row = Leg.objects.get().pk
    moved = preview(Noun.TRIPS, calendar(event(end="20270114T100000")), aid, aigul)
    assert [one.change for one in moved.rows] == [Change.CHANGED]
    keep_preview(aid, moved, now=NOW)
    assert Leg.objects.get().pk == row
    cancelled = preview(Noun.TRIPS, calendar(event() + "|STATUS:CANCELLED"), aid, aigul)
    keep_preview(aid, cancelled, now=NOW)
    assert Trip.objects.get().cancelled_at == NOW


def test_a_flight_in_a_calendar_goes_between_its_airports_each_by_its_own_clock(aid, aigul):
    keep_preview(
        aid, preview(Noun.TRIPS, calendar(event(summary="LH 646 FRA-ALA", place="")), aid, aigul), now=NOW
    )
    (kept,) = kept_legs(Trip.objects.get())
    assert (kept.plan.kind, kept.plan.number) == ("flight", "LH 646")
    assert (kept.start_clock.hour, str(kept.start_clock.tzinfo)) == (10, "Europe/Berlin")
    assert (kept.end_clock.hour, str(kept.end_clock.tzinfo)) == (10, "Asia/Almaty")


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        (event(end="20270109T100000"), "DTEND", "ends before it starts"),
        (event(end="20270110T100000"), "DTEND", "ends before it starts"),
        (event(place="Room 4.12"), "LOCATION", "no place is known"),
        (event(summary="LH 1 FRA-XQZ"), "SUMMARY", "no airport has the code 'XQZ'"),
        (event() + "|RRULE:FREQ=DAILY", "RRULE", "without end"),
    ],
)
def test_an_event_that_is_no_trip_is_refused_with_its_line(aid, aigul, given, field, says):
    found = preview(Noun.TRIPS, calendar(event(uid="0"), given), aid, aigul)
    assert [(one.line, one.field) for one in found.wrong] == [(10, field)]
    assert says in found.wrong[0].says


def test_events_without_a_place_or_that_are_over_are_left_out(aid, aigul):
    over = event(uid="2").replace("2027", "2020")
    found = preview(Noun.TRIPS, calendar(event(place=""), over), aid, aigul)
    assert [row.change for row in found.rows] == [Change.LEFT_OUT, Change.LEFT_OUT]


def test_one_changed_day_of_a_series_replaces_only_that_day(aid, aigul):
    series = event() + "|RRULE:FREQ=WEEKLY;COUNT=3"
    other = event(place="Lima").replace("20270110T10", "20270118T10").replace("20270112T10", "20270119T10")
    found = preview(Noun.TRIPS, calendar(series, other + "|RECURRENCE-ID:20270117T100000"), aid, aigul)
    keep_preview(aid, found, now=NOW)
    days = [(kept.start_clock.day, kept.plan.place["name"]) for kept in kept_legs(Trip.objects.get())]
    assert days == [(10, "Almaty"), (18, "Lima"), (24, "Almaty")]


def test_a_calendar_of_nobody_is_refused(aid):
    with pytest.raises(InvalidValue, match="whose calendar"):
        preview(Noun.TRIPS, calendar(event()), aid)


def test_a_feed_holds_the_legs_in_utc_with_a_level_that_is_never_guessed(aid, aigul):
    keep_trip(
        aigul,
        name="Fair\r\nATTENDEE:x",
        legs=[leg(place="Almaty", start="2027-01-10 10:00", end="2027-01-12 10:00")],
    )
    content = calendar_of(aigul, TOOLS, now=NOW)
    (read,), _ = read_calendar(content)
    assert read.times[0][0].wall == datetime.fromisoformat("2027-01-10T05:00")
    text = content.replace(b"\r\n ", b"").decode()
    assert "level" in text
    assert "\r\nATTENDEE" not in text
    assert f"UID:{Leg.objects.get().pk}@lookfar" in text


@pytest.mark.parametrize("text", ["43.2512, 76.9457", "43.2512 76.9457", "+43.2512;76.9457"])
def test_a_latitude_and_a_longitude_are_a_place(text):
    place = find_place(text, TOOLS).place
    assert (place["lat"], place["lon"], place["country"]) == (43.2512, 76.9457, "KAZ")
    assert place["radius_km"] == 1.0


@pytest.mark.parametrize("text", ["99.0, 76.9", "43.2, 190.5"])
def test_a_point_that_is_not_on_earth_is_refused(text):
    with pytest.raises(InvalidValue):
        find_place(text, TOOLS)
