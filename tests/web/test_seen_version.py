""" "I have seen this" is true of what was open: what came since, and may be graver, still wakes others."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests.flow.holding_making import NOON, ann_and_two_on_duty, incident
from tests.web.safety_making import link

from lookfar.accounts.models import Key, Membership, Role, User
from lookfar.domain.vocabulary import Severity
from lookfar.records.models import AlertRow

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(db, tmp_path):
    """Ann was told of something moderate, and has it open."""
    made = ann_and_two_on_duty(tmp_path)
    made.happen(incident(recorded_at=NOON))
    made.run(NOON)
    return made


def newest() -> AlertRow:
    return AlertRow.objects.filter(held="").order_by("-sequence")[0]


def grows(world) -> None:
    world.happen(incident(version=2, severity=Severity.EXTREME, recorded_at=NOON + MINUTE))
    world.run(NOON + MINUTE)


def duty_is_told(world) -> bool:
    world.run(NOON + 12 * MINUTE)
    return any(mail["To"] == "dora@example.org" for mail in world.mails)


def form(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(version)" value="(\d+)"', page))


def test_by_the_link_of_the_mail(world):
    browser, address = Client(), link(newest())
    opened = form(browser.get(address).content.decode())
    grows(world)
    answered = browser.post(address, opened).content.decode()
    assert "There is news since you opened this page." in answered
    assert "Now CAP Extreme, was Moderate." in answered
    assert newest().acknowledged_at is None
    assert duty_is_told(world)


def test_reading_the_news_and_pressing_again_is_enough(world):
    browser, address = Client(), link(newest())
    opened = form(browser.get(address).content.decode())
    grows(world)
    again = form(browser.post(address, opened).content.decode())
    assert "There is news" not in browser.post(address, again).content.decode()
    assert not duty_is_told(world)


@pytest.mark.parametrize("button", ["acknowledge", "answer"])
def test_on_the_page_of_the_alert(world, client, button):
    user = User.objects.create(username="olga")
    Membership.objects.create(user=user, organisation=world.organisation, role=Role.OWNER)
    client.force_login(user)
    address = f"/alerts/{newest().alert_id}"
    opened = form(client.get(address).content.decode())
    grows(world)
    client.post(f"{address}/{button}", {**opened, "answer": "safe"})
    assert newest().acknowledged_at is None
    assert duty_is_told(world)


def test_by_program(world, client):
    _, key = Key.issue(world.organisation, "test", ["read", "write"])
    grows(world)
    address = f"/api/v1/alerts/{newest().alert_id}/acknowledge"
    said = client.post(f"{address}?sequence=1", headers={"authorization": f"Bearer {key}"}).json()
    assert said["sequence"] == 1
    assert newest().acknowledged_at is None
    assert client.post(address, headers={"authorization": f"Bearer {key}"}).json()["sequence"] == 2
    assert not duty_is_told(world)


@pytest.mark.parametrize("version", ["", "0", "99", "-1", "x", "9" * 40, "²"])
def test_a_version_that_is_none_is_the_newest(world, version):
    Client().post(link(newest()), {"version": version})
    assert newest().acknowledged_at is not None


def test_ones_own_call_for_help_is_no_news_to_oneself(world):
    browser, address = Client(), link(newest())
    opened = form(browser.get(address).content.decode())
    browser.post(address, {**opened, "answer": "need_help"})
    assert newest().sequence == 2
    again = browser.post(address, {**opened, "answer": "need_help", "note": "at the hotel"}).content.decode()
    assert "There is news" not in again
    assert "needs help:" not in browser.get(address).content.decode()
