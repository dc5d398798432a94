"""What a digest tells is shown as held until the digest has left, on every page and by program."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.flow.holding_making import NOON, World, incident
from tests.web import seeding

from lookfar.accounts.models import Membership, Role, User
from lookfar.domain.vocabulary import Severity
from lookfar.flow.people import keep_person
from lookfar.records.models import AlertRow, DeliveryRow, DigestRow

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NOT_LEFT = "its digest has not left yet"


@pytest.fixture
def world(db, tmp_path, client):
    """Ann had moved before her alert left: her digest tells it."""
    made = World(tmp_path)
    made.ann = made.person("Ann")
    made.happen(incident(recorded_at=NOON))
    keep_person(made.organisation, name="Ann", email="ann@example.org", home=seeding.LIMA, person=made.ann)
    made.run(NOON)
    user = User.objects.create(username="olga")
    Membership.objects.create(user=user, organisation=made.organisation, role=Role.OWNER)
    client.force_login(user)
    return made


def alert_id() -> str:
    return AlertRow.objects.filter(held="")[0].alert_id


def pages(client) -> dict[str, str]:
    addresses = {"list": "/alerts", "alert": f"/alerts/{alert_id()}", "incident": f"/incidents/{incident().id}"}
    return {name: client.get(address).content.decode() for name, address in addresses.items()}


def is_held(client) -> bool:
    said = pages(client)
    listed = client.get("/api/v1/alerts").json()["items"]
    by_program = {one["waits_for_digest"] for one in listed}
    shown = {
        NOT_LEFT in said["list"],
        NOT_LEFT in said["alert"],
        "not sent: whoever it is about had moved away" in said["incident"],
        "held for the digest: Alert 1" in said["incident"],
        by_program == {"moved_away"},
    }
    assert len(shown) == 1, shown
    return shown.pop()


def test_before_its_digest_is_made(world, client):
    assert is_held(client)


def test_while_its_digest_is_refused_and_after_it_was_given_up(world, client):
    world.bouncing = {"ann@example.org"}
    world.run(NOON + DAY)
    assert DigestRow.objects.count() == 1
    assert DeliveryRow.objects.filter(digest__isnull=False, state="dead_letter").exists()
    assert is_held(client)


def test_not_after_its_digest_has_left(world, client):
    assert len(world.run(NOON + DAY)) == 1
    assert not is_held(client)
    assert "in the digest: Alert 1" in pages(client)["incident"]
    assert "told in the digest" in pages(client)["alert"]


def test_not_when_it_is_told_after_all(world, client):
    from lookfar.flow.people import tell_of_present

    keep_person(world.organisation, name="Ann", email="ann@example.org", home=seeding.ALMATY, person=world.ann)
    tell_of_present([str(world.ann.pk)], now=NOON + MINUTE)
    world.run(NOON + MINUTE)
    said = pages(client)
    assert NOT_LEFT not in said["list"]
    assert "moved away" not in said["incident"]


@pytest.mark.parametrize("bounces", [True, False])
def test_of_what_was_held_from_the_first_too(world, client, bounces):
    keep_person(world.organisation, name="Ann", email="ann@example.org", home=seeding.ALMATY, person=world.ann)
    world.happen(incident("small", severity=Severity.MINOR, recorded_at=NOON + MINUTE))
    world.bouncing = {"ann@example.org"} if bounces else set()
    world.run(NOON + DAY)
    listed = client.get("/alerts?held=yes").content.decode()
    assert (NOT_LEFT in listed, "; in the digest" in listed) == (bounces, not bounces)


def test_who_is_reached_no_more_before_anything_was_sent_was_not_told_of_it(world, client):
    world.happen(incident(version=2, recorded_at=NOON + MINUTE))
    assert AlertRow.objects.filter(held="", msg_type="Cancel").exists()
    assert "Told of it, and no longer reached" not in pages(client)["incident"]
