"""The keys that private columns are sealed with: several by id, the newest one writes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lookfar.accounts.secret_files import read_secret, replace_secret, secret_file
from lookfar.domain.errors import InvalidValue, Misconfigured, NotFound
from lookfar.domain.times import parse_time, rfc3339

KEY_BYTES = 32
ID_BYTES = 8
_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldKey:
    """A key of 256 bits; its id is taken from it, so that a wrong or broken key is known as such.

    `made_at` None: unknown. `replaced_at`: when another became the one that writes, None while it writes.
    """

    secret: bytes = field(repr=False)
    made_at: datetime | None = None
    replaced_at: datetime | None = None
    in_settings: bool = False

    @property
    def id(self) -> bytes:
        return hashlib.sha256(b"lookfar field key\x00" + self.secret).digest()[:ID_BYTES]

    @property
    def cipher(self) -> AESGCM:
        return _cipher(self.secret)


@lru_cache(maxsize=64)
def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """All keys of an installation, the one that writes first."""

    keys: tuple[FieldKey, ...]

    @property
    def primary(self) -> FieldKey:
        return self.keys[0]

    def get(self, ident: bytes) -> FieldKey | None:
        """The key of that id."""
        return next((key for key in self.keys if key.id == ident), None)


Stamp = tuple[int, int, int, str]


class KeyStore:
    """Where the keys are: a setting's text (then they write), and a file of mode 0600.

    `sealed_already` answers whether anything is sealed, so that a lost file is never quietly replaced.
    """

    def __init__(self, path: Path, text: str, *, sealed_already: Callable[[], bool]) -> None:
        self._path, self._text, self._sealed_already = path, text, sealed_already
        self._seen: tuple[Stamp, KeyRing] | None = None

    @property
    def in_settings(self) -> bool:
        """Whether the operator keeps the writing key in a setting."""
        return bool(self._text)

    def ring(self) -> KeyRing:
        """The keys as they stand now; raises Misconfigured, saying what to do."""
        stamp = self._stamp()
        if self._seen is not None and self._seen[0] == stamp:
            return self._seen[1]
        given = read_setting(self._text)
        kept = self._from_file(may_make=not given)
        known = {key.id for key in given}
        ring = KeyRing(keys=(*given, *(key for key in kept if key.id not in known)))
        self._seen = (stamp, ring)
        return ring

    def _stamp(self) -> Stamp:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return (0, 0, 0, self._text)
        return (found.st_ino, found.st_mtime_ns, found.st_size, self._text)

    def _from_file(self, *, may_make: bool) -> tuple[FieldKey, ...]:
        if not self._path.exists():
            if not may_make:
                return ()
            if self._sealed_already():
                raise Misconfigured(
                    f"the key of the private columns is not there: {self._path}. Put it back from your copy, or set "
                    "LOOKFAR_FIELD_KEYS; without it names, contacts and places cannot be read by anybody"
                )
            secret_file(self._path, KEY_BYTES)
        return read_keys(read_secret(self._path, KEY_BYTES), self._path.name)

    def add(self, *, now: datetime) -> FieldKey:
        """A new key that writes from now on; raises Misconfigured when a setting holds the writing key."""
        self._only_in_file()
        fresh = FieldKey(secret=secrets.token_bytes(KEY_BYTES), made_at=now)
        older = tuple(
            key if key.replaced_at else replace(key, replaced_at=now) for key in self._from_file(may_make=True)
        )
        self._write((fresh, *older))
        return fresh

    def drop(self, ident: bytes) -> None:
        """Destroys a key of the file; raises NotFound, or InvalidValue for the one that writes."""
        if ident == self.ring().primary.id:
            raise InvalidValue("this is the key that writes; `lookfar keys rotate` makes another first")
        kept = self._from_file(may_make=False)
        left = tuple(key for key in kept if key.id != ident)
        if left == kept:
            raise NotFound(f"the key file holds no key {ident.hex()}")
        if left:
            self._write(left)
        else:
            replace_secret(self._path, b"")
            self._path.unlink()

    def _only_in_file(self) -> None:
        if self._text:
            raise Misconfigured(
                "the key that writes is in LOOKFAR_FIELD_KEYS: put a new one in front of it there, start again, "
                "then run `lookfar keys rotate`"
            )

    def _write(self, keys: tuple[FieldKey, ...]) -> None:
        replace_secret(self._path, write_keys(keys))
        self._seen = None


def read_setting(text: str) -> tuple[FieldKey, ...]:
    """The keys in a setting: base64 of 32 bytes each, comma-separated, the writing one first; raises Misconfigured."""
    return tuple(
        FieldKey(secret=_secret(part.strip(), "LOOKFAR_FIELD_KEYS"), in_settings=True)
        for part in text.split(",")
        if part.strip()
    )


def read_keys(content: bytes, name: str) -> tuple[FieldKey, ...]:
    """The keys in a file: 32 raw bytes (one key, as first made), or what `write_keys` gives; raises Misconfigured."""
    if len(content) == KEY_BYTES:
        return (FieldKey(secret=content),)
    try:
        listed = orjson.loads(content)
        if listed["lookfar_field_keys"] != _FORMAT:
            raise Misconfigured(f"{name} is of a newer version of Lookfar")
        keys = tuple(
            FieldKey(
                secret=_secret(one["key"], name),
                made_at=parse_time(one["made_at"]) if one["made_at"] else None,
                replaced_at=parse_time(one["replaced_at"]) if one["replaced_at"] else None,
            )
            for one in listed["keys"]
        )
        right = [one["id"] for one in listed["keys"]] == [key.id.hex() for key in keys]
    except (orjson.JSONDecodeError, KeyError, TypeError, InvalidValue) as error:
        raise Misconfigured(f"{name} is not a key file; put it back from your copy of the keys") from error
    if not keys or not right:
        raise Misconfigured(f"a key in {name} was changed; put it back from your copy of the keys")
    return keys


def write_keys(keys: tuple[FieldKey, ...]) -> bytes:
    """The content of a key file."""
    rows = [
        {
            "id": key.id.hex(),
            "key": base64.b64encode(key.secret).decode(),
            "made_at": rfc3339(key.made_at) if key.made_at else None,
            "replaced_at": rfc3339(key.replaced_at) if key.replaced_at else None,
        }
        for key in keys
    ]
    return orjson.dumps({"lookfar_field_keys": _FORMAT, "keys": rows}, option=orjson.OPT_INDENT_2)


def _secret(text: str, name: str) -> bytes:
    try:
        secret = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Misconfigured(f"a key in {name} is not base64 of {KEY_BYTES} bytes") from error
    if len(secret) != KEY_BYTES:
        raise Misconfigured(f"a key in {name} has {len(secret)} bytes, not {KEY_BYTES}")
    return secret
