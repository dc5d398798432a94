"""Who belongs, who may sign in, which programs have keys, and who has a calendar's address."""

from __future__ import annotations

import pytest
from tests.web.test_access import OWNERS

from lookfar.accounts.models import Key, Membership, Role, User
from lookfar.records.models import CalendarFeed

POSTED = sorted(OWNERS - {"members", "keys"})


def address(route: str, house) -> str:
    member = Membership.objects.get(user=house.users[Role.MANAGER])
    key = Key.objects.filter(organisation=house.organisation).first()
    return "/" + route.replace("<int:number>", str(member.pk)).replace("<uuid:ident>", str(key.pk))


def secret(answer) -> str:
    page = answer.content.decode()
    return page.partition('id="secret"')[2].partition('value="')[2].partition('"')[0]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.VIEWER, Role.TRAVELLER])
@pytest.mark.parametrize("route", sorted(OWNERS))
def test_only_owners_see_or_change_members_and_keys(client, ours, route, role):
    client.force_login(ours.users[role])
    before = sorted(Membership.objects.values_list("pk", "role"))
    given = {"role": "owner", "name": "mallory"}
    answer = client.post(address(route, ours), given) if route in POSTED else client.get(address(route, ours))
    assert answer.status_code == 403
    assert sorted(Membership.objects.values_list("pk", "role")) == before
    assert not Key.objects.exclude(revoked_at=None).exists()


@pytest.mark.parametrize("route", [route for route in POSTED if "<" in route])
def test_another_organisations_members_and_keys_are_not_found(client, ours, theirs, route):
    client.force_login(theirs.users[Role.OWNER])
    assert client.post(address(route, ours), {"role": "owner"}).status_code == 404


def test_the_last_owner_cannot_leave_or_be_made_less(owner, ours):
    mine = Membership.objects.get(user=ours.users[Role.OWNER])
    for page, given in (("end", {}), ("role", {"role": "viewer"})):
        answer = owner.post(f"/members/{mine.pk}/{page}", given, follow=True)
        assert "last owner" in answer.content.decode()
        mine.refresh_from_db()
        assert mine.role == Role.OWNER
    manager = Membership.objects.get(user=ours.users[Role.MANAGER])
    owner.post(f"/members/{manager.pk}/role", {"role": "owner"})
    owner.post(f"/members/{mine.pk}/end")
    assert not Membership.objects.filter(pk=mine.pk).exists()


def test_an_invited_traveller_signs_in_once_and_sees_only_himself(owner, client, ours):
    from django.test import Client

    from lookfar.records.models import Person

    boris = Person.objects.get(organisation=ours.organisation, user=None)
    answer = owner.post(f"/people/{boris.pk}/invite")
    link = secret(answer)
    assert "/welcome/" in link
    assert "Boris" not in User.objects.latest("date_joined").username
    invited = Client()
    assert invited.post("/welcome/" + link.rpartition("/")[2]).status_code == 302
    assert Client().post("/welcome/" + link.rpartition("/")[2]).status_code == 410
    page = invited.get("/people").content.decode()
    assert "Boris" in page
    assert "Aigul" not in page
    assert invited.get(f"/trips/{ours.trip.pk}").status_code == 404
    assert invited.get(f"/people/{ours.person.pk}/calendar").status_code == 404
    assert invited.post(f"/people/{boris.pk}/invite").status_code == 403


def test_a_manager_gets_no_link_for_somebody_who_is_more_than_a_traveller(client, ours):
    ours.person.user = ours.users[Role.OWNER]
    ours.person.save()
    client.force_login(ours.users[Role.MANAGER])
    answer = client.post(f"/people/{ours.person.pk}/invite", follow=True)
    assert "/welcome/" not in answer.content.decode()


def test_a_member_whose_membership_ended_sees_nothing(owner, ours):
    from django.test import Client

    manager = Client()
    manager.force_login(ours.users[Role.MANAGER])
    owner.post(f"/members/{Membership.objects.get(user=ours.users[Role.MANAGER]).pk}/end")
    assert manager.get("/people").status_code == 403


@pytest.mark.parametrize("name", ["", "owner of Steppe Aid", "a b", "x" * 61, "<script>"])
def test_a_sign_in_name_that_cannot_be_is_refused(owner, ours, name):
    before = User.objects.count()
    assert owner.post("/members/add", {"name": name, "role": "viewer"}).status_code == 422
    assert User.objects.count() == before


def test_a_key_is_shown_once_and_opens_nothing_when_revoked(owner, client, ours):
    text = secret(owner.post("/keys/add", {"name": "robot", "write": "on", "days": "30"}))
    assert text.startswith("lf_")
    headers = {"Authorization": f"Bearer {text}"}
    assert client.get("/api/v1/people", headers=headers).status_code == 200
    assert text.split("_", 2)[2] not in owner.get("/keys").content.decode()
    key = Key.objects.get(name="robot")
    assert key.scopes == ["read", "write"]
    owner.post(f"/keys/{key.pk}/revoke")
    client.logout()
    assert client.get("/api/v1/people", headers=headers).status_code == 401


def test_a_calendars_address_opens_without_signing_in_until_it_is_revoked(owner, ours):
    from django.test import Client

    page = f"/people/{ours.person.pk}/calendar"
    link = secret(owner.post(page, {"do": "make"}))
    path = "/" + link.split("/", 3)[3]
    anybody = Client()
    answer = anybody.get(path)
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert answer.headers["Cache-Control"] == "no-store"
    assert link.rpartition("/")[2].removesuffix(".ics") not in CalendarFeed.objects.get().digest
    assert link not in owner.get(page).content.decode()
    second = "/" + secret(owner.post(page, {"do": "make"})).split("/", 3)[3]
    assert anybody.get(path).status_code == 404
    assert anybody.get(second).status_code == 200
    owner.post(page, {"do": "revoke"})
    assert anybody.get(second).status_code == 404
    assert anybody.get("/calendar/x.ics").status_code == 404


def test_a_traveller_makes_his_own_calendar_and_a_viewer_none(client, ours):
    page = f"/people/{ours.person.pk}/calendar"
    client.force_login(ours.users[Role.TRAVELLER])
    assert "/calendar/" in secret(client.post(page, {"do": "make"}))
    client.force_login(ours.users[Role.VIEWER])
    assert client.post(page, {"do": "make"}).status_code == 403


def test_a_perimeter_is_changed_on_the_page(owner, ours):
    given = {"name": "Office", "place": "Almaty", "km_Severe": "20", "km_Extreme": "80,5"}
    owner.post(f"/sites/{ours.site.pk}", given)
    ours.site.refresh_from_db()
    assert ours.site.private["perimeter_km"] == {"Severe": 20.0, "Extreme": 80.5}
    answer = owner.post(f"/sites/{ours.site.pk}", {**given, "km_Extreme": "10"})
    assert answer.status_code == 422
    assert "at least as far" in answer.content.decode()


def test_a_place_that_no_name_finds_stays_when_something_else_changes(owner, ours):
    ours.site.private = {
        **ours.site.private,
        "place": {**ours.site.private["place"], "name": "Camp 7", "lon": 70.5},
    }
    ours.site.save()
    owner.post(f"/sites/{ours.site.pk}", {"name": "Camp", "place": "Camp 7, Kazakhstan"})
    ours.site.refresh_from_db()
    assert (ours.site.private["name"], ours.site.private["place"]["lon"]) == ("Camp", 70.5)


def test_a_trip_is_cancelled_and_renewed(owner, ours):
    owner.post(f"/trips/{ours.trip.pk}/cancel")
    assert "This trip is cancelled" in owner.get(f"/trips/{ours.trip.pk}").content.decode()
    owner.post(f"/trips/{ours.trip.pk}/renew")
    ours.trip.refresh_from_db()
    assert ours.trip.cancelled_at is None
