"""What one person writes to many leaves after another one has looked, or in an emergency that is stated (FAULTS 80)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from tests.web import seeding
from tests.web.safety_making import ENTRY, ask

from lookfar.accounts.models import AuditEntry, Key, Membership, Role, User
from lookfar.alerts.route import Rule, Tell
from lookfar.channels.email import plain
from lookfar.channels.notice_letter import notice_letter
from lookfar.flow.own_incidents import take_back
from lookfar.flow.people import keep_person
from lookfar.records import outbox
from lookfar.records import rules as kept
from lookfar.records.models import AlertRow, DeliveryRow, MassMessage, OwnIncidentVersion, SafetyAsk


@pytest.fixture
def careful(ours):
    """Our organisation, in which nobody tells more than one person alone; two are near Almaty."""
    kept.keep_hours(ours.organisation, kept.Hours(most_alone=1))
    return ours


@pytest.fixture
def manager(careful):
    """A second browser, signed in as our manager."""
    browser = Client()
    browser.force_login(careful.users[Role.MANAGER])
    return browser


def previewed(client, **changed) -> dict[str, str]:
    """The form as it stands under the preview."""
    form = {**ENTRY, **changed}
    page = client.post("/own-incidents/add", form).content.decode()
    return {**form, "seen": re.search(r'name="seen" value="(\w+)"', page)[1]}


def waits(client) -> MassMessage:
    """An incident entered by the client that waits for a second person."""
    client.post("/own-incidents/add", {**previewed(client), "leave": "second"})
    return MassMessage.objects.get()


def decide(client, row, do: str, **given):
    return client.post(f"/second-person/{row.pk}", {"do": do, **given})


def page(client, address="/second-person") -> str:
    return client.get(address).content.decode()


def told(house) -> int:
    return AlertRow.objects.filter(organisation=house.organisation, held="", category="unrest").count()


def test_what_is_for_few_leaves_as_ever(owner, ours):
    form = previewed(owner)
    assert "Ask a second person" not in owner.post("/own-incidents/add", ENTRY).content.decode()
    assert owner.post("/own-incidents/add", form).status_code == 302
    assert OwnIncidentVersion.objects.count() == 1
    assert not MassMessage.objects.exists()


def test_an_incident_for_many_is_told_on_the_word_of_another_person_only(owner, manager, careful):
    before = told(careful)
    shown = owner.post("/own-incidents/add", ENTRY).content.decode()
    assert "It is about 2 people" in shown
    assert "Enter it and tell them" not in shown
    for leave in ({}, {"emergency": "shots"}):  # as when the Enter key is pressed in a field
        assert (
            "Nobody has been told yet"
            in owner.post("/own-incidents/add", {**previewed(owner), **leave}).content.decode()
        )
    refused = owner.post("/own-incidents/add", {**previewed(owner), "leave": "alone"})
    assert refused.status_code == 400
    row = waits(owner)
    assert (told(careful), OwnIncidentVersion.objects.count()) == (before, 0)
    assert decide(owner, row, "send").status_code == 400  # its own writer is no second person
    assert not OwnIncidentVersion.objects.exists()
    seen = page(manager)
    for said in ("Roadblock at the Almaty ring road", "Seen by our driver", "Office of Steppe Aid", "CAP Severe"):
        assert said in seen
    decide(manager, row, "send")
    assert told(careful) > before
    row.refresh_from_db()
    assert (row.state, row.ended_by) == ("approved", careful.users[Role.MANAGER])
    entered = page(owner, f"/own-incidents/{row.incident_id}")
    assert "owner of Steppe Aid" in entered  # who wrote it stays its writer
    assert OwnIncidentVersion.objects.get().recorded_at == row.ended_at  # known from then on


def test_the_same_word_sends_once(owner, manager, careful):
    row = waits(owner)
    decide(manager, row, "send")
    sent = told(careful)
    for do in ("send", "send_alone", "refuse"):
        assert decide(manager, row, do, why="again").status_code == 400
    assert told(careful) == sent
    assert OwnIncidentVersion.objects.count() == 1


def test_in_an_emergency_it_leaves_alone_and_everybody_can_see_why(owner, manager, careful):
    answer = owner.post(
        "/own-incidents/add", {**previewed(owner), "leave": "alone", "emergency": "shots at the gate"}
    )
    assert answer.status_code == 302
    row = MassMessage.objects.get()
    assert (row.state, row.people, row.asked_by) == ("emergency", 2, careful.users[Role.OWNER])
    assert AlertRow.objects.filter(incident_id=row.incident_id, held="").exists()
    assert "shots at the gate" in page(manager)
    alone = AuditEntry.objects.filter(organisation=careful.organisation, action="sent_alone").get()
    assert (alone.subject, alone.detail) == (row.incident_id, {"people": 2, "became": "emergency"})
    assert "shots" not in str(alone.detail)  # the reason may name somebody, and stays where it can be erased


def test_what_waits_can_be_sent_alone_later_for_a_reason(owner, careful):
    row = waits(owner)
    assert decide(owner, row, "send_alone", why=" ").status_code == 400
    assert not OwnIncidentVersion.objects.exists()
    decide(owner, row, "send_alone", why="nobody answers the telephone")
    row.refresh_from_db()
    assert (row.state, row.private["why"]) == ("emergency", "nobody answers the telephone")
    assert OwnIncidentVersion.objects.exists()
    assert AuditEntry.objects.filter(action="sent_alone").count() == 1


def test_the_others_hear_that_it_waits_and_every_page_says_so(owner, manager, careful):
    boss = keep_person(careful.organisation, name="Mia", email="mia@example.org")
    boss.user = careful.users[Role.MANAGER]
    boss.save()
    row = waits(owner)
    notice = AlertRow.every.get(category="second_person")
    sent = DeliveryRow.objects.filter(alert=notice)
    assert [(one.channel, one.receiver) for one in sent] == [("email", str(boss.pk))]
    mail = plain(notice_letter(outbox.read_alert(notice), "https://lookfar.example"))
    assert "A message to 2 people waits for you" in mail
    assert "https://lookfar.example/second-person" in mail
    assert "not an alert" in mail
    for browser in (owner, manager):
        assert "waits for a second person, written" in page(browser, "/people")
    owner.force_login(careful.users[Role.VIEWER])
    assert "waits for a second person" not in page(owner, "/people")
    assert owner.get("/second-person").status_code == 403
    assert decide(owner, row, "send").status_code == 403
    decide(manager, row, "refuse", why="it was a drill")
    assert "waits for a second person, written" not in page(manager, "/people")
    assert "it was a drill" in page(manager)
    assert not OwnIncidentVersion.objects.exists()


def test_what_nobody_looked_at_for_a_day_does_not_leave_and_is_not_forgotten(owner, manager, careful):
    row = waits(owner)
    MassMessage.objects.update(asked_at=datetime.now(UTC) - timedelta(hours=25))
    for browser, do in ((manager, "send"), (owner, "send_alone")):
        assert decide(browser, row, do, why="now").status_code == 400
    assert not OwnIncidentVersion.objects.exists()
    assert "does not leave any more: nobody was told" in page(manager)
    assert "waits for a second person, written" in page(owner, "/people")  # until somebody has seen it
    decide(owner, row, "refuse")
    assert "waits for a second person, written" not in page(owner, "/people")


def test_whoever_wrote_it_hears_that_it_was_stopped(owner, manager, careful):
    writer = keep_person(careful.organisation, name="Olga", email="olga@example.org")
    writer.user = careful.users[Role.OWNER]
    writer.save()
    decide(manager, waits(owner), "refuse", why="it was a drill")
    stopped = AlertRow.every.filter(category="second_person").latest("created_at")
    assert DeliveryRow.objects.get(alert=stopped).receiver == str(writer.pk)
    mail = plain(notice_letter(outbox.read_alert(stopped), ""))
    assert "Your message to 2 people was stopped" in mail
    assert "it was a drill" in mail


def test_the_page_says_when_nobody_hears_that_it_waits(owner, careful):
    assert "None of them has a mail or a device here" in owner.post("/own-incidents/add", ENTRY).content.decode()
    boss = keep_person(careful.organisation, name="Mia", email="mia@example.org")
    boss.user = careful.users[Role.MANAGER]
    boss.save()
    assert "1 of them is told that it waits" in owner.post("/own-incidents/add", ENTRY).content.decode()


def test_whom_a_rule_names_besides_counts(owner, careful):
    others = [keep_person(careful.organisation, name=f"Named {number}") for number in range(5)]
    tell = Tell(others=tuple(str(one.pk) for one in others))
    kept.keep_rule(careful.organisation, Rule(id="", name="Everybody", tell=tell))
    kept.keep_hours(careful.organisation, kept.Hours(most_alone=6))
    assert "It is about 7 people" in owner.post("/own-incidents/add", ENTRY).content.decode()


def test_only_its_writer_sends_it_alone_and_nothing_else_is_done_by_a_slip(owner, manager, careful):
    row = waits(owner)
    assert decide(manager, row, "send_alone", why="mine").status_code == 400
    assert decide(manager, row, "whatever").status_code == 400
    row.refresh_from_db()
    assert row.state == "waiting"


def test_a_button_pressed_twice_makes_one_message(owner, careful, unrest):
    for _ in range(2):
        owner.post("/own-incidents/add", {**previewed(owner), "leave": "second"})
        ask(owner, unrest, words="Stay inside", leave="second")
    assert sorted(one.kind for one in MassMessage.objects.all()) == ["own_incident", "question"]
    ask(owner, unrest, words="Leave now", leave="second")
    corrected = {**previewed(owner, text="Seen by our driver, who is safe."), "leave": "second"}
    owner.post("/own-incidents/add", corrected)
    assert MassMessage.objects.count() == 4  # other words are another message, however soon


def test_the_silent_are_those_when_it_leaves(owner, manager, careful, unrest):
    ask(owner, unrest, leave="alone", emergency="now")
    kept.keep_hours(careful.organisation, kept.Hours(most_alone=0))
    ask(owner, unrest, again="yes", leave="second")
    safe = SafetyAsk.objects.first().person
    owner.post(f"/incidents/{unrest.id}/head-count/{safe.pk}", {"answer": "safe"})
    row = MassMessage.objects.get(state="waiting")
    decide(manager, row, "send")
    again = SafetyAsk.objects.filter(asked_at__gt=row.asked_at)
    assert [one.person_id for one in again] == [SafetyAsk.objects.exclude(person=safe).first().person_id]


def test_a_question_in_portions_is_one_question(client, careful, unrest):
    _, key = Key.issue(careful.organisation, "robot", ["read", "write"])
    sent = {"content_type": "application/json", "headers": {"Authorization": f"Bearer {key}"}}
    address = f"/api/v1/head-counts/{unrest.id}"
    people = [one["person"] for one in client.get(address, headers=sent["headers"]).json()["people"]]
    assert client.post(f"{address}/ask", {"people": people[:1]}, **sent).status_code == 202
    assert client.post(f"{address}/ask", {"people": people[:1]}, **sent).status_code == 202  # the same one again
    assert client.post(f"{address}/ask", {"people": people[1:]}, **sent).status_code == 409


def test_the_number_is_in_the_audit_with_what_it_was(owner, careful):
    sent = {"digest": "07:00", "zone": "", "group_minutes": 5, "escalate_minutes": 10, "most_alone": 1000}
    owner.post("/duty", sent)
    assert AuditEntry.objects.get(kind="most-alone").detail == {"before": 1, "after": 1000}


def test_a_change_waits_too_and_does_not_overtake_another_one(owner, manager, careful):
    owner.post("/own-incidents/add", {**previewed(owner), "leave": "alone", "emergency": "now"})
    first = OwnIncidentVersion.objects.get()
    change = f"/own-incidents/{first.incident_id}/change"
    form = {**ENTRY, "severity": "Extreme"}
    shown = owner.post(change, form).content.decode()
    form["seen"] = re.search(r'name="seen" value="(\w+)"', shown)[1]
    owner.post(change, {**form, "leave": "second"})
    row = MassMessage.objects.get(state="waiting")
    owner.post(change, {**form, "leave": "alone", "emergency": "it grows"})
    assert OwnIncidentVersion.objects.count() == 2
    assert decide(manager, row, "send").status_code == 400
    assert OwnIncidentVersion.objects.count() == 2
    take_back(careful.organisation, first.incident_id, why="wrong", writer="x", now=datetime.now(UTC))
    assert OwnIncidentVersion.objects.count() == 3  # taking back waits for nobody


def test_a_question_to_many_waits_for_a_second_person(owner, manager, careful, unrest):
    shown = ask(owner, unrest, words="Stay inside")
    assert "Ask 2 people whether they are safe?" in shown.content.decode()
    ask(owner, unrest, words="Stay inside", leave="alone", emergency=" ")
    assert not SafetyAsk.objects.exists()
    ask(owner, unrest, words="Stay inside", leave="second")
    row = MassMessage.objects.get()
    assert not SafetyAsk.objects.exists()
    assert "Stay inside" in page(manager)
    decide(manager, row, "send")
    assert SafetyAsk.objects.count() == 2
    assert {one.asked_by for one in SafetyAsk.objects.all()} == {careful.users[Role.OWNER]}
    asked = [one for row in AlertRow.objects.filter(held="") if (one := outbox.read_alert(row)).question]
    assert len(asked) == 2
    assert all("Stay inside" in str(one) for one in asked)


def test_a_question_leaves_alone_in_an_emergency(owner, careful, unrest):
    ask(owner, unrest, leave="alone", emergency="shooting now")
    assert SafetyAsk.objects.count() == 2
    assert MassMessage.objects.get().private["why"] == "shooting now"


def test_a_program_states_the_emergency_or_asks_nobody(client, careful, unrest):
    _, key = Key.issue(careful.organisation, "robot", ["read", "write"])
    address = f"/api/v1/head-counts/{unrest.id}/ask"
    sent = {"content_type": "application/json", "headers": {"Authorization": f"Bearer {key}"}}
    answer = client.post(address, {}, **sent)
    assert answer.status_code == 409
    assert "2 people" in answer.json()["detail"]
    assert not SafetyAsk.objects.exists()
    assert client.post(address, {"emergency": "shooting now"}, **sent).json() == {"asked": 2}
    assert MassMessage.objects.get().state == "emergency"


def test_where_nobody_else_could_look_nothing_waits_for_ever(owner, careful):
    Membership.objects.filter(organisation=careful.organisation, role=Role.MANAGER).delete()
    assert owner.post("/own-incidents/add", {**previewed(owner), "leave": "second"}).status_code == 400
    assert not MassMessage.objects.exists()
    assert owner.post("/own-incidents/add", previewed(owner)).status_code == 302
    assert OwnIncidentVersion.objects.exists()


def test_an_account_that_is_off_is_no_second_person(owner, careful):
    User.objects.filter(pk=careful.users[Role.MANAGER].pk).update(is_active=False)
    assert owner.post("/own-incidents/add", previewed(owner)).status_code == 302


def test_another_organisation_neither_sees_nor_sends_it(owner, careful, theirs):
    row = waits(owner)
    browser = Client()
    browser.force_login(theirs.users[Role.OWNER])
    assert "Roadblock" not in page(browser)
    assert "waits for a second person, written" not in page(browser, "/people")
    assert decide(browser, row, "send").status_code == 404
    row.refresh_from_db()
    assert row.state == "waiting"


def test_the_number_is_the_organisations_own(owner, careful):
    sent = {"digest": "07:00", "zone": "", "group_minutes": 5, "escalate_minutes": 10, "most_alone": 7}
    assert owner.post("/duty", sent).status_code == 302
    assert kept.hours_of(str(careful.organisation.pk)).most_alone == 7
    assert seeding.house("Another").organisation.pk != careful.organisation.pk
