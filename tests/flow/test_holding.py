"""What is held goes out in the end, in order, once; threats to life never wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
from tests.flow.holding_making import NIGHT, NOON, World, body, incident
from tests.web import seeding

from lookfar.alerts.quiet_hours import QuietHours
from lookfar.alerts.route import Rule, Tell
from lookfar.alerts.scope import Scope
from lookfar.domain.places import Precision
from lookfar.domain.taxonomy import Category
from lookfar.domain.vocabulary import HoldReason, IncidentStatus, Severity
from lookfar.flow.legs import LegPlan
from lookfar.flow.people import keep_trip
from lookfar.records import holds
from lookfar.records import rules as kept
from lookfar.records.models import AlertRow, DeliveryRow, DigestRow, Trip

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NIGHTS = QuietHours(start=time(22), end=time(7))
MORNING = seeding.DAY + timedelta(days=1, hours=1)
"""07:00 in Almaty."""


@pytest.fixture
def world(db, tmp_path):
    return World(tmp_path)


@pytest.fixture
def ann(world):
    return world.person()


def reasons() -> list[str]:
    return list(AlertRow.objects.exclude(held="").order_by("pk").values_list("held", flat=True))


# quiet hours


def test_what_comes_in_quiet_hours_goes_when_they_end_where_the_person_is(world, ann):
    kept.keep_hours(world.organisation, kept.Hours(quiet=NIGHTS), ann)
    world.happen(incident(recorded_at=NIGHT))
    assert world.run(NIGHT) == []
    assert world.run(MORNING - MINUTE) == []
    assert len(world.run(MORNING)) == 1
    assert world.run(MORNING + DAY) == []


def test_a_threat_to_life_breaks_quiet_hours_and_so_does_its_correction(world, ann):
    kept.keep_hours(world.organisation, kept.Hours(quiet=NIGHTS), ann)
    world.happen(incident(severity=Severity.EXTREME, recorded_at=NIGHT))
    assert len(world.run(NIGHT)) == 1
    lower = incident(severity=Severity.MODERATE, version=2, recorded_at=NIGHT + MINUTE)
    world.happen(lower)
    [update] = world.run(NIGHT + 2 * MINUTE)
    assert "Update: " in update


def test_versions_of_a_quiet_night_come_as_one_alert_in_the_morning(world, ann):
    kept.keep_hours(world.organisation, kept.Hours(quiet=NIGHTS), ann)
    world.happen(incident(recorded_at=NIGHT))
    world.happen(incident(severity=Severity.SEVERE, version=2, recorded_at=NIGHT + HOUR))
    [subject] = world.run(MORNING)
    assert subject.startswith("[Lookfar] Severe: ")
    assert "WHAT IS NEW" not in body(world.mails[0])


def test_what_was_taken_back_in_the_night_wakes_and_bothers_nobody(world, ann):
    kept.keep_hours(world.organisation, kept.Hours(quiet=NIGHTS), ann)
    world.happen(incident(recorded_at=NIGHT))
    world.happen(incident(version=2, status=IncidentStatus.RETRACTED, recorded_at=NIGHT + HOUR))
    assert world.run(MORNING) == []
    assert set(DeliveryRow.objects.values_list("state", flat=True)) == {"superseded"}


def test_what_grows_into_a_threat_to_life_in_quiet_hours_is_told_at_once_as_news(world, ann):
    kept.keep_hours(world.organisation, kept.Hours(quiet=NIGHTS), ann)
    world.happen(incident(recorded_at=NIGHT))
    world.happen(incident(severity=Severity.EXTREME, version=2, recorded_at=NIGHT + HOUR))
    [subject] = world.run(NIGHT + HOUR)
    assert subject.startswith("[Lookfar] Extreme: ")
    assert world.run(MORNING) == []


def test_who_has_left_when_quiet_hours_end_reads_of_it_in_the_digest(world):
    ann = world.person(home=None)
    leg = LegPlan(place=seeding.ALMATY, start=seeding.DAY, end=MORNING - HOUR)
    keep_trip(ann, name="Fair", legs=[leg])
    kept.keep_hours(world.organisation, kept.Hours(quiet=NIGHTS, zone="Asia/Almaty", digest=time(9)), ann)
    world.happen(incident(recorded_at=NIGHT))
    assert world.run(MORNING) == []
    [digest] = world.run(MORNING + 2 * HOUR)
    assert "Daily digest" in digest
    assert "NO LONGER CONCERNED YOU WHEN THEY ENDED" in body(world.mails[-1])


# groups


def test_several_incidents_within_a_window_are_two_messages(world, ann):
    for number in range(5):
        world.happen(incident(f"n{number}", recorded_at=NOON + number * timedelta(seconds=10)))
    assert len(world.run(NOON + MINUTE)) == 1
    [rest] = world.run(NOON + 5 * MINUTE)
    assert rest.endswith("(and 3 more)")
    told = body(world.mails[-1])
    assert all(f"Protest n{number} in Almaty" in told for number in range(1, 5))
    assert world.run(NOON + HOUR) == []
    assert set(DeliveryRow.objects.values_list("state", flat=True)) == {"delivered"}


def test_a_threat_to_life_waits_at_most_half_a_minute_for_others(world, ann):
    world.happen(incident("first", recorded_at=NOON))
    world.run(NOON)
    second = NOON + timedelta(seconds=5)
    world.happen(incident("second", severity=Severity.EXTREME, recorded_at=second))
    [row] = DeliveryRow.objects.filter(alert__severity="Extreme")
    assert row.due_at <= second + timedelta(seconds=30)


def test_a_group_whose_leader_is_no_longer_wanted_still_brings_the_others(world):
    ann = world.person(home=None)
    legs = [LegPlan(place=seeding.ALMATY, start=seeding.DAY, end=seeding.DAY + 3 * DAY)]
    trip = keep_trip(ann, name="Fair", legs=legs)
    world.person("Bob")
    keep_trip(ann, name="Other", legs=legs)
    world.happen(incident("a", recorded_at=NOON))
    world.run(NOON)
    for name in "bc":
        world.happen(incident(name, recorded_at=NOON + MINUTE))
    Trip.objects.filter(pk=trip.pk).update(cancelled_at=NOON + 2 * MINUTE)
    world.run(NOON + HOUR)
    world.run(NOON + HOUR)
    open_ = DeliveryRow.objects.filter(state__in=("waiting", "failed"))
    assert not open_.exists()
    other = DeliveryRow.objects.filter(alert__subject_id=str(Trip.objects.exclude(pk=trip.pk).get().legs.get().pk))
    assert set(other.values_list("state", flat=True)) == {"delivered"}


# silences


UNREST = Scope(categories=frozenset({Category.UNREST}))


def test_a_silence_holds_and_what_is_still_true_when_it_ends_is_told(world, ann):
    world.silence(UNREST, hours=2)
    world.happen(incident(recorded_at=NOON))
    assert world.run(NOON + HOUR) == []
    assert reasons() == [HoldReason.SILENCED]
    assert len(world.run(NOON + 2 * HOUR)) == 1
    assert not holds.open_holds().exists()


def test_what_is_over_when_a_silence_ends_is_in_the_digest(world, ann):
    world.silence(UNREST, hours=24 * 20)
    world.happen(incident(recorded_at=NOON))
    assert world.run(NOON + 19 * DAY) == []
    after = [*world.run(NOON + 20 * DAY), *world.run(NOON + 21 * DAY)]
    assert [("digest" in subject) for subject in after] == [True]


@pytest.mark.parametrize(("over_life", "mails"), [(False, 1), (True, 0)])
def test_a_threat_to_life_passes_a_silence_that_does_not_name_it(world, ann, over_life, mails):
    world.silence(UNREST, hours=2, over_life=over_life)
    world.happen(incident(severity=Severity.EXTREME, recorded_at=NOON))
    assert len(world.run(NOON)) == mails


def test_a_cancel_follows_through_a_silence(world, ann):
    world.happen(incident(recorded_at=NOON))
    world.run(NOON)
    world.silence(UNREST, hours=2)
    world.happen(incident(version=2, status=IncidentStatus.RETRACTED, recorded_at=NOON + MINUTE))
    [cancelled] = world.run(NOON + MINUTE)
    assert "Cancelled for Ann" in cancelled


def test_an_update_held_by_a_silence_is_told_when_it_ends_and_only_the_newest(world, ann):
    world.happen(incident(recorded_at=NOON))
    world.run(NOON)
    world.silence(UNREST, hours=2)
    for version, deaths in ((2, Severity.SEVERE), (3, Severity.MINOR)):
        world.happen(incident(version=version, severity=deaths, recorded_at=NOON + version * MINUTE))
    assert world.run(NOON + HOUR) == []
    [update] = world.run(NOON + 2 * HOUR)
    assert update.startswith("[Lookfar] Update: Minor")


# larger incidents


def war(**changes):
    made = incident("war", severity=Severity.EXTREME, title="War in Kazakhstan", **changes)
    place = replace(made.place, precision=Precision.COUNTRY, name="Kazakhstan", radius_km=900.0)
    return replace(made, place=place)


def test_a_known_war_holds_the_single_shelling_and_its_end_releases_it(world, ann):
    world.happen(war(recorded_at=NOON))
    world.happen(incident(recorded_at=NOON + MINUTE))
    assert len(world.run(NOON + 10 * MINUTE)) == 1
    assert reasons() == [HoldReason.INHIBITED_BY]
    world.happen(replace(war(version=2, recorded_at=NOON + HOUR), status=IncidentStatus.RETRACTED))
    subjects = world.run(NOON + HOUR + 10 * MINUTE)
    assert [subject.split(":")[0] for subject in subjects] == [
        "[Lookfar] Cancelled for Ann (Almaty)",
        "[Lookfar] Moderate",
    ]


def test_what_a_larger_one_held_is_told_after_its_digest_too(world, ann):
    world.happen(war(recorded_at=NOON))
    world.happen(incident(recorded_at=NOON + MINUTE))
    later = NOON + DAY + HOUR
    assert sum("digest" in subject for subject in world.run(later)) == 1
    world.happen(replace(war(version=2, recorded_at=later), status=IncidentStatus.RETRACTED))
    assert sum("[Lookfar] Moderate" in subject for subject in world.run(later + 10 * MINUTE)) == 1


def test_a_threat_to_life_and_another_kind_are_never_held_by_a_war(world, ann):
    world.happen(war(recorded_at=NOON))
    world.happen(incident("near", severity=Severity.EXTREME, recorded_at=NOON + MINUTE))
    world.happen(incident("quake", category=Category.HAZARD, recorded_at=NOON + 2 * MINUTE))
    world.run(NOON + 10 * MINUTE)
    assert reasons() == []


# rules


def test_without_any_rule_everybody_is_told_by_the_default_policy(world, ann):
    world.happen(incident(recorded_at=NOON))
    assert len(world.run(NOON)) == 1


def test_a_rule_sets_the_bar_and_who_else_is_told_and_the_alert_says_so(world, ann):
    bob = world.person("Bob", home=None)
    rule = Rule(
        id="",
        name="Unrest here",
        scope=UNREST,
        bar=Severity.SEVERE,
        tell=Tell(person=False, others=(str(bob.pk),)),
    )
    kept.keep_rule(world.organisation, rule)
    world.happen(incident(recorded_at=NOON))
    [held] = AlertRow.objects.all()
    assert held.held == HoldReason.BELOW_THRESHOLD
    assert "Unrest here" in held.private["why"][-1]
    world.happen(incident(version=2, severity=Severity.SEVERE, recorded_at=NOON + MINUTE))
    world.run(NOON + MINUTE)
    assert [mail["To"] for mail in world.mails] == ["bob@example.org"]


def test_a_rule_for_the_digest_lets_threats_to_life_through_unless_it_names_them(world, ann):
    kept.keep_rule(world.organisation, Rule(id="", name="Quietly", scope=UNREST, bar=None))
    world.happen(incident(severity=Severity.EXTREME, recorded_at=NOON))
    assert len(world.run(NOON)) == 1


def test_who_was_told_is_followed_up_whatever_the_rules_say_now(world, ann):
    world.happen(incident(recorded_at=NOON))
    world.run(NOON)
    bob = world.person("Bob", home=None)
    kept.keep_rule(world.organisation, Rule(id="", name="Bob", tell=Tell(person=False, others=(str(bob.pk),))))
    world.happen(incident(version=2, status=IncidentStatus.RETRACTED, recorded_at=NOON + MINUTE))
    world.run(NOON + 10 * MINUTE)
    assert [mail["To"] for mail in world.mails] == ["ann@example.org"] * 2


def test_another_organisations_rules_and_silences_change_nothing(world, ann, tmp_path):
    other = World(tmp_path, "Other People")
    kept.keep_rule(other.organisation, Rule(id="", name="None", bar=None))
    other.silence(UNREST, hours=2)
    world.happen(incident(recorded_at=NOON))
    assert len(world.run(NOON)) == 1


# digest


def test_the_digest_says_what_was_held_why_and_who_is_not_heard(world, ann):
    kept.keep_hours(world.organisation, kept.Hours(digest=time(20)), ann)
    world.happen(incident("small", severity=Severity.MINOR, recorded_at=NOON))
    unsure = incident("unsure", recorded_at=NOON)
    world.happen(replace(unsure, place=replace(unsure.place, confidence=0.3)))
    assert world.run(NOON + HOUR) == []
    [subject] = world.run(NOON + 2 * HOUR)
    assert "2 incidents you were not woken for" in subject
    said = body(world.mails[-1])
    assert "LESS GRAVE THAN WHAT YOU ARE WOKEN FOR" in said
    assert "PERHAPS NEAR YOU" in said
    assert "Not heard now" in said
    assert world.run(NOON + DAY + 2 * HOUR) == []


def test_a_held_incident_that_moved_away_or_was_taken_back_is_in_no_digest(world, ann):
    world.happen(incident("small", severity=Severity.MINOR, recorded_at=NOON))
    world.happen(incident("other", severity=Severity.MINOR, recorded_at=NOON))
    world.happen(
        incident("small", severity=Severity.MINOR, version=2, place=seeding.LIMA, recorded_at=NOON + MINUTE)
    )
    world.happen(incident("other", version=2, status=IncidentStatus.RETRACTED, recorded_at=NOON + MINUTE))
    assert world.run(NOON + 2 * DAY) == []
    assert not holds.open_holds().exists()


def test_the_digest_of_a_cancelled_trip_is_not_sent(world):
    ann = world.person(home=None)
    trip = keep_trip(
        ann, name="Fair", legs=[LegPlan(place=seeding.ALMATY, start=seeding.DAY, end=seeding.DAY + 3 * DAY)]
    )
    world.happen(incident("small", severity=Severity.MINOR, recorded_at=NOON))
    Trip.objects.filter(pk=trip.pk).update(cancelled_at=NOON)
    assert world.run(NOON + 2 * DAY) == []
    assert not DigestRow.objects.exists()


def test_what_is_held_of_a_site_of_nobody_goes_to_the_duty_contact_or_the_file(world):
    from lookfar.flow.people import keep_site

    keep_site(world.organisation, name="Plant", place=seeding.ALMATY)
    world.happen(incident("small", severity=Severity.MINOR, recorded_at=NOON))
    world.run(NOON + 2 * DAY)
    assert [line["type"] for line in world.journal()] == ["digest"]


# moved far


def test_an_incident_corrected_by_5000_km_cancels_here_and_alerts_there(world, ann):
    world.person("Luz", home=seeding.LIMA)
    world.happen(incident(recorded_at=NOON))
    world.run(NOON)
    world.happen(incident(version=2, place=seeding.LIMA, recorded_at=NOON + MINUTE))
    world.run(NOON + 10 * MINUTE)
    got = sorted((mail["To"], "Cancelled" in mail["Subject"]) for mail in world.mails)
    assert got == [("ann@example.org", False), ("ann@example.org", True), ("luz@example.org", False)]
    assert "It is now placed in Lima" in body(next(m for m in world.mails if "Cancelled" in m["Subject"]))


def test_a_trip_cancelled_a_second_before_sending_is_not_told(world):
    ann = world.person(home=None)
    trip = keep_trip(
        ann, name="Fair", legs=[LegPlan(place=seeding.ALMATY, start=seeding.DAY, end=seeding.DAY + 3 * DAY)]
    )
    world.happen(incident(recorded_at=NOON))
    Trip.objects.filter(pk=trip.pk).update(cancelled_at=NOON)
    assert world.run(NOON + timedelta(seconds=1)) == []


def test_an_update_and_a_cancel_wait_for_no_others(world, ann):
    world.happen(incident(recorded_at=NOON))
    world.run(NOON)
    world.happen(incident(version=2, severity=Severity.EXTREME, recorded_at=NOON + timedelta(seconds=2)))
    assert len(world.run(NOON + timedelta(seconds=2))) == 1
    world.happen(incident(version=3, status=IncidentStatus.RETRACTED, recorded_at=NOON + timedelta(seconds=4)))
    assert len(world.run(NOON + timedelta(seconds=4))) == 1


def test_a_silence_set_before_the_morning_holds_what_waited_for_it(world, ann):
    kept.keep_hours(world.organisation, kept.Hours(quiet=NIGHTS), ann)
    world.happen(incident(recorded_at=NIGHT))
    row = world.silence(UNREST, hours=3, start=MORNING - HOUR)
    assert world.run(MORNING) == []
    kept.end_silence(row, now=MORNING + HOUR)
    assert len(world.run(MORNING + HOUR)) == 1


def test_what_a_silence_caught_on_its_way_goes_when_it_ends_or_is_taken_back(world, ann):
    world.happen(incident("a", recorded_at=NOON), incident("b", recorded_at=NOON))
    world.silence(UNREST, hours=2)
    assert world.run(NOON) == []
    world.happen(incident("b", version=2, status=IncidentStatus.RETRACTED, recorded_at=NOON + MINUTE))
    assert len(world.run(NOON + 2 * HOUR)) == 1
    assert not DeliveryRow.objects.filter(state__in=("waiting", "failed")).exists()


def test_who_has_moved_away_in_a_quiet_night_is_not_told_in_the_morning(world, ann):
    from lookfar.flow.people import keep_person

    kept.keep_hours(world.organisation, kept.Hours(quiet=NIGHTS, zone="Asia/Almaty"), ann)
    world.happen(incident(recorded_at=NIGHT))
    keep_person(world.organisation, name="Ann", email="ann@example.org", home=seeding.LIMA, person=ann)
    [digest] = [*world.run(MORNING), *world.run(MORNING + DAY)]
    assert "digest" in digest
