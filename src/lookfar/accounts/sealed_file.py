"""Files sealed with an installation's key, written and read as a stream.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizar 2015): each chunk of 1 MiB has AES-256-GCM under a key
made for this file (HKDF-SHA256, RFC 5869, with a random salt), its number and whether it is the last in the nonce,
and the head of the file as associated data; so that no chunk can be changed, moved, left out or cut off.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from typing import BinaryIO

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lookfar.accounts.keyring import FieldKey
from lookfar.domain.errors import InvalidValue, Tampered

MAGIC = b"LOOKFAR BACKUP 1\n"
CHUNK = 1 << 20
_TAG = 16


def _cipher(key: FieldKey, salt: bytes) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"lookfar backup").derive(key.secret)
    return AESGCM(derived)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class SealingWriter(io.RawIOBase):
    """Takes plain bytes, writes sealed ones; `finish` must be called, or the file will not open."""

    def __init__(self, to: BinaryIO, key: FieldKey, about: dict[str, str]) -> None:
        salt = secrets.token_bytes(32)
        self._head = MAGIC + orjson.dumps({**about, "key": key.id.hex(), "salt": salt.hex()}) + b"\n"
        self._to, self._cipher = to, _cipher(key, salt)
        self._waiting, self._number = bytearray(), 0
        to.write(self._head)

    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        """All of it is taken."""
        given = bytes(content)  # type: ignore[call-overload]
        self._waiting += given
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(given)

    def finish(self) -> None:
        """Writes the last chunk."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, plain: bytes, *, last: bool) -> None:
        self._to.write(self._cipher.encrypt(_nonce(self._number, last=last), plain, self._head))
        self._number += 1


class OpeningReader(io.RawIOBase):
    """Gives the plain bytes of a sealed file; raises Tampered when a bit is another or the end is missing."""

    def __init__(self, source: BinaryIO, key_of: Callable[[str], FieldKey]) -> None:
        self.about, self._head = read_head(source)
        self._source = source
        self._cipher = _cipher(key_of(self.about["key"]), bytes.fromhex(self.about["salt"]))
        self._next = source.read(CHUNK + _TAG)
        self._plain, self._number, self._ended = b"", 0, False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        """Fills the buffer from the next chunk; 0 at the end."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        while not self._plain and not self._ended:
            self._plain = self._open_next()
        count = min(len(view), len(self._plain))
        view[:count] = self._plain[:count]
        self._plain = self._plain[count:]
        return count

    def _open_next(self) -> bytes:
        this, self._next = self._next, self._source.read(CHUNK + _TAG)
        last = not self._next
        try:
            plain = self._cipher.decrypt(_nonce(self._number, last=last), this, self._head)
        except (InvalidTag, ValueError) as error:
            raise Tampered("the backup was changed or cut off, or it is only half of one") from error
        self._number, self._ended = self._number + 1, last
        return plain


def read_head(source: BinaryIO) -> tuple[dict[str, str], bytes]:
    """What a sealed file says of itself, and those bytes; raises InvalidValue when it is none."""
    magic, line = source.read(len(MAGIC)), source.readline(4096)
    try:
        about = orjson.loads(line)
    except orjson.JSONDecodeError:
        about = None
    if magic != MAGIC or not isinstance(about, dict) or not {"key", "salt", "made_at"} <= set(about):
        raise InvalidValue("this is not a backup made by Lookfar")
    return about, magic + line
