"""Which list of the lake's files was written last: its hash lies beside it, so that no other is taken for it."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import orjson

from lookfar.domain.errors import Tampered
from lookfar.domain.ids import content_hash
from lookfar.lake import disk
from lookfar.lake.shape import Name

CURRENT, SEAL = "current.json", "current.seal"
_ABSENT = ""
"""In place of a hash: there is no list."""


def read_sealed(root: Path) -> bytes | None:
    """The list of files as it was written last; None when none ever was.

    Raises Tampered when it was edited, cut, taken away, or is an older or another lake's. A list of a version that wrote no
    hash beside it is believed until the next change.
    """
    content = _content(root / CURRENT)
    while not _is_last(root, content):
        again = _content(root / CURRENT)
        if again == content:
            raise Tampered(
                _refused(root, "is gone" if content is None else "is not the one that was written last")
            )
        content = again
    return content


def begin(root: Path) -> None:
    """Before a change: from now on the list that is there, or that there is none, is the only one believed."""
    _write(root, _hash(read_sealed(root)))


def replace(root: Path, content: bytes) -> None:
    """Puts another list in force. Stopped at any point, the old one or the new one is believed."""
    new = content_hash(content)
    _write(root, new, _hash(read_sealed(root)))
    disk.write_whole(root / CURRENT, content)
    _write(root, new)


def copied(root: Path) -> dict[str, bytes]:
    """By name: the list and its hash as of one moment, while others write; one that is refused as it lies there."""
    try:
        content = read_sealed(root)
    except Tampered:
        found = {name: _content(root / name) for name in (CURRENT, SEAL)}
        return {name: one for name, one in found.items() if one is not None}
    return {} if content is None else {CURRENT: content, SEAL: _written(content_hash(content))}


def _is_last(root: Path, content: bytes | None) -> bool:
    sealed = _content(root / SEAL)
    if sealed is not None:
        return _hash(content) in _hashes(root, sealed)
    return not _holds_files(root) if content is None else not _is_sealed(content)


def _is_sealed(content: bytes) -> bool:
    """Whether a list says of itself that its hash lies beside it."""
    try:
        return "sealed" in orjson.loads(content)
    except (orjson.JSONDecodeError, TypeError):
        return False


def _holds_files(root: Path) -> bool:
    return any(next((root / table.value).glob("*/*.parquet"), None) for table in Name)


def _hashes(root: Path, sealed: bytes) -> list[str]:
    try:
        return cast("list[str]", orjson.loads(sealed)["last"])
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise Tampered(_refused(root, "cannot be compared, since the hash beside it is unreadable")) from error


def _refused(root: Path, why: str) -> str:
    return (
        f"{root / CURRENT}, the list of the lake's files, {why} ({SEAL} beside it holds the hash of that one): put "
        f"both back as they were, from a backup made with --lake, or move {root} away, let `lookfar lake export` write it anew "
        "from the records and load the imported files again"
    )


def _write(root: Path, *last: str) -> None:
    content = _written(*last)
    if _content(root / SEAL) != content:
        disk.write_whole(root / SEAL, content)


def _written(*last: str) -> bytes:
    return orjson.dumps({"last": list(last)})


def _hash(content: bytes | None) -> str:
    return _ABSENT if content is None else content_hash(content)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
