"""The text of a file that somebody made with a program of theirs: UTF-8, UTF-16 or Windows-1252."""

from __future__ import annotations

import codecs

from lookfar.domain.errors import InvalidValue

MOST_BYTES = 10_000_000

_AS_WINDOWS = "the file is not UTF-8 and was read as Windows-1252; look whether letters with accents are right"
_SAVE_AGAIN = "save it as UTF-8 (in Excel: “CSV UTF-8”) and try again"


def decoded(content: bytes) -> tuple[str, str]:
    """The text, and a note on how it was read ("" for UTF-8); raises InvalidValue that says what to do.

    >>> decoded("Zürich".encode("utf-8-sig"))
    ('Zürich', '')
    """
    if not content.strip():
        raise InvalidValue("the file is empty")
    if len(content) > MOST_BYTES:
        raise InvalidValue(f"the file is larger than {MOST_BYTES // 1_000_000} MB; split it")
    text, note = _text(content)
    if "\0" in text:
        raise InvalidValue(f"the file is not text: {_SAVE_AGAIN}")
    return text, note


def _text(content: bytes) -> tuple[str, str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(content, "utf-16"), ""
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return _strictly(content, "cp1252"), _AS_WINDOWS


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InvalidValue(f"the file's letters cannot be read: {_SAVE_AGAIN}") from error
