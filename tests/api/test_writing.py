"""People, sites and trips made, replaced, imported and refused by the API."""

from __future__ import annotations

import pytest
from tests.api.test_access import bearer

from lookfar.accounts.models import Key
from lookfar.records.models import Leg, Person, Site, Trip

JSON = "application/json"


@pytest.fixture
def ask(client, ours):
    headers = bearer(Key.issue(ours.organisation, "writes", ["read", "write"])[1])

    def asked(method: str, address: str, body: object = "", kind: str = JSON):
        return client.generic(
            method,
            f"/api/v1/{address}",
            body if isinstance(body, str) else _json(body),
            content_type=kind,
            headers=headers,
        )

    return asked


def _json(body: object) -> bytes:
    import orjson

    return orjson.dumps(body)


STAY = {"place": "Almaty, Kazakhstan", "start": "2027-01-10 10:00", "end": "2027-01-12 10:00"}


def test_a_trip_is_made_with_the_clocks_of_its_places(ask, ours):
    flight = {"kind": "flight", "from": "FRA", "to": "ALA", "start": "2027-01-09 13:20", "end": "2027-01-10 00:40"}
    made = ask("POST", "trips", {"name": "Fair", "person": str(ours.person.pk), "legs": [flight, STAY]}).json()
    assert [leg["start"] for leg in made["legs"]] == ["2027-01-09T12:20:00Z", "2027-01-10T05:00:00Z"]
    assert made["legs"][0]["from"]["country"] == "DEU"
    assert made["legs"][1]["zone"] == "Asia/Almaty"


@pytest.mark.parametrize(
    ("address", "body", "field"),
    [
        ("people", {"name": ""}, "name"),
        ("people", {"name": "A", "email": "x"}, "email"),
        ("people", {"name": "A", "home": "Atlantis-on-Sea"}, "home"),
        ("people", {"name": "A", "home": {"lon": 500, "lat": 1}}, "home"),
        ("people", {"name": "A", "rank": "major"}, "body.rank"),
        (
            "sites",
            {"name": "A", "place": "Lima", "perimeter_km": {"Severe": 9, "Extreme": 1}},
            "perimeter_km.Extreme",
        ),
        ("sites", {"name": "A", "place": "Lima", "contact": "00000000-0000-4000-8000-000000000000"}, "contact"),
        ("trips", {"name": "A", "person": "PERSON", "legs": []}, "legs"),
        ("trips", {"name": "A", "person": "PERSON", "legs": [STAY, {**STAY, "end": "2027-01-01"}]}, "legs.1.end"),
        ("trips", {"name": "A", "person": "PERSON", "legs": [{**STAY, "start": "2027-02-31"}]}, "legs.0.start"),
        ("trips", {"name": "A", "person": "PERSON", "legs": [{**STAY, "zone": "Mars"}]}, "legs.0.zone"),
    ],
)
def test_what_is_wrong_is_named_by_its_field_and_nothing_is_kept(ask, ours, address, body, field):
    before = [table.objects.count() for table in (Person, Site, Trip, Leg)]
    if body.get("person") == "PERSON":
        body = {**body, "person": str(ours.person.pk)}
    answer = ask("POST", address, body)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert field.removeprefix("body.") in answer.json()["errors"][0]["field"]
    assert [table.objects.count() for table in (Person, Site, Trip, Leg)] == before


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"name": NaN}', "\x00"])
def test_a_body_that_is_no_record_is_a_problem_document(ask, body):
    answer = ask("POST", "people", body)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_replaced_person_has_only_what_was_sent(ask, ours):
    answer = ask("PUT", f"people/{ours.person.pk}", {"name": "Aigul"})
    assert answer.json() == {
        "id": str(ours.person.pk),
        "name": "Aigul",
        "email": None,
        "phone": None,
        "home": None,
    }


def test_a_cancelled_trip_is_renewed_by_replacing_it(ask, ours):
    assert ask("POST", f"trips/{ours.trip.pk}/cancel").json()["cancelled"] is True
    body = {"name": "Fair", "person": str(ours.person.pk), "legs": [STAY]}
    assert ask("PUT", f"trips/{ours.trip.pk}", body).json()["cancelled"] is False


def test_a_dry_run_keeps_nothing_and_says_the_same(ask):
    before = Person.objects.count()
    table = "name,home\nChen,Springfield\n"
    dry = ask("POST", "people/import?dry_run=1", table, "text/csv").json()
    assert Person.objects.count() == before
    wet = ask("POST", "people/import", table, "text/csv").json()
    assert Person.objects.count() == before + 1
    assert dry["rows"] == wet["rows"]
    assert "Illinois" in dry["rows"][0]["notes"][0]


def test_wrong_rows_are_listed_with_their_lines(ask):
    answer = ask("POST", "people/import", "name,email\nChen,chen@example.org\nDai,nowhere\n", "text/csv")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"line": 3, "field": "email", "detail": "'nowhere' is not an e-mail address"}
    ]
    assert not Person.objects.filter(organisation__name="Steppe Aid").count() > 2


def test_a_file_larger_than_ten_megabytes_is_refused(ask):
    answer = ask("POST", "people/import", "x" * 10_000_001, "text/csv")
    assert answer.status_code == 400
    assert "10 MB" in answer.json()["detail"]
