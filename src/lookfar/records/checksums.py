"""A sum of every table that does not depend on the order of its rows: two copies that agree hold the same."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from django.db import connection, transaction

from lookfar.domain.errors import Misconfigured, Tampered

Sums = dict[str, str]
"""By table: `<rows>:<sum of the rows' SHA-256 modulo 2^256, hexadecimal>`."""

_COPY = re.compile(rb'COPY (?:public\.)?"?(\w+)"? \(')
_END = b"\\.\n"


def row_sum(rows: Iterable[Sequence[object]]) -> str:
    """The sum over rows."""
    count, total = 0, 0
    for row in rows:
        plain = tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
        total += int.from_bytes(hashlib.sha256(repr(plain).encode()).digest(), "big")
        count += 1
    return f"{count}:{total % (1 << 256):064x}"


def sums_of_file(path: Path) -> Sums:
    """Of an SQLite file; raises Tampered when it is damaged."""
    try:
        with closing(sqlite3.connect(path)) as base:
            found = base.execute("PRAGMA integrity_check").fetchone()[0]
            if found != "ok":
                raise Tampered(f"the database in the backup is damaged: {found}")
            named = base.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
            names = sorted(name for (name,) in named)
            return {name: row_sum(base.execute(f'SELECT * FROM "{name}"')) for name in names}
    except sqlite3.DatabaseError as error:
        raise Tampered(f"the database in the backup is damaged: {error}") from error


def copy_file(source: Path, to: Path) -> Sums:
    """A copy of an SQLite database as it stands now, while others write; its sums."""
    with closing(sqlite3.connect(source, timeout=30)) as base, closing(sqlite3.connect(to)) as copy:
        base.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    return sums_of_file(to)


def sums_of_server() -> Sums:
    """Of the PostgreSQL database, in the transaction at hand."""
    sums = {}
    for name in sorted(connection.introspection.table_names()):
        with connection.chunked_cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            sums[name] = row_sum(iter(cursor.fetchone, None))
    return sums


def dump_server(to: Path) -> Sums:
    """A dump of the PostgreSQL database as of one moment, while others write; the sums of that moment."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        _run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={to}", _server_name())
        return sums_of_server()


def check_dump(dump: Path, sums: Sums) -> None:
    """Reads a dump to its end and counts its rows; raises Tampered when it does not hold what the sums are of."""
    found = rows_of_dump(dump)
    other = sorted(name for name, one in sums.items() if found.get(name) != int(one.partition(":")[0]))
    if other:
        raise Tampered(f"the dump does not hold every row of {', '.join(other)}")


def rows_of_dump(dump: Path) -> dict[str, int]:
    """By table: the rows in a dump, as pg_restore writes them out; no server is asked. Raises Tampered when it breaks off.

    In COPY's text format a row is a line, and `\\.` ends a table (PostgreSQL's manual, COPY, "Text Format").
    """
    counts: dict[str, int] = {}
    table = ""
    command = [*_program("pg_restore"), "--data-only", "--file=-", str(dump)]
    with (
        tempfile.TemporaryFile() as complained,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complained) as reading,  # noqa: S603
    ):
        for line in reading.stdout or ():
            if table and line == _END:
                table = ""
            elif table:
                counts[table] += 1
            elif (begun := _COPY.match(line)) is not None:
                table = begun[1].decode()
                counts[table] = 0
    if reading.returncode or table:
        raise Tampered("the dump of the database does not read to its end")
    return counts


def load_server(dump: Path) -> None:
    """Puts a dump into the empty PostgreSQL database, all of it or nothing."""
    _run("pg_restore", "--single-transaction", "--no-owner", f"--dbname={_server_name()}", str(dump))
    connection.close()


def clear_server() -> None:
    """Empties the PostgreSQL database, for a restore that was stopped half way."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def _server_name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(name: str, *args: str) -> None:
    given = connection.settings_dict
    environment = {
        "PGHOST": str(given["HOST"]),
        "PGPORT": str(given["PORT"]),
        "PGUSER": str(given["USER"]),
        "PGPASSWORD": str(given["PASSWORD"]),
    }
    environment = {key: value for key, value in environment.items() if value}
    command = [*_program(name), *args]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Misconfigured(f"{name} ended with {done.returncode}: {done.stderr.strip()[:500]}")


def _program(name: str) -> list[str]:
    program = shutil.which(name) or next(
        (str(found) for found in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    if program is None:
        raise Misconfigured(f"{name} of PostgreSQL is not installed here")
    return [program]
