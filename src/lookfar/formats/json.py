"""Strict JSON bodies: finite numbers, bounded depth, and a true reason when one cannot be read."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from lookfar.domain.errors import InvalidValue
from lookfar.formats.records import MOST_BYTES, BadRecord, Reason, changed, unreachable

JsonObject = Mapping[str, object]

_DEEPEST = 100
_BOM = b"\xef\xbb\xbf"
_STRING_OR_WORD = re.compile(r'("(?:[^"\\]|\\.)*")|(-?\b(?:NaN|Infinity)\b)|(-?\b\d+(?:\.\d+)?[eE]\+?\d{3,})')
_LONE_SURROGATE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
_CONTROLS = dict.fromkeys(range(32), " ")
_DAMAGE = "\ufffd"
_LONGEST_TEXT = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonBody:
    """A body's outermost object. `damaged`: bytes that are no UTF-8 were read as U+FFFD."""

    value: JsonObject
    damaged: bool


def read_json(content: bytes) -> JsonBody:
    """One JSON object; raises SourceUnreachable (empty, not the feed) or SourceChanged (cut, ...).

    A number that is not finite is read as the text it was written as, and a bare control character or
    half a surrogate pair as a space or U+FFFD, so that one bad record does not take the others with it.
    """
    text, damaged = _decoded(content)
    value = _parsed(text)
    if not isinstance(value, dict):
        raise changed(Reason.SCHEMA_CHANGED, f"the body is a {type(value).__name__}, not an object")
    return JsonBody(value=value, damaged=damaged)


def raw_bytes(record: object) -> bytes:
    """A record's bytes for quarantine, keys in their order."""
    try:
        return orjson.dumps(record, option=orjson.OPT_NON_STR_KEYS)
    except orjson.JSONEncodeError:
        return b"(nested too deeply to be kept)"


def check_record(record: object, *, damaged: bool) -> JsonObject:
    """The record as an object; raises BadRecord when it is none, too deep, or holds unreadable bytes."""
    if not isinstance(record, dict):
        raise BadRecord(Reason.SCHEMA_CHANGED, f"a record is a {type(record).__name__}, not an object")
    _check_depth(record)
    if damaged and _DAMAGE.encode() in raw_bytes(record):
        raise BadRecord(Reason.BAD_ENCODING, "the record holds bytes that are no UTF-8")
    return record


def child(record: JsonObject, name: str) -> JsonObject:
    """An object inside a record; raises BadRecord when it is missing or something else."""
    value = record.get(name)
    if not isinstance(value, dict):
        raise BadRecord(Reason.MISSING_FIELD, f"{name} is missing or not an object")
    return value


def text_of(record: JsonObject, name: str) -> str:
    """A text field that must be there and filled; raises BadRecord."""
    value = record.get(name)
    if value is None or value == "":
        raise BadRecord(Reason.MISSING_FIELD, f"{name} is missing")
    return optional_text(record, name)


def optional_text(record: JsonObject, name: str) -> str:
    """A text field, "" when absent or null; whole numbers are read as text. Raises BadRecord."""
    value = record.get(name)
    if value is None:
        return ""
    if isinstance(value, str):
        if len(value) > _LONGEST_TEXT:
            raise BadRecord(Reason.OVERSIZED, f"{name} has {len(value)} characters")
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise BadRecord(Reason.BAD_VALUE, f"{name} is a {type(value).__name__}, not text")


def number_of(record: JsonObject, name: str) -> float | None:
    """A finite number, None when absent or null; raises BadRecord for anything else."""
    value = record.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadRecord(Reason.BAD_VALUE, f"{name} is not a finite number: {str(value)[:40]!r}")
    return float(value)


def _decoded(content: bytes) -> tuple[str, bool]:
    if not content.strip(b" \t\r\n\0"):
        raise unreachable(Reason.EMPTY, "the body is empty")
    if len(content) > MOST_BYTES:
        raise changed(Reason.OVERSIZED, f"the body has {len(content)} bytes")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return content.decode("utf-16"), False
        except UnicodeDecodeError as error:
            raise changed(Reason.BAD_ENCODING, "the body is broken UTF-16") from error
    try:
        return content.removeprefix(_BOM).decode(), False
    except UnicodeDecodeError:
        return content.removeprefix(_BOM).decode(errors="replace"), True


def _parsed(text: str) -> object:
    if text.lstrip()[:1] == "<":
        raise unreachable(Reason.NOT_THE_FEED, "markup came instead of JSON")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    mended = _STRING_OR_WORD.sub(lambda m: m.group(1) or f'"{m.group(0)}"', text.translate(_CONTROLS))
    try:
        return orjson.loads(_LONE_SURROGATE.sub(r"\\ufffd", mended))
    except orjson.JSONDecodeError as error:
        raise _unreadable(text, error) from error


def _unreadable(text: str, error: orjson.JSONDecodeError) -> InvalidValue | Exception:
    if text.lstrip()[:1] not in ("{", "["):
        return unreachable(Reason.NOT_THE_FEED, "the body is not JSON at all")
    if _DAMAGE in text[:200]:
        return changed(Reason.BAD_ENCODING, "the body is not UTF-8")
    if error.pos >= len(text.rstrip()) - 1 or text.rstrip()[-1:] not in ("}", "]"):
        return changed(Reason.CUT, f"the body ends in the middle, after {len(text)} characters")
    return changed(Reason.SCHEMA_CHANGED, f"the body is not valid JSON at character {error.pos}")


def _check_depth(value: object) -> None:
    level: list[object] = [value]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in _children(outer)]
        if not level:
            return
    raise BadRecord(Reason.BAD_VALUE, f"a record is nested deeper than {_DEEPEST}")


def _children(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
