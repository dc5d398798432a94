"""What a reader half awake sees first: how long ago, of whom, to whom it went, and what a call for help is to others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.safety_making import ask, page

from lookfar.accounts.askers import Asker
from lookfar.accounts.models import Role
from lookfar.domain.safety import Answer, AnsweredBy
from lookfar.flow.ruling import save_duty
from lookfar.flow.safety import answer
from lookfar.records.models import AlertRow, DeliveryRow
from lookfar.web.told_state import told_of


@pytest.fixture
def alert(ours, unrest):
    return AlertRow.objects.get(incident_id=unrest.id, subject_id=str(ours.person.pk))


def read(client, alert) -> str:
    return client.get(f"/alerts/{alert.alert_id}").content.decode()


def test_what_was_done_was_so_long_ago_and_is_not_so_old(owner, ours, unrest):
    ask(owner, unrest)
    now = datetime.now(UTC)
    answer(ours.person, unrest.id, Answer.SAFE, by=AnsweredBy.SELF, now=now - timedelta(hours=2))
    assert "Said “I am safe” 2 h ago" in page(owner, unrest)
    assert " old" not in page(owner, unrest).partition("<main")[2]


def test_who_answers_for_somebody_else_is_asked_how_they_are(owner, ours, client, alert):
    assert "How is <bdi>Aigul of Steppe Aid</bdi>?" in read(owner, alert)
    client.force_login(ours.users[Role.TRAVELLER])
    assert "How are you?" in read(client, alert)


def test_an_alert_says_to_whom_each_message_went_but_for_who_sees_only_himself(owner, ours, client, alert):
    assert "<bdi>Aigul of Steppe Aid by e-mail</bdi>: " in read(owner, alert)
    DeliveryRow.objects.filter(alert=alert).update(
        receiver=str(save_duty(ours.organisation, ours.person).person_id)
    )
    client.force_login(ours.users[Role.TRAVELLER])
    shown = read(client, alert).partition("What was sent")[2]
    assert "<bdi>E-mail</bdi>: " in shown
    assert "by e-mail" not in shown


def test_whoever_calls_for_help_is_not_shown_as_waiting_for_their_own_call(owner, ours, unrest, alert):
    boris = ours.site.contact
    boris.private = {**boris.private, "email": "boris@example.org"}
    boris.save()
    save_duty(ours.organisation, boris)
    DeliveryRow.objects.filter(alert=alert).update(state="delivered")
    answer(ours.person, unrest.id, Answer.NEED_HELP, by=AnsweredBy.SELF, now=datetime.now(UTC))
    lines = told_of(unrest.id, Asker(organisation=ours.organisation, role=Role.OWNER))
    about = {
        line.receiver: line.newest.sequence for line in lines if line.newest.subject.subject_id == alert.subject_id
    }
    assert about == {"Aigul of Steppe Aid by e-mail": 1, "Boris of Steppe Aid by e-mail": 2}


def test_a_preview_says_in_short_what_a_file_would_do(owner, ours):
    rows = "name,email\nDai,dai@example.org\nEve,eve@example.org\nBoris of Steppe Aid,\n"
    given = SimpleUploadedFile("people.csv", rows.encode())
    shown = owner.post("/people/import", {"file": given}).content.decode()
    assert "2 new, 1 as it is." in shown
    assert "home</code> is the city" in owner.get("/people/import").content.decode()


def test_a_preview_of_sites_says_who_is_told(owner, ours):
    rows = 'name,place,contact\nDepot,"Almaty, Kazakhstan",Boris of Steppe Aid\n'
    given = SimpleUploadedFile("sites.csv", rows.encode())
    assert "Boris of Steppe Aid is told" in owner.post("/sites/import", {"file": given}).content.decode()
