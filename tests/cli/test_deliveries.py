"""`lookfar deliveries`: what was given up is listed with its reason, and sent again after another look."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from tests.flow.holding_making import World, incident
from tests.web import seeding

from lookfar.accounts.models import AuditEntry, Organisation
from lookfar.cli import deliveries
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.flow.legs import LegPlan
from lookfar.flow.people import cancel_trip, keep_trip
from lookfar.records.models import DeliveryRow

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def world(db, tmp_path):
    """An alert to Ann that her mail server refused an hour ago."""
    made = World(tmp_path)
    made.ann = made.person("Ann")
    made.bouncing = {"ann@example.org"}
    made.happen(event(1))
    made.run(NOW - HOUR)
    made.bouncing = set()
    return made


def event(version: int, **changes):
    made = incident(start=NOW - 3 * HOUR, recorded_at=NOW - HOUR, version=version, **changes)
    return replace(made, change="Taken back.") if version > 1 else made


@pytest.fixture
def lines(capfd):
    def asked(*args: str) -> list[dict[str, object]]:
        assert deliveries.run(args) == 0
        return [orjson.loads(line) for line in capfd.readouterr().out.splitlines()]

    return asked


def dead() -> DeliveryRow:
    return DeliveryRow.objects.filter(state="dead_letter").order_by("pk")[0]


def test_what_was_given_up_is_listed_with_its_reason_and_age_and_no_names(world, lines):
    [line] = lines("--dead")
    assert (line["id"], line["channel"], line["what"], line["tries"]) == (dead().pk, "email", "Alert", 1)
    assert line["why"] == "550 no such mailbox"
    assert line["hours"] == pytest.approx(
        1 + (datetime.now(UTC) - NOW) / HOUR, abs=0.06
    )  # NOW is that of the import
    assert line["receiver"] == str(world.ann.pk)
    assert "Ann" not in repr(line)


def test_what_is_still_to_leave_is_listed_without_it(world, lines):
    assert lines() == []
    world.happen(incident("second", start=NOW - HOUR, recorded_at=NOW))
    assert {line["state"] for line in lines()} == {"waiting"}


def test_of_another_organisation_nothing_is_listed_nor_sent_again(world, lines, capfd):
    other = str(Organisation.objects.create(name="Other People").pk)
    assert lines("--dead", "--organisation", other) == []
    assert deliveries.run(["--retry", str(dead().pk), "--organisation", other]) == 1
    assert "nothing that was given up" in capfd.readouterr().err


def test_it_is_sent_again_under_its_id_as_the_operators_deed(world, lines):
    row = dead()
    assert deliveries.run(["--retry", str(row.pk)]) == 0
    assert len(world.run(datetime.now(UTC))) == 1
    assert row.version.wire_id in world.mails[-1]["Message-ID"]
    entry = AuditEntry.objects.filter(kind="dead-letter").get()
    assert (entry.actor, entry.action, entry.subject) == ("operator", "changed", str(row.pk))


def test_what_was_not_given_up_is_not_sent_again(world, capfd):
    row = dead()
    DeliveryRow.objects.filter(pk=row.pk).update(state="delivered")
    assert deliveries.run(["--retry", str(row.pk)]) == 1
    assert str(row.pk) in capfd.readouterr().err


def test_what_came_after_it_goes_too_so_that_its_receiver_does_not_believe_what_was_taken_back(world):
    world.bouncing = {"ann@example.org"}
    world.happen(replace(event(2, status=IncidentStatus.RETRACTED), recorded_at=NOW))
    world.run(NOW)
    world.bouncing = set()
    assert deliveries.run(["--retry", str(dead().pk)]) == 0
    world.run(datetime.now(UTC))
    assert "Cancelled" in world.subjects()[-1]


def test_an_old_version_does_not_go_after_a_newer_one_that_was_taken(world):
    row = dead()
    world.happen(replace(event(2, status=IncidentStatus.RETRACTED), recorded_at=NOW))
    [cancel] = world.run(NOW)
    assert "Cancelled" in cancel
    assert deliveries.run(["--retry", str(row.pk)]) == 0
    assert world.run(datetime.now(UTC)) == []
    row.refresh_from_db()
    assert (row.state, row.last_error) == ("suppressed", "its receiver has been told a later version")


def test_of_a_trip_that_is_off_it_does_not_go(db, tmp_path):
    world = World(tmp_path)
    ann = world.person("Ann", home=None)
    plan = LegPlan(place=seeding.ALMATY, start=NOW - 24 * HOUR, end=NOW + 24 * HOUR)
    trip = keep_trip(ann, name="Fair", legs=[plan])
    world.bouncing = {"ann@example.org"}
    world.happen(event(1))
    world.run(NOW)
    world.bouncing = set()
    cancel_trip(trip, now=NOW)
    assert deliveries.run(["--retry", str(dead().pk)]) == 0
    assert world.run(datetime.now(UTC)) == []
