"""What people do on the pages is written to the audit."""

from __future__ import annotations

import pytest
from tests.web import seeding

from lookfar.accounts import audit
from lookfar.accounts.models import AuditEntry, Role


def deeds(**wanted) -> list[tuple[str, str, str]]:
    return list(AuditEntry.objects.filter(**wanted).order_by("number").values_list("action", "kind", "subject"))


def test_reading_a_trip_is_written_down_with_who(client, ours):
    client.force_login(ours.users[Role.VIEWER])
    client.get(f"/trips/{ours.trip.pk}")
    assert ("read", "trip", str(ours.trip.pk)) in deeds(actor=f"user:{ours.users[Role.VIEWER].pk}")


def test_reading_over_the_api_names_the_key(client, ours):
    client.get(f"/api/v1/trips/{ours.trip.pk}", headers={"Authorization": f"Bearer {ours.key}"})
    prefix = ours.key.split("_")[1]
    assert deeds(actor=f"key:{prefix}") == [("read", "trip", str(ours.trip.pk))]


def test_a_traveller_looking_at_himself_is_not_written_down(client, ours):
    client.force_login(ours.users[Role.TRAVELLER])
    client.get(f"/trips/{ours.trip.pk}")
    assert deeds(action="read") == []


def test_what_was_not_found_is_not_read(client, ours, theirs):
    client.force_login(theirs.users[Role.OWNER])
    assert client.get(f"/trips/{ours.trip.pk}").status_code == 404
    assert deeds(action="read") == []


def test_signing_in_is_written_down(client, ours):
    user = ours.users[Role.MANAGER]
    user.set_password(seeding.PASSWORD)
    user.save()
    client.post("/sign-in", {"username": user.username, "password": seeding.PASSWORD})
    assert deeds(action="signed_in") == [("signed_in", "user", str(user.pk))]


def test_deleting_somebody_is_written_down(owner, ours):
    ident = str(ours.person.pk)
    owner.post(f"/people/{ident}/delete")
    assert ("removed", "person", ident) in deeds(action="removed")


@pytest.mark.parametrize("address", ["/people", "/trips"])
def test_the_chain_holds_after_use(owner, ours, address):
    owner.get(address)
    assert audit.verify(ours.organisation.pk).entries >= 2
