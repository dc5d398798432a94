"""Somebody is planted in every table that can hold anything of a person, erased, and looked for in every byte."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from tests.flow import homes, planting
from tests.flow.planting import ACCOUNT, PRIVATE
from tools import postgres_server

_PLANT = """
from tests.flow import planting
ident = planting.plant()
assert planting.not_filled(ident) == [], planting.not_filled(ident)
from lookfar.config import read_config
from lookfar.cli.send import open_sender
from lookfar.records.models import DeliveryRow, Leg
DeliveryRow.objects.filter(channel__in=["email", "push"]).update(channel="file")
config = read_config()
open_sender(config, config.home).finish()
Leg.objects.filter(trip__person=ident).delete()
print(ident)
"""
_CHECK = """
from tests.flow import planting
print(planting.{question}({ident!r}))
"""

_LATER = """
from lookfar.records.forgetting import clear_free_pages
assert clear_free_pages()
"""
_CHECKPOINT = """
from django.db import connection
connection.cursor().execute("CHECKPOINT")
"""
_ANALYZE = """
from django.db import connection
connection.cursor().execute("ANALYZE")
connection.cursor().execute("CHECKPOINT")
"""


def hits(paths: list[Path], words: tuple[str, ...]) -> set[tuple[str, str]]:
    return {(path.name, word) for path in paths for word in words if word.encode() in path.read_bytes()}


def files(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()]


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["CalendarFeed", "PersonGroup", "SilenceRow", "PendingImport", "Consent"])
def test_a_table_that_nobody_fills_is_named(table):
    ident = planting.plant()
    assert planting.not_filled(ident) == []
    apps.get_model("records", table).objects.all().delete()
    assert any(line.startswith(f"records.{table}:") for line in planting.not_filled(ident))


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> tuple[Path, str, Path]:
    """A home with the person everywhere, and a backup of it; a leg the journal speaks of is no longer in the table."""
    folder = tmp_path_factory.mktemp("planted")
    home, backup = folder / "home", folder / "one.backup"
    ident = homes.inside(home, _PLANT).splitlines()[-1]
    homes.run(home, "backup", str(backup))
    return home, ident, backup


def test_nothing_but_the_journal_and_the_sign_in_name_is_in_the_open(planted):
    home, _, backup = planted
    tables = list(home.glob("lookfar.sqlite3*"))
    assert hits([backup, *tables], PRIVATE) == set()
    assert hits(tables, (ACCOUNT,))
    assert {name for name, _ in hits(files(home), PRIVATE)} == {"outbox.jsonl"}


def test_not_a_byte_is_left_after_an_erasure_and_after_an_older_backup_is_restored(planted, tmp_path):
    source, ident, backup = planted
    home = tmp_path / "home"
    shutil.copytree(source, home)
    lines = (home / "outbox.jsonl").read_bytes().count(b"\n")
    said = homes.run(home, "erase", "person", ident)
    assert "trips: 1" in said
    assert homes.inside(home, _CHECK.format(question="left", ident=ident)) == "[]"
    assert hits(files(home), (*PRIVATE, ACCOUNT)) == set()
    assert (home / "outbox.jsonl").read_bytes().count(b"\n") == lines
    homes.run(home, "audit", "--verify")
    again = tmp_path / "again"
    homes.run(again, "restore", str(backup), "--keys", str(home / "keys"))
    assert homes.inside(again, _CHECK.format(question="left", ident=ident)) == "[]"
    assert hits(files(again), (*PRIVATE, ACCOUNT)) == set()


@pytest.mark.slow
@pytest.mark.skipif(postgres_server.binaries() is None, reason="no PostgreSQL server is installed")
def test_not_a_byte_is_left_in_the_tables_of_a_postgresql_server(tmp_path):
    """Its write-ahead log is its operator's to look after: docs/privacy.md says so."""
    with postgres_server.server() as server:
        home, database = tmp_path / "home", server.address
        ident = homes.inside(home, _PLANT + _ANALYZE, database).splitlines()[-1]
        assert hits(tables(server.data), PRIVATE) == set()
        assert {word for _, word in hits(tables(server.data), (ACCOUNT,))} == {ACCOUNT}
        with psycopg.connect(server.address) as other:  # as a backup that reads on
            other.execute("SELECT count(*) FROM accounts_user")
            started = time.monotonic()
            said = homes.run(home, "erase", "person", ident, database=database)
        assert "the worker clears them within a day" in said
        assert time.monotonic() - started < 60
        homes.inside(home, _LATER, database)
        assert homes.inside(home, f"{_CHECK.format(question='left', ident=ident)}{_CHECKPOINT}", database) == "[]"
        assert hits(tables(server.data), (*PRIVATE, ACCOUNT)) == set()
        assert hits(files(home), (*PRIVATE, ACCOUNT)) == set()


def tables(data: Path) -> list[Path]:
    """Tables, indexes and catalogues of the databases of a server."""
    return [path for path in (*data.glob("base/**/*"), *data.glob("global/*")) if path.is_file()]
