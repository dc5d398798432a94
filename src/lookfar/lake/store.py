"""The lake on disk: immutable files, one manifest that says which of them count, snapshots.

<root>/current.json                  the manifest in force, replaced in one step
<root>/current.seal                  its hash, so that no other is taken for it
<root>/<table>/<YYYY-MM>/<hash>.parquet
<root>/snapshots/<id>.json           manifests that are kept; their files are kept with them
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from lookfar.domain.errors import Misconfigured, NotFound, Tampered
from lookfar.domain.times import rfc3339
from lookfar.lake import disk, manifest, seal
from lookfar.lake.manifest import File, Import, Manifest
from lookfar.lake.shape import ORDER, SCHEMAS, Name, checked_month

_SHOWN = 5
"""Bad files named in one error."""

Stat = tuple[int, int, int]
_COMPARED: dict[Path, dict[File, Stat]] = {}
"""By lake, of its files that had their hash when this process compared them: size, time of change and inode then."""


class Lake:
    """The lake under a directory."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> Manifest:
        """What the lake holds now; an empty manifest before the first write.

        Raises Tampered when `current.json` is not the one that was written last.
        """
        content = seal.read_sealed(self.root)
        return Manifest() if content is None else manifest.read(content, str(self.root / seal.CURRENT))

    @contextmanager
    def writing(self, *, now: datetime) -> Iterator[Writer]:
        """A change: all of it counts when the block ends well, none of it otherwise.

        Raises Misconfigured when another process is writing, and when the disk does not take it; and Tampered, before
        anything is written, for a snapshot that was changed: which files it keeps is then not known.
        """
        with disk.only_writer(self.root):
            kept = [held for _, held in self.snapshots()]
            writer = Writer(self.root, self.current())
            try:
                seal.begin(self.root)
                writer.put_right(now)
                yield writer
                after = writer.result(now)
                if after is not None:
                    seal.replace(self.root, manifest.written(after))
            except OSError as error:
                self._sweep(self.current(), *kept)
                raise Misconfigured(
                    f"the lake {self.root} could not be written, and is as it was before: {error}"
                ) from error
            if after is not None:
                self._sweep(after, writer.before, *kept)

    def put_right(self, *, now: datetime) -> None:
        """Lets what was taken in under a clock that was ahead count as known from now on; `writing` does it, too."""
        if self.current().ahead(now):
            with self.writing(now=now):
                pass

    def snapshot(self, *, created_at: datetime) -> str:
        """Keeps the present state for ever; its id."""
        with disk.only_writer(self.root):
            self.check(self.current())
            content = manifest.written(replace(self.current(), created_at=rfc3339(created_at)))
            name = manifest.snapshot_id(content)
            folder = self.root / "snapshots"
            try:
                folder.mkdir(exist_ok=True)
                disk.write_whole(folder / f"{name}.json", content)
            except OSError as error:
                raise Misconfigured(f"the snapshot could not be written to {folder}: {error}") from error
            return name

    def snapshots(self) -> list[tuple[str, Manifest]]:
        """Every snapshot, oldest first; raises Tampered for one that was changed."""
        found = [(path.stem, self.kept(path.stem)) for path in (self.root / "snapshots").glob("*.json")]
        return sorted(found, key=lambda one: (one[1].created_at, one[0]))

    def kept(self, name: str) -> Manifest:
        """The snapshot's manifest, its files not looked at; raises NotFound or Tampered."""
        path = self.root / "snapshots" / f"{name}.json"
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise NotFound(f"no snapshot {name!r} in {self.root}; `lookfar lake list` prints them") from error
        if manifest.snapshot_id(content) != name:
            raise Tampered(
                f"{path} no longer has the hash it is named after; put back the file as it was, or move it out of the lake"
            )
        return manifest.read(content, str(path))

    def check(self, held: Manifest) -> None:
        """Compares every file with its hash; raises Tampered that names those that differ or are gone."""
        _refuse([f"{file.path} ({why})" for file in held.files if (why := self._fault(file))])

    def look(self) -> Manifest:
        """What the lake holds now; raises Tampered as `current` and `check` do.

        A file that is as old, as large and as placed as when this process last compared it is not read again.
        """
        held, bad = self.current(), list[str]()
        before, good = _COMPARED.get(self.root, {}), dict[File, Stat]()
        for file in held.files:
            stat = _stat(self.root / file.path)
            why = "" if stat is not None and before.get(file) == stat else self._fault(file)
            if why:
                bad.append(f"{file.path} ({why})")
            elif stat is not None:
                good[file] = stat
        _COMPARED[self.root] = good
        _refuse(bad)
        return held

    def _fault(self, file: File) -> str:
        path = self.root / file.path
        try:
            size = path.stat().st_size
            if size != file.size:
                return f"{size} bytes instead of {file.size}"
            return "" if disk.sha256_of(path) == file.sha256 else "other content of the same size"
        except FileNotFoundError:
            return "missing"
        except OSError as error:
            return f"cannot be read: {error.strerror}"

    def _sweep(self, *counting: Manifest) -> None:
        """Removes files that none of these manifests names: what a crash or a change left behind.

        The manifest just replaced is among them: somebody may be reading it; so is every snapshot. What cannot be
        removed is left to the next writer: by now the change counts.
        """
        named = {file.path for one in counting for file in one.files}
        for table in Name:
            for path in (self.root / table.value).glob("*/*"):
                if path.relative_to(self.root).as_posix() not in named:
                    with suppress(OSError):
                        path.unlink(missing_ok=True)
            for folder in (self.root / table.value).glob("*"):
                with suppress(OSError):
                    folder.rmdir()


def _stat(path: Path) -> Stat | None:
    with suppress(OSError):
        found = path.stat()
        return found.st_size, found.st_mtime_ns, found.st_ino
    return None


def _refuse(bad: Sequence[str]) -> None:
    if bad:
        more = f" and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else ""
        raise Tampered(
            f"refused: changed on disk since it was written: {', '.join(bad[:_SHOWN])}{more}; "
            "put it back as it was, from a backup made with --lake"
        )


class Writer:
    """Collects one change of the lake."""

    def __init__(self, root: Path, before: Manifest) -> None:
        self._root, self.before = root, before
        self._files = {(file.table, file.month): file for file in before.files}
        self._marks = dict(before.marks)
        self._imports = list(before.imports)
        self._put_right = dict(before.put_right)

    def read(self, table: Name, month: str) -> pa.Table:
        """The rows of one month; raises Tampered when the file is not as it was written."""
        file = self._files.get((table, month))
        if file is None:
            return SCHEMAS[table].empty_table()
        Lake(self._root).check(Manifest(files=(file,)))
        return disk.read_table(self._root / file.path)

    def months(self, table: Name) -> list[str]:
        """The months that a table has rows of."""
        return sorted(month for named, month in self._files if named is table)

    def replace(self, table: Name, month: str, rows: Sequence[Mapping[str, object]] | pa.Table) -> None:
        """Makes these all the rows of one month; no rows take the month out."""
        key = (table, checked_month(month))
        made = rows if isinstance(rows, pa.Table) else pa.Table.from_pylist(list(rows), schema=SCHEMAS[table])
        if not made.num_rows:
            self._files.pop(key, None)
            return
        made = made.cast(SCHEMAS[table]).sort_by([(column, "ascending") for column in ORDER[table]])
        path, digest = disk.write_table(self._root / table.value / month, made)
        self._files[key] = File(
            path=path.relative_to(self._root).as_posix(),
            table=table,
            month=month,
            rows=made.num_rows,
            size=path.stat().st_size,
            sha256=digest,
        )

    def put_right(self, now: datetime) -> None:
        """Notes what imports were recorded at instants that have not come; their rows stay as they were written."""
        self._put_right |= self.before.ahead(now)

    def mark(self, name: str, value: int) -> None:
        """Notes how far something was read."""
        self._marks[name] = value

    def imported(self, one: Import) -> None:
        """Notes a bulk file."""
        self._imports.append(one)

    def result(self, now: datetime) -> Manifest | None:
        """The manifest after the change; None when nothing changed."""
        after = Manifest(
            files=tuple(sorted(self._files.values(), key=lambda file: file.path)),
            imports=tuple(self._imports),
            marks=self._marks,
            created_at=self.before.created_at,
            put_right=self._put_right,
        )
        return None if after == self.before else replace(after, created_at=rfc3339(now))
