"""A calendar handed in by a program: previewed, refused event by event, kept whole or not at all."""

from __future__ import annotations

import pytest
from tests.api.test_access import bearer
from tests.flow.test_travel import event
from tests.formats.test_ical import calendar

from lookfar.accounts.models import Key
from lookfar.records.models import Leg, Person, Trip

WRONG = [
    (event("2") + "|RRULE:FREQ=DAILY", "RRULE", "without end"),
    (event("2") + "|RRULE:FREQ=SECONDLY;COUNT=99999999", "RRULE", "more often than daily"),
    (event("2").replace("DTSTART:", "DTSTART;TZID=Mars/Base:"), "DTSTART", "no time zone is called 'Mars/Base'"),
    (event("2", end="20270109T100000"), "DTEND", "ends before it starts"),
    (event("2", place="Room 4.12"), "LOCATION", "no place is known"),
    (event("2").replace("20270110T100000", "soon"), "DTSTART", "cannot be read"),
]
"""An event on the tenth line of a calendar, the field it is refused for, and why."""


@pytest.fixture
def hand_in(client, ours):
    """Hands a calendar in for somebody, ours when nobody is named; the status and the answer."""
    headers = bearer(Key.issue(ours.organisation, "writes", ["read", "write"])[1])

    def handed(content: bytes, *, dry: bool = False, person: Person | None = None, query: str = ""):
        whose = query or f"person={(person or ours.person).pk}"
        address = f"/api/v1/trips/import?{whose}{'&dry_run=1' if dry else ''}"
        answer = client.generic("POST", address, content, content_type="text/calendar", headers=headers)
        return answer.status_code, answer.json()

    return handed


def kept() -> tuple[int, int]:
    return Trip.objects.count(), Leg.objects.count()


def test_a_preview_keeps_nothing_and_says_what_keeping_does(hand_in, ours):
    content, before = calendar(event(), event("2", summary="LH 646 FRA-ALA", place="")), kept()
    status, said = hand_in(content, dry=True)
    assert (status, said["kept"], said["counts"]["new"], kept()) == (200, False, 2, before)
    status, done = hand_in(content)
    assert (status, done["kept"], done["rows"]) == (200, True, said["rows"])
    assert kept() == (before[0] + 2, before[1] + 3)
    assert hand_in(content)[1]["counts"]["same"] == 2
    assert kept() == (before[0] + 2, before[1] + 3)


@pytest.mark.parametrize(("wrong", "field", "says"), WRONG)
def test_one_wrong_event_is_named_and_nothing_is_kept(hand_in, ours, wrong, field, says):
    content, before = calendar(event(), wrong, event("3")), kept()
    status, said = hand_in(content, dry=True)
    assert (status, said["counts"]["wrong"], said["counts"]["new"]) == (200, 1, 2)
    (named,) = said["errors"]
    assert ((named["line"], named["field"]), says in named["detail"]) == ((10, field), True)
    status, said = hand_in(content)
    assert status == 400
    assert [(one["line"], one["field"]) for one in said["errors"]] == [(10, field)]
    assert kept() == before


def test_every_wrong_event_is_named(hand_in):
    _, said = hand_in(calendar(*(wrong.replace("UID:2", f"UID:{n}") for n, (wrong, *_) in enumerate(WRONG))))
    assert [one["field"] for one in said["errors"]] == [field for _, field, _ in WRONG]


def test_a_calendar_of_nobody_or_of_somebody_elses_person_is_refused(hand_in, ours, theirs):
    before = kept()
    assert hand_in(calendar(event()), person=theirs.person)[0] == 404
    status, said = hand_in(calendar(event()), query="x=y")
    assert (status, said["errors"][0]["field"]) == (400, "person")
    assert kept() == before
