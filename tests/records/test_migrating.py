"""A kill while the tables are made or changed leaves a store that the next start brings to its end."""

from __future__ import annotations

import sqlite3

import pytest
from tests.flow import homes

_KILLED = """
import os
from django.db.migrations.recorder import MigrationRecorder
from lookfar.cli.store import open_store
done, true = [], MigrationRecorder.record_applied
def record(self, app, name):
    done.append(name)
    if len(done) == {at} and {before}:
        os._exit(9)
    true(self, app, name)
    if len(done) == {at}:
        os._exit(9)
MigrationRecorder.record_applied = record
open_store()
"""


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("at", [1, 9, 14, 20])
def test_a_store_killed_in_a_migration_is_brought_to_its_end(tmp_path, at, before):
    process = homes.bare(tmp_path, _KILLED.format(at=at, before=before))
    _, said = process.communicate(timeout=120)
    assert process.returncode == 9, said
    homes.inside(tmp_path, "from lookfar.records.models import Person; print(Person.objects.count())")
    with sqlite3.connect(tmp_path / "lookfar.sqlite3") as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
