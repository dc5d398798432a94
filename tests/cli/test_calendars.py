"""`lookfar trips import` of somebody's calendar: previewed, refused event by event, kept whole or not at all."""

from __future__ import annotations

import orjson
import pytest
from tests.api.test_calendars import WRONG
from tests.flow.test_travel import event
from tests.formats.test_ical import calendar

from lookfar.accounts.models import AuditEntry, Organisation
from lookfar.cli.main import main
from lookfar.flow.people import keep_person
from lookfar.records.models import Leg, Trip


@pytest.fixture
def hand_in(db, capfdbinary, tmp_path):
    """Runs the command on a calendar; what it answers, what it says beside, and how it ended."""
    keep_person(Organisation.objects.create(name="Steppe Aid"), name="Aigul", email="aigul@example.org")

    def handed(content: bytes, *more: str, person: str = "aigul@example.org"):
        (tmp_path / "one.ics").write_bytes(content)
        code = main(["trips", "import", str(tmp_path / "one.ics"), "--person", person, *more])
        out = capfdbinary.readouterr()
        return [orjson.loads(line) for line in out.out.splitlines()], out.err.decode(), code

    return handed


def test_a_dry_run_keeps_nothing_and_says_what_keeping_does(hand_in):
    content = calendar(event(), event("2", summary="LH 646 FRA-ALA", place=""))
    said, _, code = hand_in(content, "--dry-run")
    assert (said[-1]["kept"], said[-1]["counts"]["new"], code, Trip.objects.count()) == (False, 2, 0, 0)
    done, _, code = hand_in(content)
    assert (done[:-1], done[-1]["kept"], code) == (said[:-1], True, 0)
    assert (Trip.objects.count(), Leg.objects.count()) == (2, 3)
    assert hand_in(content, person="Aigul")[0][-1]["counts"]["same"] == 2
    assert set(AuditEntry.objects.filter(kind="trip").values_list("actor", "action")) == {("operator", "created")}


@pytest.mark.parametrize(("wrong", "field", "says"), WRONG)
def test_one_wrong_event_is_named_and_nothing_is_kept(hand_in, wrong, field, says):
    said, beside, code = hand_in(calendar(event(), wrong, event("3")))
    assert (said[-1]["line"], said[-1]["error"]["field"], code) == (10, field, 1)
    assert says in said[-1]["error"]["message"]
    assert "nothing is imported: 1 rows are wrong" in beside
    assert not Trip.objects.exists()


@pytest.mark.parametrize(("person", "says"), [("", "whose calendar"), ("Boris", "none of your people")])
def test_a_calendar_of_nobody_is_refused_with_words(hand_in, person, says):
    said, beside, code = hand_in(calendar(event()), person=person)
    assert (said, code) == ([], 1)
    assert says in beside
    assert not Trip.objects.exists()


@pytest.mark.parametrize(("noun", "verb"), [("trips", "import"), ("trips", "add"), ("people", "load")])
def test_a_file_that_is_not_there_is_said(db, capfd, tmp_path, noun, verb):
    Organisation.objects.create(name="Steppe Aid")
    assert main([noun, verb, str(tmp_path / "none")]) == 1
    assert capfd.readouterr().err == f"lookfar: no such file: {tmp_path / 'none'}\n"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1"])
def test_what_is_no_calendar_is_refused_with_words(hand_in, content):
    said, beside, code = hand_in(content)
    assert (said, code) == ([], 1)
    assert beside.startswith("lookfar: ")
