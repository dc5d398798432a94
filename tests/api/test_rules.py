"""Rules, silences and acknowledgements by program: what each may, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.api.test_access import WRITES, bearer

from lookfar.accounts.models import Key, Role
from lookfar.domain.times import rfc3339
from lookfar.flow.ruling import save_group
from lookfar.records.models import Acknowledgement, AlertRow, AlertRule, Person, SilenceRow, Site

NONE = "00000000-0000-4000-8000-000000000000"
RULE = {"name": "Unrest", "categories": ["unrest"], "areas": ["KAZ"], "bar": "Severe"}


def soon(hours: float = 2) -> str:
    return rfc3339(datetime.now(UTC) + timedelta(hours=hours))


def body(path: str) -> dict[str, object]:
    if path.startswith("/api/v1/rules"):
        return RULE
    return {"reason": "known", "categories": ["unrest"], "ends": soon()} if path == "/api/v1/silences" else {}


def ident(path: str, house) -> str:
    thing = "rule" if "/rules/" in path else "silence" if "/silences/" in path else "alert"
    return str(house.alert.alert_id if thing == "alert" else getattr(house, thing).pk)


@pytest.fixture
def write(ours):
    return bearer(Key.issue(ours.organisation, "writer", ["write"])[1])


def ask(client, method: str, path: str, headers=None):
    given = (
        {}
        if method == "get"
        else {"data": body(path.split("{", maxsplit=1)[0].rstrip("/")), "content_type": "application/json"}
    )
    return getattr(client, method)(path, headers=headers or {}, **given)


@pytest.mark.parametrize(("method", "path"), sorted(WRITES))
def test_a_stranger_is_refused(client, ours, method, path):
    assert ask(client, method, path.replace("{ident}", ident(path, ours))).status_code == 401


@pytest.mark.parametrize(("method", "path"), sorted(one for one in WRITES if one[0] != "get"))
def test_who_only_reads_and_a_session_change_nothing(client, ours, method, path):
    real = path.replace("{ident}", ident(path, ours))
    before = AlertRule.objects.count(), SilenceRow.objects.count(), Acknowledgement.objects.count()
    assert ask(client, method, real, bearer(ours.key)).status_code == 403
    client.force_login(ours.users[Role.OWNER])
    assert ask(client, method, real).status_code == 401
    assert (AlertRule.objects.count(), SilenceRow.objects.count(), Acknowledgement.objects.count()) == before


@pytest.mark.parametrize(("method", "path"), sorted(one for one in WRITES if "{ident}" in one[1]))
def test_another_organisations_is_answered_as_if_it_did_not_exist(client, ours, theirs, method, path):
    headers = bearer(Key.issue(theirs.organisation, "writer", ["write"])[1])
    answers = [ask(client, method, path.replace("{ident}", one), headers) for one in (ident(path, ours), NONE)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert AlertRule.objects.filter(organisation=ours.organisation).count() <= 1


def test_a_rule_is_kept_read_changed_and_taken_away(client, ours, write):
    made = ask(client, "post", "/api/v1/rules", write)
    assert made.status_code == 201
    rule = made.json()
    assert (rule["bar"], rule["areas"], rule["hours"]) == ("Severe", ["KAZ"], None)
    address = f"/api/v1/rules/{rule['id']}"
    changed = client.put(
        address,
        {**RULE, "bar": None, "hours": {"from": "22:00", "until": "07:00"}},
        content_type="application/json",
        headers=write,
    )
    assert changed.json()["bar"] is None
    assert client.get(address, headers=write).json() == changed.json()
    assert client.get("/api/v1/rules", headers=write).json()["items"] == [changed.json()]
    assert client.delete(address, headers=write).status_code == 204
    assert client.get(address, headers=write).status_code == 404


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "name"),
        ({"areas": ["XYZ"]}, "no rated area"),
        ({"people": [NONE]}, "no person of yours"),
        ({"sites": [NONE]}, "no site of yours"),
        ({"groups": [NONE]}, "no group of yours"),
        ({"tell": {"person": False, "endpoints": False}}, "at least one receiver"),
        ({"tell": {"others": [NONE]}}, "no person of yours"),
        ({"bar": "Medium"}, "bar"),
        ({"organisation": NONE}, "organisation"),
    ],
)
def test_a_wrong_rule_is_refused_with_what_is_wrong(client, ours, write, change, says):
    answer = client.post("/api/v1/rules", {**RULE, **change}, content_type="application/json", headers=write)
    assert answer.status_code == 400
    assert says in answer.json()["detail"]
    assert not AlertRule.objects.exists()


def test_a_rule_that_names_somebody_of_another_organisation_is_refused(client, ours, theirs, write):
    for change in ({"people": [str(theirs.person.pk)]}, {"tell": {"others": [str(theirs.person.pk)]}}):
        answer = client.post("/api/v1/rules", {**RULE, **change}, content_type="application/json", headers=write)
        assert answer.status_code == 400
        assert "of Other People" not in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"categories": []}, "everything"),
        ({"reason": " "}, "reason"),
        ({"reason": None}, "reason"),
        ({"ends": None}, "ends"),
        ({"ends": "2020-01-01T00:00:00Z"}, "ends after it starts"),
        ({"ends": soon(24 * 31)}, "at most 30 days"),
        ({"ends": soon(25), "covers_life_threat": True}, "24 hours"),
    ],
)
def test_a_silence_without_end_reason_or_limit_is_refused(client, ours, write, change, says):
    given = {"reason": "known", "categories": ["unrest"], "ends": soon(), **change}
    answer = client.post("/api/v1/silences", given, content_type="application/json", headers=write)
    assert answer.status_code == 400
    assert says in answer.json()["detail"]
    assert not SilenceRow.objects.exists()


def test_a_silence_of_all_kinds_or_of_all_people_is_one_of_everything(client, ours, write):
    from lookfar.domain.taxonomy import Category
    from lookfar.records.models import Person

    everybody = [str(one) for one in Person.objects.values_list("pk", flat=True)]
    for change in (
        {"categories": [kind.value for kind in Category]},
        {"people": everybody, "sites": [str(ours.site.pk)]},
    ):
        given = {"reason": "known", "ends": soon(), **change}
        answer = client.post("/api/v1/silences", given, content_type="application/json", headers=write)
        assert "everything" in answer.json()["detail"]


def test_a_silence_is_ended_once(client, ours, write):
    made = ask(client, "post", "/api/v1/silences", write).json()
    address = f"/api/v1/silences/{made['id']}/end"
    ended = client.post(address, headers=write).json()
    assert ended["ends"] < made["ends"]
    assert client.post(address, headers=write).json()["ends"] == ended["ends"]


def test_an_alert_is_acknowledged_once(client, ours, write):
    address = f"/api/v1/alerts/{ours.alert.alert_id}/acknowledge"
    answer = client.post(address, headers=write)
    assert answer.status_code == 200
    assert client.post(address, headers=write).json() == answer.json()
    assert Acknowledgement.objects.count() == 1
    listed = client.get("/api/v1/alerts", headers=write).json()["items"]
    assert any(one["acknowledged"] for one in listed)
    assert AlertRow.objects.filter(alert_id=ours.alert.alert_id, acknowledged_at=None).count() == 0


def test_a_preview_counts_and_keeps_nothing(client, ours, write):
    answer = ask(client, "post", "/api/v1/rules/preview", write)
    assert answer.status_code == 200
    assert set(answer.json()) == {"alerts", "updates", "life_threats", "digest", "incidents", "left_out"}
    assert not AlertRule.objects.exists()


def test_hours_with_a_zone_or_of_no_length_are_refused_and_kept_nowhere(client, ours):
    _, key = Key.issue(ours.organisation, "writes", ["read", "write"])
    for start, end in (("08:00Z", "18:00Z"), ("08:00", "08:00")):
        body = {"name": "day", "hours": {"from": start, "until": end}}
        answer = client.post("/api/v1/rules", body, content_type="application/json", headers=bearer(key))
        assert answer.status_code == 400, answer.content
    assert client.get("/api/v1/rules", headers=bearer(key)).json()["items"] == []


def test_a_silence_of_a_group_that_holds_everybody_is_refused(client, ours, write):
    group = save_group(
        ours.organisation,
        name="All",
        people=Person.objects.filter(organisation=ours.organisation),
        now=datetime.now(UTC),
    )
    given = {"reason": "known", "groups": [str(group.pk)], "ends": soon()}
    answers = []
    for _ in range(2):
        answers.append(
            client.post("/api/v1/silences", given, content_type="application/json", headers=write).status_code
        )
        Site.objects.filter(organisation=ours.organisation).delete()
    assert answers == [201, 400], "while there are sites, these are left outside"


@pytest.mark.parametrize("what", ["rules", "silences"])
def test_a_traveller_reads_none_of_what_others_set(client, ours, what):
    kept = {one.organisation_id for one in (ours.rule, ours.silence)}
    assert kept == {ours.organisation.pk}
    client.force_login(ours.users[Role.OWNER])
    assert client.get(f"/api/v1/{what}").json()["items"]
    client.force_login(ours.users[Role.TRAVELLER])
    assert client.get(f"/api/v1/{what}").json()["items"] == []


@pytest.mark.parametrize(("page", "name"), [("/rules", "Rule of Steppe Aid"), ("/groups", "Staff of Steppe Aid")])
def test_a_traveller_sees_none_of_it_on_the_page(client, ours, page, name):
    kept = {one.organisation_id for one in (ours.rule, ours.group)}
    assert kept == {ours.organisation.pk}
    client.force_login(ours.users[Role.OWNER])
    assert name in client.get(page).content.decode()
    client.force_login(ours.users[Role.TRAVELLER])
    assert name not in client.get(page).content.decode()
