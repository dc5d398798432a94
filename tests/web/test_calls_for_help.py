"""A call for help goes to those who look after others, at once and to nobody else."""

from __future__ import annotations

from datetime import timedelta

from tests.web import seeding
from tests.web.safety_making import NOW, enter, link, page

from lookfar.accounts.models import Role
from lookfar.channels.channel import Outgoing
from lookfar.channels.email import plain
from lookfar.channels.letter import letter
from lookfar.channels.push import payload
from lookfar.flow.legs import LegPlan
from lookfar.flow.people import keep_person, keep_trip
from lookfar.flow.telling import prepare
from lookfar.records import claims, outbox
from lookfar.records.models import AlertRow, DeliveryRow, DutyContact


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


def test_a_trip_and_the_list_of_alerts_say_that_it_is_a_call_for_help_and_no_incident(client, owner, ours):
    leg = LegPlan(place=seeding.ALMATY, start=NOW - timedelta(hours=5), end=NOW + timedelta(days=2))
    away = keep_person(ours.organisation, name="Ann", email="ann@example.org", home=None)
    trip = keep_trip(away, name="Fair", legs=[leg])
    enter(owner)
    row = AlertRow.objects.filter(subject_id=str(trip.legs.get().pk), held="")[0]
    pages = (f"/trips/{trip.pk}", "/alerts")
    assert not any("call for help" in owner.get(address).content.decode() for address in pages)
    client.post(link(row), {"answer": "need_help"})
    assert all("call for help" in owner.get(address).content.decode() for address in pages)


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


def test_a_call_for_help_that_nobody_hears_says_so_and_whom_to_call(client, owner, ours, unrest):
    row = AlertRow.objects.filter(person=ours.person, incident_id=unrest.id, held="")[0]
    said = " ".join(client.post(link(row), {"answer": "need_help"}).content.decode().split())
    assert "nobody can be told by itself" in said
    assert "Call your security contact now" in said
    assert "being told" not in said
    shown = " ".join(owner.get(f"/alerts/{row.alert_id}").content.decode().split())
    assert "Nobody (written to the journal of this installation alone)" in shown
    _on_duty(ours)
    assert "Your organisation is being told." in client.post(link(row), {"answer": "need_help"}).content.decode()
