"""One file with everything but the keys: consistent while others write, sealed, and read back before it counts."""

from __future__ import annotations

import hashlib
import os
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

import orjson
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from lookfar.accounts.crypto import key_store
from lookfar.accounts.keyring import FieldKey
from lookfar.accounts.sealed_file import OpeningReader, SealingWriter
from lookfar.accounts.secret_files import sync_folder
from lookfar.domain.errors import InvalidValue, Misconfigured, Tampered
from lookfar.domain.ids import content_hash
from lookfar.domain.times import rfc3339
from lookfar.lake.seal import copied
from lookfar.records.checksums import Sums, check_dump, copy_file, dump_server, sums_of_file

MANIFEST, SQLITE, DUMP = "manifest.json", "database.sqlite3", "database.dump"
LAKE = "lake"
ALWAYS = ("outbox.jsonl",)
"""Files of LOOKFAR_HOME that go along; the archive of bodies and the lake only when asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds: `tables` are sums by table, `files` SHA-256 by name, `migrations` of its schema."""

    made_at: str
    database: str
    tables: Sums
    files: dict[str, str]
    migrations: list[str]


def back_up(to: Path, home: Path, *, also: Sequence[str], now: datetime) -> Manifest:
    """Writes `to`, which appears when it is whole and was read back. `also`: folders of `home` to put in.

    Raises InvalidValue when `to` is there already, Tampered when what was written does not read back.
    """
    if to.exists():
        raise InvalidValue(f"{to} is there already; a backup never replaces another")
    to.parent.mkdir(parents=True, exist_ok=True)
    half = to.with_name(f".{to.name}.part")
    with _scratch(to.with_name(f".{to.name}.database")) as copy:
        try:
            listed = _listed(home) if LAKE in also else {}
            manifest, files = _collect(copy, home, also, now)
            _write(half, manifest, {name: path for name, path in files.items() if name not in listed}, listed)
            _read_back(half, manifest, copy)
            os.link(half, to)
            sync_folder(to.parent)
        finally:
            half.unlink(missing_ok=True)
    return manifest


def _listed(home: Path) -> dict[str, bytes]:
    """What says which files of the lake count, as of one moment; the files themselves outlive one change of it."""
    return {f"{LAKE}/{name}": content for name, content in copied(home / LAKE).items()}


@contextmanager
def _scratch(path: Path) -> Iterator[Path]:
    """A file of mode 0600 that is gone afterwards, with whatever SQLite put beside it."""
    beside = [path.with_name(path.name + end) for end in ("", "-wal", "-shm", "-journal")]
    for one in beside:
        one.unlink(missing_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield path
    finally:
        for one in beside:
            one.unlink(missing_ok=True)


def _collect(copy: Path, home: Path, also: Sequence[str], now: datetime) -> tuple[Manifest, dict[str, Path]]:
    served = connection.vendor == "postgresql"
    sums = dump_server(copy) if served else copy_file(Path(str(connection.settings_dict["NAME"])), copy)
    files = {DUMP if served else SQLITE: copy}
    files |= {name: home / name for name in ALWAYS if (home / name).is_file()}
    for folder in also:
        found = sorted(path for path in (home / folder).rglob("*") if path.is_file())
        files |= {str(path.relative_to(home)): path for path in found}
    manifest = Manifest(
        made_at=rfc3339(now),
        database="postgresql" if served else "sqlite",
        tables=sums,
        files={},
        migrations=sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
    )
    return manifest, files


def _write(half: Path, manifest: Manifest, files: dict[str, Path], listed: dict[str, bytes]) -> None:
    """Seals what is listed and the files, and at the end the manifest with the hash of each as it was put in."""
    half.unlink(missing_ok=True)
    key = key_store().ring().primary
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
        writer = SealingWriter(raw, key, {"made_at": manifest.made_at})
        with tarfile.open(fileobj=cast("BinaryIO", writer), mode="w|") as tar:
            for name, said in listed.items():
                _add_bytes(tar, name, said)
                manifest.files[name] = content_hash(said)
            for name, path in files.items():
                with path.open("rb") as content:
                    entry = tar.gettarinfo(arcname=name, fileobj=content)
                    entry.uid = entry.gid = 0
                    entry.uname = entry.gname = ""
                    counted = _Hashed(content, entry.size)
                    tar.addfile(entry, cast("BinaryIO", counted))
                    manifest.files[name] = counted.digest()
            _add_bytes(tar, MANIFEST, orjson.dumps(asdict(manifest)))
        writer.finish()
        raw.flush()
        os.fsync(raw.fileno())


class _Hashed:
    """A file of which at most `size` bytes are read, hashed on the way: another process may be adding to it."""

    def __init__(self, content: BinaryIO, size: int) -> None:
        self._content, self._left, self._hash = content, size, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self._content.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(part)
        self._hash.update(part)
        return part

    def digest(self) -> str:
        return self._hash.hexdigest()


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    import io

    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))


def _read_back(half: Path, manifest: Manifest, scratch: Path) -> None:
    """Opens what was written, compares every file, and every table: its sum, or the rows of a server's dump.

    Raises Tampered.
    """
    for name, content in members(half):
        if name not in (SQLITE, DUMP):
            continue
        with scratch.open("wb") as copy:
            while part := content.read(1 << 20):
                copy.write(part)
        if name == DUMP:
            check_dump(scratch, manifest.tables)
        elif sums_of_file(scratch) != manifest.tables:
            raise Tampered("the backup does not read back as it was written; it was thrown away")


def members(path: Path) -> Iterator[tuple[str, BinaryIO]]:
    """The files in a backup, in order, each to be read before the next; the manifest must agree at the end.

    Raises InvalidValue for another kind of file, Misconfigured without its key, Tampered when a bit is another.
    """
    hashes: dict[str, str] = {}
    listed: dict[str, str] | None = None
    with path.open("rb") as raw:
        reader = OpeningReader(raw, key_of_backup)
        try:
            with tarfile.open(fileobj=cast("BinaryIO", reader), mode="r|") as tar:
                for entry in tar:
                    content = tar.extractfile(entry)
                    if content is None or not _is_inside(entry.name):
                        raise Tampered(f"the backup holds something that is no file of a backup: {entry.name!r}")
                    hashed = _Hashed(cast("BinaryIO", content), entry.size)
                    if entry.name == MANIFEST:
                        whole = hashed.read()
                        listed = orjson.loads(whole)["files"]
                        yield entry.name, cast("BinaryIO", _Given(whole))
                        continue
                    yield entry.name, cast("BinaryIO", hashed)
                    while hashed.read(1 << 20):
                        pass
                    hashes[entry.name] = hashed.digest()
        except tarfile.TarError as error:
            raise Tampered("the backup was changed or cut off") from error
    if listed != hashes:
        raise Tampered("the files in the backup are not those it lists")


class _Given:
    """Bytes that are read once."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def read(self, size: int = -1) -> bytes:
        part = self._content if size < 0 else self._content[:size]
        self._content = self._content[len(part) :]
        return part


def _is_inside(name: str) -> bool:
    parts = Path(name).parts
    return bool(parts) and not Path(name).is_absolute() and ".." not in parts


def key_of_backup(ident: str) -> FieldKey:
    """The key a backup is sealed with; raises Misconfigured, saying which is needed."""
    key = key_store().ring().get(bytes.fromhex(ident))
    if key is None:
        raise Misconfigured(
            f"this backup needs the key {ident}, which is not here; name the copy of your keys folder with --keys "
            "(a key that was retired cannot be had again, and nor can what it sealed)"
        )
    return key
