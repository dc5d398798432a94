"""`lookfar people`, `sites` and `trips`: JSON lines in and out, files imported."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from lookfar.accounts.models import Organisation
from lookfar.cli import people, sites, trips
from lookfar.cli.main import main
from lookfar.records.models import Person, Site, Trip


@pytest.fixture
def aid(db) -> Organisation:
    return Organisation.objects.create(name="Steppe Aid")


@pytest.fixture
def lines(capfdbinary, tmp_path):
    """Runs a command with lines of a file; what it answers, and how it ended."""

    def asked(command, verb: str, content: bytes | None = None, *more: str):
        file: list[str] = []
        if content is not None:
            Path(tmp_path / "given").write_bytes(content)
            file = [str(tmp_path / "given")]
        code = command.run([verb, *file, *more])
        return [orjson.loads(line) for line in capfdbinary.readouterr().out.splitlines()], code

    return asked


def test_a_bad_line_is_answered_and_the_stream_goes_on(aid, lines):
    given = b'{"name":"Ann","home":"Lima"}\n{"nme":"x"}\nnonsense\n[]\n\n{"name":"Bo"}\n'
    answers, code = lines(people, "add", given)
    assert [answer.get("name") or answer["error"]["code"] for answer in answers] == [
        "Ann",
        "invalid_value",
        "not_json",
        "invalid_value",
        "Bo",
    ]
    assert answers[1]["error"]["field"] == "nme"
    assert code == 1
    listed, code = lines(people, "list")
    assert ([one["name"] for one in listed], code) == (["Ann", "Bo"], 0)


def test_a_line_with_an_id_replaces_and_a_removal_removes(aid, lines):
    (made,), _ = lines(sites, "add", b'{"name":"Office","place":"Lima","perimeter_km":{"Severe":5}}\n')
    assert made["perimeter_km"] == {"Severe": 5.0}
    change = orjson.dumps({"id": made["id"], "name": "Depot", "place": "Almaty"})
    (changed,), _ = lines(sites, "add", change)
    assert (changed["id"], changed["name"], changed["perimeter_km"]) == (made["id"], "Depot", {})
    lines(sites, "remove", orjson.dumps({"id": made["id"]}))
    assert not Site.objects.exists()
    (refused,), code = lines(sites, "remove", orjson.dumps({"id": made["id"]}))
    assert (refused["error"]["code"], code) == ("invalid_value", 1)


def test_a_table_is_imported_only_when_every_row_is_right(aid, lines):
    Person.objects.create(organisation=aid, private={"name": "Ann"})
    head = b"trip,person,place,start,end\n"
    good = b"Fair,Ann,Lima,2027-01-01,2027-01-03\n"
    answers, code = lines(trips, "import", head + good + b"Fair,Bo,Lima,2027-01-01,2027-01-03\n")
    assert (answers[-1]["line"], answers[-1]["error"]["field"], code) == (3, "person", 1)
    answers, _ = lines(trips, "import", head + good, "--dry-run")
    assert answers[-1]["kept"] is False
    assert not Trip.objects.exists()
    answers, code = lines(trips, "import", head + good)
    assert (answers[-1]["kept"], answers[-1]["counts"]["new"], code) == (True, 1, 0)
    cancelled, _ = lines(trips, "add", orjson.dumps({"id": str(Trip.objects.get().pk), "cancelled": True}))
    assert cancelled[0]["cancelled"] is True


def test_of_several_organisations_one_must_be_named(aid, lines):
    Organisation.objects.create(name="Other")
    assert main(["people", "list"]) == 1
    assert main(["people", "list", "--organisation", "Nobody"]) == 1
    assert lines(people, "list", None, "--organisation", "Other") == ([], 0)
