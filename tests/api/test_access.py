"""Every operation, asked by everybody who might."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lookfar.accounts.models import Key, Membership, Role

OPEN = {
    "/api/v1/incidents",
    "/api/v1/incidents/{ident}",
    "/api/v1/areas",
    "/api/v1/areas/{ident}",
    "/api/v1/ratings",
    "/api/v1/ratings/{ident}",
    "/api/v1/forecasts",
    "/api/v1/forecasts/{ident}",
    "/api/v1/score",
    "/api/v1/sources",
}
OWN_LISTS = {"/api/v1/people", "/api/v1/sites", "/api/v1/trips", "/api/v1/alerts"}
OWN_THINGS = {
    "/api/v1/people/{ident}": "person",
    "/api/v1/people/{ident}/export": "person",
    "/api/v1/sites/{ident}": "site",
    "/api/v1/trips/{ident}": "trip",
    "/api/v1/alerts/{ident}": "alert",
}
STREAMS = {"/api/v1/events"}
WRITES = {"/api/v1/people/{ident}/erase"}
OWN = sorted({*OWN_LISTS, *OWN_THINGS, *STREAMS})


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def real(address: str, house) -> str:
    thing = OWN_THINGS.get(address, "")
    ident = house.alert.alert_id if thing == "alert" else getattr(house, thing).pk if thing else ""
    return address.replace("{ident}", str(ident))


def test_every_operation_has_a_row_in_the_matrix(client, db):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert set(paths) == OPEN | OWN_LISTS | set(OWN_THINGS) | STREAMS | WRITES
    assert {method for path, operations in paths.items() for method in operations if path not in WRITES} == {"get"}


@pytest.mark.parametrize("address", OWN)
def test_a_stranger_is_refused_with_a_problem_document(client, ours, address):
    answer = client.get(real(address, ours))
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def _spoilt(kind: str, house) -> str:
    key = Key.objects.get(organisation=house.organisation)
    if kind == "revoked":
        key.revoked_at = datetime.now(UTC)
    if kind == "expired":
        key.expires_at = datetime.now(UTC) - timedelta(seconds=1)
    if kind == "without scope":
        key.scopes = []
    key.save()
    return {"cut": house.key[:-1], "nonsense": "lf_x", "empty": ""}.get(kind, house.key)


@pytest.mark.parametrize("kind", ["revoked", "expired", "without scope", "cut", "nonsense", "empty"])
@pytest.mark.parametrize("address", OWN)
def test_a_spoilt_key_opens_nothing(client, ours, address, kind):
    text = _spoilt(kind, ours)
    assert client.get(real(address, ours), headers=bearer(text)).status_code == 401


def test_a_spoilt_key_is_not_helped_by_a_session(client, ours):
    client.force_login(ours.users[Role.OWNER])
    client.logout()
    assert client.get("/api/v1/people", headers=bearer(_spoilt("revoked", ours))).status_code == 401


def test_a_key_in_the_address_opens_nothing(client, ours):
    assert client.get(f"/api/v1/people?key={ours.key}&access_token={ours.key}").status_code == 401


@pytest.mark.parametrize("address", sorted(OWN_THINGS))
def test_another_organisations_thing_is_answered_as_if_it_did_not_exist(client, ours, theirs, address):
    none = address.replace("{ident}", "00000000-0000-4000-8000-000000000000")
    answers = [client.get(one, headers=bearer(theirs.key)) for one in (real(address, ours), none)]
    bodies = [{**answer.json(), "instance": ""} for answer in answers]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("address", sorted(OWN_LISTS))
def test_lists_hold_ones_own_only(client, ours, theirs, address):
    body = client.get(address, headers=bearer(theirs.key)).content.decode()
    assert "of Other People" in body
    assert "of Steppe Aid" not in body


@pytest.mark.parametrize("address", sorted({*OWN_LISTS, *OWN_THINGS} - {"/api/v1/people/{ident}/export"}))
def test_a_member_reads_with_a_session(client, ours, address):
    client.force_login(ours.users[Role.VIEWER])
    assert client.get(real(address, ours)).status_code == 200


def test_a_traveller_reads_himself_only(client, ours):
    client.force_login(ours.users[Role.TRAVELLER])
    assert [one["name"] for one in client.get("/api/v1/people").json()["items"]] == ["Aigul of Steppe Aid"]
    assert client.get("/api/v1/sites").json()["items"] == []


def test_an_ex_member_still_signed_in_reads_nothing(client, ours):
    client.force_login(ours.users[Role.OWNER])
    Membership.objects.filter(user=ours.users[Role.OWNER]).delete()
    assert client.get("/api/v1/people").status_code == 401


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", sorted({*OWN_LISTS, *OWN_THINGS}))
def test_the_read_side_changes_nothing(client, ours, address, method):
    answer = getattr(client, method)(real(address, ours), headers=bearer(ours.key))
    assert answer.status_code == 405
