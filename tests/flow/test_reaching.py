"""Whether an alert has reached whom it is for: by their own mail and devices, whatever version brought it."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from tests.flow.holding_making import NOON, World, incident
from tests.web import seeding

from lookfar.accounts.models import Membership, Role, User
from lookfar.alerts.route import Rule, Tell
from lookfar.channels.channel import Outgoing
from lookfar.channels.retry import next_attempt
from lookfar.domain.errors import Undeliverable, Unsent
from lookfar.domain.report import Toll
from lookfar.domain.vocabulary import IncidentStatus, Severity
from lookfar.flow import endpoints
from lookfar.flow.legs import LegPlan
from lookfar.flow.people import keep_person, keep_site, keep_trip
from lookfar.flow.ruling import save_duty
from lookfar.records import escalations
from lookfar.records import rules as kept
from lookfar.records.models import AlertRow, DeliveryRow, Endpoint, EscalationStep, Person, Trip

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DEVICE = {
    "address": "https://93.184.215.14/a",
    "p256dh": "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM",
    "auth": "tBHItJI5svbpez7KI4CCXg",
    "server_key": "",
    "name": "a telephone",
}


class Devices:
    """A push service that takes what it is given, or raises `answer`."""

    is_real = True

    def __init__(self) -> None:
        self.answer: Exception | None = None
        self.got: list[str] = []

    def send(self, delivery: Outgoing) -> None:
        if self.answer is not None:
            raise self.answer
        self.got.append(delivery.alert.wire_id)


@pytest.fixture
def world(db, tmp_path):
    made = World(tmp_path)
    made.channels["push"] = made.devices = Devices()
    for name in ("Dora", "Emil"):
        save_duty(made.organisation, made.person(name, home=None))
    return made


def ann(world, email: str = "ann@example.org") -> Person:
    return keep_person(world.organisation, name="Ann", email=email, home=seeding.ALMATY)


def device(world, person: Person | None, role: Role = Role.TRAVELLER, name: str = "ann") -> Endpoint:
    user = User.objects.create(username=name)
    Membership.objects.create(user=user, organisation=world.organisation, role=role)
    if person is not None:
        person.user = user
        person.save()
    return Endpoint.objects.create(organisation=world.organisation, kind="push", user=user, private=DEVICE)


def told(world) -> list[str]:
    return [str(mail["To"]).partition("@")[0] for mail in world.mails]


def reasons() -> list[str]:
    return list(EscalationStep.objects.order_by("number").values_list("why", flat=True))


def go_on(world, start, *minutes: float) -> None:
    for one in minutes:
        world.run(start + one * MINUTE)


def test_a_mailbox_of_the_organisation_that_took_it_is_not_the_person(world):
    ann(world)
    world.bouncing = {"ann@example.org"}
    endpoints.add_mailbox(world.organisation, "desk@example.org", now=NOON - HOUR)
    world.run(NOON - HOUR)
    world.happen(incident(recorded_at=NOON))
    go_on(world, NOON, 0, 1)
    assert told(world)[-2:] == ["desk", "dora"]
    assert reasons() == ["unreached"]


def test_a_managers_device_that_took_it_is_not_the_person(world):
    ann(world)
    world.bouncing = {"ann@example.org"}
    device(world, None, Role.MANAGER)
    world.happen(incident(recorded_at=NOON))
    go_on(world, NOON, 0, 1)
    assert world.devices.got
    assert told(world) == ["dora"]


def test_who_took_it_on_their_device_is_reached_though_their_mail_is_not(world):
    device(world, ann(world))
    world.bouncing = {"ann@example.org"}
    world.happen(incident(recorded_at=NOON))
    go_on(world, NOON, 0, 1)
    assert len(world.devices.got) == 1
    assert told(world) == []


def test_a_device_that_is_still_tried_may_yet_reach_them(world):
    device(world, ann(world))
    world.bouncing, world.devices.answer = {"ann@example.org"}, Unsent("down")
    world.happen(incident(recorded_at=NOON))
    go_on(world, NOON, 0, 1)
    assert told(world) == []
    world.devices.answer = Undeliverable("no longer listens")
    go_on(world, NOON, 10, 11)
    assert told(world) == ["dora"]


def test_a_device_whose_user_left_or_that_was_removed_reaches_nobody(world):
    own = device(world, ann(world))
    world.bouncing, world.devices.answer = {"ann@example.org"}, Unsent("down")
    world.happen(incident(recorded_at=NOON))
    go_on(world, NOON, 0, 1)
    endpoints.remove(own, now=NOON + 2 * MINUTE)
    go_on(world, NOON, 2, 3)
    assert told(world) == ["dora"]


def test_a_membership_that_ended_before_the_message_left_is_one_way_less(world):
    own = device(world, ann(world, email=""))
    world.happen(incident(recorded_at=NOON))
    Membership.objects.filter(user=own.user).delete()
    go_on(world, NOON, 0, 1)
    assert (told(world), reasons()) == (["dora"], ["unreached"])


def test_who_never_had_a_way_is_unreached_at_once(world):
    ann(world, email="")
    endpoints.add_webhook(world.organisation, "https://93.184.215.14/x", now=NOON - HOUR)
    world.happen(incident(recorded_at=NOON))
    go_on(world, NOON, 0, 1)
    assert (told(world), reasons()) == (["dora"], ["unreached"])
    world.happen(incident(version=2, recorded_at=NOON + HOUR, fatalities=Toll(best=500)))
    go_on(world, NOON + HOUR, 0, 1)
    assert told(world) == ["dora", "dora"], "its update follows them, and wakes nobody else"


def test_a_site_that_nobody_answers_for_goes_to_the_duty_contact_when_nobody_hears_of_it(world):
    keep_site(world.organisation, name="Plant", place=seeding.ALMATY)
    world.happen(incident(recorded_at=NOON))
    go_on(world, NOON, 0, 1)
    assert told(world) == ["dora"]


def test_a_site_that_a_mailbox_hears_of_wakes_nobody_else(world):
    keep_site(world.organisation, name="Plant", place=seeding.ALMATY)
    endpoints.add_mailbox(world.organisation, "desk@example.org", now=NOON - HOUR)
    world.run(NOON - HOUR)
    world.happen(incident(recorded_at=NOON))
    go_on(world, NOON, 0, 1)
    assert told(world) == ["desk", "desk"]


def test_an_update_that_got_through_after_the_alert_failed_means_reached(world):
    ann(world)
    world.happen(incident(recorded_at=NOON))
    world.happen(incident(version=2, recorded_at=NOON + MINUTE, fatalities=Toll(best=500)))
    world.run(NOON + MINUTE)
    first = DeliveryRow.objects.get(alert__sequence=1)
    DeliveryRow.objects.filter(pk=first.pk).update(state="dead_letter")
    escalations.could_not_reach(first.pk, now=NOON + MINUTE)
    go_on(world, NOON, 2, 3)
    assert told(world) == ["ann", "ann"]


def test_an_update_on_its_way_may_still_reach_whom_the_alert_did_not(world):
    device(world, ann(world, email=""))
    world.devices.answer = Undeliverable("no")
    world.happen(incident(recorded_at=NOON))
    world.happen(incident(version=2, recorded_at=NOON, fatalities=Toll(best=500)))
    first = DeliveryRow.objects.get(channel="push", alert__sequence=1)
    DeliveryRow.objects.filter(pk=first.pk).update(state="dead_letter")
    escalations.could_not_reach(first.pk, now=NOON)
    assert not AlertRow.objects.filter(escalate_at__isnull=False).exists()
    go_on(world, NOON, 0, 1)
    assert told(world) == ["dora"], "it did not, and the newest version goes on"
    assert DeliveryRow.objects.get(escalated=True).alert.sequence == 2


@pytest.mark.parametrize(("severity", "tells"), [(Severity.MODERATE, []), (Severity.SEVERE, ["dora"])])
def test_who_took_the_alert_is_unreached_by_an_update_only_when_it_is_graver(world, severity, tells):
    ann(world)
    world.happen(incident(recorded_at=NOON))
    world.run(NOON)
    world.bouncing = {"ann@example.org"}
    world.happen(incident(version=2, severity=severity, recorded_at=NOON + MINUTE, fatalities=Toll(best=500)))
    go_on(world, NOON, 1, 2)
    assert told(world)[1:] == tells


def test_nobody_is_told_of_what_was_cancelled_though_the_alert_reached_nobody(world):
    ann(world)
    world.bouncing = {"ann@example.org"}
    world.happen(incident(recorded_at=NOON))
    world.happen(incident(version=2, status=IncidentStatus.RETRACTED, recorded_at=NOON))
    go_on(world, NOON, 0, 1)
    assert told(world) == []


def test_what_was_raised_again_after_a_cancel_is_looked_at_by_itself(world):
    ann(world)
    world.happen(incident(recorded_at=NOON))
    world.run(NOON)
    world.happen(incident(version=2, place=seeding.LIMA, recorded_at=NOON + MINUTE))
    go_on(world, NOON, 1)
    world.bouncing = {"ann@example.org"}
    world.happen(incident(version=3, recorded_at=NOON + HOUR))
    go_on(world, NOON, 60, 66, 67)
    assert told(world) == ["ann", "ann", "dora"]


def test_a_trip_that_was_called_off_before_the_alert_left_wakes_nobody(world):
    traveller = keep_person(world.organisation, name="Ann", email="ann@example.org", home=None)
    days = [LegPlan(place=seeding.ALMATY, start=seeding.DAY, end=seeding.DAY + timedelta(days=3))]
    keep_trip(traveller, name="Fair", legs=days)
    world.happen(incident(recorded_at=NOON))
    Trip.objects.update(cancelled_at=NOON)
    go_on(world, NOON, 0, 1)
    assert (told(world), reasons()) == ([], [])


def test_a_rule_that_leaves_the_person_out_makes_nobody_unreached_whom_it_tells(world):
    ann(world, email="")
    bob = world.person("Bob", home=None)
    rule = Rule(id="", name="Bob", tell=Tell(person=False, endpoints=False, others=(str(bob.pk),)))
    kept.keep_rule(world.organisation, rule)
    world.happen(incident(recorded_at=NOON))
    go_on(world, NOON, 0, 1)
    assert told(world) == ["bob"]


def test_when_whom_a_rule_names_instead_cannot_be_reached_the_duty_contact_is_told(world):
    ann(world)
    bob = world.person("Bob", home=None)
    world.bouncing = {"bob@example.org"}
    rule = Rule(id="", name="Bob", tell=Tell(person=False, others=(str(bob.pk),)))
    kept.keep_rule(world.organisation, rule)
    world.happen(incident(recorded_at=NOON))
    go_on(world, NOON, 0, 1)
    assert told(world) == ["dora"]


def test_when_the_first_duty_contact_cannot_be_reached_either_the_next_is_told(world):
    ann(world)
    world.bouncing = {"ann@example.org", "dora@example.org"}
    world.happen(incident(recorded_at=NOON))
    go_on(world, NOON, 0, 1, 2)
    assert told(world) == ["emil"]
    assert reasons() == ["unreached", "unreached"]


def test_a_duty_contact_whose_own_mail_failed_is_not_the_one_it_goes_on_to(world):
    save_duty(world.organisation, ann(world))
    world.bouncing = {"ann@example.org"}
    contacts = kept.duty_contacts(str(world.organisation.pk))
    assert len(contacts) == 3
    world.happen(incident(severity=Severity.EXTREME, recorded_at=NOON))
    go_on(world, NOON, 0, 1, 11, 21, 31)
    assert told(world) == ["dora", "emil"]


def test_a_duty_contact_is_told_by_their_device_too(world):
    ann(world)
    dora = next(one for one in kept.duty_contacts(str(world.organisation.pk)))
    device(world, dora, Role.MANAGER, "dora")
    kept.keep_rule(world.organisation, Rule(id="", name="Ann only", tell=Tell(endpoints=False)))
    world.bouncing = {"ann@example.org"}
    world.happen(incident(recorded_at=NOON))
    go_on(world, NOON, 0, 1)
    assert told(world) == ["dora"]
    assert len(world.devices.got) == 1


def test_what_is_given_up_after_days_of_trying_still_goes_to_the_duty_contact(world):
    """The mail server was down for as long as anything is tried."""
    device(world, ann(world, email=""))
    world.devices.answer = Unsent("down")
    world.happen(incident(recorded_at=NOON))
    at, tries = NOON, 0
    while at is not None:
        world.run(at)
        tries += 1
        at = next_attempt(tries, at, Random(1))
    world.run()
    assert world.now - NOON > timedelta(days=2)
    assert told(world) == ["dora"]
