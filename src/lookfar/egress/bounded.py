"""A response's body within bounds: decoded size, and the ratio of decoded to received bytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from lookfar.domain.errors import SourceUnreachable

MOST_DECODED = 20 * 2**20
MOST_RATIO = 100
_SMALL = 2**20
_WINDOW = {"gzip": 31, "x-gzip": 31, "deflate": 15}


def read_bounded(chunks: Iterable[bytes], encoding: str) -> bytes:
    """The decoded body; raises SourceUnreachable beyond 20 MiB, beyond 100:1, or for broken encoding.

    The ratio is watched once a megabyte has been decoded. One encoding at most: a nested one is a bomb.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return b"".join(_counted(chunks))
    if name not in _WINDOW:
        raise SourceUnreachable(f"not_the_feed: content encoding {name[:40]!r} was not asked for")
    return _inflated(chunks, _WINDOW[name])


def read_start(chunks: Iterable[bytes], most: int) -> bytes:
    """The first `most` bytes as received; the rest is not read."""
    kept = b""
    for chunk in chunks:
        kept += chunk
        if len(kept) >= most:
            break
    return kept[:most]


def _counted(chunks: Iterable[bytes]) -> Iterable[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MOST_DECODED:
            raise SourceUnreachable(f"oversized: the body has more than {MOST_DECODED} bytes")
        yield chunk


def _inflated(chunks: Iterable[bytes], window: int) -> bytes:
    inflater = zlib.decompressobj(window)
    decoded = bytearray()
    received = 0
    for chunk in chunks:
        received += len(chunk)
        try:
            decoded += inflater.decompress(chunk, MOST_DECODED + 1 - len(decoded))
        except zlib.error as error:
            raise SourceUnreachable(f"bad_encoding: the compressed body is broken: {error}") from error
        if len(decoded) > MOST_DECODED:
            raise SourceUnreachable(f"oversized: the body decodes to more than {MOST_DECODED} bytes")
        if len(decoded) > max(_SMALL, MOST_RATIO * received):
            raise SourceUnreachable(f"oversized: the body decodes to more than {MOST_RATIO} times its size")
    if not inflater.eof:
        raise SourceUnreachable("cut: the compressed body ends in the middle")
    return bytes(decoded)
