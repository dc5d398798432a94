"""Are you safe: asked, answered by link or by telephone, counted; and incidents entered by hand."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from tests.web import seeding

from lookfar.accounts.models import Role
from lookfar.channels.channel import Outgoing
from lookfar.channels.email import message, plain
from lookfar.channels.letter import letter
from lookfar.channels.push import payload
from lookfar.flow.escalating import token_of
from lookfar.flow.people import keep_person
from lookfar.flow.telling import prepare
from lookfar.records import claims, outbox
from lookfar.records.models import AlertRow, DeliveryRow, DutyContact, OwnIncidentVersion, SafetyAsk, SafetyReply

NOW = datetime.now(UTC)


@pytest.fixture
def unrest(ours):
    """Something going on in Almaty now, of which our people were told."""
    one = seeding.incident("now", start=NOW - timedelta(hours=3), recorded_at=NOW - timedelta(hours=1))
    seeding.happen(one)
    return one


def link(row) -> str:
    """What the mail to the person of an alert points at."""
    return f"/alerts/{row.alert_id}/acknowledge/{token_of(row.alert_id, str(row.person_id))}"


def ask(client, incident, **words):
    return client.post(f"/incidents/{incident.id}/ask", words)


def page(client, incident) -> str:
    return client.get(f"/incidents/{incident.id}/head-count").content.decode()


def test_everybody_touched_is_asked_once_by_a_new_version_of_their_alert(owner, ours, unrest):
    before = AlertRow.objects.filter(incident_id=unrest.id, held="").count()
    assert ask(owner, unrest, words="Dana calls at nine.").status_code == 302
    asked = list(SafetyAsk.objects.filter(incident_id=unrest.id))
    assert {str(one.person_id) for one in asked} == {str(ours.person.pk), str(ours.site.contact_id)}
    fresh = AlertRow.objects.filter(incident_id=unrest.id, held="").order_by("created_at")[before:]
    told = [outbox.read_alert(row) for row in fresh]
    assert len(told) == 2
    assert all(one.question == "Are you safe?" and one.life_threat for one in told)
    assert all("Dana calls at nine." in one.changed for one in told)
    assert DeliveryRow.objects.filter(alert__in=fresh).count() >= 2


def test_silence_is_not_counted_as_safety(owner, ours, unrest):
    ask(owner, unrest)
    assert "0 of 2</strong> said they are safe" in page(owner, unrest)
    assert "2</strong> asked and silent" in page(owner, unrest)


def test_the_mail_asks_first_and_its_link_answers_without_sign_in_or_cookie(owner, ours, unrest):
    ask(owner, unrest)
    row = AlertRow.objects.filter(person=ours.person, incident_id=unrest.id, held="").order_by("-sequence")[0]
    alert = outbox.read_alert(row)
    token = token_of(alert.id, str(row.person_id))
    to = Outgoing(alert=alert, to="a@example.org", at=NOW, answer=token)
    mail = message(to, sender="lookfar@example.org", public_url="https://lookfar.example.org")
    assert mail["Subject"].startswith("[Lookfar] Are you safe?")
    text = plain(letter(alert, "", answer_url=f"https://x.example/answer/{token}"))
    assert text.index("ARE YOU SAFE?") < text.index("WHAT HAPPENED")
    client = Client(enforce_csrf_checks=True)
    shown = client.get(link(row))
    assert "Are you safe?" in shown.content.decode()
    assert not SafetyReply.objects.exists(), "looking answers nothing"
    assert client.post(link(row), {"answer": "safe"}).status_code == 200
    reply = SafetyReply.objects.get()
    assert (str(reply.person_id), reply.answer, reply.by) == (str(ours.person.pk), "safe", "self")
    assert AlertRow.objects.filter(alert_id=alert.id, acknowledged_at=None).count() == 0


def test_a_tampered_link_opens_nothing(client, ours, unrest):
    whole = link(ours.alert)
    assert client.get(f"{whole[:-1]}{'A' if whole[-1] != 'A' else 'B'}").status_code == 404
    assert client.get(whole.rpartition("/")[0] + "/nonsense").status_code == 404


def test_a_duty_contacts_link_does_not_speak_for_the_person(client, ours, unrest):
    row = AlertRow.objects.filter(person=ours.person, incident_id=unrest.id, held="")[0]
    address = f"/alerts/{row.alert_id}/acknowledge/{token_of(row.alert_id, str(ours.site.contact_id))}"
    assert "I am safe" not in client.get(address).content.decode()
    client.post(address, {"answer": "safe"})
    assert not SafetyReply.objects.exists()


def test_a_call_for_help_goes_to_the_duty_contacts_at_once_and_a_double_click_once(client, ours, unrest):
    boris = ours.site.contact
    boris.private = {**boris.private, "email": "boris@example.org"}
    boris.save()
    DutyContact.objects.get_or_create(organisation=ours.organisation, person=boris, defaults={"position": 1})
    row = AlertRow.objects.filter(person=ours.person, incident_id=unrest.id, held="")[0]
    for _ in range(2):
        client.post(link(row), {"answer": "need_help", "note": "cellar, Abay 5"})
    calls = [one for one in AlertRow.objects.filter(alert_id=row.alert_id, held="") if "needs help" in _title(one)]
    assert len(calls) == 1
    assert "cellar, Abay 5" in outbox.read_alert(calls[0]).changed
    assert DeliveryRow.objects.filter(alert=calls[0], channel="email", receiver=str(boris.pk)).exists()


def _title(row) -> str:
    return outbox.read_alert(row).title


def test_a_call_for_help_stands_on_every_page_of_those_who_look_after_others(client, owner, ours, theirs, unrest):
    row = AlertRow.objects.filter(person=ours.person, incident_id=unrest.id, held="")[0]
    client.post(link(row), {"answer": "need_help", "note": "cellar, Abay 5"})
    assert "1 of yours said they need help" in owner.get("/").content.decode()
    counted = page(owner, unrest)
    assert counted.index("needs help") < counted.index("not asked")
    assert "cellar, Abay 5" in counted
    owner.force_login(theirs.users[Role.OWNER])
    assert "said they need help" not in owner.get("/").content.decode()
    assert "cellar" not in page(owner, unrest)


def test_an_answer_heard_by_telephone_is_kept_as_entered_by_somebody_else(owner, ours, unrest):
    ask(owner, unrest)
    address = f"/incidents/{unrest.id}/head-count/{ours.person.pk}"
    assert owner.post(address, {"answer": "safe", "note": "called at 9"}).status_code == 302
    reply = SafetyReply.objects.get()
    assert (reply.by, reply.entered_by) == ("other", ours.users[Role.OWNER])
    assert "entered by somebody else" in page(owner, unrest)
    assert b"called at 9" not in bytes(_raw(reply)), "a note lies encrypted"


def _raw(reply: SafetyReply) -> bytes:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT private FROM records_safetyreply")
        return cursor.fetchone()[0]


def test_only_the_silent_are_asked_again(owner, ours, unrest):
    ask(owner, unrest)
    owner.post(f"/incidents/{unrest.id}/head-count/{ours.person.pk}", {"answer": "safe"})
    ask(owner, unrest, again="yes")
    assert SafetyAsk.objects.filter(person=ours.person).count() == 1
    assert SafetyAsk.objects.filter(person_id=ours.site.contact_id).count() == 2


def test_another_organisations_people_are_neither_asked_nor_marked(owner, ours, theirs, unrest):
    ask(owner, unrest)
    assert not SafetyAsk.objects.filter(organisation=theirs.organisation).exists()
    address = f"/incidents/{unrest.id}/head-count/{theirs.person.pk}"
    assert owner.post(address, {"answer": "safe"}).status_code == 404
    assert not SafetyReply.objects.exists()


@pytest.mark.parametrize("role", [Role.TRAVELLER, Role.VIEWER])
def test_who_may_not_write_asks_and_marks_nobody(client, ours, unrest, role):
    client.force_login(ours.users[role])
    assert ask(client, unrest).status_code == 403
    address = f"/incidents/{unrest.id}/head-count/{ours.person.pk}"
    assert client.post(address, {"answer": "safe"}).status_code == 403
    assert client.get(f"/incidents/{unrest.id}/head-count").status_code == (403 if role == Role.TRAVELLER else 200)


def test_a_traveller_answers_his_own_alert_and_no_other(client, ours, unrest):
    client.force_login(ours.users[Role.TRAVELLER])
    rows = AlertRow.objects.filter(incident_id=unrest.id, held="")
    own = rows.filter(person=ours.person)[0]
    other = rows.exclude(person=ours.person)[0]
    assert client.post(f"/alerts/{own.alert_id}/answer", {"answer": "safe"}).status_code == 302
    assert client.post(f"/alerts/{other.alert_id}/answer", {"answer": "safe"}).status_code == 404
    assert SafetyReply.objects.get().by == "self"


def test_an_answer_that_is_none_is_refused(client, ours, unrest):
    row = AlertRow.objects.filter(person=ours.person, incident_id=unrest.id, held="")[0]
    assert client.post(link(row), {"answer": "maybe"}).status_code == 400
    assert client.post(link(row), {"answer": "safe", "note": "x" * 1001}).status_code == 400
    assert not SafetyReply.objects.exists()


ENTRY = {
    "title": "Roadblock at the Almaty ring road",
    "event_type": "violent_demonstration",
    "place": "Almaty, Kazakhstan",
    "start": NOW.strftime("%Y-%m-%dT%H:%M"),
    "hours": "24",
    "severity": "Severe",
    "urgency": "Immediate",
    "certainty": "Observed",
    "reliability": "B",
    "credibility": "2",
    "text": "Seen by our driver.",
}


def enter(client, address="/own-incidents/add", **changed):
    """Previews, then confirms what was previewed."""
    form = {**ENTRY, **changed}
    preview = client.post(address, form).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', preview)
    assert seen, preview
    return client.post(address, {**form, "seen": seen[1]})


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


def _told(row, receiver) -> Outgoing:
    """The mail of the newest version of an alert to one person, as the sender makes it."""
    newest = AlertRow.objects.filter(alert_id=row.alert_id, held="").order_by("-sequence")[0]
    due = {(one.version.pk, one.receiver): one for one in DeliveryRow.objects.select_related("alert")}
    delivery = due[newest.pk, str(receiver.pk)]
    DeliveryRow.objects.exclude(pk=delivery.pk).update(state="delivered", delivered_at=NOW)
    ready = prepare(claims.claim(now=NOW + timedelta(hours=1), room={})[0], NOW + timedelta(hours=1))
    assert ready is not None
    return ready.outgoing


def _on_duty(ours):
    boris = ours.site.contact
    boris.private = {**boris.private, "email": "boris@example.org"}
    boris.save()
    DutyContact.objects.create(organisation=ours.organisation, person=boris, position=1)
    return boris


def test_a_duty_contact_who_heard_nothing_before_reads_the_words_and_the_caller_is_not_told(client, ours, unrest):
    boris = _on_duty(ours)
    row = AlertRow.objects.filter(person=ours.person, subject_kind="person", incident_id=unrest.id, held="")[0]
    client.post(link(row), {"answer": "need_help", "note": "cellar, Abay 5"})
    newest = AlertRow.objects.filter(alert_id=row.alert_id, held="").order_by("-sequence")[0]
    assert {one.receiver for one in newest.deliveries.all()} == {str(boris.pk)}
    outgoing = _told(row, boris)
    text = plain(letter(outgoing.alert, "https://x.example/a", answer_url="https://x.example/b", own=outgoing.own))
    assert "I need help" in text
    assert "cellar, Abay 5" in text
    assert "I have seen this" in text
    assert "I am safe, I need help" not in text


def test_a_call_for_help_of_a_cancelled_trip_still_goes(client, ours):
    boris = _on_duty(ours)
    ours.person.private = {**ours.person.private, "home": None}
    ours.person.save()
    ours.trip.legs.update(start=NOW - timedelta(days=1), end=NOW + timedelta(days=3))
    one = seeding.incident("trip", start=NOW - timedelta(hours=3), recorded_at=NOW - timedelta(hours=1))
    seeding.happen(one)
    row = AlertRow.objects.get(subject_kind="trip_leg", incident_id=one.id, held="")
    ours.trip.cancelled_at = NOW
    ours.trip.save()
    client.post(link(row), {"answer": "need_help"})
    assert _told(row, boris).alert.title.startswith("Aigul of Steppe Aid needs help")


def test_a_locked_screen_names_nobody_who_needs_help(client, ours, unrest):
    _on_duty(ours)
    row = AlertRow.objects.filter(person=ours.person, incident_id=unrest.id, held="")[0]
    client.post(link(row), {"answer": "need_help", "note": "cellar, Abay 5"})
    newest = AlertRow.objects.filter(alert_id=row.alert_id, held="").order_by("-sequence")[0]
    shown = payload(outbox.read_alert(newest)).decode()
    assert "Somebody of yours needs help" in shown
    assert "Aigul" not in shown
    assert "Abay" not in shown


def test_a_question_does_not_stop_what_nobody_answers_from_going_on(owner, ours, unrest):
    ask(owner, unrest)
    asked = AlertRow.objects.filter(incident_id=unrest.id, held="").order_by("-created_at")[0]
    assert outbox.read_alert(asked).life_threat
    assert not asked.life_threat, "only the incident's own threat to life starts the wait for an answer"


def test_a_place_wider_than_a_town_is_refused(owner, ours):
    answer = owner.post("/own-incidents/add", {**ENTRY, "place": "Bavaria, Germany"})
    assert answer.status_code == 422
    assert not OwnIncidentVersion.objects.exists()
