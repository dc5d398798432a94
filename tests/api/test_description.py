"""`/openapi.json` names the shape of every answer, and real answers have it."""

from __future__ import annotations

import pytest
from tests.api import described
from tests.api.test_access import bearer
from tests.flow.scored import NOW, half_a_year, scored
from tests.web import forecast_seeding
from tests.web.every_deed import dead
from tests.web.seeding import incident

from lookfar.accounts.models import Key
from lookfar.flow.asking import issued_as_of

DAY = "as_of=2022-01-07"


@pytest.fixture
def said(client, db):
    return client.get("/api/v1/openapi.json").json()


def good(operation):
    return {int(status): one for status, one in operation["responses"].items() if status != "default"}


def test_every_operation_has_the_shape_of_its_answer(said):
    for path, operations in said["paths"].items():
        for method, operation in operations.items():
            answers = good(operation)
            assert answers, (method, path)
            for status, answer in answers.items():
                shapes = [one["schema"] for one in answer.get("content", {}).values()]
                assert shapes or status in (202, 204), (method, path, status)
                assert all(shape for shape in shapes), (method, path, status)
            assert list(operation["responses"]["default"]["content"]) == ["application/problem+json"]


def test_every_shape_that_is_named_is_there(said):
    def named(value):
        match value:
            case {"$ref": str() as ref}:
                yield ref
            case dict():
                for one in value.values():
                    yield from named(one)
            case list():
                for one in value:
                    yield from named(one)

    known = {f"#/components/schemas/{name}" for name in said["components"]["schemas"]}
    assert set(named(said)) <= known
    assert said["paths"]["/api/v1/incidents"]["get"]["parameters"]
    assert all(one.get("description") for one in said["paths"]["/api/v1/incidents"]["get"]["parameters"])


def test_what_is_read_is_as_described(client, ours):
    forecast_seeding.issue()
    issued = issued_as_of(["KAZ"], as_of=NOW, now=NOW)[0].id
    house = ours
    dead(house)
    both = Key.issue(house.organisation, "both", ["read", "write"])[1]
    for address in (
        f"/incidents?{DAY}",
        f"/incidents/{incident().id}?{DAY}",
        f"/areas?{DAY}",
        f"/areas?{DAY}&inside=KAZ",
        f"/areas/KAZ?{DAY}",
        f"/areas/KAZ.02?{DAY}",
        f"/ratings?{DAY}&area=KAZ,KAZ.02",
        f"/ratings/{issued}",
        "/forecasts?as_of=2022-02-15",
        f"/sources?{DAY}",
        "/people",
        f"/people/{house.person.pk}",
        f"/people/{house.person.pk}/export",
        "/sites",
        f"/sites/{house.site.pk}",
        "/trips",
        f"/trips/{house.trip.pk}",
        "/alerts",
        f"/alerts/{house.alert.alert_id}",
        "/endpoints",
        "/dead-letters",
        "/rules",
        "/silences",
        f"/rules/{house.rule.pk}",
        f"/silences/{house.silence.pk}",
        f"/endpoints/{house.endpoint.pk}",
        f"/head-counts/{incident().id}",
    ):
        answer = client.get(f"/api/v1{address}", headers=bearer(both))
        assert answer.status_code == 200, address
    found = client.get("/api/v1/forecasts?as_of=2022-02-15").json()["items"]
    assert found
    assert client.get(f"/api/v1/forecasts/{found[0]['id']}?as_of=2022-02-15").status_code == 200
    assert client.get(f"/api/v1/incidents?{DAY}", headers={"Accept": "application/geo+json"}).json()["features"]
    reads = {one.operation_id for method, _, one in described.operations() if method == "GET"}
    assert reads - described.held <= {"stream_events", "get_score"}


def test_the_score_is_as_described(client, transactional_db, tmp_path):
    half_a_year()
    scored(tmp_path)
    assert client.get(f"/api/v1/score?as_of={NOW:%Y-%m-%d}").status_code == 200
    assert "get_score" in described.held


@pytest.mark.parametrize(
    ("path", "content", "says"),
    [
        ("/api/v1/rules", b'{"items": [{"id": "x"}]}', "Field required"),
        ("/api/v1/sites", b'{"items": [], "more": 1}', "does not name"),
    ],
)
def test_an_answer_of_another_shape_is_found_out(path, content, says):
    from django.http import HttpResponse

    with pytest.raises((ValueError, AssertionError), match=says):
        described.check("GET", path, HttpResponse(content, content_type="application/json"))
