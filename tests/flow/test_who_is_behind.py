"""Whoever is behind a subject now is told of what goes on: a new traveller or contact, and by a way they did not have."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from tests.flow.holding_making import NIGHT, NOON, World, ann_and_two_on_duty, body, incident
from tests.flow.test_holding import MORNING, NIGHTS, UNREST
from tests.web import seeding

from lookfar.alerts.route import Rule, Tell
from lookfar.cli import people as command
from lookfar.domain.vocabulary import IncidentStatus, Severity
from lookfar.flow.legs import LegPlan
from lookfar.flow.matching import match_and_alert
from lookfar.flow.people import keep_person, keep_site, keep_trip, tell_of_present, tell_of_trip
from lookfar.flow.ruling import save_duty
from lookfar.flow.safety import ask_everybody
from lookfar.records import incidents as store
from lookfar.records import rules as kept
from lookfar.records.escalations import acknowledge
from lookfar.records.models import AlertRow, Person

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATER = NOON + HOUR
LEGS = [LegPlan(place=seeding.ALMATY, start=NOON - DAY, end=NOON + 3 * DAY)]


@pytest.fixture
def world(db, tmp_path):
    return World(tmp_path)


def told(world) -> list[str]:
    return [str(mail["To"]).partition("@")[0] for mail in world.mails]


def happens(world, **changes) -> None:
    world.happen(incident(recorded_at=NOON, **changes))
    world.run(NOON)


def edited(world, person: Person, at=LATER, **changes) -> None:
    home = changes.pop("home", person.private["home"])
    values = {"name": str(person.private["name"]), "email": str(person.private["email"]), **changes}
    keep_person(world.organisation, home=home, person=person, **values)
    tell_of_present([str(person.pk)], now=at)
    world.run(at)


def given_to(world, trip, person) -> None:
    keep_trip(person, name="Fair", legs=LEGS, trip=trip)
    tell_of_trip(trip, now=LATER)
    world.run(LATER)


def test_who_takes_over_a_trip_is_told_as_news_and_who_had_it_that_it_is_theirs_now(world):
    ann, bob = world.person("Ann", home=None), world.person("Bob", home=None)
    trip = keep_trip(ann, name="Fair", legs=LEGS)
    happens(world)
    given_to(world, trip, bob)
    assert sorted(told(world)) == ["ann", "ann", "bob"]
    [to_bob] = [mail for mail in world.mails if mail["To"] == "bob@example.org"]
    [_, to_ann] = [mail for mail in world.mails if mail["To"] == "ann@example.org"]
    assert "Update" not in to_bob["Subject"]
    assert "Update" in to_ann["Subject"]
    assert "Bob is on this trip now." in body(to_ann)
    given_to(world, trip, bob)
    assert len(world.mails) == 3


def test_who_takes_over_is_asked_to_acknowledge_whoever_did_before(db, tmp_path):
    world = ann_and_two_on_duty(tmp_path)
    [ann] = [one for one in Person.objects.all() if one.private["name"] == "Ann"]
    edited(world, ann, at=NOON - HOUR, home=None)
    trip = keep_trip(ann, name="Fair", legs=LEGS)
    happens(world, severity=Severity.EXTREME)
    acknowledge(AlertRow.objects.get(held=""), now=NOON, how="page")
    given_to(world, trip, world.person("Bob", home=None))
    world.run(LATER + 9 * MINUTE)
    assert "dora" not in told(world)
    world.run(LATER + 10 * MINUTE)
    assert told(world)[-1] == "dora"


def on_a_trip_given_to_bob(tmp_path, severity: Severity, bouncing: str = "") -> tuple[World, Person]:
    world = ann_and_two_on_duty(tmp_path)
    [ann] = [one for one in Person.objects.all() if one.private["name"] == "Ann"]
    edited(world, ann, at=NOON - HOUR, home=None)
    trip = keep_trip(ann, name="Fair", legs=LEGS)
    happens(world, severity=severity)
    acknowledge(AlertRow.objects.get(held=""), now=NOON, how="mail", person=ann)
    world.bouncing = {bouncing}
    given_to(world, trip, world.person("Bob", home=None))
    return world, ann


def test_whoever_had_a_trip_does_not_answer_for_who_has_it_now(db, tmp_path):
    world, ann = on_a_trip_given_to_bob(tmp_path, Severity.EXTREME)
    newest = AlertRow.objects.filter(held="").order_by("-sequence")[0]
    acknowledge(newest, now=LATER, how="mail", person=ann)
    world.run(LATER + 10 * MINUTE)
    assert told(world)[-1] == "dora"


def test_who_has_a_trip_now_answers_for_it(db, tmp_path):
    world, _ = on_a_trip_given_to_bob(tmp_path, Severity.EXTREME)
    newest = AlertRow.objects.filter(held="").order_by("-sequence")[0]
    acknowledge(newest, now=LATER, how="mail", person=newest.person)
    world.run(LATER + 10 * MINUTE)
    assert "dora" not in told(world)


def test_when_who_has_a_trip_now_cannot_be_reached_a_duty_contact_is_told_whoever_answered_before(db, tmp_path):
    world, _ = on_a_trip_given_to_bob(tmp_path, Severity.SEVERE, bouncing="bob@example.org")
    for minutes in (1, 2):
        world.run(LATER + minutes * MINUTE)
    assert told(world)[-1] == "dora"


def test_the_new_contact_of_a_site_is_told(world):
    ann, bob = world.person("Ann", home=None), world.person("Bob", home=None)
    site = keep_site(world.organisation, name="Office", place=seeding.ALMATY, contact=ann)
    happens(world)
    keep_site(world.organisation, name="Office", place=seeding.ALMATY, contact=bob, site=site)
    tell_of_present([str(site.pk)], now=LATER)
    world.run(LATER)
    assert told(world).count("bob") == 1
    assert "Somebody else answers for Office now." in body(world.mails[-1]) + body(world.mails[-2])


def test_the_first_contact_of_a_site_is_told(world):
    site = keep_site(world.organisation, name="Office", place=seeding.ALMATY)
    happens(world)
    assert told(world) == []
    contact = world.person("Bob", home=None)
    keep_site(world.organisation, name="Office", place=seeding.ALMATY, contact=contact, site=site)
    tell_of_present([str(site.pk)], now=LATER)
    world.run(LATER)
    assert told(world) == ["bob"]


def test_what_a_silence_holds_of_a_new_traveller_is_told_when_it_ends(world):
    ann, bob = world.person("Ann", home=None), world.person("Bob", home=None)
    trip = keep_trip(ann, name="Fair", legs=LEGS)
    happens(world)
    world.silence(UNREST, hours=5, start=NOON + MINUTE)
    given_to(world, trip, bob)
    assert told(world) == ["ann"]
    world.run(NOON + 6 * HOUR)
    assert told(world).count("bob") == 1


def test_nobody_takes_over_what_was_taken_back(world):
    ann, bob = world.person("Ann", home=None), world.person("Bob", home=None)
    trip = keep_trip(ann, name="Fair", legs=LEGS)
    happens(world)
    world.happen(incident(version=2, recorded_at=NOON + MINUTE, status=IncidentStatus.RETRACTED))
    world.run(NOON + MINUTE)
    given_to(world, trip, bob)
    assert told(world) == ["ann", "ann"]


def test_who_gets_an_address_is_told_at_once_and_once(world):
    ann = keep_person(world.organisation, name="Ann", email="", home=seeding.ALMATY)
    happens(world)
    edited(world, ann, email="ann@example.org")
    edited(world, ann, email="ann@example.org", phone="1")
    assert told(world) == ["ann"]
    assert "Update" not in world.mails[0]["Subject"]


def test_what_a_wrong_address_did_not_take_goes_to_the_right_one(world):
    ann = keep_person(world.organisation, name="Ann", email="an@example.org", home=seeding.ALMATY)
    world.bouncing = {"an@example.org"}
    happens(world)
    edited(world, ann, email="ann@example.org")
    assert told(world) == ["ann"]


@pytest.mark.parametrize("what", ["trip", "site"])
def test_an_address_counts_for_their_trips_and_sites_too(world, what):
    ann = keep_person(world.organisation, name="Ann", email="", home=None)
    if what == "trip":
        keep_trip(ann, name="Fair", legs=LEGS)
    else:
        keep_site(world.organisation, name="Office", place=seeding.ALMATY, contact=ann)
    happens(world)
    edited(world, ann, email="ann@example.org")
    assert told(world) == ["ann"]


def test_whom_a_rule_leaves_out_is_left_out_when_they_get_an_address(world):
    ann = keep_person(world.organisation, name="Ann", email="", home=seeding.ALMATY)
    bob = world.person("Bob", home=None)
    tell = Tell(person=False, endpoints=False, others=(str(bob.pk),))
    kept.keep_rule(world.organisation, Rule(id="", name="Bob", tell=tell))
    happens(world)
    edited(world, ann, email="ann@example.org")
    assert told(world) == ["bob"]


def test_a_change_that_changes_no_way_tells_nobody_again(world):
    ann = world.person("Ann")
    happens(world)
    for phone in ("1", "2"):
        edited(world, ann, phone=phone)
    assert told(world) == ["ann"]


def test_whoever_was_told_before_two_incidents_were_put_together_is_not_told_anew_when_edited(world):
    ann = world.person("Ann")
    one, other = (incident(name, recorded_at=NOON, severity=Severity.EXTREME) for name in ("a", "b"))
    store.keep_versions([one])
    world.happen(other)
    world.run(NOON)
    after = replace(one, version=2, recorded_at=NOON + MINUTE, reports=(*one.reports, *other.reports))
    store.keep_versions([after])
    store.merged_into(other.id, one.id, now=NOON + MINUTE)
    store.keep_regrouping("merge", one.id, other.id, other.reports, who="Ann", why="one", now=NOON + MINUTE)
    match_and_alert((after,), now=NOON + MINUTE, origin=after.origin)
    world.run(NOON + MINUTE)
    before = told(world)
    edited(world, ann, phone="1")
    assert told(world) == before


def test_whoever_is_loaded_from_a_file_is_told_of_what_goes_on(world, tmp_path):
    now = datetime.now(UTC)
    world.happen(incident(start=now - 3 * HOUR, recorded_at=now - HOUR))
    file = tmp_path / "people.json"
    people = [{"name": "Ann", "email": "ann@example.org", "home": "Almaty, Kazakhstan"}]
    file.write_bytes(orjson.dumps({"organisations": [{"name": world.organisation.name, "people": people}]}))
    command.load(file)
    world.run(now + MINUTE)
    assert told(world) == ["ann"]


def test_what_waited_for_the_one_before_goes_to_the_new_one_alone(world):
    ann, bob = world.person("Ann", home=None), world.person("Bob", home=None)
    kept.keep_hours(world.organisation, kept.Hours(quiet=NIGHTS, zone="Asia/Almaty"), ann)
    trip = keep_trip(ann, name="Fair", legs=LEGS)
    world.happen(incident(recorded_at=NIGHT))
    world.run(NIGHT)
    keep_trip(bob, name="Fair", legs=LEGS, trip=trip)
    tell_of_trip(trip, now=NIGHT + MINUTE)
    for at in (NIGHT + MINUTE, MORNING, MORNING + HOUR):
        world.run(at)
    assert told(world) == ["bob"]


def test_what_is_held_is_in_the_digest_of_the_new_one(world):
    ann, bob = world.person("Ann", home=None), world.person("Bob", home=None)
    trip = keep_trip(ann, name="Fair", legs=LEGS)
    happens(world, severity=Severity.MINOR)
    given_to(world, trip, bob)
    world.run(NOON + DAY)
    assert told(world) == ["bob"]


def test_who_gets_the_question_at_a_new_address_is_waited_for_when_life_is_threatened(world):
    world.bouncing = {"an@example.org"}
    ann = keep_person(world.organisation, name="Ann", email="an@example.org", home=seeding.ALMATY)
    happens(world, severity=Severity.EXTREME)
    ask_everybody(world.organisation, incident().id, words="", by=None, now=NOON + MINUTE)
    for minutes in (1, 11):
        world.run(NOON + minutes * MINUTE)
    save_duty(world.organisation, world.person("Dora", home=None))
    edited(world, ann, email="ann@example.org")
    assert told(world) == ["ann"]
    world.run(LATER + 11 * MINUTE)
    assert told(world)[1:] == ["dora"]
