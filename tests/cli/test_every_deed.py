"""What is changed of an organisation by command stands in its audit as the operator's deed."""

from __future__ import annotations

import orjson
import pytest
from tests.flow.test_regrouping import CLASH, FIRE, put
from tests.web import seeding

from lookfar.accounts.models import AuditEntry
from lookfar.cli import admin_link, export_person, incident, people, resume, sites, trips
from lookfar.cli.main import COMMANDS
from lookfar.records import sending

LINE = {
    "person": {"name": "Chen"},
    "site": {"name": "Depot", "place": "Lima"},
    "trip": {"name": "Fair", "legs": [{"place": "Lima", "start": "2030-01-01", "end": "2030-01-02"}]},
}
NOUNS = {"person": people, "site": sites, "trip": trips}
TESTED_BELOW = {"people", "sites", "trips", "admin-link", "resume", "export-person", "incident"}
ELSEWHERE = {
    "erase": "tests/flow/test_erasure.py",
    "keys": "tests/accounts/test_keys.py",
    "backup": "tests/flow/test_backup.py",
    "restore": "tests/flow/test_backup.py",
    "deliveries": "tests/cli/test_deliveries.py",
    "head-count": "tests/cli/test_head_count.py",
}
NO_DEED = {
    **dict.fromkeys(("up", "collect", "send", "watchdog"), "does what rules, people and feeds ask for"),
    **dict.fromkeys(("replay", "backfill", "lake", "rate", "forecast", "score"), "works on what is public"),
    **dict.fromkeys(("sources", "brief", "audit"), "reads what is public, or who did what"),
    **dict.fromkeys(("locate", "classify", "merge", "match", "train"), "opens no store"),
}
"""Commands that change nothing of an organisation, with why."""


def deeds(house) -> list[tuple[str, str, str]]:
    rows = AuditEntry.objects.filter(organisation=house.organisation).order_by("number")
    return list(rows.values_list("actor", "action", "kind"))


@pytest.fixture
def house(db):
    return seeding.house("Steppe Aid")


def run(command, tmp_path, verb: str, line: dict[str, object]) -> None:
    file = tmp_path / "given"
    file.write_bytes(orjson.dumps(line))
    assert command.run([verb, str(file)]) == 0


def test_every_command_has_a_test_or_a_reason():
    assert {one.name for one in COMMANDS} == TESTED_BELOW | set(ELSEWHERE) | set(NO_DEED)


@pytest.mark.parametrize("noun", sorted(NOUNS))
def test_adding_changing_listing_and_removing(house, tmp_path, noun):
    command, ident = NOUNS[noun], str(getattr(house, noun).pk)
    line = {**LINE[noun], **({"person": str(house.person.pk)} if noun == "trip" else {})}
    run(command, tmp_path, "add", line)
    run(command, tmp_path, "add", {**line, "id": ident})
    command.run(["list"])
    run(command, tmp_path, "remove", {"id": ident})
    found = deeds(house)
    assert {actor for actor, _, _ in found} == {"operator"}
    for action, kind in [("created", noun), ("changed", noun), ("read", f"{noun}s"), ("removed", noun)]:
        assert ("operator", action, {"persons": "people"}.get(kind, kind)) in found


def test_importing_loading_and_cancelling(house, tmp_path):
    (tmp_path / "people.csv").write_text("name\nDai\n")
    assert people.run(["import", str(tmp_path / "people.csv")]) == 0
    (tmp_path / "all.json").write_text('{"organisations": [{"name": "Steppe Aid", "people": [{"name": "Eve"}]}]}')
    assert people.run(["load", str(tmp_path / "all.json")]) == 0
    assert deeds(house).count(("operator", "created", "person")) == 2
    run(trips, tmp_path, "add", {"id": str(house.trip.pk), "cancelled": True})
    assert ("operator", "changed", "trip") in deeds(house)


def test_a_link_for_the_owner(house):
    admin_link.new_link()
    assert ("operator", "created", "onetimelink") in deeds(house)


def test_the_end_of_a_pause_and_an_export(house):
    sending.pause("restored", now=seeding.DAY)
    resume.run(["--send"])
    export_person.run([str(house.person.pk)])
    assert {("operator", "resumed", "sending"), ("operator", "exported", "person")} <= set(deeds(house))


def test_taking_an_incident_apart(house):
    (whole,) = put(FIRE, CLASH)
    said = ["split", whole.id, CLASH.report.id, "--who", "Ann", "--why", "another street"]
    assert incident.run(said) == 0
    [entry] = AuditEntry.objects.filter(kind="incident")
    assert (entry.actor, entry.action, entry.subject) == ("operator", "changed", whole.id)
    assert "Ann" not in repr(entry.detail)
