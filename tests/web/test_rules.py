"""The pages for rules, silences, hours, groups, duty contacts and acknowledgement."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.web import seeding

from lookfar.accounts.models import Role
from lookfar.flow.escalating import token_of
from lookfar.records import rules as kept
from lookfar.records.models import Acknowledgement, AlertRow, AlertRule, DutyContact, PersonGroup, SilenceRow

RULE = {"name": "Unrest", "bar": "Severe", "again": "significant", "tell_person": "on", "categories": ["unrest"]}


@pytest.fixture
def today(ours):
    """An incident of today near our people."""
    now = datetime.now(UTC)
    seeding.happen(
        seeding.incident("today", start=now - timedelta(hours=20), recorded_at=now - timedelta(hours=1))
    )
    return now


def test_without_rules_the_page_says_what_holds_then(owner):
    page = owner.get("/rules").content.decode()
    assert "No rules, and none is needed." in page
    assert "from CAP Moderate on" in page


def test_the_form_says_how_far_a_disaster_of_whole_countries_reaches_at_once(owner):
    page = owner.get("/rules/add").content.decode()
    assert (
        "a disaster of whole countries is told at once only within 1,000 km of its middle, and by the digest"
        in page
    )


def test_a_rule_is_looked_at_first_and_nothing_is_kept(owner, today):
    page = owner.post("/rules/add", {**RULE, "look": "yes"}).content.decode()
    assert "The last 30 days with this rule" in page
    assert "<strong>2 alerts</strong>" in page
    assert "Violent protest in Almaty" in page
    assert not AlertRule.objects.exists()


def test_a_bar_that_nothing_passes_says_so(owner, today):
    seeding.happen(seeding.incident("x", start=today - timedelta(hours=20), recorded_at=today, version=1))
    page = owner.post("/rules/add", {**RULE, "bar": "digest", "over_life": "on", "look": "yes"}).content.decode()
    assert "<strong>0 alerts</strong>" in page
    assert "It would have told nobody" in page


def test_a_rule_is_kept_shown_in_a_sentence_changed_moved_and_deleted(owner, ours):
    assert owner.post("/rules/add", {**RULE, "areas": "Kazakhstan, KGZ"}).status_code == 302
    owner.post("/rules/add", {**RULE, "name": "Second", "categories": []})
    page = owner.get("/rules").content.decode()
    assert "Unrest in Kazakhstan and Kyrgyzstan: told at once from CAP Severe on" in page
    first, second = AlertRule.objects.all()
    owner.post(f"/rules/{second.pk}/move", {"to": "earlier"})
    assert [row.pk for row in AlertRule.objects.all()] == [second.pk, first.pk]
    form = owner.get(f"/rules/{first.pk}").content.decode()
    assert 'value="KAZ, KGZ"' in form
    owner.post(f"/rules/{first.pk}", {**RULE, "bar": "digest"})
    assert kept.read_rule(AlertRule.objects.get(pk=first.pk)).bar is None
    owner.post(f"/rules/{first.pk}/delete")
    assert AlertRule.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"areas": "Atlantis"}, "no rated area"),
        ({"tell_person": ""}, "A rule tells somebody"),
        ({"hours_from": "22:00"}, "Give both hours"),
        ({"name": ""}, "required"),
        ({"whom": ["person:00000000-0000-4000-8000-000000000000"]}, "not one of the available choices"),
    ],
)
def test_a_wrong_rule_is_sent_back_with_what_is_wrong(owner, change, says):
    answer = owner.post("/rules/add", {**RULE, **change})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not AlertRule.objects.exists()


def test_a_silence_is_set_for_a_while_says_who_and_why_and_is_ended(owner, ours):
    assert "Nothing is silenced." in owner.get("/silences").content.decode()
    given = {"reason": "a drill of ours", "lasts": "4", "most": "Extreme", "categories": ["unrest"]}
    assert owner.post("/silences/add", given).status_code == 302
    row = SilenceRow.objects.get()
    page = owner.get("/silences").content.decode()
    assert "a drill of ours" in page
    assert f"by <bdi>{ours.users[Role.OWNER]}</bdi>" in page
    assert row.ends_at - row.starts_at == timedelta(hours=4)
    owner.post(f"/silences/{row.pk}/end")
    page = owner.get("/silences").content.decode()
    assert "Nothing is silenced." in page
    assert "ended early" in page


def test_a_silence_of_everything_is_refused_on_the_page(owner):
    answer = owner.post("/silences/add", {"reason": "tired", "lasts": "4", "most": "Extreme"})
    assert answer.status_code == 422
    assert "This would silence everything" in answer.content.decode()
    assert not SilenceRow.objects.exists()


def test_hours_are_kept_and_a_wrong_zone_is_named(owner, ours):
    address = f"/people/{ours.person.pk}/hours"
    wrong = owner.post(address, {"zone": "Mars/Base"})
    assert "no time zone is called" in wrong.content.decode()
    owner.post(address, {"quiet_from": "22:00", "quiet_until": "07:00", "digest": "08:00", "zone": "Asia/Almaty"})
    hours = kept.hours_of_person(ours.person.pk)
    assert hours.quiet is not None
    assert (hours.zone, f"{hours.quiet.start:%H:%M}") == ("Asia/Almaty", "22:00")
    assert 'value="22:00"' in owner.get(address).content.decode()


def test_a_traveller_sets_his_own_hours_and_nobody_elses(client, ours):
    client.force_login(ours.users[Role.TRAVELLER])
    given = {"quiet_from": "22:00", "quiet_until": "07:00"}
    assert client.post(f"/people/{ours.person.pk}/hours", given).status_code == 302
    other = ours.site.contact
    assert client.post(f"/people/{other.pk}/hours", given).status_code == 404
    client.force_login(ours.users[Role.VIEWER])
    assert client.post(f"/people/{ours.person.pk}/hours", given).status_code == 403


def test_duty_contacts_need_an_address_and_are_told_in_order(owner, ours):
    assert "Nobody is on duty." in owner.get("/duty").content.decode()
    said = owner.post("/duty/add", {"person": str(ours.site.contact.pk)}, follow=True).content.decode()
    assert "needs an e-mail address" in said
    owner.post("/duty/add", {"person": str(ours.person.pk)})
    assert DutyContact.objects.get().person == ours.person
    owner.post("/duty/add", {"person": "nonsense"})
    assert DutyContact.objects.count() == 1
    owner.post("/duty", {"digest": "06:30", "group_minutes": "10", "escalate_minutes": "5", "most_alone": "20"})
    assert kept.hours_of(str(ours.organisation.pk)).escalate_after == timedelta(minutes=5)


def test_another_organisations_person_is_no_duty_contact_nor_in_a_group(owner, ours, theirs):
    owner.post("/duty/add", {"person": str(theirs.person.pk)})
    assert not DutyContact.objects.exists()
    answer = owner.post("/groups/add", {"name": "Field", "people": [str(theirs.person.pk)]})
    assert answer.status_code == 422
    assert not PersonGroup.objects.exists()


def test_a_group_is_kept_and_named_by_a_rule(owner, ours):
    owner.post("/groups/add", {"name": "Field staff", "people": [str(ours.person.pk)]})
    group = PersonGroup.objects.get()
    owner.post("/rules/add", {**RULE, "whom": [f"group:{group.pk}"]})
    assert "that touches Field staff" in owner.get("/rules").content.decode()
    owner.post(f"/groups/{group.pk}/delete")
    assert "a group that is gone" in owner.get("/rules").content.decode()


# acknowledgement


def test_a_member_acknowledges_on_the_page_and_it_says_who(owner, ours):
    address = f"/alerts/{ours.alert.alert_id}"
    assert "I have seen this" in owner.get(address).content.decode()
    owner.post(f"{address}/acknowledge")
    page = owner.get(address).content.decode()
    assert f"by <bdi>{ours.users[Role.OWNER]}</bdi>" in page
    assert '<button class="main">I have seen this</button>' not in page


def test_a_traveller_acknowledges_his_own_and_a_viewer_nothing(client, ours):
    own = AlertRow.objects.filter(organisation=ours.organisation, person=ours.person, held="").first()
    other = AlertRow.objects.filter(organisation=ours.organisation, person=ours.site.contact, held="").first()
    assert own is not None
    assert other is not None
    client.force_login(ours.users[Role.VIEWER])
    assert client.post(f"/alerts/{own.alert_id}/acknowledge").status_code == 403
    client.force_login(ours.users[Role.TRAVELLER])
    assert client.post(f"/alerts/{other.alert_id}/acknowledge").status_code == 404
    assert not Acknowledgement.objects.exists()
    assert client.post(f"/alerts/{own.alert_id}/acknowledge").status_code == 302
    assert Acknowledgement.objects.get().alert_id == own.alert_id


def test_looking_at_the_link_of_a_mail_acknowledges_nothing_and_the_button_does(client, ours):
    alert = ours.alert
    address = f"/alerts/{alert.alert_id}/acknowledge/{token_of(alert.alert_id, str(alert.person_id))}"
    page = client.get(address)
    client.head(address)
    assert page.status_code == 200
    assert "I have seen this" in page.content.decode()
    assert "Aigul" not in page.content.decode()
    assert not Acknowledgement.objects.exists()
    assert "it is noted" in client.post(address).content.decode().lower()
    assert Acknowledgement.objects.get().person == alert.person
    assert "Somebody has said already" in client.get(address).content.decode()


def test_a_spoilt_link_is_not_found(client, ours):
    alert = ours.alert
    token = token_of(alert.alert_id, str(alert.person_id))
    for wrong in (token[:-2], "x" * len(token)):
        assert client.post(f"/alerts/{alert.alert_id}/acknowledge/{wrong}").status_code == 404
    assert not Acknowledgement.objects.exists()


# why it was held


def test_the_page_of_a_held_alert_says_why_and_its_way_out(owner, ours):
    from lookfar.domain.vocabulary import Severity

    seeding.happen(seeding.incident("small", severity=Severity.MINOR, title="Small protest in Almaty, Kazakhstan"))
    row = AlertRow.objects.filter(held="below_threshold").first()
    assert row is not None
    page = owner.get("/alerts?held=yes&as_of=2022-01-07").content.decode()
    assert "less grave than what you are woken for, or far away; in the digest of 7 Jan 2022" in page
    assert "CAP Minor is below Moderate" in owner.get(f"/alerts/{row.alert_id}").content.decode()
