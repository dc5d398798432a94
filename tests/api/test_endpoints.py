"""Channels by the API: secrets are told once, addresses are looked at, states are said."""

from __future__ import annotations

import json

import pytest

from lookfar.accounts.models import Key
from lookfar.records.models import Endpoint

HOOK = "https://93.184.215.14/very-secret-path"


@pytest.fixture
def write(client, ours):
    """Posts with a key that may write."""
    _, key = Key.issue(ours.organisation, "writer", ["read", "write"])
    headers = {"Authorization": f"Bearer {key}"}

    def ask(address: str, body: object = None, method: str = "post"):
        return getattr(client, method)(f"/api/v1{address}", body, content_type="application/json", headers=headers)

    return ask


def test_a_secret_is_readable_in_one_answer_only(write):
    added = write("/endpoints", {"kind": "webhook", "address": HOOK})
    first = added.json()["secret"]
    ident = added.json()["id"]
    second = write(f"/endpoints/{ident}/rotate").json()["secret"]
    assert first != second
    for address in ("/endpoints", f"/endpoints/{ident}", "/dead-letters"):
        said = json.dumps(write(address, method="get").json())
        assert "whsec_" not in said
        assert first.removeprefix("whsec_") not in said


def test_a_reader_sees_the_host_and_not_the_path(client, write, ours):
    write("/endpoints", {"kind": "webhook", "address": HOOK})
    said = client.get("/api/v1/endpoints", headers={"Authorization": f"Bearer {ours.key}"}).json()["items"][0]
    assert "93.184.215.14" in said["name"]
    assert said["address"] is None
    assert "very-secret-path" not in json.dumps(said)


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "webhook", "address": "https://127.0.0.1/"},
        {"kind": "webhook", "address": "https://0x7f.1/"},
        {"kind": "webhook", "address": "http://93.184.215.14/"},
        {"kind": "email", "address": "a@b\r\nBcc: c@d.org"},
        {"kind": "push", "address": HOOK},
        {"kind": "webhook"},
        {},
    ],
)
def test_what_cannot_be_a_channel_is_a_problem_with_its_reason(write, body):
    answer = write("/endpoints", body)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert not Endpoint.objects.exists()


def test_a_mailbox_has_no_secret_to_rotate(write):
    ident = write("/endpoints", {"kind": "email", "address": "duty@example.org"}).json()["id"]
    assert write(f"/endpoints/{ident}/rotate").status_code == 400


def test_a_new_channel_is_untested_and_its_test_waits(write):
    said = write("/endpoints", {"kind": "email", "address": "duty@example.org"}).json()
    assert (said["state"], said["waiting"], said["tested_at"]) == ("untested", 1, None)
