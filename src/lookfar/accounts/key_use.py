"""Which keys the private columns use, and sealing them anew: in batches, to be stopped and gone on with at any point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.apps import apps
from django.db import connection, models, transaction

from lookfar.accounts.crypto import BOUND, EncryptedJSONField, context, key_store, seal, unseal
from lookfar.accounts.keyring import ID_BYTES, FieldKey
from lookfar.domain.errors import InvalidValue, Misconfigured, NotFound

NO_ID = b""
"""Stands for the first form of a sealed value, which does not name its key."""
GRACE = timedelta(seconds=60)
"""A write that was sealed with the old key may wait 30 s for the database's lock; twice that is waited for it."""
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """An encrypted column."""

    table: str
    name: str
    pk: models.Field[object, object]

    def context(self, pk: object) -> str:
        """The words a value of the row is bound to; `pk` as the database gives it."""
        return context(self.table, self.name, self.pk.to_python(pk))


def columns() -> Iterator[Column]:
    """Every encrypted column of the installation."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedJSONField):
                yield Column(table=model._meta.db_table, name=field.attname, pk=model._meta.pk)


def use() -> Counter[bytes]:
    """How many values each key id holds, over all columns; `NO_ID` counts those of the first form."""
    counts: Counter[bytes] = Counter()
    for column in columns():
        table, name = _quoted(column.table, column.name)
        query = (
            f"SELECT CASE WHEN substr({name}, 1, 1) = %s THEN substr({name}, 2, {ID_BYTES}) ELSE %s END,"
            f" count(*) FROM {table} WHERE {name} IS NOT NULL GROUP BY 1"
        )
        with connection.cursor() as cursor:
            cursor.execute(query, [BOUND, NO_ID])
            for ident, count in cursor.fetchall():
                counts[bytes(ident)] += count
    return counts


def reseal(*, said: Callable[[int], None] = lambda _: None, batch: int = BATCH) -> int:
    """Seals with the writing key what another sealed, until none is left; how many values.

    Each batch is a transaction; a value that was changed meanwhile is left as it was written.
    """
    done = 0
    while True:
        before = done
        for column in columns():
            last: str | UUID | None = None
            while True:
                count, last = _reseal_batch(column, last, batch)
                done += count
                said(done)
                if last is None:
                    break
        if done == before:
            return done


def _reseal_batch(column: Column, after: str | UUID | None, batch: int) -> tuple[int, str | UUID | None]:
    """Seals the next rows after `after`; how many, and the last row's key, None at the end."""
    head = BOUND + key_store().ring().primary.id
    table, name, pk = _quoted(column.table, column.name, column.pk.attname)
    beyond, known = (f" AND {pk} > %s", (after,)) if after is not None else ("", ())
    query = (
        f"SELECT {pk}, {name} FROM {table} WHERE substr({name}, 1, {len(head)}) <> %s{beyond}"
        f" ORDER BY {pk} LIMIT {batch}"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query, (head, *known))
        rows = cursor.fetchall()
        fresh = []
        for row, stored in rows:
            words = column.context(row)
            fresh.append((seal(unseal(bytes(stored), words), words), row, stored))
        if fresh:
            cursor.executemany(f"UPDATE {table} SET {name} = %s WHERE {pk} = %s AND {name} = %s", fresh)
    return len(rows), rows[-1][0] if len(rows) == batch else None


def rotate(
    *, now: datetime, said: Callable[[int], None] = lambda _: None, batch: int = BATCH
) -> tuple[FieldKey, int]:
    """A new writing key and everything sealed with it; goes on with a rotation that was stopped. Key, and values."""
    store = key_store()
    ring = store.ring()
    unfinished = len(ring.keys) > 1 and set(use()) - {ring.primary.id}
    if not store.in_settings and not unfinished:
        store.add(now=now)
    return store.ring().primary, reseal(said=said, batch=batch)


def retire(ident: str, *, now: datetime) -> FieldKey:
    """Destroys a key once a scan under the database's lock shows that no value needs it.

    Raises InvalidValue when one does, or may soon; NotFound for an unknown key.
    """
    store = key_store()
    key = next((one for one in store.ring().keys if one.id.hex() == ident), None)
    if key is None:
        raise NotFound(f"no key {ident}; `lookfar keys list` shows all")
    if key.in_settings:
        raise Misconfigured(
            "this key is in LOOKFAR_FIELD_KEYS; `lookfar keys list` shows when nothing needs it, then take it out there"
        )
    if key.replaced_at is not None and now < key.replaced_at + GRACE:
        raise InvalidValue(f"this key wrote until {key.replaced_at:%H:%M:%S} UTC; try again a minute later")
    with transaction.atomic():
        _shut_out_writers()
        counts = use()
        if counts[key.id] or (counts[NO_ID] and key.made_at is None):
            held = counts[key.id] + counts[NO_ID]
            raise InvalidValue(f"{held} values still need this key; `lookfar keys rotate` seals them anew")
        store.drop(key.id)
    return key


def _shut_out_writers() -> None:
    """Waits for whoever writes (SQLite: the transaction is IMMEDIATE) and lets nobody write until it ends."""
    if connection.vendor != "postgresql":
        return
    tables = ", ".join(_quoted(*sorted({column.table for column in columns()})))
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {tables} IN SHARE MODE")


def check_keys() -> None:
    """Opens the newest value of each column; raises Misconfigured or Tampered, so that a start fails and not an alert."""
    present = set(connection.introspection.table_names())
    for column in columns():
        if column.table not in present:
            continue
        table, name, pk = _quoted(column.table, column.name, column.pk.attname)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {pk}, {name} FROM {table} WHERE {name} IS NOT NULL ORDER BY {pk} LIMIT 1")
            row = cursor.fetchone()
        if row is not None:
            unseal(bytes(row[1]), column.context(row[0]))


def _quoted(*names: str) -> list[str]:
    return [connection.ops.quote_name(name) for name in names]
