"""A dump of PostgreSQL counts as a backup when it was read to its end and holds every row; run by tools/test_postgres.sh."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection  # noqa: F401 - read by skipif
from tests.web import seeding

from lookfar.accounts.models import Organisation
from lookfar.domain.errors import Tampered
from lookfar.flow.backup import back_up, members
from lookfar.records.checksums import _run, _server_name, check_dump, dump_server, rows_of_dump, sums_of_server

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="of PostgreSQL only"),
    pytest.mark.django_db(transaction=True),
]


def test_a_dump_of_the_server_has_the_sums_of_its_moment(tmp_path):
    seeding.house("Steppe Aid")
    assert dump_server(tmp_path / "one.dump") == sums_of_server()
    assert (tmp_path / "one.dump").stat().st_size > 0


@pytest.fixture
def dump(tmp_path) -> tuple[Path, dict[str, str]]:
    """A dump of a server with people in it, and its sums."""
    seeding.house("Steppe Aid")
    path = tmp_path / "one.dump"
    return path, dump_server(path)


def test_a_dump_is_read_to_its_end_and_its_rows_are_those_of_its_moment(dump):
    path, sums = dump
    counts = rows_of_dump(path)
    assert {name: counts[name] for name in sums} == {name: int(one.split(":")[0]) for name, one in sums.items()}
    assert counts["records_person"] == 2
    check_dump(path, sums)


@pytest.mark.parametrize("left", [0.2, 0.6, 0.95])
def test_a_dump_that_breaks_off_is_no_backup(dump, left):
    path, sums = dump
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * left)])
    with pytest.raises(Tampered):
        check_dump(path, sums)


def test_a_dump_without_the_rows_of_a_table_is_no_backup(dump):
    path, sums = dump
    _run("pg_dump", "--format=custom", "--exclude-table-data=records_leg", f"--file={path}", _server_name())
    with pytest.raises(Tampered, match="records_leg"):
        check_dump(path, sums)


def test_rows_with_every_sign_in_them_are_counted_as_rows(dump, tmp_path):
    Organisation.objects.create(name="a\nb\\.\tc")
    Organisation.objects.create(name="\\.")
    path = tmp_path / "two.dump"
    sums = dump_server(path)
    assert rows_of_dump(path)["accounts_organisation"] == 3
    check_dump(path, sums)


def test_a_backup_of_a_server_is_read_back(dump, tmp_path):
    manifest = back_up(tmp_path / "one.backup", tmp_path, also=[], now=seeding.DAY)
    assert manifest.database == "postgresql"
    names = {name for name, _ in members(tmp_path / "one.backup")}
    assert names >= {"database.dump", "manifest.json"}
