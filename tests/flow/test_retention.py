"""What is too old goes by itself, by the clock; what still alerts stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.web import seeding

from lookfar.accounts.models import AuditEntry
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.flow import retention
from lookfar.flow.retention import age_out
from lookfar.records import outbox
from lookfar.records.models import AlertRow, Installation, Leg

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
def test_a_clock_that_jumped_is_looked_at_for_a_day_first(house, jump):
    close()
    steady = END + 91 * DAY
    Installation.objects.create(aged_out_at=steady - jump)
    assert "the clock moved" in age_out(now=steady)[0]
    assert Leg.objects.count() == 1
    age_out(now=steady + DAY)
    assert Leg.objects.count() == 0


def test_the_worker_takes_out_what_is_too_old_when_its_day_turns(house, monkeypatch):
    from lookfar.cli import collect

    close()
    Installation.objects.create(aged_out_at=END + 90 * DAY)
    monkeypatch.setattr(collect, "_now", lambda: END + 91 * DAY)
    collect._age_out()
    assert Leg.objects.count() == 0


def test_batches_reach_the_end(house, monkeypatch):
    close()
    monkeypatch.setattr(retention, "_BATCH", 1)
    look(END + 366 * DAY)
    assert not AlertRow.objects.exclude(person=None).exists()
