"""Secrets in files of mode 0600: made once, replaced whole, never readable by others."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from lookfar.domain.errors import Misconfigured


def secret_file(path: Path, size: int = 32) -> bytes:
    """The random bytes in `path`, made with mode 0600 on first use; processes that begin together get the same.

    Raises Misconfigured when others may read the file or it is too short.
    """
    if not path.exists():
        _make(path, secrets.token_bytes(size))
    return read_secret(path, size)


def _make(path: Path, content: bytes) -> None:
    """Gives `content` its name once it is whole, unless another process was first: nobody ever reads half."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write_new(fresh, content)
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh)
    finally:
        fresh.unlink(missing_ok=True)
    sync_folder(path.parent)


def _write_new(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def read_secret(path: Path, size: int = 32) -> bytes:
    """What a secret file holds; raises Misconfigured when others may read it or it is too short."""
    if path.stat().st_mode & 0o077:
        raise Misconfigured(f"{path} may be read by others; make it private: chmod 600 {path}")
    content = path.read_bytes()
    if len(content) < size:
        raise Misconfigured(f"{path} is shorter than {size} bytes; put it back from your copy of the keys")
    return content


def replace_secret(path: Path, content: bytes) -> None:
    """Puts `content` in place of a secret file: a killed process leaves the old or the new, never half.

    What the old file held is overwritten once the new one stands, as far as the disk allows.
    """
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    _write_new(fresh, content)
    old = os.open(path, os.O_WRONLY) if path.exists() else None
    try:
        fresh.replace(path)
        sync_folder(path.parent)
        if old is not None:
            os.pwrite(old, secrets.token_bytes(os.fstat(old).st_size), 0)
            os.fsync(old)
    finally:
        if old is not None:
            os.close(old)


def sync_folder(folder: Path) -> None:
    """Puts the names in a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
