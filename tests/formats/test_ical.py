from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from lookfar.domain.errors import InvalidValue
from lookfar.formats.ical import Entry, Event, Unread, read_calendar, write_calendar
from lookfar.formats.recurrence import MOST_TIMES


def calendar(*events: str, extra: str = "") -> bytes:
    """A calendar of events whose lines are parted by |."""
    body = "".join(f"BEGIN:VEVENT|{event}|END:VEVENT|" for event in events)
    return f"BEGIN:VCALENDAR|VERSION:2.0|{extra}{body}END:VCALENDAR|".replace("|", "\r\n").encode()


def only(content: bytes):
    (event,), _ = read_calendar(content)
    return event


def refused(event: str) -> Unread:
    found = only(calendar(event))
    assert isinstance(found, Unread), found
    return found


BERLIN = "DTSTART;TZID=Europe/Berlin:20260329T100000|DTEND;TZID=Europe/Berlin:20260330T100000"


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("FREQ=DAILY", "without end"),
        ("FREQ=SECONDLY;COUNT=5", "more often than daily"),
        ("FREQ=DAILY;COUNT=5;BYSECOND=1,2,3", "more often than daily"),
        ("FREQ=DAILY;COUNT=100000", f"more than {MOST_TIMES} times"),
        ("FREQ=YEARLY;UNTIL=20990101T000000Z", "more than five years"),
        ("FREQ=YEARLY;COUNT=50", "more than five years"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=3", "or never"),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=MO,TU;BYSETPOS=-1", "repeats by BYSETPOS"),
        ("FREQ=DAILY;COUNT=3;INTERVAL=0", "steps of none"),
        ("FREQ=", "cannot be read"),
    ],
)
def test_a_repetition_that_is_no_trip_is_refused_at_once(rule, says):
    began = time.process_time()
    found = refused(f"UID:1|{BERLIN}|RRULE:{rule}")
    assert says in found.says
    assert found.field == "RRULE"
    assert time.process_time() - began < 2


def test_a_series_keeps_its_wall_clock_and_leaves_out_what_it_says():
    event = only(
        calendar(
            f"UID:1|{BERLIN}|RRULE:FREQ=WEEKLY;COUNT=4|EXDATE;TZID=Europe/Berlin:20260405T100000|LOCATION:Bonn"
        )
    )
    assert isinstance(event, Event)
    assert [start.wall.day for start, _ in event.times] == [29, 12, 19]
    assert {start.wall.hour for start, _ in event.times} == {10}


@pytest.mark.parametrize(
    "tzid",
    [
        "Europe/Berlin",
        "W. Europe Standard Time",
        "/freeassociation.sourceforge.net/Europe/Berlin",
        "/softwarestudio.org/Olson_20011030_5/Europe/Berlin",
    ],
)
def test_zones_are_read_as_calendar_programs_name_them(tzid):
    event = only(calendar(f"UID:1|DTSTART;TZID={tzid}:20260701T100000|DTEND;TZID={tzid}:20260701T120000"))
    assert str(event.times[0][0].zone) == "Europe/Berlin"


def test_a_zone_may_be_declared_in_the_file_but_only_for_that_file():
    zone = "BEGIN:VTIMEZONE|TZID:Ours|X-LIC-LOCATION:Asia/Almaty|END:VTIMEZONE|"
    event = "UID:1|DTSTART;TZID=Ours:20260701T100000|DTEND;TZID=Ours:20260701T120000"
    assert str(only(calendar(event, extra=zone)).times[0][0].zone) == "Asia/Almaty"
    assert "no time zone is called 'Ours'" in refused(event).says


def test_an_endless_rule_of_a_zone_is_never_run():
    zone = (
        "BEGIN:VTIMEZONE|TZID:Mine|BEGIN:STANDARD|DTSTART:16010101T000000|RRULE:FREQ=SECONDLY|"
        "TZOFFSETFROM:+0100|TZOFFSETTO:+0200|END:STANDARD|END:VTIMEZONE|"
    )
    began = time.process_time()
    assert isinstance(only(calendar("UID:1|DTSTART;TZID=Mine:20260701T100000|DURATION:PT1H", extra=zone)), Unread)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ("UID:1|DTSTART:garbage", "DTSTART"),
        ("UID:1|DTSTART:20260329T100000", "DTEND"),
        ("UID:1|DTSTART;VALUE=DATE:20260329|DTEND:20260330T100000Z", "DTEND"),
        ("UID:1|SUMMARY:x", "DTSTART"),
        (f"UID:1|{BERLIN}|RDATE:20260701T100000Z", "RDATE"),
        ("UID:1|DTSTART:20260329T100000|DTSTART:20260330T100000|DURATION:PT1H", "DTSTART"),
        ("no colon here|DTSTART:20260329T100000Z|DURATION:PT1H", "VEVENT"),
    ],
)
def test_an_event_that_cannot_be_read_is_named_and_the_others_are_read(event, field):
    events, _ = read_calendar(calendar(event, f"UID:2|{BERLIN}"))
    assert isinstance(events[0], Unread)
    assert (events[0].line, events[0].field) == (3, field)
    assert isinstance(events[1], Event)


def test_whole_days_floating_times_and_alarms():
    day = only(calendar("UID:1|DTSTART;VALUE=DATE:20260329"))
    assert day.times[0][0].day
    assert day.times[0][1].wall - day.times[0][0].wall == timedelta(days=1)
    floating = only(
        calendar("UID:1|DTSTART:20260329T100000|DURATION:PT1H|BEGIN:VALARM|TRIGGER:-PT1H|UID:9|END:VALARM")
    )
    assert floating.times[0][0].zone is None
    assert floating.uid == "1"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"hello", "not a calendar"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "no event"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1", "cut off"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 100_000, "cut off"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 5_001, "more than 5000"),
        (b"BEGIN:VCALENDAR" + b" " * 10_000_000, "larger"),
    ],
)
def test_what_is_no_calendar_is_refused(content, says):
    with pytest.raises(InvalidValue, match=says):
        read_calendar(content)


def test_what_is_written_can_be_read_and_no_text_becomes_a_line_of_its_own():
    name = "Fair; a, b\\ \r\nATTENDEE:mailto:x@example.org\nBEGIN:VEVENT"
    entry = Entry(
        uid="1@lookfar",
        summary=name,
        location="Almaty, Kazakhstan",
        description="ü" * 200,
        start=datetime(2027, 1, 1, 12, tzinfo=UTC),
        end=datetime(2027, 1, 2, 12, tzinfo=UTC),
    )
    content = write_calendar("Lookfar", [entry], stamp=datetime(2026, 1, 1, tzinfo=UTC))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"VTIMEZONE" not in content
    assert b"DTSTART:20270101T120000Z" in content
    assert not any(line.startswith((b"ATTENDEE", b" ATTENDEE")) for line in content.split(b"\r\n"))
    event = only(content)
    assert event.location == "Almaty, Kazakhstan"
    assert str(event.times[0][0].zone) == "UTC"
    assert content.split(b"\r\n").count(b"BEGIN:VEVENT") == 1
