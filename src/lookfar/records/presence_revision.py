"""Whether anybody's whereabouts have changed, told by triggers of the database: no writer can forget it.

The triggers are made after every migration, since SQLite loses them when a table is made anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DEFAULT_DB_ALIAS, connection, connections

from lookfar.records.models import Leg, Person, PresenceRevision, Site, Trip

_WATCHED = (Person, Site, Trip, Leg)
_CHANGES = ("INSERT", "UPDATE", "DELETE")


def revision() -> int:
    """Another token after every change to people, sites, trips and legs; random, so that none comes twice.

    Inside a transaction no such change is committed until it ends: on PostgreSQL the row is share-locked, on
    SQLite there is one writer. So an incident and a newcomer never miss each other.
    """
    table = PresenceRevision._meta.db_table
    locked = " FOR SHARE" if connection.vendor == "postgresql" and connection.in_atomic_block else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT token FROM {table} WHERE id = 1{locked}")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def watch_presence(*, using: str = DEFAULT_DB_ALIAS, **_: object) -> None:
    """Makes the one row and the triggers where they are missing."""
    opened = connections[using]
    if PresenceRevision._meta.db_table not in opened.introspection.table_names():
        return
    PresenceRevision.objects.using(using).get_or_create(pk=1)
    made = _postgresql if opened.vendor == "postgresql" else _sqlite
    with opened.cursor() as cursor:
        for statement in made():
            cursor.execute(statement)


def leave_presence(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Takes the triggers away: before the row they write to is."""
    opened = connections[using]
    tables = [model._meta.db_table for model in _WATCHED]
    with opened.cursor() as cursor:
        for table in tables:
            if opened.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS presence_changed ON {table}")
            else:
                for change in _CHANGES:
                    cursor.execute(f"DROP TRIGGER IF EXISTS presence_{table}_{change.lower()}")


def _sqlite() -> Iterator[str]:
    raised = f"UPDATE {PresenceRevision._meta.db_table} SET token = random() WHERE id = 1"
    for table in (model._meta.db_table for model in _WATCHED):
        for change in _CHANGES:
            name = f"presence_{table}_{change.lower()}"
            yield f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {change} ON {table} BEGIN {raised}; END"


def _postgresql() -> Iterator[str]:
    yield f"""
        CREATE OR REPLACE FUNCTION lookfar_presence_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN UPDATE {PresenceRevision._meta.db_table} SET token = floor(random() * 9e15) WHERE id = 1; RETURN NULL; END $$
    """
    for table in (model._meta.db_table for model in _WATCHED):
        yield f"""
            CREATE OR REPLACE TRIGGER presence_changed AFTER {" OR ".join(_CHANGES)} ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION lookfar_presence_changed()
        """
