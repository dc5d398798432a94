"""Authenticated encryption of columns: AES-256-GCM (NIST SP 800-38D), each value bound to its row and column.

Stored is a version byte, then for version 2 the key's id, the nonce, and the ciphertext with its tag; the table,
column and row are authenticated with it, so that a value put into another row does not open. Version 1 (no id,
no binding) is read until `lookfar keys rotate` has sealed it anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import orjson
from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.models.query_utils import DeferredAttribute

from lookfar.accounts.keyring import ID_BYTES, KeyRing, KeyStore
from lookfar.domain.errors import Misconfigured, Tampered

if TYPE_CHECKING:
    from django.db.models.expressions import Expression

NONCE_BYTES = 12
UNBOUND, BOUND = b"\x01", b"\x02"


def key_store() -> KeyStore:
    """The installation's keys, as its settings say."""
    return _store(str(settings.FIELD_KEY_FILE), str(getattr(settings, "FIELD_KEYS", "")))


@cache
def _store(path: str, text: str) -> KeyStore:
    return KeyStore(Path(path), text, sealed_already=anything_sealed)


def anything_sealed() -> bool:
    """Whether the database holds an encrypted value."""
    tables = set(connection.introspection.table_names())
    return any(
        model._base_manager.exists()
        for model in apps.get_models()
        if model._meta.db_table in tables
        and any(isinstance(one, EncryptedJSONField) for one in model._meta.fields)
    )


def seal(plain: bytes, context: str) -> bytes:
    """The stored form of a value of the row and column that `context` names."""
    key = key_store().ring().primary
    nonce, head = secrets.token_bytes(NONCE_BYTES), BOUND + key.id
    return head + nonce + key.cipher.encrypt(nonce, plain, head + context.encode())


def unseal(stored: bytes, context: str) -> bytes:
    """The plain bytes; raises Tampered when a bit, the row or the column is another, Misconfigured without the key."""
    ring = key_store().ring()
    if stored[:1] == UNBOUND:
        return _unseal_unbound(stored, ring)
    if stored[:1] != BOUND:
        raise Tampered(f"an encrypted value is of an unknown version ({context})")
    start = 1 + ID_BYTES
    head, nonce, sealed = stored[:start], stored[start : start + NONCE_BYTES], stored[start + NONCE_BYTES :]
    key = ring.get(head[1:])
    if key is None:
        raise Misconfigured(
            f"a private value needs the key {head[1:].hex()}, which this installation has not; put it back from "
            "your copy of the keys (a key that was retired cannot be had again)"
        )
    try:
        return key.cipher.decrypt(nonce, sealed, head + context.encode())
    except (InvalidTag, ValueError) as error:
        raise Tampered(f"an encrypted value was changed, or belongs to another row ({context})") from error


def _unseal_unbound(stored: bytes, ring: KeyRing) -> bytes:
    nonce, sealed = stored[1 : 1 + NONCE_BYTES], stored[1 + NONCE_BYTES :]
    for key in ring.keys:
        try:
            return key.cipher.decrypt(nonce, sealed, UNBOUND)
        except (InvalidTag, ValueError):
            continue
    raise Tampered("an encrypted value does not open with any key of this installation")


class Sealed:
    """A stored value that nobody has opened yet."""

    __slots__ = ("stored",)

    def __init__(self, stored: bytes) -> None:
        self.stored = stored

    def __repr__(self) -> str:
        return f"<sealed, {len(self.stored)} bytes>"


class Private(dict[str, object]):
    """An opened value that knows the row it is of, so that `bulk_update` seals it for that row."""

    __slots__ = ("context",)

    def __init__(self, value: Mapping[str, object], context: str) -> None:
        super().__init__(value)
        self.context = context


class _Opened(DeferredAttribute):
    """Opens a sealed value when it is first looked at: only then is the row known that it is bound to."""

    field: EncryptedJSONField

    def __get__(self, instance: models.Model | None, owner: type[models.Model] | None = None) -> object:
        if instance is None:
            return self
        value = super().__get__(instance, owner)
        if isinstance(value, Sealed):
            value = orjson.loads(unseal(value.stored, self.field.context(instance)))
            instance.__dict__[self.field.attname] = value
        if isinstance(value, dict) and not isinstance(value, Private) and instance.pk is not None:
            value = Private(value, self.field.context(instance))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = dict(value) if isinstance(value, Private) else value


class EncryptedJSONField(models.BinaryField):  # type: ignore[type-arg]
    """A JSON object that only this installation's keys can read, and only in its own row.

    It is written by `save`, `create`, `bulk_create` and `bulk_update`; the row's key must be known before (a UUID).
    """

    descriptor_class = _Opened

    def context(self, instance: models.Model) -> str:
        """The row and column a value is bound to; raises TypeError for a row without its key."""
        pk = instance._meta.pk.to_python(instance.pk)
        if pk is None:
            raise TypeError(f"{instance._meta.label} needs its key before an encrypted column is written")
        return context(instance._meta.db_table, self.attname, pk)

    def pre_save(self, model_instance: models.Model, add: bool) -> object:  # noqa: FBT001 - Django's signature
        del add
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(seal(orjson.dumps(value), self.context(model_instance)))

    def get_prep_value(self, value: object) -> bytes | None:
        if value is None:
            return None
        if isinstance(value, Private):
            return seal(orjson.dumps(value), value.context)
        if not isinstance(value, Sealed):
            raise TypeError("an encrypted column is written by save(), and never looked for by its value")
        return value.stored

    def from_db_value(self, value: object, expression: Expression, connection: object) -> Sealed | None:
        del expression, connection
        return None if value is None else Sealed(bytes(cast("bytes", value)))

    def to_python(self, value: object) -> object:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """Refuses: an encrypted column leaves the database only through its owner's page."""
        del obj
        raise TypeError("encrypted columns are not serialised")


def context(table: str, column: str, pk: object) -> str:
    """The words that bind a value to its row and column."""
    return f"{table}.{column}:{pk}"
