"""Tab-separated lines without a header: UTF-8, no quoting, one record a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lookfar.formats.records import MOST_BYTES, BadRecord, Reason, changed, unreachable

LONGEST_LINE = 2**16
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class TsvBody:
    """The lines of a body that are not blank, as bytes, without their ends."""

    lines: tuple[bytes, ...]


def read_tsv(content: bytes, *, whole: bool) -> TsvBody:
    """The lines; raises SourceUnreachable or SourceChanged.

    `whole`: something else vouches for the length (an archive's checksum). If nothing does, a body that does not
    end with its line is cut.
    """
    if len(content) > MOST_BYTES:
        raise changed(Reason.OVERSIZED, f"the body has more than {MOST_BYTES} bytes")
    bare = content.removeprefix(_BOM)
    if not bare.strip():
        raise unreachable(Reason.EMPTY, "the body is empty")
    if b"\t" not in bare:
        raise unreachable(Reason.NOT_THE_FEED, f"no tab-separated lines: {bare[:40]!r}")
    if not whole and not bare.endswith(b"\n"):
        raise changed(Reason.CUT, "the last line has no end")
    lines = (line.removesuffix(b"\r") for line in bare.split(b"\n"))
    return TsvBody(lines=tuple(line for line in lines if line.strip()))


def fields(line: bytes, widths: Sequence[int]) -> list[str]:
    """The columns of a line; raises BadRecord when their number is none of `widths`, or bytes are unreadable."""
    if len(line) > LONGEST_LINE:
        raise BadRecord(Reason.OVERSIZED, f"a line of {len(line)} bytes")
    if b"\0" in line:
        raise BadRecord(Reason.BAD_ENCODING, "a line with NUL bytes")
    try:
        columns = line.decode().split("\t")
    except UnicodeDecodeError as error:
        raise BadRecord(Reason.BAD_ENCODING, "the line holds bytes that are no UTF-8") from error
    if len(columns) not in widths:
        expected = " or ".join(map(str, widths))
        raise BadRecord(Reason.SCHEMA_CHANGED, f"{len(columns)} columns, not {expected}")
    return columns
