"""Raw bodies kept by their hash: what a publisher sent can always be read again, byte for byte."""

from __future__ import annotations

import gzip
import os
import tempfile
import zlib
from pathlib import Path

from lookfar.domain.errors import NotFound, Tampered
from lookfar.domain.ids import content_hash


class Archive:
    """Bodies below one directory, as `<first two digits>/<SHA-256>.gz`."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def keep(self, content: bytes) -> str:
        """Store the bytes and give their SHA-256; what is kept already is checked, and mended if broken.

        The file is on the disk, under its name, and read back, when this returns. Raises Tampered when
        it reads back differently, OSError when the disk does not take it.
        """
        digest = content_hash(content)
        path = self._path(digest)
        if not self._holds(digest):
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, gzip.compress(content, compresslevel=6, mtime=0))
        if self.read(digest) != content:
            raise Tampered(f"{digest} does not read back as it was written")
        return digest

    def read(self, digest: str) -> bytes:
        """The bytes kept under a hash; raises NotFound, or Tampered when they have another hash."""
        path = self._path(digest)
        try:
            content = gzip.decompress(path.read_bytes())
        except FileNotFoundError as error:
            raise NotFound(f"no body is kept as {digest}") from error
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise Tampered(f"the file of {digest} is broken") from error
        if content_hash(content) != digest:
            raise Tampered(f"the file of {digest} holds something else")
        return content

    def _holds(self, digest: str) -> bool:
        try:
            self.read(digest)
        except (NotFound, Tampered):
            return False
        return True

    def _path(self, digest: str) -> Path:
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise NotFound("not a SHA-256 in hexadecimal")
        return self._home / digest[:2] / f"{digest}.gz"


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
