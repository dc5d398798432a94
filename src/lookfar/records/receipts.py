"""What was handed over and is not yet written down: a line each in a file that outlives a kill.

Between a receiver's answer and the commit of it lies a moment in which a killed process would forget that it was
answered, and its successor would tell the same again. A line costs no wait for the disk: it outlives the process, and
not the loss of power, after which a message is repeated with the same id. Holds numbers and ids only.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from uuid import uuid4

import orjson

from lookfar.domain.vocabulary import STILL_TO_GO
from lookfar.records.claims import as_claimed
from lookfar.records.models import DeliveryRow
from lookfar.records.outbox import Claim

FOLDER = "receipts"
_MOST_OCTETS = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A delivery that its receiver took, under which fence, of which message, and what else went inside (wire ids)."""

    delivery: int
    fence: int
    message: str
    grouped: tuple[str, ...]


class Receipts:
    """The file of this process, in `folder`; its lock ends with the process. A disk that takes no file is asked again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()
        self._owed: dict[tuple[int, int], bytes] = {}
        self._octets = 0
        self._path, self._opened, self._over = folder, -1, False
        with suppress(OSError):
            self._open()

    def _open(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path, self._opened = _new_file(self.folder)

    def note(self, claimed: Claim) -> None:
        """Writes down that a receiver took it; from any thread. A full disk is left to the commit to notice."""
        line = orjson.dumps(
            [claimed.delivery, claimed.fence, claimed.alert.wire_id, [one.wire_id for one in claimed.grouped]],
            option=orjson.OPT_APPEND_NEWLINE,
        )
        with self._lock, suppress(OSError):
            if self._over:
                return
            if self._opened < 0:
                self._open()
            self._owed[claimed.delivery, claimed.fence] = line
            self._octets += os.write(self._opened, line)

    def written(self, claims: Iterable[Claim]) -> None:
        """Forgets what a commit holds now."""
        with self._lock, suppress(OSError):
            for one in claims:
                self._owed.pop((one.delivery, one.fence), None)
            if self._octets and (not self._owed or self._octets > _MOST_OCTETS):
                os.ftruncate(self._opened, 0)
                self._octets = sum(os.write(self._opened, line) for line in self._owed.values())

    def close(self) -> None:
        """Ends it; the file stays when something in it is not written down, for whoever comes next.

        An attempt that comes back later is not noted any more: its number may be another file's by then.
        """
        with self._lock:
            self._over = True
            if self._opened < 0:
                return
            if not self._owed:
                self._path.unlink(missing_ok=True)
            os.close(self._opened)
            self._opened = -1

    def of_the_dead(self) -> list[Abandoned]:
        """The files of processes that ended and left something; one that the disk does not give back stands for nothing.

        What it held is told again, once and with the same id, which is better than that nothing is told any more.
        """
        found = (_abandoned(path) for path in self.folder.glob("*.jsonl") if path != self._path)
        return [one for one in found if one is not None]


class Abandoned:
    """The file of a process that has ended; nobody else reads it until it is dropped or let go."""

    def __init__(self, path: Path, opened: int) -> None:
        self._path, self._opened = path, opened
        content = os.pread(opened, os.fstat(opened).st_size, 0)
        self.receipts = [one for line in content.splitlines() if (one := _read(line)) is not None]

    def drop(self) -> None:
        """Removes it: all of it is written down."""
        self._path.unlink(missing_ok=True)
        self.let_go()

    def let_go(self) -> None:
        """Leaves it to the next who looks."""
        os.close(self._opened)


def still_open(receipt: Receipt) -> Claim | None:
    """The delivery of a receipt; None when it is settled, or another worker has taken it in hand since.

    Nor when it is another message under the same number: a database restored from a backup counts on from there.
    """
    rows = DeliveryRow.objects.select_related("alert")
    row = rows.filter(pk=receipt.delivery, fence=receipt.fence, state__in=STILL_TO_GO).first()
    if row is None or row.alert is None or row.alert.wire_id != receipt.message:
        return None
    claimed = as_claimed(row, fence=receipt.fence)
    return replace(claimed, grouped=tuple(one for one in claimed.grouped if one.wire_id in receipt.grouped))


def _new_file(folder: Path) -> tuple[Path, int]:
    """A file of one's own, locked; made anew when another took it for an abandoned one before it was locked."""
    while True:
        path = folder / f"{uuid4()}.jsonl"
        opened = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(opened, fcntl.LOCK_EX)
        if os.fstat(opened).st_nlink:
            return path, opened
        os.close(opened)


def _abandoned(path: Path) -> Abandoned | None:
    """None when its process lives, another has just removed it, or the disk does not give it back."""
    try:
        opened = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return Abandoned(path, opened)
    except OSError:
        os.close(opened)
        return None


def _read(line: bytes) -> Receipt | None:
    """None of a line that a full disk or a kill cut off."""
    try:
        delivery, fence, message, grouped = orjson.loads(line)
        return Receipt(
            delivery=int(delivery), fence=int(fence), message=str(message), grouped=tuple(map(str, grouped))
        )
    except (orjson.JSONDecodeError, ValueError, TypeError):
        return None
