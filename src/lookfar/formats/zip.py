"""A zip archive that holds one file: read as a stream within bounds, nothing is unpacked to a disk."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from io import BytesIO

from lookfar.formats.records import MOST_BYTES, Reason, changed

MAGIC = b"PK\x03\x04"
MOST_RATIO = 100
"""So many times its packed size a member may have; watched beyond the first megabyte."""
_SMALL = 2**20
_CHUNK = 2**16
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, OSError, ValueError, NotImplementedError)


def only_member(content: bytes, name: re.Pattern[str]) -> bytes:
    """The bytes of the one member, whose name must match whole; raises SourceChanged for any other archive."""
    if len(content) > MOST_BYTES:
        raise changed(Reason.OVERSIZED, f"the archive has more than {MOST_BYTES} bytes")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            member = _checked(archive.infolist(), name)
            return _read(archive, member)
    except zipfile.BadZipFile as error:
        raise changed(Reason.CUT, f"the archive is cut or broken: {error}") from error
    except _BROKEN as error:
        raise changed(Reason.BAD_ENCODING, f"the archive cannot be read: {error}") from error


def _checked(members: list[zipfile.ZipInfo], name: re.Pattern[str]) -> zipfile.ZipInfo:
    if len(members) != 1:
        raise changed(Reason.SCHEMA_CHANGED, f"the archive holds {len(members)} members, not one")
    member = members[0]
    if not name.fullmatch(member.filename) or member.orig_filename != member.filename:
        raise changed(Reason.SCHEMA_CHANGED, f"the archive holds {member.filename[:60]!r}, which was not expected")
    if member.flag_bits & _ENCRYPTED or member.compress_type not in _METHODS:
        raise changed(Reason.SCHEMA_CHANGED, "the member is encrypted or packed by an unusual method")
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
        raise changed(Reason.SCHEMA_CHANGED, "the member is a link or another special file")
    return member


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    most = min(MOST_BYTES, max(_SMALL, MOST_RATIO * member.compress_size))
    if member.file_size > most:
        raise changed(Reason.OVERSIZED, f"the member says it has {member.file_size} bytes, {most} are read")
    read = bytearray()
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            read += chunk
            if len(read) > most:
                raise changed(Reason.OVERSIZED, f"the member has more than {most} bytes")
    if read.startswith(MAGIC):
        raise changed(Reason.SCHEMA_CHANGED, "an archive within an archive")
    return bytes(read)
