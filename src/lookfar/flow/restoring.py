"""A backup into an empty home: read whole and compared first, and nothing is sent until somebody says so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import orjson
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from lookfar.accounts import audit
from lookfar.accounts.secret_files import sync_folder
from lookfar.domain.errors import InvalidValue, Misconfigured, Tampered
from lookfar.domain.times import parse_time
from lookfar.domain.vocabulary import MassMessageState
from lookfar.flow.backup import DUMP, MANIFEST, SQLITE, Manifest, members
from lookfar.flow.erasure import erase_again
from lookfar.records import heartbeats, sending
from lookfar.records.checksums import clear_server, load_server, sums_of_file, sums_of_server
from lookfar.records.migrating import bring_up_to_date
from lookfar.records.models import MassMessage

STAGE = ".restoring"
"""A folder in the home while a restore is under way; no command opens a home that has one."""


def restore(backup: Path, home: Path, *, now: datetime) -> Manifest:
    """Puts a backup into `home`; its manifest. A restore that was stopped starts anew.

    Raises InvalidValue when the home is in use, Tampered or Misconfigured when the backup does not open.
    """
    stage = home / STAGE
    again = stage.exists()
    _refuse_a_used_home(home, again=again)
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True, mode=0o700)
    staged = False
    try:
        manifest = _unpack(backup, stage)
        _refuse_a_newer(manifest)
        served = manifest.database == "postgresql"
        if served != (connection.vendor == "postgresql"):
            raise InvalidValue(f"this is a backup of {manifest.database}; set LOOKFAR_DATABASE to the same kind")
        staged = True
    finally:
        if not (staged or again):
            shutil.rmtree(stage, ignore_errors=True)
    if served:
        _into_server(stage / DUMP, manifest)
    else:
        _into_file(stage / SQLITE, manifest)
    bring_up_to_date()
    heartbeats.beat(heartbeats.HOLDING, at=now)
    sending.pause(f"restored from the backup of {parse_time(manifest.made_at):%Y-%m-%d %H:%M} UTC", now=now)
    erase_again(home, journal=stage / "outbox.jsonl", now=now)
    MassMessage.objects.filter(state=MassMessageState.WAITING.value).update(
        state=MassMessageState.REFUSED.value, ended_at=now
    )  # what became of it since the backup nobody knows here
    audit.record_everywhere(audit.Action.RESTORED, "backup", detail={"made_at": manifest.made_at}, now=now)
    _move_in(stage, home)
    return manifest


def _refuse_a_used_home(home: Path, *, again: bool) -> None:
    if connection.vendor == "postgresql":
        if connection.introspection.table_names():
            if not again:
                raise InvalidValue("the database is not empty; restore into an empty one")
            clear_server()
    elif (home / "lookfar.sqlite3").exists():
        raise InvalidValue(f"{home} has a database; move it away first, or restore into another LOOKFAR_HOME")


def _unpack(backup: Path, stage: Path) -> Manifest:
    manifest: Manifest | None = None
    for name, content in members(backup):
        to = stage / name
        to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            shutil.copyfileobj(content, handle, 1 << 20)
        if name == MANIFEST:
            manifest = Manifest(**orjson.loads(to.read_bytes()))
            to.unlink()
    if manifest is None:
        raise Tampered("the backup has no manifest")
    return manifest


def _refuse_a_newer(manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(manifest.migrations) - known)
    if unknown:
        raise Misconfigured(f"the backup is of a newer Lookfar ({unknown[0]}); update this one first")


def _into_file(database: Path, manifest: Manifest) -> None:
    """Compares the tables, then works on the staged file until it is moved in."""
    _compare(sums_of_file(database), manifest.tables)
    connection.close()
    connection.settings_dict["NAME"] = database


def _into_server(dump: Path, manifest: Manifest) -> None:
    load_server(dump)
    _compare(sums_of_server(), manifest.tables)


def _compare(found: Mapping[str, str], listed: Mapping[str, str]) -> None:
    other = sorted(name for name in {*found, *listed} if found.get(name) != listed.get(name))
    if other:
        raise Tampered(f"restored tables differ from the backup's: {', '.join(other)}")


def _move_in(stage: Path, home: Path) -> None:
    """The database last: until then the restore can be run again."""
    database = stage / SQLITE
    if database.exists():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        connection.settings_dict["NAME"] = home / "lookfar.sqlite3"
    for path in sorted(stage.rglob("*")):
        if path.is_file() and path.name not in (SQLITE, DUMP, f"{SQLITE}-wal", f"{SQLITE}-shm"):
            to = home / path.relative_to(stage)
            to.parent.mkdir(parents=True, exist_ok=True)
            path.replace(to)
    if database.exists():
        database.replace(home / "lookfar.sqlite3")
        sync_folder(home)
    shutil.rmtree(stage)
