"""SQLite has one writer at a time and no queue: who waits looks again now and then, and a busy writer is always quicker.

A body of many incidents after another would keep the alerts of the first from leaving. So whoever wants to write waits
for its turn first; SQLite's own lock, which decides, stays as it is. Django finds this module by its name.
"""

from __future__ import annotations

from contextlib import suppress
from sqlite3 import Connection
from typing import cast
from urllib.parse import quote

from django.db.backends.sqlite3 import base

from lookfar.accounts.read_only import Still, only_read_path, still
from lookfar.records.fair_sqlite.private import keep_private
from lookfar.records.fair_sqlite.turns import Turns


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that waits for its turn before a transaction begins, and passes it on after."""

    _turns: Turns | None = None
    _still: Still | None = None

    def get_new_connection(self, conn_params: dict[str, object]) -> Connection:
        """Opens the database for its owner alone, and the turns beside its file; one in memory needs neither, nor one that is only read.

        Where no file can be made beside it, on a full disk say, SQLite's lock alone decides.
        """
        self._turns = self._still = None
        only_read = only_read_path(str(conn_params["database"]))
        if only_read is not None:
            self._still = still(only_read)
            if self._still is not None:
                conn_params = conn_params | {"database": f"file:{quote(str(only_read))}?immutable=1"}
        if self.is_in_memory_db() or str(conn_params["database"]).startswith("file:"):
            return cast("Connection", super().get_new_connection(conn_params))
        database, patience_s = str(conn_params["database"]), cast("float", conn_params.get("timeout", 5.0))
        keep_private(database)
        opened = cast("Connection", super().get_new_connection(conn_params))
        with suppress(OSError):
            self._turns = Turns(database, patience_s)
        return opened

    def ensure_connection(self) -> None:
        """Opens anew what was opened as never changing, once somebody writes to it: between transactions."""
        moved = self.connection is not None and self._still is not None and self._still.has_moved()
        if moved and not self.in_atomic_block:
            self.close()
        super().ensure_connection()

    def _start_transaction_under_autocommit(self) -> None:
        if self._turns is not None:
            self._turns.take()
        begun = False
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
            begun = True
        finally:
            if not begun:
                self._pass_on()

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._pass_on()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._pass_on()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._pass_on()
            if self._turns is not None:
                self._turns.close()

    def _pass_on(self) -> None:
        if self._turns is not None:
            self._turns.pass_on()
