"""Every operation that is no reading leaves a line in the audit, named by its key; a request has one asker."""

from __future__ import annotations

import orjson
import pytest
from tests.api.test_access import OWN_DEEDS, bearer, real
from tests.api.test_roles import WRITE, ask, operations
from tests.api.test_rules import RULE, soon
from tests.web import seeding
from tests.web.every_deed import dead, unrest_now
from tests.web.test_every_deed import everything

from lookfar.accounts import audit
from lookfar.accounts.models import AuditEntry, Key, Role

EXEMPT = {("post", "/api/v1/rules/preview"): "says what a rule would have told; nothing is kept"}
"""What is no GET and writes nothing down, with why."""
SILENCE = {"reason": "known", "categories": ["unrest"]}
BODIES: dict[tuple[str, str], object] = {
    ("post", "/api/v1/rules"): RULE,
    ("post", "/api/v1/rules/preview"): RULE,
    ("put", "/api/v1/rules/{ident}"): {**RULE, "bar": "Extreme"},
    ("delete", "/api/v1/rules/{ident}"): {},
    ("post", "/api/v1/silences"): SILENCE,
    ("post", "/api/v1/silences/{ident}/end"): {},
    ("post", "/api/v1/alerts/{ident}/acknowledge"): {},
    ("post", "/api/v1/people/{ident}/erase"): {},
    ("post", "/api/v1/head-counts/{incident}/ask"): {"words": "Stay in."},
    ("post", "/api/v1/head-counts/{incident}/replies"): {"answer": "safe"},
    ("post", "/api/v1/endpoints"): {"kind": "email", "address": "duty@example.org"},
    **{deed: {} for deed in OWN_DEEDS if deed != ("post", "/api/v1/endpoints")},
}
"""What each operation that tests/api/test_roles.py does not send is sent."""
DEEDS = sorted(set(WRITE) | set(BODIES))


def path_of(address: str, house) -> str:
    """The address with one of ours in it."""
    noun = address.split("/")[3]
    if noun == "head-counts":
        return address.replace("{incident}", unrest_now().id)
    if noun == "dead-letters":
        return address.replace("{number}", str(dead(house).pk))
    things = {"people": "person", "alerts": "alert", "endpoints": "endpoint", "rules": "rule"}
    thing = things.get(noun, noun[:-1])
    ident = "" if "{" not in address else house.alert.alert_id if thing == "alert" else getattr(house, thing).pk
    return address.replace("{ident}", str(ident))


def send(client, method: str, address: str, house, key: str):
    if (method, address) in WRITE:
        return lambda: ask(client, method, address, house, key)
    path, body = path_of(address, house), dict(BODIES[method, address])
    if address.endswith("/replies"):
        body["person"] = str(house.person.pk)
    if address == "/api/v1/silences":
        body["ends"] = soon()
    return lambda: client.generic(
        method.upper(), path, orjson.dumps(body), content_type="application/json", headers=bearer(key)
    )


@pytest.fixture
def writing(ours) -> str:
    return Key.issue(ours.organisation, "writes", ["read", "write"])[1]


def test_every_operation_that_is_no_reading_has_a_deed(client, db):
    assert {one for one in operations(client) if one[0] != "get"} == set(DEEDS)


@pytest.mark.parametrize(("method", "address"), DEEDS)
def test_what_a_program_does_is_in_the_audit_under_its_key(client, ours, writing, method, address):
    deed = send(client, method, address, ours, writing)
    before, noted = everything(), AuditEntry.objects.count()
    answer = deed()
    assert answer.status_code in (200, 201, 202, 204), answer.content
    written = [one for one in AuditEntry.objects.order_by("number")[noted:] if one.action != audit.Action.READ]
    if (method, address) in EXEMPT:
        assert everything() == before
        assert not written
        return
    assert everything() != before, "it changed nothing, so this test would say nothing"
    assert {one.actor for one in written} == {f"key:{writing.split('_')[1]}"}
    assert {one.organisation_id for one in written} == {ours.organisation.pk}


@pytest.mark.parametrize(("method", "address"), [*DEEDS, ("get", "/api/v1/people"), ("get", "/api/v1/trips")])
def test_a_key_and_a_session_of_two_organisations_are_refused(client, ours, theirs, writing, method, address):
    client.force_login(theirs.users[Role.OWNER])
    if method == "get":
        answer = client.get(real(address, ours), headers=bearer(writing))
    else:
        deed = send(client, method, address, ours, writing)
        before = everything()
        answer = deed()
        assert everything() == before
    assert answer.status_code == 400
    assert "two organisations" in answer.json()["detail"]
    theirs_owner = f"user:{theirs.users[Role.OWNER].pk}"
    assert not AuditEntry.objects.filter(actor=theirs_owner).exclude(action="signed_in").exists()


def test_a_key_beside_a_session_of_its_own_organisation_is_the_asker(client, ours, writing):
    client.force_login(ours.users[Role.TRAVELLER])
    names = client.get("/api/v1/people", headers=bearer(writing)).content.decode()
    assert "Boris" in names
    entry = AuditEntry.objects.get(action="read")
    assert entry.actor == f"key:{writing.split('_')[1]}"


def test_a_spoilt_key_is_not_helped_by_a_session(client, ours):
    client.force_login(ours.users[Role.OWNER])
    Key.objects.filter(organisation=ours.organisation).update(scopes=[])
    for text in (ours.key, ours.key[:-1], "lf_x", ""):
        assert client.get("/api/v1/people", headers=bearer(text)).status_code == 401


def test_what_a_proxy_in_front_asks_for_is_no_key(client, ours):
    client.force_login(ours.users[Role.OWNER])
    answer = client.get("/api/v1/people", headers={"Authorization": "Basic eDp5"})
    assert answer.status_code == 200


def test_a_page_belongs_to_the_session_whatever_key_comes_along(client, ours, theirs):
    client.force_login(theirs.users[Role.OWNER])
    client.post("/people/add", {"name": "Chen"}, headers=bearer(ours.key))
    entry = AuditEntry.objects.get(action="created")
    assert (entry.actor, entry.organisation) == (f"user:{theirs.users[Role.OWNER].pk}", theirs.organisation)


def test_a_file_of_another_organisation_that_waited_too_long_is_left_to_the_worker(client, ours, theirs):
    """Otherwise its end would stand in their audit as the deed of somebody they do not know."""
    from tests.web.test_imports import upload

    from lookfar.records.models import PendingImport

    client.force_login(theirs.users[Role.OWNER])
    upload(client, "people", "name\nChen\n")
    PendingImport.objects.update(expires_at=seeding.DAY)
    client.force_login(ours.users[Role.OWNER])
    upload(client, "people", "name\nDai\n")
    assert not AuditEntry.objects.filter(
        organisation=theirs.organisation, actor=f"user:{ours.users[Role.OWNER].pk}"
    ).exists()
