"""Incidents entered by hand: seen before they are told, told to ours alone, changed and taken back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from tests.web import seeding
from tests.web.safety_making import ENTRY, enter, link

from lookfar.accounts.models import Role
from lookfar.channels.email import plain
from lookfar.channels.letter import letter
from lookfar.flow.legs import LegPlan
from lookfar.flow.people import keep_person, keep_trip
from lookfar.records import outbox
from lookfar.records.models import AlertRow, OwnIncidentVersion, SafetyAsk


def test_nobody_is_told_before_the_writer_has_seen_whom_it_reaches(owner, ours):
    told = AlertRow.objects.count()
    preview = owner.post("/own-incidents/add", ENTRY).content.decode()
    assert "Nobody has been told yet" in preview
    assert "Office of Steppe Aid" in preview
    assert (AlertRow.objects.count(), OwnIncidentVersion.objects.count()) == (told, 0)


def test_what_was_changed_after_the_preview_is_previewed_again(owner, ours):
    preview = owner.post("/own-incidents/add", ENTRY).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', preview)[1]
    again = owner.post("/own-incidents/add", {**ENTRY, "severity": "Extreme", "seen": seen})
    assert "Nobody has been told yet" in again.content.decode()
    assert not OwnIncidentVersion.objects.exists()


def test_it_tells_ours_and_nobody_else_and_nobody_else_finds_it(owner, ours, theirs, client):
    answer = enter(owner)
    assert answer.status_code == 302
    ident = OwnIncidentVersion.objects.get().incident_id
    rows = AlertRow.objects.filter(incident_id=ident)
    assert rows.filter(held="").exists()
    assert {row.organisation_id for row in rows} == {ours.organisation.pk}
    assert "entered by hand, reliability B" in " ".join(outbox.read_alert(rows[0]).why)
    assert "Seen by our driver" in owner.get(f"/incidents/{ident}", follow=True).content.decode()
    alert = owner.get(f"/alerts/{rows.filter(held='')[0].alert_id}").content.decode()
    assert "Roadblock" in alert
    said = "No report tells of it: it was entered by us, Steppe Aid (entered by hand, reliability B)."
    assert alert.count(said) == 2  # why it came, and where the reports would stand
    assert "It rests on" not in alert
    assert "None is kept" not in alert
    owner.force_login(theirs.users[Role.OWNER])
    for address in (f"/own-incidents/{ident}", f"/incidents/{ident}", f"/incidents/{ident}/head-count"):
        assert owner.get(address).status_code == 404
    assert owner.post(f"/own-incidents/{ident}/take-back").status_code == 404
    assert "Roadblock" not in owner.get("/own-incidents").content.decode()
    owner.logout()
    assert client.get(f"/incidents/{ident}").status_code == 404
    assert client.get(f"/api/v1/incidents/{ident}").status_code == 404


def test_taking_it_back_tells_everybody_who_was_told(owner, ours):
    enter(owner)
    ident = OwnIncidentVersion.objects.get().incident_id
    told = set(AlertRow.objects.filter(incident_id=ident, held="").values_list("alert_id", flat=True))
    owner.post(f"/own-incidents/{ident}/take-back", {"why": "a drill"})
    cancelled = AlertRow.objects.filter(incident_id=ident, held="", msg_type="Cancel")
    assert set(cancelled.values_list("alert_id", flat=True)) == told
    assert outbox.read_alert(cancelled[0]).changed.startswith("Taken back: a drill. ")
    shown = owner.get(f"/own-incidents/{ident}").content.decode()
    assert "Taken back: a drill" in shown
    assert owner.post(f"/own-incidents/{ident}/take-back").status_code == 400
    assert owner.get(f"/own-incidents/{ident}/change").status_code == 404


def test_what_was_entered_stands_on_the_world_and_its_country_for_its_organisation_alone(
    owner, ours, theirs, client
):
    enter(owner)
    api = f"/api/v1/incidents/{OwnIncidentVersion.objects.get().incident_id}"
    asked = ("/", "/map.json", "/areas/KAZ", "/?severity=Severe&area=KAZ&q=roadblock&bbox=70,40,80,45", api)
    unseen = (
        "/?severity=Extreme",
        "/?area=PER",
        "/?category=health",
        "/?q=flood",
        "/areas/PER",
        "/?bbox=100,40,120,45",
        "/?bbox=170,40,-170,45",
    )
    assert all("Roadblock" in owner.get(address).content.decode() for address in asked)
    assert not any("Roadblock" in owner.get(address).content.decode() for address in unseen)
    for role, house in ((Role.TRAVELLER, ours), (Role.OWNER, theirs)):
        client.force_login(house.users[role])
        assert not any("Roadblock" in client.get(address).content.decode() for address in asked)
    client.logout()
    assert not any("Roadblock" in client.get(address).content.decode() for address in asked)
    owner.force_login(ours.users[Role.OWNER])
    owner.post(f"/own-incidents/{OwnIncidentVersion.objects.get().incident_id}/take-back", {"why": "a drill"})
    assert not any("Roadblock" in owner.get(address).content.decode() for address in asked[:-1])
    assert owner.get(api).json()["status"] == "retracted"


def test_what_was_taken_back_says_so_with_its_reason_in_mails_and_head_counts(owner, ours):
    enter(owner)
    ident = OwnIncidentVersion.objects.get().incident_id
    owner.post(f"/incidents/{ident}/ask")
    assert "taken back" not in owner.get("/safety").content.decode()
    owner.post(f"/own-incidents/{ident}/take-back", {"why": "it was a drill"})
    cancels = AlertRow.objects.filter(incident_id=ident, held="", msg_type="Cancel")
    for row in cancels:
        said = plain(letter(outbox.read_alert(row), ""))
        assert "Taken back: it was a drill." in said
        assert "HOW SURE" not in said
    for address in ("/safety", f"/incidents/{ident}/head-count"):
        assert "Taken back: it was a drill." in owner.get(address).content.decode()
    assert cancels.exists()


def test_nobody_can_be_asked_on_a_page_about_what_was_taken_back(owner, ours):
    enter(owner)
    ident = OwnIncidentVersion.objects.get().incident_id
    owner.post(f"/incidents/{ident}/ask")
    row = AlertRow.objects.filter(incident_id=ident, held="").exclude(person=None).order_by("-sequence")[0]
    owner.post(f"/own-incidents/{ident}/take-back", {"why": "it was a drill"})
    asked = SafetyAsk.objects.count()
    refused = owner.post(f"/incidents/{ident}/ask")
    assert refused.status_code == 400
    assert "nobody is asked about what was taken back. Taken back: it was a drill." in refused.content.decode()
    assert SafetyAsk.objects.count() == asked
    counted = owner.get(f"/incidents/{ident}/head-count").content.decode()
    assert "Ask everybody touched" not in counted
    assert "asked and silent when it was taken back" in counted
    shown = Client().get(link(row)).content.decode()
    assert "Taken back: it was a drill." in shown
    assert "Are you safe?</h1>" not in shown
    assert "I need help" in shown


def test_the_page_of_what_was_taken_back_lists_nobody_as_reached(owner, ours):
    enter(owner)
    ident = OwnIncidentVersion.objects.get().incident_id
    assert "no longer reached" not in owner.get(f"/own-incidents/{ident}").content.decode()
    owner.post(f"/own-incidents/{ident}/take-back", {"why": "a drill"})
    shown = owner.get(f"/own-incidents/{ident}").content.decode()
    assert "Nobody and nothing of yours is in its reach any more." in shown
    assert shown.index("Told of it, and no longer reached") < shown.index("Office of Steppe Aid")


def test_a_change_moves_on_as_an_update(owner, ours):
    enter(owner)
    ident = OwnIncidentVersion.objects.get().incident_id
    enter(owner, f"/own-incidents/{ident}/change", severity="Extreme", killed="4")
    versions = OwnIncidentVersion.objects.filter(incident_id=ident).order_by("version")
    assert [one.version for one in versions] == [1, 2]
    assert AlertRow.objects.filter(incident_id=ident, held="", msg_type="Update").exists()


def test_somebody_who_comes_later_is_told_of_it(owner, ours):
    from lookfar.flow.people import tell_of_present

    enter(owner)
    late = keep_person(ours.organisation, name="Late", email="late@example.org", home=seeding.ALMATY)
    ident = OwnIncidentVersion.objects.get().incident_id
    tell_of_present([str(late.pk)], now=datetime.now(UTC))
    assert AlertRow.objects.filter(incident_id=ident, person=late, held="").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": "Nowhereville Zzz"},
        {"place": ""},
        {"lat": "91", "lon": "0"},
        {"lat": "0", "lon": "0", "place": ""},
        {"title": "\r\n"},
        {"event_type": "not_an_event"},
        {"start": "2099-01-01T00:00"},
        {"killed": "-1"},
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(owner, ours, wrong):
    answer = owner.post("/own-incidents/add", {**ENTRY, **wrong})
    assert answer.status_code == 422
    assert 'class="errorlist' in answer.content.decode()


def test_what_was_entered_lies_encrypted(owner, ours):
    from django.db import connection

    enter(owner)
    with connection.cursor() as cursor:
        cursor.execute("SELECT private FROM records_ownincidentversion")
        assert b"Roadblock" not in bytes(cursor.fetchone()[0])


def test_a_place_wider_than_a_town_is_refused(owner, ours):
    answer = owner.post("/own-incidents/add", {**ENTRY, "place": "Bavaria, Germany"})
    assert answer.status_code == 422
    assert not OwnIncidentVersion.objects.exists()


def test_the_map_of_a_trip_shows_what_was_entered_by_hand(owner, ours):
    now = datetime.now(UTC)
    leg = LegPlan(place=seeding.ALMATY, start=now - timedelta(hours=5), end=now + timedelta(days=2))
    trip = keep_trip(ours.person, name="Fair", legs=[leg])
    enter(owner)
    page = owner.get(f"/trips/{trip.pk}").content.decode()
    (drawn,) = re.findall(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert "Roadblock" in drawn
