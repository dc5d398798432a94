"""Head-counts by program: who may read, ask and write down; another organisation's people are nobody here."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.api.test_access import bearer
from tests.web import seeding

from lookfar.accounts.models import Key, Role
from lookfar.domain.vocabulary import IncidentStatus
from lookfar.records.models import SafetyAsk, SafetyReply

NOW = datetime.now(UTC)


@pytest.fixture
def unrest(ours):
    """Something going on in Almaty now, of which our people were told."""
    one = seeding.incident("now", start=NOW - timedelta(hours=3), recorded_at=NOW - timedelta(hours=1))
    seeding.happen(one)
    return one


@pytest.fixture
def writing(ours) -> dict[str, str]:
    return bearer(Key.issue(ours.organisation, "writes", ["read", "write"])[1])


def post(client, path: str, body: dict[str, object], headers: dict[str, str]):
    return client.post(f"/api/v1/head-counts/{path}", body, content_type="application/json", headers=headers)


def test_a_program_asks_writes_down_and_counts(client, ours, unrest, writing):
    assert post(client, f"{unrest.id}/ask", {"words": "Stay in."}, writing).json() == {"asked": 2}
    said = {"person": str(ours.person.pk), "answer": "safe", "note": "by radio"}
    answer = post(client, f"{unrest.id}/replies", said, writing)
    assert answer.status_code == 201
    count = client.get(f"/api/v1/head-counts/{unrest.id}", headers=writing).json()
    assert count["counts"] == {
        "needs_help": 0,
        "unreached": 1,
        "not_answered": 0,
        "not_asked": 0,
        "question_closed": 0,
        "safe": 1,
    }
    replied = next(one for one in count["people"] if one["person"] == str(ours.person.pk))["reply"]
    assert (replied["answer"], replied["by"], replied["note"]) == ("safe", "other", "by radio")


@pytest.mark.parametrize("who", ["nobody", "reader", "session"])
def test_who_may_not_write_changes_nothing(client, ours, unrest, who):
    headers = {"nobody": {}, "session": {}, "reader": bearer(ours.key)}[who]
    if who == "session":
        client.force_login(ours.users[Role.OWNER])
    said = {"person": str(ours.person.pk), "answer": "need_help"}
    codes = {
        post(client, f"{unrest.id}/ask", {}, headers).status_code,
        post(client, f"{unrest.id}/replies", said, headers).status_code,
    }
    assert codes == ({403} if who == "reader" else {401})
    assert not SafetyAsk.objects.exists()
    assert not SafetyReply.objects.exists()


def test_a_traveller_reads_no_head_count(client, ours, unrest):
    client.force_login(ours.users[Role.TRAVELLER])
    assert client.get(f"/api/v1/head-counts/{unrest.id}").status_code == 403
    client.force_login(ours.users[Role.VIEWER])
    assert client.get(f"/api/v1/head-counts/{unrest.id}").status_code == 200


def test_another_organisations_people_are_nobody_here(client, ours, theirs, unrest, writing):
    said = {"person": str(theirs.person.pk), "answer": "safe"}
    assert post(client, f"{unrest.id}/replies", said, writing).status_code == 404
    listed = client.get(f"/api/v1/head-counts/{unrest.id}", headers=writing).json()["people"]
    assert str(theirs.person.pk) not in {one["person"] for one in listed}


@pytest.mark.parametrize("wrong", [{"answer": "maybe"}, {"person": "x"}, {"note": "x" * 1001}, {"extra": 1}])
def test_what_cannot_be_read_is_a_problem_document(client, ours, unrest, writing, wrong):
    said = {"person": str(ours.person.pk), "answer": "safe", **wrong}
    answer = post(client, f"{unrest.id}/replies", said, writing)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert not SafetyReply.objects.exists()


def test_nobody_to_ask_is_said(client, ours, writing):
    far = seeding.incident("lima", place=seeding.LIMA, start=NOW, recorded_at=NOW)
    seeding.happen(far)
    assert post(client, f"{far.id}/ask", {}, writing).status_code == 400
    assert post(client, "no-such/ask", {}, writing).status_code == 404


def test_nobody_is_asked_about_what_was_taken_back(client, ours, unrest, writing):
    assert post(client, f"{unrest.id}/ask", {}, writing).status_code == 202
    gone = replace(unrest, version=2, status=IncidentStatus.RETRACTED, recorded_at=NOW, change="Withdrawn.")
    seeding.happen(gone)
    refused = post(client, f"{unrest.id}/ask", {}, writing)
    assert refused.status_code == 400
    assert refused.json()["detail"] == "nobody is asked about what was taken back. Withdrawn."
    count = client.get(f"/api/v1/head-counts/{unrest.id}", headers=writing).json()
    assert (count["counts"]["unreached"], count["counts"]["question_closed"]) == (0, 2)
    assert count["taken_back"] == "Withdrawn."
