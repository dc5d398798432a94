"""The pages for the ground, the export, the erasure, how long things are kept, and who did what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lookfar.accounts.models import AuditEntry, Key, Role
from lookfar.records import consents, sending
from lookfar.records.models import Person


@pytest.fixture
def page(ours):
    return f"/people/{ours.person.pk}/privacy"


def test_a_ground_is_written_down_and_shown_and_a_withdrawn_one_allows_nothing(owner, ours, page):
    assert consents.standing(ours.person) is None
    owner.post(page, {"basis": "consent", "live": "on"})
    assert consents.standing(ours.person).live
    owner.post(page, {"basis": "consent", "live": "on", "withdrawn": "on"})
    assert not consents.standing(ours.person).live
    text = owner.get(page).content.decode()
    assert "Consent: they agreed" in text
    assert "withdrawn" in text
    assert "they are still watched and told of danger" in text
    assert consents.standing(ours.person).recorded_by == ours.users[Role.OWNER]


def test_an_unknown_ground_is_refused(owner, page):
    assert owner.post(page, {"basis": "because"}).status_code == 422


def test_the_export_is_a_file_and_is_written_to_the_audit(owner, ours):
    answer = owner.get(f"/people/{ours.person.pk}/export")
    assert answer.json()["tables"]["records.Person"][0]["private"]["name"] == "Aigul of Steppe Aid"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert AuditEntry.objects.filter(action="exported", subject=str(ours.person.pk)).exists()


def test_a_traveller_exports_himself_and_nobody_else(client, ours):
    client.force_login(ours.users[Role.TRAVELLER])
    assert client.get(f"/people/{ours.person.pk}/export").status_code == 200
    assert client.get(f"/people/{ours.site.contact.pk}/export").status_code == 404
    client.force_login(ours.users[Role.VIEWER])
    assert client.get(f"/people/{ours.person.pk}/export").status_code == 403


def test_erasing_needs_a_yes(owner, ours):
    owner.post(f"/people/{ours.person.pk}/erase")
    assert Person.objects.filter(pk=ours.person.pk).exists()
    owner.post(f"/people/{ours.person.pk}/erase", {"sure": "yes"})
    assert not Person.objects.filter(pk=ours.person.pk).exists()
    assert owner.get("/alerts").status_code == 200
    assert "Aigul" not in owner.get("/alerts").content.decode()


def test_every_alert_page_still_opens_after_an_erasure(owner, ours):
    alert = ours.alert.alert_id
    owner.post(f"/people/{ours.person.pk}/erase", {"sure": "yes"})
    assert owner.get(f"/alerts/{alert}").status_code == 200


@pytest.mark.parametrize("role", [Role.MANAGER, Role.VIEWER, Role.TRAVELLER])
@pytest.mark.parametrize("address", ["/audit", "/privacy"])
def test_only_owners_see_who_did_what(client, ours, role, address):
    client.force_login(ours.users[role])
    assert client.get(address).status_code == 403


def test_the_audit_shows_ones_own_chain_only(owner, ours, theirs, client):
    owner.get(f"/trips/{ours.trip.pk}")
    assert str(ours.trip.pk) in owner.get("/audit").content.decode()
    client.force_login(theirs.users[Role.OWNER])
    assert str(ours.trip.pk) not in client.get("/audit").content.decode()


@pytest.mark.parametrize("before", ["", "1", "x", "9" * 40, "-1"])
def test_a_page_of_the_audit_takes_any_question(owner, before):
    assert owner.get(f"/audit?before={before}").status_code == 200


def test_how_long_things_are_kept_is_set_and_bounded(owner, ours):
    assert owner.post("/privacy", {"location_days": 0, "alert_days": 365}).status_code == 422
    owner.post("/privacy", {"location_days": 30, "alert_days": 100})
    ours.organisation.refresh_from_db()
    assert (ours.organisation.location_days, ours.organisation.alert_days) == (30, 100)


def test_a_trip_whose_places_were_removed_says_so(owner, ours):
    ours.trip.legs.all().delete()
    ours.trip.places_removed_at = datetime.now(UTC)
    ours.trip.save()
    assert "Removed after 90 days" in owner.get(f"/trips/{ours.trip.pk}").content.decode()
    assert "removed 90 days after its end" in owner.get("/trips").content.decode()


def test_a_pause_stands_on_every_page_and_in_the_health(owner, ours):
    sending.pause("restored", now=datetime.now(UTC) - timedelta(hours=1))
    assert "No alert leaves" in owner.get("/").content.decode()
    assert owner.get("/health").json()["parts"]["delivery"]["state"] == "degraded"
    sending.resume(now=datetime.now(UTC))
    assert "No alert leaves" not in owner.get("/").content.decode()


@pytest.mark.parametrize(("scopes", "code"), [(["read"], 403), (["write"], 200)])
def test_a_key_that_writes_erases_over_the_api(client, ours, scopes, code):
    _, key = Key.issue(ours.organisation, "test", scopes)
    answer = client.post(f"/api/v1/people/{ours.person.pk}/erase", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == code
    assert Person.objects.filter(pk=ours.person.pk).exists() == (code == 403)


def test_another_organisations_person_is_not_found_over_the_api(client, ours, theirs):
    _, key = Key.issue(theirs.organisation, "test", ["write"])
    for method, door in (("post", "erase"), ("get", "export")):
        answer = getattr(client, method)(
            f"/api/v1/people/{ours.person.pk}/{door}", headers={"Authorization": f"Bearer {key}"}
        )
        assert answer.status_code == 404
    assert Person.objects.filter(pk=ours.person.pk).exists()
