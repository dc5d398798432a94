"""Every operation, asked by everybody who might."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lookfar.accounts.models import Key, Membership, Role
from lookfar.records.models import AlertRow, DeliveryRow, Endpoint, Leg, Person, Site, Trip

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
OWN_DEEDS = {
    ("post", "/api/v1/endpoints"): "",
    ("delete", "/api/v1/endpoints/{ident}"): "endpoint",
    ("post", "/api/v1/endpoints/{ident}/test"): "endpoint",
    ("post", "/api/v1/endpoints/{ident}/enable"): "endpoint",
    ("post", "/api/v1/endpoints/{ident}/rotate"): "endpoint",
    ("post", "/api/v1/dead-letters/{number}/again"): "dead letter",
}
"""What changes something, and of what; the rest is in OWN_LISTS and OWN_THINGS and only reads."""
WRITABLE = {"/api/v1/endpoints", "/api/v1/endpoints/{ident}", "/api/v1/dead-letters"}
OWN_THINGS = {
    "/api/v1/people/{ident}": "person",
    "/api/v1/people/{ident}/export": "person",
    "/api/v1/sites/{ident}": "site",
    "/api/v1/trips/{ident}": "trip",
    "/api/v1/alerts/{ident}": "alert",
    "/api/v1/endpoints/{ident}": "endpoint",
}
STREAMS = {"/api/v1/events"}
ACTS = {
    "/api/v1/people/import": "",
    "/api/v1/sites/import": "",
    "/api/v1/trips/import": "",
    "/api/v1/trips/{ident}/cancel": "trip",
}
"""Addresses that only take a POST; tests/api/test_roles.py asks each operation as everybody."""
WRITES = {
    ("post", "/api/v1/alerts/{ident}/acknowledge"),
    ("get", "/api/v1/rules"),
    ("post", "/api/v1/rules"),
    ("post", "/api/v1/rules/preview"),
    ("get", "/api/v1/rules/{ident}"),
    ("put", "/api/v1/rules/{ident}"),
    ("delete", "/api/v1/rules/{ident}"),
    ("get", "/api/v1/silences"),
    ("post", "/api/v1/silences"),
    ("get", "/api/v1/silences/{ident}"),
    ("post", "/api/v1/silences/{ident}/end"),
}
"""Rules, silences and acknowledgements: asked by everybody in tests/api/test_rules.py."""
RULES = {path for _, path in WRITES}
HEAD_COUNTS = {
    ("get", "/api/v1/head-counts/{incident}"),
    ("post", "/api/v1/head-counts/{incident}/ask"),
    ("post", "/api/v1/head-counts/{incident}/replies"),
}
"""Asked by everybody in tests/api/test_head_counts.py."""
ERASING = {"/api/v1/people/{ident}/erase"}
"""Asked by everybody in tests/web/test_privacy_pages.py."""
OWN = sorted({*OWN_LISTS, *OWN_THINGS, *STREAMS, *WRITABLE})


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def real(address: str, house) -> str:
    thing = {**OWN_THINGS, **ACTS}.get(address, "")
    ident = house.alert.alert_id if thing == "alert" else getattr(house, thing).pk if thing else ""
    return address.replace("{ident}", str(ident))


def test_every_operation_has_a_row_in_the_matrix(client, db):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    deeds = {path for _, path in OWN_DEEDS}
    known = (
        OPEN
        | OWN_LISTS
        | WRITABLE
        | set(OWN_THINGS)
        | STREAMS
        | set(ACTS)
        | deeds
        | RULES
        | ERASING
        | {path for _, path in HEAD_COUNTS}
    )
    assert set(paths) == known


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
@pytest.mark.parametrize("address", sorted({*OWN_LISTS, *OWN_THINGS, *ACTS} - WRITABLE))
def test_a_key_that_only_reads_changes_nothing(client, ours, address, method):
    before = counts()
    answer = getattr(client, method)(real(address, ours), headers=bearer(ours.key))
    assert answer.status_code in (403, 405)
    assert counts() == before


def counts() -> tuple[int, ...]:
    return tuple(table.objects.count() for table in (Person, Site, Trip, Leg, AlertRow))


def _deed(client, method: str, address: str, house, headers):
    thing = OWN_DEEDS[method, address]
    row = DeliveryRow.objects.filter(receiver=house.endpoint.pk).first()
    DeliveryRow.objects.filter(pk=row.pk).update(state="dead_letter" if thing == "dead letter" else "waiting")
    path = address.replace("{ident}", str(house.endpoint.pk)).replace("{number}", str(row.pk))
    body = {"kind": "email", "address": "new@example.org"}
    before = _everything()
    answer = getattr(client, method)(path, body, content_type="application/json", headers=headers)
    return answer, before == _everything()


def _everything() -> list[object]:
    rows = list(DeliveryRow.objects.order_by("pk").values("receiver", "state", "alert_id"))
    return [rows, list(Endpoint.objects.order_by("pk").values("pk", "updated_at", "disabled_at"))]


@pytest.mark.parametrize(("method", "address"), sorted(OWN_DEEDS))
@pytest.mark.parametrize("who", ["nobody", "reader", "session", "other"])
def test_who_may_not_change_changes_nothing(client, ours, theirs, method, address, who):
    _, other = Key.issue(theirs.organisation, "other", ["write"])
    headers = {"nobody": {}, "session": {}, "reader": bearer(ours.key), "other": bearer(other)}[who]
    if who == "session":
        client.force_login(ours.users[Role.OWNER])
    answer, unchanged = _deed(client, method, address, ours, headers)
    expected = {"nobody": 401, "session": 401, "reader": 403, "other": 404}[who]
    if who == "other" and not OWN_DEEDS[method, address]:
        assert answer.status_code == 201  # one of its own
        assert not Endpoint.objects.filter(organisation=ours.organisation, kind="email").exists()
        return
    assert answer.status_code == expected
    assert unchanged


@pytest.mark.parametrize(("method", "address"), sorted(OWN_DEEDS))
def test_a_key_that_may_write_does(client, ours, method, address):
    _, key = Key.issue(ours.organisation, "writer", ["read", "write"])
    answer, _ = _deed(client, method, address, ours, bearer(key))
    assert answer.status_code in (200, 201, 202, 204)
