"""What is too old goes by itself, by the clock; what still alerts stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.web import seeding

from lookfar.accounts.models import AuditEntry, Role
from lookfar.collect.archive import Archive
from lookfar.domain.safety import Answer, AnsweredBy, Reply
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.flow import keeping, open_tools
from lookfar.flow.collecting import Collector
from lookfar.flow.keeping import KINDS
from lookfar.flow.retention import age_out
from lookfar.records import outbox, safety
from lookfar.records.models import (
    AlertRow,
    Contact,
    Installation,
    Leg,
    OwnIncidentVersion,
    PendingImport,
    SafetyAsk,
    SafetyReply,
    SilenceRow,
)
from lookfar.records.own_incidents import Entry, keep_own
from lookfar.web.pages.privacy import KeepingForm

END = seeding.DAY + timedelta(days=2)
DAY = timedelta(days=1)


@pytest.fixture
def house(db):
    house = seeding.house("Steppe Aid")
    seeding.happen(seeding.incident())
    return house


def close() -> None:
    seeding.happen(seeding.incident(version=2, recorded_at=END, status=IncidentStatus.CLOSED))


def look(now) -> list[str]:
    """A look by a clock that went steadily since the day before."""
    Installation.objects.update_or_create(pk=1, defaults={"aged_out_at": now - DAY})
    return age_out(now=now)


def test_places_go_ninety_days_after_the_trip_and_not_a_day_before(house):
    close()
    look(END + 90 * DAY)
    assert Leg.objects.count() == 1
    look(END + 90 * DAY + timedelta(seconds=1))
    assert Leg.objects.count() == 0
    house.trip.refresh_from_db()
    assert house.trip.places_removed_at is not None
    assert house.trip.private == {"name": "Trip"}
    rows = AlertRow.objects.filter(subject_kind="trip_leg")
    alerts = [outbox.read_alert(row) for row in rows]
    assert alerts
    assert "Almaty" not in repr(alerts)
    assert {alert.subject.label for alert in alerts} == {"Aigul of Steppe Aid"}


def test_the_days_are_the_organisations_own(house):
    close()
    house.organisation.location_days = 7
    house.organisation.save()
    look(END + 8 * DAY)
    assert Leg.objects.count() == 0


def test_what_still_alerts_stays(house):
    look(END + 200 * DAY)
    assert Leg.objects.count() == 1
    assert "Almaty" in repr([outbox.read_alert(row) for row in AlertRow.objects.all()])
    look(END + 500 * DAY)
    assert not AlertRow.objects.exclude(forgotten_at=None).exists()


def test_alerts_lose_their_names_after_a_year_and_keep_their_times(house):
    close()
    before = list(AlertRow.objects.filter(held="").order_by("pk").values_list("issued_at", "severity"))
    look(END + 366 * DAY)
    rows = AlertRow.objects.filter(held="").order_by("pk")
    assert list(rows.values_list("issued_at", "severity")) == before
    assert not rows.exclude(person=None).exists()
    personal = [outbox.read_alert(row) for row in rows.exclude(subject_kind="site")]
    assert personal
    assert "Aigul" not in repr(personal)
    site = [outbox.read_alert(row) for row in rows.filter(subject_kind="site")]
    assert "Office of Steppe Aid" in repr(site)


def test_a_second_look_changes_nothing(house):
    close()
    assert look(END + 366 * DAY)
    assert look(END + 366 * DAY) == []


def test_what_went_is_in_the_audit_as_counts(house):
    close()
    look(END + 91 * DAY)
    entry = AuditEntry.objects.get(action="aged_out")
    assert entry.detail["trips"] == 1
    assert "Aigul" not in repr(entry.detail)


@pytest.mark.parametrize("jump", [400 * DAY, -400 * DAY, timedelta(days=8)])
def test_a_clock_that_jumped_must_have_stood_for_a_week(house, jump):
    close()
    steady = END + 91 * DAY
    Installation.objects.create(aged_out_at=steady - jump)
    assert "the clock moved" in age_out(now=steady)[0]
    for day in range(1, 7):
        assert "the clock was set" in age_out(now=steady + day * DAY)[0]
    assert Leg.objects.count() == 1
    age_out(now=steady + 7 * DAY)
    assert Leg.objects.count() == 0


def heard(at, newest, outcome="body", origin="live") -> None:
    """A body fetched at a time with something of another time in it."""
    Contact.objects.create(
        source="usgs", url="x", at=at, recorded_at=at, origin=origin, outcome=outcome, newest=newest
    )


@pytest.mark.parametrize("days", [400, -400])
def test_a_clock_that_publishers_contradict_takes_nothing_out_however_long_it_stands(house, days):
    close()
    true = END + 300 * DAY
    Installation.objects.create(aged_out_at=true)
    for day in range(30):
        wrong = true + (days + day) * DAY
        heard(wrong, true + day * DAY)
        said = age_out(now=wrong)
        assert "nothing is taken out for its age" in said[0]
    assert Leg.objects.count() == 1
    assert not AlertRow.objects.exclude(forgotten_at=None).exists()
    right = true + 30 * DAY
    heard(right, right)
    for day in range(8):
        heard(right + day * DAY, right + day * DAY)
        age_out(now=right + day * DAY)
    assert Leg.objects.count() == 0


@pytest.mark.parametrize(
    ("newest", "outcome", "origin"),
    [(timedelta(0), "body", "live"), (-400 * DAY, "body", "replayed"), (-400 * DAY, "unreachable", "live")],
)
def test_a_clock_that_nobody_contradicts_is_believed(house, newest, outcome, origin):
    close()
    now = END + 91 * DAY
    heard(now, now + newest, outcome, origin)
    look(now)
    assert Leg.objects.count() == 0


def test_one_source_of_an_odd_time_makes_no_doubt(house):
    close()
    now = END + 91 * DAY
    heard(now, now - 4000 * DAY)
    heard(now, now - timedelta(hours=1))
    look(now)
    assert Leg.objects.count() == 0


def test_the_collectors_doubt_is_retentions_too_also_after_a_start(house, tmp_path):
    """A jump of five days is too short for the look at what is old, and long enough for the collector."""
    close()
    wall, ran = [END + 88 * DAY], [0.0]
    Installation.objects.create(aged_out_at=wall[0])
    collector = Collector(
        open_tools(),
        None,
        Archive(tmp_path),
        clock=lambda: wall[0],
        said=lambda _: None,
        running=lambda: ran[0],
    )
    wall[0] += 5 * DAY
    collector.rate_daily()
    assert "the clock was set" in age_out(now=wall[0] + timedelta(hours=2))[0]
    assert "the clock was set" in age_out(now=wall[0] + 6 * DAY)[0]
    assert Leg.objects.count() == 1
    age_out(now=wall[0] + 7 * DAY)
    assert Leg.objects.count() == 0


def ask_and_answer(house) -> None:
    row = AlertRow.objects.filter(person=house.person, held="").first()
    safety.keep_ask(house.person, row.incident_id, at=END, by=None, reachable=True)
    said = Reply(person=str(house.person.pk), answer=Answer.SAFE, by=AnsweredBy.SELF, at=END, note="in the cellar")
    safety.keep_reply(house.person, row.incident_id, said, entered_by=None)


def test_a_note_goes_after_ninety_days_and_the_answer_after_a_year(house):
    close()
    ask_and_answer(house)
    look(END + 91 * DAY)
    assert [(one.answer, one.private) for one in SafetyReply.objects.all()] == [("safe", {"note": ""})]
    look(END + 365 * DAY)
    assert (SafetyAsk.objects.count(), SafetyReply.objects.count()) == (1, 1)
    look(END + 365 * DAY + timedelta(seconds=1))
    assert (SafetyAsk.objects.count(), SafetyReply.objects.count()) == (0, 0)


def test_an_answer_about_what_still_goes_on_stays(house):
    ask_and_answer(house)
    look(END + 500 * DAY)
    assert (SafetyAsk.objects.count(), SafetyReply.objects.count()) == (1, 1)


def test_an_incident_entered_by_hand_goes_with_all_its_versions_a_year_after_the_last(house):
    close()
    first = seeding.incident("own", source="own", recorded_at=END)
    entry = Entry(text="seen by our driver", reliability="B", writer="owner")
    keep_own(house.organisation, first, entry)
    keep_own(house.organisation, replace(first, version=2, recorded_at=END + 10 * DAY), entry)
    other = seeding.house("Other People")
    keep_own(other.organisation, seeding.incident("theirs", source="own", recorded_at=END + 100 * DAY), entry)
    look(END + 370 * DAY)
    assert OwnIncidentVersion.objects.count() == 3
    look(END + 376 * DAY)
    assert [one.organisation for one in OwnIncidentVersion.objects.all()] == [other.organisation]


def test_a_silence_goes_a_year_after_its_end(house):
    close()
    row = house.silence
    SilenceRow.objects.filter(pk=row.pk).update(starts_at=END - DAY, ends_at=END)
    look(END + 365 * DAY)
    assert SilenceRow.objects.count() == 1
    look(END + 366 * DAY)
    assert not SilenceRow.objects.exists()


@pytest.mark.parametrize(("ahead", "stays"), [(timedelta(minutes=20), True), (400 * DAY, False)])
def test_a_file_that_was_handed_in_by_a_clock_that_was_ahead_goes(house, ahead, stays):
    now = END + 10 * DAY
    PendingImport.objects.create(
        organisation=house.organisation,
        user=house.users[Role.OWNER],
        noun="people",
        private={"content": "", "traveller": None, "shown": ""},
        expires_at=now + ahead,
    )
    look(now)
    assert PendingImport.objects.exists() is stays


@pytest.mark.parametrize("jump", [400 * DAY, -400 * DAY])
def test_by_a_clock_that_jumped_none_of_the_kinds_goes(house, jump):
    close()
    ask_and_answer(house)
    keep_own(
        house.organisation,
        seeding.incident("own", source="own", recorded_at=END),
        Entry(text="", reliability="B", writer=""),
    )
    SilenceRow.objects.filter(pk=house.silence.pk).update(starts_at=END - DAY, ends_at=END)
    Installation.objects.create(aged_out_at=END + 500 * DAY)
    age_out(now=END + 500 * DAY + jump)
    tables = (SafetyAsk, SafetyReply, OwnIncidentVersion, SilenceRow, Leg)
    assert [table.objects.count() for table in tables] == [1] * 5


def test_each_kind_counts_by_a_setting_of_owners_and_is_named_once():
    assert {kind.days for kind in KINDS} == {"location_days", "alert_days"} == set(KeepingForm.base_fields)
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_the_worker_takes_out_what_is_too_old_when_its_day_turns(house, monkeypatch):
    from lookfar.cli import collect

    close()
    Installation.objects.create(aged_out_at=END + 90 * DAY)
    monkeypatch.setattr(collect, "_now", lambda: END + 91 * DAY)
    collect._age_out()
    assert Leg.objects.count() == 0


def test_batches_reach_the_end(house, monkeypatch):
    close()
    monkeypatch.setattr(keeping, "_BATCH", 1)
    look(END + 366 * DAY)
    assert not AlertRow.objects.exclude(person=None).exists()
