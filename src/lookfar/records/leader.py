"""Which of several workers collects and rates: one at a time."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, Error, connections

_LEADING = 0x10_0C_FA_11


class Leader:
    """Asks again and again whether this worker leads.

    On PostgreSQL the leader holds an advisory lock for as long as its connection lives; when it dies another takes
    over. An embedded database has one worker, which leads.
    """

    def __init__(self) -> None:
        self._connection = connections[DEFAULT_DB_ALIAS].copy()
        self._holds = self._connection.vendor != "postgresql"

    def leads(self) -> bool:
        """Whether this worker is the one to collect and rate now."""
        if self._connection.vendor != "postgresql":
            return True
        try:
            with self._connection.cursor() as cursor:
                cursor.execute("SELECT 1" if self._holds else f"SELECT pg_try_advisory_lock({_LEADING})")
                self._holds = bool(cursor.fetchone()[0])
        except Error:
            self.resign()
        return self._holds

    def resign(self) -> None:
        """Lets another lead."""
        self._connection.close()
        self._holds = self._connection.vendor != "postgresql"
