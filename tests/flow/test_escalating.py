"""What threatens life and is not acknowledged goes on to the duty contacts, one by one, until somebody answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.flow.holding_making import NOON, World, ann_and_two_on_duty, body, incident
from tests.web import seeding

from lookfar.domain.errors import NotFound
from lookfar.domain.vocabulary import IncidentStatus, Severity
from lookfar.flow.escalating import read_token, token_of
from lookfar.flow.people import keep_person
from lookfar.flow.ruling import put_on_duty, save_duty
from lookfar.flow.safety import ask_everybody
from lookfar.records import escalations, heartbeats
from lookfar.records.models import AlertRow, EscalationStep, Person

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(db, tmp_path):
    return ann_and_two_on_duty(tmp_path)


def grave(**changes):
    return incident(severity=Severity.EXTREME, **{"recorded_at": NOON, **changes})


def told(world) -> list[str]:
    return [str(mail["To"]).partition("@")[0] for mail in world.mails]


def test_each_duty_contact_is_told_ten_minutes_after_the_one_before(world):
    world.happen(grave())
    got = []
    for minutes in (0, 9, 10, 11, 19, 20, 31, 60):
        world.run(NOON + minutes * MINUTE)
        got.append(told(world)[len(got) and sum(map(len, got)) :])
    assert got == [["ann"], [], ["dora"], [], [], ["emil"], [], []]
    assert "You are a duty contact" in body(world.mails[1])
    steps = EscalationStep.objects.order_by("number")
    assert [(step.number, step.why) for step in steps] == [(1, "not_acknowledged"), (2, "not_acknowledged")]


def test_a_duty_contact_reads_that_whom_it_is_about_could_not_be_told(world):
    ann = Person.objects.get(pk=next(one.pk for one in Person.objects.all() if one.private["name"] == "Ann"))
    keep_person(world.organisation, person=ann, name="Ann", email="", home=seeding.ALMATY)
    world.happen(grave())
    world.run(NOON)
    world.run(NOON + 10 * MINUTE)
    said = " ".join(body(world.mails[0]).split())
    assert (
        "Lookfar cannot tell Ann: no e-mail address and no device of theirs is kept, nor a phone number." in said
    )
    assert "Reach them yourself." in said


def test_an_acknowledgement_stops_it_and_updates_do_not_start_it_again(world):
    world.happen(grave())
    world.run(NOON)
    world.run(NOON + 10 * MINUTE)
    row = AlertRow.objects.get(held="")
    assert escalations.acknowledge(row, now=NOON + 12 * MINUTE, how="page")
    world.happen(grave(version=2, title="Protest with many dead in Almaty", recorded_at=NOON + 15 * MINUTE))
    world.run(NOON + 60 * MINUTE)
    assert told(world).count("emil") == 0
    assert not EscalationStep.objects.filter(number=2).exists()


def test_updates_do_not_put_it_off(world):
    from lookfar.domain.report import Toll

    for version in range(1, 6):
        at = NOON + 4 * (version - 1) * MINUTE
        world.happen(grave(version=version, recorded_at=at, fatalities=Toll(best=20 * 2**version)))
        world.run(at)
    assert "dora" in told(world)


def test_what_grows_into_a_threat_to_life_after_an_acknowledgement_is_asked_again(world):
    world.happen(incident(recorded_at=NOON))
    world.run(NOON)
    escalations.acknowledge(AlertRow.objects.get(held=""), now=NOON, how="page")
    world.happen(grave(version=2, recorded_at=NOON + MINUTE))
    world.run(NOON + MINUTE)
    world.run(NOON + 11 * MINUTE)
    assert "dora" in told(world)


def test_a_cancel_ends_it(world):
    world.happen(grave())
    world.run(NOON)
    world.happen(grave(version=2, status=IncidentStatus.RETRACTED, recorded_at=NOON + MINUTE))
    world.run(NOON + 60 * MINUTE)
    assert told(world) == ["ann", "ann"]


def test_less_than_a_threat_to_life_goes_to_nobody_else(world):
    world.happen(incident(recorded_at=NOON))
    world.run(NOON)
    world.run(NOON + 60 * MINUTE)
    assert told(world) == ["ann"]


@pytest.mark.parametrize("severity", [Severity.MODERATE, Severity.EXTREME])
def test_when_a_person_cannot_be_reached_the_first_duty_contact_is_told_at_once(world, severity):
    world.bouncing = {"ann@example.org"}
    world.happen(incident(severity=severity, recorded_at=NOON))
    world.run(NOON)
    world.run(NOON + MINUTE)
    assert told(world) == ["dora"]
    assert EscalationStep.objects.get().why == "unreached"


def test_a_duty_contact_who_was_told_is_followed_up_too(world):
    world.happen(grave())
    world.run(NOON)
    world.run(NOON + 10 * MINUTE)
    world.happen(grave(version=2, status=IncidentStatus.RETRACTED, recorded_at=NOON + 15 * MINUTE))
    world.run(NOON + 16 * MINUTE)
    assert sorted(told(world)[2:]) == ["ann", "dora"]


def test_after_a_day_nobody_is_woken_for_what_nobody_answered(world):
    world.happen(grave())
    world.run(NOON)
    heartbeats.beat(heartbeats.HOLDING, at=NOON + timedelta(days=400))
    world.run(NOON + timedelta(days=400))
    assert told(world) == ["ann"]


def test_two_workers_take_a_step_once(world):
    world.happen(grave())
    world.run(NOON)
    row = AlertRow.objects.get(held="")
    stale = AlertRow.objects.get(held="")
    assert escalations.next_at(row, NOON + 20 * MINUTE)
    assert not escalations.next_at(stale, NOON + 20 * MINUTE)


def test_the_link_of_the_mail_is_signed_and_the_same_on_every_retry(world):
    world.happen(grave())
    world.run(NOON)
    row = AlertRow.objects.get(held="")
    token = token_of(row.alert_id, str(row.person_id))
    assert f"https://look.example/alerts/{row.alert_id}/acknowledge/{token}" in body(world.mails[0])
    assert read_token(row.alert_id, token) == (row, row.person)
    for wrong in (token[:-1], token + "x", token.upper(), "x"):
        with pytest.raises(NotFound):
            read_token(row.alert_id, wrong)
    with pytest.raises(NotFound):
        read_token("00000000-0000-4000-8000-000000000000", token)


def test_a_duty_contact_where_it_now_is_reads_that_it_was_cancelled_for_somebody_else(db, tmp_path):
    world = World(tmp_path)
    world.person("Jon")
    save_duty(world.organisation, world.person("Dora", home=seeding.LIMA))
    world.happen(grave(title="Bomb found in a mall"))
    world.run(NOON)
    world.run(NOON + 10 * MINUTE)
    world.happen(
        grave(version=2, title="Bomb found in a mall", place=seeding.LIMA, recorded_at=NOON + 11 * MINUTE)
    )
    world.run(NOON + 11 * MINUTE)
    first, *later = [mail for mail in world.mails if mail["To"].startswith("dora")]
    assert str(first["Subject"]).endswith(": Bomb found in a mall - Jon: in Almaty")
    assert "WHAT JON SHOULD DO" in body(first)
    [cancel] = [mail for mail in later if "Cancelled" in mail["Subject"]]
    assert str(cancel["Subject"]).startswith("[Lookfar] Cancelled for Jon (Almaty): Extreme: ")
    assert "It no longer reaches Jon in Almaty." in body(cancel)
    assert "reaches you" not in body(cancel)
    [own] = [mail for mail in later if mail is not cancel]
    assert "WHERE IT IS FROM YOU" in body(own)


def test_the_first_duty_contact_is_told_of_what_nobody_could_be_told_of_before(db, tmp_path):
    world = World(tmp_path)
    world.person("Ann")
    keep_person(world.organisation, name="Una", email="", home=seeding.LIMA)
    world.happen(grave())
    world.happen(incident("lima", place=seeding.LIMA, recorded_at=NOON))
    world.happen(incident("moderate", recorded_at=NOON))
    later = NOON + timedelta(hours=3)
    world.run(NOON)
    world.run(NOON + 15 * MINUTE)
    put_on_duty(world.organisation, world.person("Dora", home=None), now=later)
    assert told(world).count("dora") == 0
    world.run(later)
    assert told(world).count("dora") == 2
    assert "sent late because there was no duty contact before" in " ".join(body(world.mails[-1]).split())
    put_on_duty(world.organisation, world.person("Emil", home=None), now=later)
    world.run(later)
    assert told(world).count("emil") == 0


@pytest.mark.parametrize("make", [grave, lambda: incident(recorded_at=NOON)], ids=["grave", "severe"])
def test_a_later_duty_contact_is_told_of_what_reached_neither_its_person_nor_the_one_before(db, tmp_path, make):
    world = World(tmp_path)
    world.person("Ann")
    put_on_duty(world.organisation, world.person("Dora", home=None), now=NOON)
    world.bouncing = {"ann@example.org", "dora@example.org"}
    world.happen(make())
    for minutes in (0, 1, 2, 15, 30):
        world.run(NOON + minutes * MINUTE)
    assert told(world) == []
    later = NOON + timedelta(hours=3)
    put_on_duty(world.organisation, world.person("Emil", home=None), now=later)
    world.run(later)
    assert told(world) == ["emil"]
    assert "sent late because no duty contact could be reached before" in " ".join(body(world.mails[-1]).split())


def test_a_question_does_not_hide_the_threat_to_life_it_asks_after(db, tmp_path):
    world = World(tmp_path)
    world.person("Ann")
    world.happen(grave())
    world.run(NOON)
    world.run(NOON + 15 * MINUTE)
    ask_everybody(world.organisation, grave().id, words="", by=None, now=NOON + 20 * MINUTE)
    world.run(NOON + 20 * MINUTE)
    assert told(world) == ["ann", "ann"]
    later = NOON + timedelta(hours=3)
    put_on_duty(world.organisation, world.person("Dora", home=None), now=later)
    world.run(later)
    assert told(world)[2:] == ["dora"]
    assert "sent late because there was no duty contact before" in " ".join(body(world.mails[-1]).split())


def test_a_question_after_a_cancel_brings_no_threat_back(db, tmp_path):
    world = World(tmp_path)
    world.person("Ann")
    world.happen(grave())
    world.run(NOON)
    world.happen(grave(version=2, recorded_at=NOON + 16 * MINUTE, place=seeding.LIMA))
    world.run(NOON + 17 * MINUTE)
    ask_everybody(world.organisation, grave().id, words="", by=None, now=NOON + 20 * MINUTE)
    world.run(NOON + 20 * MINUTE)
    later = NOON + timedelta(hours=3)
    put_on_duty(world.organisation, world.person("Dora", home=None), now=later)
    world.run(later)
    assert told(world) == ["ann", "ann", "ann"]


@pytest.mark.parametrize("asks", [False, True], ids=["", "asked"])
def test_what_reached_nobody_goes_on_to_every_duty_contact_whatever_was_asked_since(db, tmp_path, asks):
    world = World(tmp_path)
    world.bouncing = {"ann@example.org"}
    world.person("Ann")
    world.happen(grave())
    world.run(NOON)
    world.run(NOON + 15 * MINUTE)
    if asks:
        ask_everybody(world.organisation, grave().id, words="", by=None, now=NOON + 20 * MINUTE)
    world.run(NOON + 21 * MINUTE)
    later = NOON + timedelta(hours=3)
    for name in ("Dora", "Emil"):
        put_on_duty(world.organisation, world.person(name, home=None), now=later)
    for minutes in (0, 10, 20):
        world.run(later + minutes * MINUTE)
    assert told(world) == ["dora", "emil"]


@pytest.mark.parametrize("asks", [False, True], ids=["", "asked"])
def test_the_next_duty_contact_is_told_at_once_when_the_first_cannot_be_reached(db, tmp_path, asks):
    world = World(tmp_path)
    world.person("Ann")
    world.bouncing = {"dora@example.org"}
    for name in ("Dora", "Emil"):
        save_duty(world.organisation, world.person(name, home=None))
    world.happen(grave())
    world.run(NOON)
    if asks:
        ask_everybody(world.organisation, grave().id, words="", by=None, now=NOON + 5 * MINUTE)
    for minutes in (5, 10, 11):
        world.run(NOON + minutes * MINUTE)
    assert told(world)[-1] == "emil"


def test_a_later_duty_contact_is_not_told_of_what_reached_the_one_before(db, tmp_path):
    world = World(tmp_path)
    world.person("Ann")
    put_on_duty(world.organisation, world.person("Dora", home=None), now=NOON)
    world.bouncing = {"ann@example.org"}
    world.happen(incident(recorded_at=NOON))
    for minutes in (0, 1, 2, 15):
        world.run(NOON + minutes * MINUTE)
    later = NOON + timedelta(hours=3)
    put_on_duty(world.organisation, world.person("Emil", home=None), now=later)
    world.run(later)
    assert told(world) == ["dora"]


@pytest.mark.parametrize("ended_by", ["acknowledged", "closed", "cancelled", "old"])
def test_of_what_is_over_the_first_duty_contact_is_not_told(db, tmp_path, ended_by):
    world = World(tmp_path)
    world.person("Ann")
    world.happen(grave())
    world.run(NOON)
    world.run(NOON + 15 * MINUTE)
    later = NOON + timedelta(hours=30 if ended_by == "old" else 3)
    if ended_by == "acknowledged":
        escalations.acknowledge(AlertRow.objects.get(held=""), now=NOON, how="page")
    elif ended_by != "old":
        status = IncidentStatus.CLOSED if ended_by == "closed" else IncidentStatus.RETRACTED
        world.happen(grave(version=2, status=status, recorded_at=NOON + 20 * MINUTE))
    heartbeats.beat(heartbeats.HOLDING, at=later)
    put_on_duty(world.organisation, world.person("Dora", home=None), now=later)
    world.run(later)
    assert "dora" not in told(world)
