"""The file channel: one JSON line per alert version in a journal, for replays, drills and set-ups without mail."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Set
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import orjson

from lookfar.alerts.wire import digest_payload, payload
from lookfar.channels.channel import Outgoing
from lookfar.domain.alert import Digest
from lookfar.domain.errors import Unsent

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=\")msg_\w+")
"""The ids of people, legs and endpoints, and of messages."""
_ERASED = b'"erased":true'


class FileChannel:
    """Appends to a journal that survives a kill: locked, flushed to the disk, a torn last line cut off."""

    is_real = False

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, delivery: Outgoing) -> None:
        """One line, on the disk when this returns; raises Unsent when the disk does not take it."""
        self._write(line(delivery))

    def send_digest(self, digest: Digest, to: str, at: datetime) -> None:
        """The same for a digest."""
        del at
        head: dict[str, object] = {"webhook-id": digest.wire_id, "to": to}
        self._write(orjson.dumps(head | digest_payload(digest), option=orjson.OPT_APPEND_NEWLINE))

    def _write(self, content: bytes) -> None:
        try:
            self._append(content)
        except OSError as error:
            raise Unsent(f"the journal {self._path.name} could not be written: {error.strerror}") from error

    def _append(self, content: bytes) -> None:
        opened = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX)
            length = repair(opened)
            try:
                _write_all(opened, content)
                os.fsync(opened)
            except OSError:
                with suppress(OSError):  # what stays torn is cut off by the next repair
                    os.ftruncate(opened, length)
                raise
        finally:
            os.close(opened)


def line(delivery: Outgoing) -> bytes:
    """The webhook body with the id and the receiver in front, ending in a newline."""
    head: dict[str, object] = {"webhook-id": delivery.alert.wire_id, "to": delivery.to}
    return orjson.dumps(head | payload(delivery.alert), option=orjson.OPT_APPEND_NEWLINE)


def repair(opened: int) -> int:
    """Cuts off what follows the last newline; returns the length (bytes) that is left."""
    length = os.fstat(opened).st_size
    if length == 0 or os.pread(opened, 1, length - 1) == b"\n":
        return length
    whole = _after_last_newline(opened, length)
    os.ftruncate(opened, whole)
    return whole


def _after_last_newline(opened: int, length: int, block: int = 65_536) -> int:
    end = length
    while end > 0:
        start = max(0, end - block)
        found = os.pread(opened, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _write_all(opened: int, content: bytes) -> None:
    while content:
        content = content[os.write(opened, content) :]


def blank_out(path: Path, subjects: Set[str], named: re.Pattern[str] | None = None) -> int:
    """Writes over the lines of a journal that are about or to these ids, or say what `named` finds; how many.

    Each line keeps its length, its id and its time, so that a kill leaves whole lines and another process may
    go on appending.
    """
    if not path.exists():
        return 0
    opened = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        found, start, rest = 0, 0, b""
        while part := os.pread(opened, 1 << 20, start + len(rest)):
            *lines, rest = (rest + part).split(b"\n")
            for one in lines:
                blank = _blanked(one, subjects, named)
                if blank is not None:
                    os.pwrite(opened, blank, start)
                    found += 1
                start += len(one) + 1
        os.fsync(opened)
    finally:
        os.close(opened)
    return found


def _blanked(content: bytes, subjects: Set[str], named: re.Pattern[str] | None) -> bytes | None:
    """The line without what it said, as long as it was; None when it is about nobody of these."""
    if _ERASED in content:
        return None
    about = not subjects.isdisjoint(_ID.findall(content.decode(errors="replace")))
    if not about and (named is None or named.search(_said(content)) is None):
        return None
    try:
        told = orjson.loads(content)
        kept = {
            "webhook-id": told["webhook-id"],
            "type": told["type"],
            "timestamp": told["timestamp"],
            "erased": True,
        }
    except (orjson.JSONDecodeError, KeyError, TypeError):
        kept = {"erased": True}
    line = orjson.dumps(kept)
    return (line if len(line) <= len(content) else b"{}").ljust(len(content))


def _said(content: bytes) -> str:
    """The line as people read it, without JSON's signs for quotes and the like."""
    return content.decode(errors="replace").replace('\\"', '"').replace("\\\\", "\\")
