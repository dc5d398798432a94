"""Every address, asked by everybody who might."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from lookfar.accounts.models import Role
from lookfar.records.models import (
    Acknowledgement,
    AlertHours,
    AlertRow,
    AlertRule,
    DutyContact,
    Endpoint,
    Person,
    PersonGroup,
    SilenceRow,
    Site,
    Trip,
)

OPEN = {"", "map.json", "areas/", "score", "sources", "sign-in", "metrics"} | {
    "health",
    "health/evaluation",
    "health/live",
}
OWN_LISTS = {
    "people",
    "people/add",
    "sites",
    "sites/add",
    "trips",
    "trips/add",
    "alerts",
    "rules",
    "rules/add",
    "silences",
    "silences/add",
    "groups",
    "groups/add",
    "duty",
    "channels",
    "channels/add-webhook",
    "channels/add-mailbox",
    "channels/dead-letters",
    "safety",
    "own-incidents",
    "own-incidents/add",
    "second-person",
    "privacy",
    "audit",
    *(
        f"{noun}/{page}"
        for noun in ("people", "sites", "trips")
        for page in ("import", "template.csv", "export.csv")
    ),
}
OWN_THINGS = {
    "people/<uuid:ident>": "person",
    "people/<uuid:ident>/delete": "person",
    "people/<uuid:ident>/privacy": "person",
    "people/<uuid:ident>/export": "person",
    "people/<uuid:ident>/erase": "person",
    "sites/<uuid:ident>": "site",
    "sites/<uuid:ident>/delete": "site",
    "trips/<uuid:ident>": "trip",
    "trips/<uuid:ident>/edit": "trip",
    "trips/<uuid:ident>/delete": "trip",
    "alerts/<uuid:ident>": "alert",
    "alerts/<uuid:ident>/acknowledge": "alert",
    "rules/<uuid:ident>": "rule",
    "rules/<uuid:ident>/delete": "rule",
    "rules/<uuid:ident>/move": "rule",
    "silences/<uuid:ident>/end": "silence",
    "groups/<uuid:ident>": "group",
    "groups/<uuid:ident>/delete": "group",
    "duty/<uuid:ident>/delete": "duty",
    "people/<uuid:ident>/hours": "person",
    "channels/<uuid:ident>": "endpoint",
    "channels/<uuid:ident>/test": "endpoint",
    "channels/<uuid:ident>/enable": "endpoint",
    "channels/<uuid:ident>/rotate": "endpoint",
    "channels/<uuid:ident>/delete": "endpoint",
    "channels/dead-letters/of/<uuid:ident>/again": "endpoint",
    "people/<uuid:ident>/calendar": "person",
    "people/<uuid:ident>/invite": "person",
    "trips/<uuid:ident>/cancel": "trip",
    "trips/<uuid:ident>/renew": "trip",
}
POSTED = (
    *("/delete", "/test", "/enable", "/rotate", "/again", "/invite", "/cancel", "/renew", "/move", "/end"),
    *("/acknowledge", "/erase"),
)
"""Addresses that only take a POST; tests/web/test_channels.py knocks at those without an id of ours in them."""
FOR_TRAVELLERS = {
    "alerts/<uuid:ident>/acknowledge",
    "people/<uuid:ident>/hours",
    "people/<uuid:ident>/calendar",
}
"""What a traveller may change of his own; tests/web/test_rules.py says how far."""
OWNERS = {
    "members",
    "members/add",
    "members/<int:number>/role",
    "members/<int:number>/end",
    "members/<int:number>/link",
    "keys",
    "keys/add",
    "keys/<uuid:ident>/revoke",
}
"""Pages of owners only; tests/web/test_members.py asks them."""
ELSEWHERE = {
    "areas/<str:code>",
    "incidents/<str:ident>",
    "sign-out",
    "welcome/<str:token>",
    "password",
    "duty/add",
    "alerts/<uuid:ident>/acknowledge/<str:token>",
    "calendar/<str:token>.ics",
    "channels/devices",
    "channels/devices/stop",
    "channels/test-person",
    "channels/dead-letters/<int:delivery>/again",
    "second-person/<uuid:ident>",
}
SAFETY = {
    "alerts/<uuid:ident>/answer",
    "incidents/<str:ident>/head-count",
    "incidents/<str:ident>/head-count/<uuid:person>",
    "incidents/<str:ident>/ask",
    "own-incidents/<uuid:ident>",
    "own-incidents/<uuid:ident>/change",
    "own-incidents/<uuid:ident>/take-back",
}
"""Asked by everybody in test_safety.py."""


def addresses() -> set[str]:
    """Every pattern of the pages; the API's are walked in tests/api."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> set[str]:
        found: set[str] = set()
        for one in patterns:
            route = prefix + str(one.pattern)
            found |= walk(one.url_patterns, route) if isinstance(one, URLResolver) else {route}
        return found

    return {route for route in walk(get_resolver().url_patterns, "") if "api/" not in route}


def ident_of(thing: str, house) -> str:
    return str(house.alert.alert_id if thing == "alert" else getattr(house, thing).pk)


def _counts() -> tuple[int, ...]:
    tables = (Person, Site, Trip, AlertRow, AlertRule, SilenceRow, PersonGroup, DutyContact, AlertHours, Endpoint)
    return tuple(table.objects.count() for table in (*tables, Acknowledgement))


def test_every_address_has_a_row_in_the_matrix():
    assert addresses() == OPEN | OWN_LISTS | set(OWN_THINGS) | OWNERS | ELSEWHERE | SAFETY


@pytest.mark.parametrize("address", sorted(OPEN))
def test_the_world_is_open_to_anybody(client, ours, address):
    answer = client.get(f"/{address}")
    red = {503} if address in ("health", "health/evaluation") else set()
    assert answer.status_code in {200} | red


@pytest.mark.parametrize("address", sorted(OWN_LISTS))
def test_a_stranger_is_sent_to_sign_in(client, ours, address):
    answer = client.get(f"/{address}")
    assert (answer.status_code, answer.url) == (302, f"/sign-in?next=/{address}")


@pytest.mark.parametrize("address", sorted(OWN_THINGS))
def test_a_stranger_learns_nothing_of_a_thing(client, ours, address):
    real = address.replace("<uuid:ident>", ident_of(OWN_THINGS[address], ours))
    none = address.replace("<uuid:ident>", "00000000-0000-4000-8000-000000000000")
    post = address.endswith(POSTED)
    answers = [client.post(f"/{one}") if post else client.get(f"/{one}") for one in (real, none)]
    assert [answer.status_code for answer in answers] == [302, 302]


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", sorted(OWN_THINGS))
def test_another_organisations_thing_is_not_found_and_not_changed(client, ours, theirs, address, method, role):
    client.force_login(theirs.users[role])
    real = address.replace("<uuid:ident>", ident_of(OWN_THINGS[address], ours))
    before = _counts()
    answer = getattr(client, method)(f"/{real}")
    assert answer.status_code in (404, 405)
    assert answer.status_code == 404 or (method == "get") == address.endswith(POSTED)
    assert _counts() == before


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TRAVELLER])
@pytest.mark.parametrize(
    "address",
    sorted(route for route in {*OWN_LISTS, *OWN_THINGS} - FOR_TRAVELLERS if "add" in route or "/" in route),
)
def test_viewers_and_travellers_change_nothing(client, ours, address, role):
    client.force_login(ours.users[role])
    thing = OWN_THINGS.get(address, "")
    real = address.replace("<uuid:ident>", ident_of(thing, ours)) if thing else address
    before = _counts()
    answer = client.post(f"/{real}")
    assert answer.status_code in (403, 404, 405)
    assert _counts() == before


@pytest.mark.parametrize("address", sorted({*OWN_LISTS, *OWN_THINGS} - {"alerts"}))
def test_lists_never_name_another_organisations_people(client, ours, theirs, address):
    client.force_login(theirs.users[Role.OWNER])
    thing = OWN_THINGS.get(address, "")
    page = client.get("/" + (address.replace("<uuid:ident>", ident_of(thing, theirs)) if thing else address))
    assert "Steppe Aid" not in page.content.decode()


@pytest.mark.parametrize("address", ["/", "/map.json", "/alerts"])
def test_the_world_page_shows_only_ones_own_on_it(client, ours, theirs, address):
    client.force_login(theirs.users[Role.OWNER])
    page = client.get(f"{address}?as_of=2022-01-07").content.decode()
    assert "of Other People" in page
    assert "of Steppe Aid" not in page


def test_a_traveller_sees_himself_only(client, ours):
    client.force_login(ours.users[Role.TRAVELLER])
    page = client.get("/people").content.decode()
    assert "Aigul" in page
    assert "Boris" not in page
    assert "Office" not in client.get("/sites").content.decode()


def test_an_incident_page_names_only_the_askers_own(client, ours, theirs):
    address = f"/incidents/{ours.alert.incident_id}"
    assert "Aigul" not in client.get(address).content.decode()
    client.force_login(theirs.users[Role.OWNER])
    page = client.get(address).content.decode()
    assert "Aigul of Other People" in page
    assert "Aigul of Steppe Aid" not in page


def test_somebody_of_no_organisation_sees_nothing(client, ours):
    membership = ours.users[Role.OWNER].memberships.get()
    client.force_login(ours.users[Role.OWNER])
    membership.delete()
    assert client.get("/people").status_code == 403


def test_a_form_from_another_site_is_refused(ours):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ours.users[Role.OWNER])
    answer = client.post(f"/people/{ours.person.pk}/delete")
    assert answer.status_code == 403
    assert Person.objects.filter(pk=ours.person.pk).exists()


def test_looking_at_a_delete_address_deletes_nothing(owner, ours):
    assert owner.get(f"/people/{ours.person.pk}/delete").status_code == 405
    assert Person.objects.filter(pk=ours.person.pk).exists()
