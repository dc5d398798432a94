"""Whoever looks at where somebody is, or how they are reached, is written down; found by looking at every address."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.urls import URLPattern, URLResolver, get_resolver
from tests.web import seeding

from lookfar.accounts.models import AuditEntry, Role
from lookfar.flow.feeds import make_feed
from lookfar.flow.people import keep_person
from lookfar.records.subjects import PrivatePlace
from lookfar.web.audited import ASKED_AGAIN, READ_IS_KEPT

PLACE = PrivatePlace(name="Canaryville Annex", lon=76.951237, lat=43.251239, country="KAZ", radius_km=1.0)
PRIVATE = ("zq.canary@example.org", "5550199", "Canaryville", "76.951237", "43.251239")
"""How somebody is reached and where they are; a name alone says neither."""


def named() -> dict[str, str]:
    """Every address that has a name, by the name."""
    found = {}

    def walk(some: list[URLPattern | URLResolver], before: str) -> None:
        for one in some:
            route = before + re.sub(r"\\Z|\$$", "", str(one.pattern))
            if isinstance(one, URLResolver):
                walk(one.url_patterns, route)
            elif one.name:
                found[one.name] = route

    walk(get_resolver().url_patterns, "")
    return found


@pytest.fixture
def house(db):
    """People, a trip, alerts, a digest and a head-count of somebody with a place nobody else has."""
    house = seeding.house("Steppe Aid", place=PLACE)
    house.site.private = {**house.site.private, "place": seeding.ALMATY}
    house.site.save()
    keep_person(
        house.organisation,
        name="Zebulon",
        email=PRIVATE[0],
        phone="+7 701 5550199",
        home=PLACE,
        person=house.person,
    )
    seeding.happen(seeding.incident())
    _ = house.rule, house.silence, house.group, house.duty, house.endpoint
    return house


def path_of(route: str, house) -> str:
    alert = house.alert
    things = {
        "people": house.person.pk,
        "trips": house.trip.pk,
        "sites": house.site.pk,
        "alerts": alert.alert_id,
        "incidents": alert.incident_id,
        "head-counts": alert.incident_id,
        "rules": house.rule.pk,
        "silences": house.silence.pk,
        "groups": house.group.pk,
        "duty": house.duty.pk,
        "channels": house.endpoint.pk,
        "endpoints": house.endpoint.pk,
        "areas": "KAZ",
        "ratings": "KAZ",
        "forecasts": "KAZ",
    }
    noun = route.removeprefix("api/v1/").split("/")[0]
    path = re.sub(r"<(?:\w+:)?token>", lambda _: make_feed(house.person), route)
    return re.sub(r"<(?:\w+:)?\w+>", str(things.get(noun, house.person.pk)), path)


EXEMPT = {
    "export-person": "an export, written down as one",
    "export_person": "an export, written down as one",
    "calendar": "nobody is signed in; the page itself writes down that the address was asked",
}


def shown(answer) -> list[str]:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return [word for word in PRIVATE if word in body.decode(errors="replace")]


def readings(after: int = 0) -> set[tuple[str, str]]:
    """Who read what, of the entries after so many."""
    rows = AuditEntry.objects.filter(action="read", number__gt=after)
    return set(rows.values_list("actor", "kind"))


def test_each_name_is_of_an_address():
    assert set(READ_IS_KEPT) <= set(named())
    assert set(READ_IS_KEPT) >= ASKED_AGAIN


def test_whatever_shows_where_somebody_is_or_their_contacts_is_kept(client, house):
    me = house.users[Role.OWNER]
    client.force_login(me)
    showing = set()
    for name, route in sorted(named().items()):
        noted = AuditEntry.objects.count()
        cache.clear()
        path = path_of(route, house)
        answer = client.get(f"/{path}?after=0" if name == "stream_events" else f"/{path}")
        if answer.status_code != 200 or not shown(answer):
            continue
        showing.add(route)
        if name not in EXEMPT:
            assert {actor for actor, _ in readings(noted)} == {f"user:{me.pk}"}, name
    assert len(showing) >= 20


@pytest.mark.parametrize("name", sorted(READ_IS_KEPT))
def test_reading_each_address_of_the_list_is_written_down(client, house, name):
    client.force_login(house.users[Role.VIEWER])
    path = path_of(named()[name], house)
    answer = client.get(f"/{path}")
    if answer.status_code == 403:
        client.force_login(house.users[Role.OWNER])
        answer = client.get(f"/{path}")
    assert answer.status_code == 200
    assert READ_IS_KEPT[name] in {kind for _, kind in readings()}


@pytest.mark.parametrize("name", ["world", "map-data", "trips", "head-count", "stream_events"])
def test_a_strangers_look_is_nobodys(client, house, name):
    client.get("/" + path_of(named()[name], house))
    assert not readings()


def test_a_page_that_asks_again_and_again_is_written_down_once_an_hour(client, house):
    client.force_login(house.users[Role.VIEWER])
    for _ in range(3):
        client.get("/map.json")
    client.get("/")
    assert AuditEntry.objects.filter(action="read", kind="map").count() == 1


def test_a_calendar_that_is_asked_for_is_written_down_without_its_secret(client, house):
    token = make_feed(house.person)
    for _ in range(2):
        assert client.get(f"/calendar/{token}.ics").status_code == 200
    [entry] = AuditEntry.objects.filter(action="read")
    assert (entry.actor, entry.kind, entry.subject) == ("calendar", "calendar", str(house.person.pk))
    assert token not in repr(AuditEntry.objects.values())
