"""Are you safe: asked, answered by link or by telephone, and counted."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.web.safety_making import NOW, ask, link, page

from lookfar.accounts.models import Role
from lookfar.channels.channel import Outgoing
from lookfar.channels.email import message, plain
from lookfar.channels.letter import letter
from lookfar.flow.escalating import token_of
from lookfar.records import outbox
from lookfar.records.models import AlertRow, DeliveryRow, SafetyAsk, SafetyReply


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
    assert "1</strong> asked and silent" in page(owner, unrest)
    assert "1 asked and not reached" in page(owner, unrest)
    assert "but there is no way to reach them: telephone them" in page(owner, unrest)


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


def test_a_question_does_not_stop_what_nobody_answers_from_going_on(owner, ours, unrest):
    ask(owner, unrest)
    asked = AlertRow.objects.filter(incident_id=unrest.id, held="").order_by("-created_at")[0]
    assert outbox.read_alert(asked).life_threat
    assert not asked.life_threat, "only the incident's own threat to life starts the wait for an answer"
