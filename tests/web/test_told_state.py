"""The incident page says who was told what, and who still believes something else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.flow.receiving import World, hook
from tests.web.seeding import DAY, LIMA, happen, incident

from lookfar.accounts.models import Role
from lookfar.domain.report import Toll
from lookfar.flow.people import keep_person
from lookfar.records.models import DeliveryRow


@pytest.fixture
def world() -> World:
    return World(now=datetime.now(UTC))


def newer(version: int):
    at = DAY + timedelta(days=1, minutes=version)
    return incident(version=version, recorded_at=at, fatalities=Toll(best=100 * version))


def page(client) -> str:
    return client.get(f"/incidents/{incident().id}").content.decode()


def test_before_anybody_took_it_the_page_says_so(owner, ours):
    assert "nothing yet" in page(owner)
    assert "on its way: Alert 1" in page(owner)


def test_who_took_it_believes_it_and_who_did_not_take_the_update_is_behind(owner, ours, world):
    world.tell()
    said = page(owner)
    assert "Aigul of Steppe Aid by e-mail" in said
    assert "Alert 1" in said
    assert "on its way" not in said
    happen(newer(2))
    DeliveryRow.objects.filter(alert__sequence=2, channel="email").update(state="dead_letter", last_error="550")
    assert "given up: Update 2" in page(owner)


def test_who_is_reached_now_is_told_apart_from_who_was_told_and_is_reached_no_more(owner, ours):
    keep_person(ours.organisation, name="Luz", email="luz@example.org", home=LIMA)
    happen(incident(version=2, place=LIMA, recorded_at=DAY + timedelta(days=1)))
    reached, before = page(owner).split("Told of it, and no longer reached")
    before = before.partition("</section>")[0]
    reached = reached.partition("Whom of yours it touches")[2]
    assert ("Luz" in reached, "Aigul" in reached, "Office" in reached) == (True, False, False)
    assert ("Luz" in before, "Aigul" in before, "Office" in before) == (False, True, True)
    assert "cancelled 7 Jan 2022" in before
    past = owner.get(f"/incidents/{incident().id}?as_of=2022-01-06").content.decode()
    assert "no longer reached" not in past


def test_another_organisations_receivers_are_not_on_it(client, ours, theirs, world):
    hook(ours, world, "https://93.184.215.99/x")
    happen(newer(3))
    world.tell()
    client.force_login(theirs.users[Role.OWNER])
    said = page(client)
    assert "Aigul of Other People by e-mail" in said
    assert "Steppe Aid" not in said
    assert "93.184.215.99" not in said


def test_a_traveller_sees_what_he_was_told_only(client, ours, world):
    world.tell()
    client.force_login(ours.users[Role.TRAVELLER])
    said = page(client)
    assert "Aigul of Steppe Aid" in said
    assert "Boris" not in said


def test_a_stranger_sees_nothing_of_it(client, ours):
    assert "Who was told what" not in page(client)


def test_of_a_past_moment_it_is_not_claimed(owner, ours, world):
    world.tell()
    assert "Who was told what" not in owner.get(f"/incidents/{incident().id}?as_of=2022-01-07").content.decode()
