"""The words in the path of an article's address, as plain text."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from lookfar.formats.plain_text import plain, shorten

LEAST_WORDS = 3
"""A path with fewer words says nothing of its article."""
_LONGEST = 200
_BREAKS = re.compile(r"[-_+ .,]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ENDING = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_FILING = re.compile(
    r"(?=.*\d)(?=.*[a-f])[0-9a-f-]{6,}|[a-z]{0,4}\d{4,}|id[a-z]{2}[a-z0-9]*\d[a-z0-9]*|[a-z]\d[a-z0-9]{4,}|"
    r"article|story|html?|php|aspx?|index|news|amp",
    re.IGNORECASE,
)
"""What addresses hold beside words: numbers of articles, hashes, names of forms."""


def slug_words(url: str) -> str:
    """The words of the part of the path that has most of them, "" when there are fewer than three.

    >>> slug_words("https://example.org/world/2019/10/24/bomb-blast-kills-12-in-kabul-idUSKBN1X31W0")
    'Bomb blast kills 12 in kabul'
    """
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    parts = [part for part in path.split("/") if part]
    chosen = max(parts, key=lambda part: len(_WORD.findall(part)), default="")
    bare = plain(_ENDING.sub("", unquote(chosen)))
    words = [word for word in _BREAKS.split(bare) if word and not _FILING.fullmatch(word)]
    if sum(bool(_WORD.fullmatch(word)) for word in words) < LEAST_WORDS:
        return ""
    said = shorten(" ".join(words), _LONGEST)
    return said[0].upper() + said[1:]


def host_of(url: str) -> str:
    """The outlet an address belongs to: its host without `www.`, "" for what is no address of the web."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if parts.scheme in ("http", "https") and " " not in url else ""
