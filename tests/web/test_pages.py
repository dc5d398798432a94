"""Every page answers; what belongs to one organisation is not found by another."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from lookfar.accounts.models import Key, Membership, Organisation, Role, User
from lookfar.records.models import Person, Site, Trip

pytestmark = pytest.mark.django_db

OPEN = (
    "/",
    "/?as_of=2022-01-06",
    "/areas/",
    "/areas/KAZ",
    "/score",
    "/sources",
    "/sign-in",
    "/health/live",
    "/api/v1/openapi.json",
)
OWN = ("/people", "/sites", "/trips", "/alerts")


def _member(name: str) -> tuple[Client, Organisation]:
    user = User.objects.create_user(name, password=uuid.uuid4().hex)
    organisation = Organisation.objects.create(name=name)
    Membership.objects.create(user=user, organisation=organisation, role=Role.OWNER)
    client = Client()
    client.force_login(user)
    return client, organisation


@pytest.mark.parametrize("address", OPEN)
def test_an_open_page_answers_without_sign_in(address: str) -> None:
    assert Client().get(address).status_code == 200


@pytest.mark.parametrize("address", OWN)
def test_a_page_of_ones_own_asks_for_sign_in(address: str) -> None:
    assert Client().get(address).status_code in (302, 401)
    client, _ = _member("first")
    assert client.get(address).status_code == 200


def test_silence_is_never_shown_as_safety() -> None:
    said = Client().get("/").content.decode()
    assert "never “safe”" in said
    assert "as_of=2022-01-06" in said


@pytest.mark.parametrize("address", ["/people/{}", "/sites/{}", "/trips/{}", "/trips/{}/edit", "/alerts/{}"])
def test_anothers_thing_is_not_found(address: str) -> None:
    _, theirs = _member("theirs")
    place = {"name": "Lima", "lon": -77.0, "lat": -12.0, "country": "PER", "radius_km": 5.0}
    person = Person.objects.create(organisation=theirs, private={"name": "A", "email": "", "home": place})
    site = Site.objects.create(organisation=theirs, private={"name": "S", "place": place})
    trip = Trip.objects.create(organisation=theirs, person=person, private={"name": "T"})
    mine, _ = _member("mine")
    for ident in (person.id, site.id, trip.id, uuid.uuid4()):
        assert mine.get(address.format(ident)).status_code == 404


@pytest.mark.parametrize("noun", ["people", "sites", "trips", "alerts"])
def test_the_api_wants_a_live_key_and_shows_only_its_organisation(noun: str) -> None:
    _, theirs = _member("theirs")
    Person.objects.create(organisation=theirs, private={"name": "Canary", "email": "", "home": None})
    organisation = Organisation.objects.create(name="mine")
    _, text = Key.issue(organisation, "test", ["read"])
    assert Client().get(f"/api/v1/{noun}").status_code == 401
    wrong = Client().get(f"/api/v1/{noun}", headers={"Authorization": f"Bearer {text}x"})
    assert wrong.status_code == 401
    answer = Client().get(f"/api/v1/{noun}", headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == 200
    assert b"Canary" not in answer.content


def test_the_database_file_holds_no_name_in_clear() -> None:
    from django.db import connection

    person = Person.objects.create(
        organisation=Organisation.objects.create(name="o"),
        private={"name": "Canary Bird", "email": "c@example.org"},
    )
    with connection.cursor() as cursor:
        cursor.execute("select private from records_person")
        stored = bytes(cursor.fetchone()[0])
    assert b"Canary" not in stored
    assert Person.objects.get(pk=person.pk).private["name"] == "Canary Bird"


def test_answers_carry_the_headers_of_a_careful_site() -> None:
    headers = Client().get("/").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("no-referrer", "same-origin")


@pytest.mark.parametrize("address", ["/", "/areas/", "/areas/KAZ", "/sources", "/score", "/map.json"])
@pytest.mark.parametrize("when", ["2999-01-01", "2999-01-01T00:00:00Z"])
def test_a_page_of_a_time_that_has_not_come_says_so(address: str, when: str) -> None:
    answer = Client().get(f"{address}?as_of={when}")
    assert answer.status_code == 400
    said = answer.content.decode()
    assert "has not come yet" in said
    assert "As it was known" not in said


@pytest.mark.parametrize("ahead", [0, 14])
def test_a_page_of_today_answers_also_where_today_began_earlier(ahead: int) -> None:
    today = (datetime.now(UTC) + timedelta(hours=ahead)).date()
    assert Client().get(f"/?as_of={today}").status_code == 200
