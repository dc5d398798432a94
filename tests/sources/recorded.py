"""The payloads of this folder, each with the source that reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from lookfar.domain.source import Body, Reading
from lookfar.sources import SourceModule, known

PAYLOADS = Path(__file__).parent / "payloads"
LATEST = datetime(2026, 1, 1, tzinfo=UTC)


def source_of(path: Path) -> SourceModule:
    """The source whose id the file's name starts with."""
    return known()[max((name for name in known() if path.name.startswith(name)), key=len)]


def body_of(path: Path, **changes: object) -> Body:
    """The payload as its publisher sent it, fetched at its own time."""
    source = source_of(path)
    content = path.read_bytes()
    at = source.clock(content, LATEST) or LATEST
    body = Body(source=source.SOURCE.id, content=content, url=path.name, fetched_at=at)
    return replace(body, **changes)  # type: ignore[arg-type]


def read(path: Path, **changes: object) -> Reading:
    """What the payload says; `content=...` reads other bytes in its place."""
    return source_of(path).read(body_of(path, **changes))


def adds_up(reading: Reading) -> bool:
    """Whether every record offered is accounted for, parts of one item counting once."""
    items = {report.item for report in reading.reports} | {
        advice.id.partition("#")[0] for advice in reading.advice
    }
    return reading.records == len(items) + len(reading.quarantined) + reading.skipped


def read_recorded(like: Path, path: Path) -> Reading:
    """A recorded body from elsewhere, read by the source of the payload `like` at the body's own time."""
    content = path.read_bytes()
    at = source_of(like).clock(content, LATEST.replace(year=2027)) or LATEST
    return read(like, content=content, fetched_at=at)
