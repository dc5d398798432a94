"""Files that appear whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lookfar.domain.errors import Misconfigured, Tampered

PART = ".part"
"""End of the name of a file that is being written; what a crash left of it is swept up later."""


def sha256_of(path: Path) -> str:
    """The file's SHA-256, hexadecimal."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Puts these bytes at `path` in one step that survives a loss of power."""
    part = path.with_name(f".{path.name}{PART}")
    with part.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)
    _sync_folder(path.parent)


def write_table(folder: Path, table: pa.Table) -> tuple[Path, str]:
    """Writes Parquet under a name made of its SHA-256; the path and the hash."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".table{PART}"
    pq.write_table(table, part, compression="zstd", row_group_size=131_072)
    with part.open("rb") as done:
        os.fsync(done.fileno())
    digest = sha256_of(part)
    path = folder / f"{digest[:16]}.parquet"
    part.replace(path)
    _sync_folder(folder)
    return path, digest


def read_table(path: Path) -> pa.Table:
    """The table in a Parquet file; raises Tampered naming the file when it is cut or not one."""
    try:
        return pq.read_table(path, partitioning=None)
    except (pa.ArrowException, OSError) as error:
        raise Tampered(f"{path} cannot be read as Parquet: {error}") from error


@contextmanager
def only_writer(root: Path) -> Iterator[None]:
    """Holds the lake's lock; raises Misconfigured when another process does. A dead process holds nothing."""
    root.mkdir(parents=True, exist_ok=True)
    handle = os.open(root / "write.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Misconfigured(
                f"another process is writing the lake {root}; try again when it is done"
            ) from error
        yield
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
