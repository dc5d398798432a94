"""What waited until it was over is told in the digest of whoever was going to be told."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from tests.flow.holding_making import NIGHT, NOON, World, body, incident
from tests.flow.test_holding import MORNING, NIGHTS, UNREST
from tests.web import seeding

from lookfar.alerts.route import Rule, Tell
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.flow.erasure import erase_person
from lookfar.flow.legs import LegPlan
from lookfar.flow.people import keep_person, keep_trip
from lookfar.flow.ruling import save_duty
from lookfar.records import rules as kept
from lookfar.records.models import DeliveryRow, DigestRow, Trip

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HOURS = kept.Hours(quiet=NIGHTS, zone="Asia/Almaty", digest=time(9))


@pytest.fixture
def world(db, tmp_path):
    made = World(tmp_path)
    made.ann = made.person("Ann", home=None)
    leg = LegPlan(place=seeding.ALMATY, start=seeding.DAY, end=MORNING - HOUR)
    keep_trip(made.ann, name="Fair", legs=[leg])
    made.bob = made.person("Bob", home=None)
    for one in (made.ann, made.bob):
        kept.keep_hours(made.organisation, HOURS, one)
    return made


def rule(world, *, person: bool) -> None:
    tell = Tell(person=person, endpoints=False, others=(str(world.bob.pk),))
    kept.keep_rule(world.organisation, Rule(id="", name="Bob", tell=tell))


def digests(world) -> dict[str, int]:
    """How many digests each person got."""
    got: dict[str, int] = {}
    for mail in world.mails:
        if "digest" in str(mail["Subject"]):
            name = str(mail["To"]).partition("@")[0]
            got[name] = got.get(name, 0) + 1
    return got


def test_it_goes_to_whom_a_rule_was_going_to_tell_and_not_to_whom_it_touches(world):
    rule(world, person=False)
    world.happen(incident(recorded_at=NIGHT))
    world.run(MORNING)
    world.run(MORNING + 3 * HOUR)
    assert digests(world) == {"bob": 1}
    assert "NO LONGER CONCERNED YOU WHEN THEY ENDED" in body(world.mails[-1])


def test_everybody_who_was_going_to_be_told_reads_of_it_once(world):
    rule(world, person=True)
    world.happen(incident(recorded_at=NIGHT))
    for hours in (0, 3, 27):
        world.run(MORNING + hours * HOUR)
    assert digests(world) == {"ann": 1, "bob": 1}
    assert set(DeliveryRow.objects.filter(alert__isnull=False).values_list("state", flat=True)) == {"digested"}


def test_it_is_in_no_second_digest_when_the_first_is_too_old_to_keep(world):
    rule(world, person=True)
    world.happen(incident(recorded_at=NIGHT))
    world.run(MORNING)
    world.run(MORNING + 3 * HOUR)
    DigestRow.objects.all().delete()
    world.run(MORNING + 100 * DAY)
    assert digests(world) == {"ann": 1, "bob": 1}


def test_what_is_taken_back_before_the_digest_is_not_in_it(world):
    rule(world, person=False)
    world.happen(incident(recorded_at=NIGHT))
    world.run(MORNING)
    world.happen(incident(version=2, status=IncidentStatus.RETRACTED, recorded_at=MORNING + MINUTE))
    world.run(MORNING + 3 * HOUR)
    assert world.mails == []
    assert set(DeliveryRow.objects.values_list("state", flat=True)) == {"superseded"}


def test_a_trip_that_is_called_off_before_the_digest_is_not_in_it(world):
    rule(world, person=False)
    world.happen(incident(recorded_at=NIGHT))
    world.run(MORNING)
    Trip.objects.update(cancelled_at=MORNING)
    world.run(MORNING + 3 * HOUR)
    assert world.mails == []


def test_nobody_reads_of_whoever_is_erased_before_the_digest(world, tmp_path):
    rule(world, person=False)
    world.happen(incident(recorded_at=NIGHT))
    world.run(MORNING)
    erase_person(world.ann, tmp_path, now=MORNING)
    world.run(MORNING + 3 * HOUR)
    assert world.mails == []


def test_what_a_mailbox_was_going_to_be_told_is_in_the_digest_of_whom_it_touches(world):
    from lookfar.flow import endpoints

    endpoints.add_mailbox(world.organisation, "desk@example.org", now=NOON - HOUR)
    world.run(NOON - HOUR)
    kept.keep_rule(world.organisation, Rule(id="", name="Desk", tell=Tell(person=False)))
    world.happen(incident(recorded_at=NOON))
    world.silence(UNREST, hours=40)
    world.run(NOON)
    world.run(NOON + 40 * HOUR)
    world.run(NOON + 64 * HOUR)
    assert digests(world) == {"ann": 1}


def test_nobody_is_unreached_by_what_is_told_in_their_digest(world):
    save_duty(
        world.organisation, keep_person(world.organisation, name="Dora", email="dora@example.org", home=None)
    )
    rule(world, person=False)
    world.happen(incident(recorded_at=NIGHT))
    for hours in (0, 3, 4):
        world.run(MORNING + hours * HOUR)
    assert [str(mail["To"]) for mail in world.mails] == ["bob@example.org"]
