"""What the lake holds at one time: every file with its hash; a snapshot is one of these, kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypedDict, cast

import orjson

from lookfar.domain.errors import Tampered
from lookfar.domain.ids import content_hash
from lookfar.lake.shape import VERSION, Name, micros

ID_DIGITS = 20

Cell = tuple[str, str]
"""Country (alpha-3) and month (YYYY-MM)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One Parquet file: its place under the lake, and what it holds. A file is never rewritten in place."""

    path: str
    table: Name
    month: str
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One bulk file taken in. `first`..`last` (YYYY-MM) and `countries` (None: the world) are what it covers:
    inside, no row means nothing happened; outside, nothing is known. `unknown`: cells inside that it does not cover,
    since rows of them were set aside; "" is any country, or any month.

    `recorded_us`: when it became known here, by the clock as it was. `quarantined`: rows set aside, by reason.
    """

    kind: str
    release: str
    sha256: str
    first: str
    last: str
    countries: tuple[str, ...] | None
    rows: int
    quarantined: Mapping[str, int]
    recorded_us: int
    unknown: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`created_at` is the caller's; `marks` say how far the records were read.

    `put_right`: for instants that imports were recorded at under a clock that was ahead, when they count as known.
    """

    files: tuple[File, ...] = ()
    imports: tuple[Import, ...] = ()
    marks: Mapping[str, int] = field(default_factory=dict)
    created_at: str = ""
    put_right: Mapping[int, int] = field(default_factory=dict)

    def known_us(self, one: Import) -> int:
        """When an import counts as known."""
        return self.put_right.get(one.recorded_us, one.recorded_us)

    def ahead(self, now: datetime) -> dict[int, int]:
        """What to put right: instants of imports that have not come, and those just before `now` in the same order.

        Not of an import that speaks of years to come: then it is this clock that is behind.
        """
        us = micros(now)
        early = {
            one.recorded_us
            for one in self.imports
            if self.known_us(one) > us and one.last[:4] <= f"{now.astimezone(UTC):%Y}"
        }
        return {instant: us - after for after, instant in enumerate(sorted(early, reverse=True))}

    def of(self, table: Name) -> Iterator[File]:
        """The files of one table, by month."""
        return (file for file in self.files if file.table is table)

    def rows(self, table: Name) -> int:
        """How many rows a table has."""
        return sum(file.rows for file in self.of(table))


class _Raw(TypedDict):
    schema: int
    sealed: bool
    files: list[dict[str, object]]
    imports: list[dict[str, object]]
    marks: dict[str, int]
    created_at: str
    put_right: dict[str, int]


def written(manifest: Manifest) -> bytes:
    """Canonical JSON: sorted keys, files by path. `sealed`: of the one in force the hash lies beside it."""
    raw: _Raw = {
        "schema": VERSION,
        "sealed": True,
        "files": [
            {
                "path": f.path,
                "table": f.table.value,
                "month": f.month,
                "rows": f.rows,
                "size": f.size,
                "sha256": f.sha256,
            }
            for f in sorted(manifest.files, key=lambda f: f.path)
        ],
        "imports": [
            {
                "kind": i.kind,
                "release": i.release,
                "sha256": i.sha256,
                "first": i.first,
                "last": i.last,
                "countries": None if i.countries is None else list(i.countries),
                "rows": i.rows,
                "quarantined": dict(i.quarantined),
                "recorded_us": i.recorded_us,
                "unknown": [list(cell) for cell in i.unknown],
            }
            for i in manifest.imports
        ],
        "marks": dict(manifest.marks),
        "created_at": manifest.created_at,
        "put_right": {str(instant): known for instant, known in manifest.put_right.items()},
    }
    return orjson.dumps(raw, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)


def read(content: bytes, name: str) -> Manifest:
    """The manifest in these bytes; raises Tampered naming the file when they are none of this version."""
    try:
        raw = cast("_Raw", orjson.loads(content))
        if raw["schema"] != VERSION:
            raise Tampered(f"{name} is of version {raw['schema']!r} of the lake, this is version {VERSION}")
        return Manifest(
            files=tuple(_file(one) for one in raw["files"]),
            imports=tuple(_import(one) for one in raw["imports"]),
            marks={str(key): int(value) for key, value in raw["marks"].items()},
            created_at=str(raw["created_at"]),
            put_right={int(instant): int(known) for instant, known in raw.get("put_right", {}).items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Tampered(f"{name} is not a readable manifest of the lake: {error}") from error


def snapshot_id(content: bytes) -> str:
    """The first 20 hexadecimal digits of the manifest's SHA-256."""
    return content_hash(content)[:ID_DIGITS]


def _file(raw: dict[str, object]) -> File:
    return File(
        path=str(raw["path"]),
        table=Name(str(raw["table"])),
        month=str(raw["month"]),
        rows=cast("int", raw["rows"]),
        size=cast("int", raw["size"]),
        sha256=str(raw["sha256"]),
    )


def _import(raw: dict[str, object]) -> Import:
    countries = cast("list[str] | None", raw["countries"])
    return Import(
        kind=str(raw["kind"]),
        release=str(raw["release"]),
        sha256=str(raw["sha256"]),
        first=str(raw["first"]),
        last=str(raw["last"]),
        countries=None if countries is None else tuple(countries),
        rows=cast("int", raw["rows"]),
        quarantined=cast("dict[str, int]", raw["quarantined"]),
        recorded_us=cast("int", raw["recorded_us"]),
        unknown=tuple((country, month) for country, month in cast("list[list[str]]", raw.get("unknown", []))),
    )
