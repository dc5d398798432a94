"""Each operation, asked by every role and by keys of each scope; an operation without a row here fails."""

from __future__ import annotations

import orjson
import pytest
from tests.api.test_access import ERASING, HEAD_COUNTS, OWN_DEEDS, WRITABLE, WRITES, bearer, counts, real

from lookfar.accounts.models import Key, Role

READ = {f"/api/v1/{noun}" for noun in ("people", "sites", "trips", "alerts")}
OWN = {f"{address}/{{ident}}" for address in READ}
OPEN = {f"/api/v1/{noun}" for noun in ("incidents", "areas", "ratings", "forecasts", "score", "sources")}
WRITE = {
    ("post", "/api/v1/people"): {"name": "Chen"},
    ("put", "/api/v1/people/{ident}"): {"name": "Chen"},
    ("delete", "/api/v1/people/{ident}"): None,
    ("post", "/api/v1/people/import"): "name\nChen\n",
    ("post", "/api/v1/sites"): {"name": "Depot", "place": "Lima"},
    ("put", "/api/v1/sites/{ident}"): {"name": "Depot", "place": "Lima"},
    ("delete", "/api/v1/sites/{ident}"): None,
    ("post", "/api/v1/sites/import"): "name,place\nDepot,Lima\n",
    ("post", "/api/v1/trips"): {"name": "Fair", "person": "PERSON", "legs": []},
    ("put", "/api/v1/trips/{ident}"): {"name": "Fair", "person": "PERSON", "legs": []},
    ("delete", "/api/v1/trips/{ident}"): None,
    ("post", "/api/v1/trips/{ident}/cancel"): None,
    (
        "post",
        "/api/v1/trips/import",
    ): "trip,person,place,start,end\nFair,Aigul of Steppe Aid,Lima,2027-01-01,2027-01-02\n",
}
"""What each operation that changes something is sent; None: nothing."""
SEEN_BY_ALL = {
    ("get", address)
    for address in OPEN | {f"{one}/{{ident}}" for one in OPEN - {"/api/v1/score", "/api/v1/sources"}}
}
READS = {("get", address) for address in READ | OWN | {"/api/v1/events"}}
EXPORT = ("get", "/api/v1/people/{ident}/export")


def operations(client) -> set[tuple[str, str]]:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    return {(method, path) for path, methods in paths.items() for method in methods}


def test_every_operation_has_a_row(client, db):
    elsewhere = (
        HEAD_COUNTS
        | set(OWN_DEEDS)
        | WRITES
        | {("post", one) for one in ERASING}
        | {("get", one) for one in WRITABLE}
    )
    assert operations(client) == SEEN_BY_ALL | READS | set(WRITE) | elsewhere | {EXPORT}


def ask(client, method: str, address: str, house, text: str = "", body_of=None):
    body = WRITE.get((method, address))
    if isinstance(body, dict):
        leg = {"place": "Lima", "start": "2027-01-01", "end": "2027-01-02"}
        person = str((body_of or house).person.pk)
        body = {key: {"PERSON": person}.get(str(value), value) for key, value in body.items()}
        content = orjson.dumps({**body, "legs": [leg]} if "legs" in body else body)
        kind = "application/json"
    else:
        content, kind = (body or "").encode(), "text/csv"
    headers = bearer(text) if text else {}
    return client.generic(method.upper(), real(address, house), content, content_type=kind, headers=headers)


@pytest.fixture
def writing(ours) -> str:
    return Key.issue(ours.organisation, "writes", ["read", "write"])[1]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("method", "address"), sorted(WRITE))
def test_no_session_changes_anything(client, ours, method, address, role):
    client.force_login(ours.users[role])
    before = counts()
    assert ask(client, method, address, ours).status_code == 401
    assert counts() == before


@pytest.mark.parametrize(("method", "address"), sorted(WRITE))
def test_a_key_that_writes_does_what_the_operation_says(client, ours, writing, method, address):
    answer = ask(client, method, address, ours, writing)
    made = method == "post" and address in READ
    assert answer.status_code == (201 if made else 204 if method == "delete" else 200), answer.content
    if made:
        assert client.get(answer.headers["Location"], headers=bearer(writing)).json() == answer.json()


@pytest.mark.parametrize(("method", "address"), sorted(row for row in WRITE if "{ident}" in row[1]))
def test_another_organisations_thing_is_not_found_and_not_changed(client, ours, theirs, method, address):
    text = Key.issue(theirs.organisation, "writes", ["read", "write"])[1]
    before = counts()
    assert ask(client, method, address, ours, text, body_of=theirs).status_code == 404
    assert counts() == before
    ours.trip.refresh_from_db()
    assert ours.trip.cancelled_at is None
    assert ours.person.private["name"] == "Aigul of Steppe Aid"


@pytest.mark.parametrize("method", ["post", "put"])
def test_a_trip_of_another_organisations_person_is_refused(client, ours, theirs, method):
    text = Key.issue(ours.organisation, "writes", ["read", "write"])[1]
    address = "/api/v1/trips" if method == "post" else "/api/v1/trips/{ident}"
    answer = ask(client, method, address, ours, text, body_of=theirs)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "person"


@pytest.mark.parametrize("address", sorted(READ))
def test_a_traveller_reads_only_himself(client, ours, address):
    client.force_login(ours.users[Role.TRAVELLER])
    told = client.get(address).content.decode()
    assert "Boris" not in told
    assert "Office" not in told


@pytest.mark.parametrize(
    ("noun", "thing"), [("people", "other"), ("sites", "site"), ("trips", "trip"), ("alerts", "alert")]
)
def test_what_is_not_a_travellers_own_is_not_found(client, ours, noun, thing):
    from lookfar.records.models import AlertRow, Person

    boris = Person.objects.filter(organisation=ours.organisation, user=None).get()
    alert = ours.alert.alert_id
    ours.trip.person = boris
    ours.trip.save()
    AlertRow.objects.filter(organisation=ours.organisation).update(person=boris)
    ident = boris.pk if thing == "other" else alert if thing == "alert" else getattr(ours, thing).pk
    client.force_login(ours.users[Role.TRAVELLER])
    assert client.get(f"/api/v1/{noun}/{ident}").status_code == 404
