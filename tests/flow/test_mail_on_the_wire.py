"""Alerts to a real mail server that drops, defers and refuses: what is repeated, and who is told instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from tests.egress.inbox import Inbox, mail_server
from tests.flow.holding_making import NOON, World, incident

from lookfar.domain.vocabulary import Severity
from lookfar.egress.smtp import MailSettings, send_mail
from lookfar.flow.ruling import save_duty
from lookfar.records.models import DeliveryRow, EscalationStep, Reach

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ANN, DORA = "ann@example.org", "dora@example.org"


class Wired(World):
    """Ann at home in Almaty and Dora on duty, both by a mail server."""

    settings: MailSettings
    inbox: Inbox

    def _take(self, mail: EmailMessage) -> None:
        send_mail(mail, self.settings)

    def got(self, address: str) -> int:
        return sum(address in one.rcpt_tos for one in self.inbox.envelopes)


@pytest.fixture
def world(db, tmp_path) -> Iterator[Wired]:
    made = Wired(tmp_path)
    made.person("Ann")
    save_duty(made.organisation, made.person("Dora", home=None))
    with mail_server() as (made.inbox, made.settings):
        yield made


def go_on(world: Wired, *after: timedelta) -> None:
    for one in after:
        world.run(NOON + one)


def state() -> str:
    return DeliveryRow.objects.exclude(escalated=True).get(channel="email").state


def test_one_that_is_cut_off_after_the_last_dot_is_repeated_once_under_its_id(world) -> None:
    world.inbox.cuts = 1
    world.happen(incident(recorded_at=NOON))
    go_on(world, MINUTE)
    assert (len(world.inbox.envelopes), state()) == (1, "failed")
    go_on(world, 2 * MINUTE, HOUR, 3 * HOUR)
    assert (len(world.inbox.envelopes), state()) == (2, "delivered")
    assert len(set(world.inbox.ids())) == 1


def test_a_bad_word_at_the_end_repeats_nothing(world) -> None:
    world.inbox.says_to_quit = "421 too late"
    world.happen(incident(recorded_at=NOON))
    go_on(world, MINUTE, 2 * MINUTE, HOUR)
    assert (world.got(ANN), state()) == (1, "delivered")


def test_a_greylisted_one_comes_when_it_is_tried_again_and_nobody_else_is_woken(world) -> None:
    world.inbox.says_to[ANN] = "450 greylisted"
    world.happen(incident(recorded_at=NOON))
    go_on(world, MINUTE, 2 * MINUTE)
    assert (world.got(ANN), state()) == (0, "failed")
    del world.inbox.says_to[ANN]
    go_on(world, 10 * MINUTE, HOUR)
    assert (world.got(ANN), world.got(DORA), state()) == (1, 0, "delivered")


@pytest.mark.parametrize("said", ["550 no such user", "552 mailbox full"])
def test_an_address_that_is_refused_is_marked_and_somebody_on_duty_is_told(world, said) -> None:
    world.inbox.says_to[ANN] = said
    world.happen(incident(recorded_at=NOON))
    go_on(world, MINUTE, 2 * MINUTE)
    assert (world.got(ANN), world.got(DORA), state()) == (0, 1, "dead_letter")
    why = {one.person.private["name"]: one.failed_why for one in Reach.objects.exclude(person=None)}
    assert (said[:3] in why["Ann"], why["Dora"]) == (True, "")
    assert [one.why for one in EscalationStep.objects.all()] == ["unreached"]


@pytest.mark.parametrize("said", ["502 what", "454 not now"])
def test_without_its_encryption_nothing_leaves_nothing_is_given_up_and_all_comes_later(world, said) -> None:
    plain, world.settings = world.settings, replace(world.settings, security="starttls")
    world.inbox.says_to_starttls = said
    world.happen(incident(recorded_at=NOON, severity=Severity.EXTREME))
    go_on(world, MINUTE, 2 * MINUTE)
    assert (world.inbox.envelopes, state()) == ([], "failed")
    world.settings = plain
    go_on(world, 10 * MINUTE, HOUR)
    assert (world.got(ANN), state()) == (1, "delivered")


@pytest.mark.parametrize(
    "said", ["554 5.7.1 Client host rejected: Access denied", "530 5.7.0 Must issue a STARTTLS command first"]
)
def test_a_server_that_turns_us_away_when_it_hears_the_receiver_loses_nothing(world, said) -> None:
    """As Postfix does by default: the refusal of a client is said to its RCPT."""
    world.inbox.says_to_receiver = said
    world.happen(incident(recorded_at=NOON, severity=Severity.EXTREME))
    go_on(world, MINUTE, 2 * MINUTE)
    world.inbox.says_to_receiver = ""
    go_on(world, 5 * MINUTE, 9 * MINUTE)
    assert (world.got(ANN), world.got(DORA), state()) == (1, 0, "delivered")
