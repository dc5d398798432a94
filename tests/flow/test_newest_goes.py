"""A version that was not taken keeps no newer one waiting: the newest goes at once, and says all that is known."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from tests.flow.receiving import World, hook
from tests.web.seeding import happen, incident, one_at_home

from lookfar.alerts.quiet_hours import QuietHours
from lookfar.channels.channel import NotYet
from lookfar.domain.errors import Unsent
from lookfar.domain.report import Toll
from lookfar.domain.safety import Answer, AnsweredBy
from lookfar.domain.vocabulary import IncidentStatus, Severity
from lookfar.flow.safety import answer
from lookfar.flow.upkeep import FAILS_FROM
from lookfar.records import claims
from lookfar.records import rules as kept
from lookfar.records.models import DeliveryRow, Person
from lookfar.records.planned import form_groups


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def ours(db):
    return one_at_home()


def version(number: int, world: World, **changes):
    return incident(version=number, recorded_at=world.now, **changes)


def posted(world: World) -> list[tuple[str, str]]:
    """What the webhook took: kind and severity, tests left out."""
    found = [(str(body["type"]), str(body["data"]["severity"])) for _, body, _ in world.posted]
    return [one for one in found if one[0] != "alert.test"]


def states(channel: str = "webhook") -> list[str]:
    rows = DeliveryRow.objects.filter(channel=channel, alert__status="Actual").order_by("alert__sequence")
    return list(rows.values_list("state", flat=True))


def fail_for_hours(world: World) -> None:
    """A receiver that is down long enough to be left alone for hours."""
    world.status = 503
    for minutes in (0, 1, 10, 60):
        world.later(minutes=minutes)


def test_an_update_does_not_wait_for_the_retries_of_the_alert_before_it(ours, world):
    hook(ours, world)
    world.tell()
    happen(version(1, world, severity=Severity.MODERATE))
    fail_for_hours(world)
    world.status, world.posted = 204, []
    happen(version(2, world, severity=Severity.EXTREME, fatalities=Toll(best=164)))
    world.tell()
    assert posted(world) == [("alert.updated", "Extreme")]
    world.later(hours=30)
    assert len(posted(world)) == 1, "the alert it took the place of does not come after it"
    assert states() == ["superseded", "delivered"]


def test_what_takes_the_place_of_an_alert_nobody_got_says_all_that_is_known(ours, world):
    world.mail_fails = Unsent("the mail server does not answer")
    happen(version(1, world, severity=Severity.MODERATE))
    for minutes in (0, 1, 10, 60):
        world.later(minutes=minutes)
    world.mail_fails = None
    happen(version(2, world, severity=Severity.EXTREME, fatalities=Toll(best=164)))
    world.tell()
    [mail] = world.mails
    said = mail.get_body(("plain",)).get_content()
    assert "Extreme: Violent protest in Almaty" in str(mail["Subject"])
    for words in ("WHAT HAPPENED", "WHERE IT IS FROM YOU", "WHAT TO DO", "164 deaths"):
        assert words in said


def test_a_cancel_follows_an_attempt_whose_answer_was_lost(ours, world):
    hook(ours, world)
    world.tell()
    happen(version(1, world))
    fail_for_hours(world)
    world.status, world.posted = 204, []
    happen(version(2, world, status=IncidentStatus.RETRACTED))
    world.tell()
    assert [kind for kind, _ in posted(world)] == ["alert.cancelled"]


def test_a_third_version_follows_whoever_the_first_may_have_reached(ours, world):
    hook(ours, world)
    world.tell()
    happen(version(1, world, severity=Severity.MODERATE))
    fail_for_hours(world)
    happen(version(2, world, severity=Severity.SEVERE))
    world.tell()
    happen(version(3, world, status=IncidentStatus.RETRACTED))
    world.status, world.posted = 204, []
    world.tell()
    assert [kind for kind, _ in posted(world)] == ["alert.cancelled"]
    assert states() == ["superseded", "superseded", "delivered"]


def test_what_nobody_has_tried_to_send_keeps_its_order(ours, world):
    hook(ours, world)
    world.tell()
    happen(version(1, world, severity=Severity.MODERATE))
    happen(version(2, world, severity=Severity.EXTREME))
    world.tell()
    assert posted(world) == [("alert.raised", "Moderate"), ("alert.updated", "Extreme")]


def test_a_receiver_that_is_down_is_asked_once_a_version_and_then_left_alone(ours, world):
    hook(ours, world)
    world.tell()
    happen(version(1, world, fatalities=Toll(best=10)))
    fail_for_hours(world)
    world.posted = []
    for number in range(2, 8):
        world.later(minutes=1)
        happen(version(number, world, fatalities=Toll(best=10 * 3**number)))
        world.tell()
    assert len(posted(world)) == 6
    row = DeliveryRow.objects.get(channel="webhook", alert__sequence=7)
    assert row.due_at - world.now > timedelta(minutes=20)
    assert row.attempts == FAILS_FROM, "others are told that it fails"


def test_a_newer_version_that_waits_for_the_morning_does_not_end_the_retries_of_the_one_before(ours, world):
    ann = Person.objects.get(pk=ours.person.pk)
    happen(version(1, world, severity=Severity.MODERATE))
    world.mail_fails = NotYet("busy", timedelta(minutes=30))
    world.tell()
    zone = kept.Hours(quiet=QuietHours(start=time(19), end=time(7)), zone="Asia/Almaty")
    kept.keep_hours(ours.organisation, zone, ann)
    happen(version(2, world, severity=Severity.MODERATE, fatalities=Toll(best=164)))
    world.mail_fails = None
    world.later(hours=1)
    assert [str(mail["Subject"]).startswith("[Lookfar] Update") for mail in world.mails] == [False]
    world.later(hours=16)
    assert [str(mail["Subject"]).startswith("[Lookfar] Update") for mail in world.mails] == [False, True]


def test_a_call_for_help_is_never_overtaken_and_waits_for_nothing(ours, world):
    hook(ours, world)
    world.tell()
    happen(version(1, world, severity=Severity.EXTREME))
    fail_for_hours(world)
    answer(ours.person, incident().id, Answer.NEED_HELP, by=AnsweredBy.SELF, note="third floor", now=world.now)
    world.tell()
    happen(version(2, world, severity=Severity.EXTREME, fatalities=Toll(best=400)))
    world.status, world.posted = 204, []
    world.tell()
    for hours in (1, 3, 6, 12):
        world.later(hours=hours)
    titles = [str(body["data"]["title"]) for _, body, _ in world.posted]
    assert sum("needs help" in title for title in titles) == 1
    assert sum("needs help" not in title for title in titles) == 1


def test_what_goes_in_the_message_of_an_overtaken_one_goes_by_itself(ours, world):
    happen(version(1, world, severity=Severity.MODERATE))
    world.tell()
    world.now += timedelta(seconds=20)
    for name in ("b", "c"):
        happen(incident(name, severity=Severity.MODERATE, recorded_at=world.now))
    world.now += timedelta(minutes=10)
    assert form_groups(world.now) == 1
    world.mail_fails = Unsent("the mail server does not answer")
    world.tell()
    leader = DeliveryRow.objects.get(led__isnull=False)
    name = "b" if leader.alert.incident_id == incident("b").id else "c"
    world.mail_fails = None
    happen(incident(name, version=2, severity=Severity.EXTREME, recorded_at=world.now))
    world.tell()
    assert not DeliveryRow.objects.filter(state__in=("waiting", "failed")).exists()
    assert len(world.mails) == 3


def test_the_newest_version_is_not_lost_when_the_worker_dies_right_after_taking_it(ours, world):
    hook(ours, world)
    world.tell()
    happen(version(1, world, severity=Severity.MODERATE))
    fail_for_hours(world)
    happen(version(2, world, severity=Severity.EXTREME))
    assert claims.claim(now=world.now, room={})
    world.status, world.posted = 204, []
    world.now += claims.LEASE + timedelta(seconds=1)
    world.tell()
    assert posted(world) == [("alert.updated", "Extreme")]
