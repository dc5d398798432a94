"""Authenticated encryption of columns: AES-256-GCM, key in a file of mode 0600 (NIST SP 800-38D)."""

from __future__ import annotations

import os
import secrets
from functools import cache
from pathlib import Path
from typing import cast

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from lookfar.domain.errors import Misconfigured, Tampered

_NONCE_BYTES = 12
_VERSION = b"\x01"


def secret_file(path: Path, size: int = 32) -> bytes:
    """The random bytes in `path`, made with mode 0600 on first use.

    Raises Misconfigured when others may read the file or it is too short.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _checked(path, size)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return secret_file(path, size)
    with os.fdopen(descriptor, "wb") as handle:
        content = secrets.token_bytes(size)
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    return content


def _checked(path: Path, size: int) -> bytes:
    if path.stat().st_mode & 0o077:
        raise Misconfigured(f"{path} may be read by others; make it private: chmod 600 {path}")
    content = path.read_bytes()
    if len(content) < size:
        raise Misconfigured(f"{path} is shorter than {size} bytes; restore it from a backup")
    return content


@cache
def _cipher(path: str) -> AESGCM:
    return AESGCM(secret_file(Path(path))[:32])


def encrypt(plain: bytes) -> bytes:
    """Version byte, nonce, ciphertext with tag."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    cipher = _cipher(str(settings.FIELD_KEY_FILE))
    return _VERSION + nonce + cipher.encrypt(nonce, plain, _VERSION)


def decrypt(stored: bytes) -> bytes:
    """The plain bytes; raises Tampered when the key or a bit is wrong."""
    nonce, sealed = stored[1 : 1 + _NONCE_BYTES], stored[1 + _NONCE_BYTES :]
    try:
        return _cipher(str(settings.FIELD_KEY_FILE)).decrypt(nonce, sealed, stored[:1])
    except InvalidTag as error:
        raise Tampered("an encrypted column does not open with this installation's key") from error


class EncryptedJSONField(models.BinaryField):  # type: ignore[type-arg]
    """A JSON object that only this installation's key can read."""

    def get_prep_value(self, value: object) -> bytes | None:
        return None if value is None else encrypt(orjson.dumps(value))

    def from_db_value(self, value: object, expression: object, connection: object) -> object:
        del expression, connection
        return None if value is None else orjson.loads(decrypt(bytes(cast("bytes", value))))

    def to_python(self, value: object) -> object:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """Refuses: an encrypted column leaves the database only through its owner's page."""
        del obj
        raise TypeError("encrypted columns are not serialised")
