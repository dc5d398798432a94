"""Names made comparable: case, accents, apostrophes and common abbreviations folded away."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

_DROPPED = dict.fromkeys(map(ord, "'’‘ʼʻ`´ʿʾ.·\u200b\u200c\u200d\u200e\u200f\ufeff\u00ad"), "")
_SPACED = dict.fromkeys(map(ord, "-–—‐‑_/,()\u00a0\t\r\n"), " ")
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ħ": "h",
        "ə": "a",
        "ŋ": "n",
    }
)
_PUNCTUATION = _DROPPED | _SPACED
_LONG_FORMS = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
_MARKS = re.compile(r"[\u0300-\u036f]")

GENERIC_WORDS = frozenset(
    [
        "oblast",
        "oblysy",
        "oblasti",
        "region",
        "province",
        "state",
        "governorate",
        "county",
        "district",
        "department",
        "prefecture",
        "voivodeship",
        "municipality",
        "canton",
        "division",
        "territory",
        "parish",
        "krai",
        "kray",
        "raion",
        "rayon",
        "wilayat",
        "wilaya",
        "emirate",
        "provincia",
        "provincie",
        "departamento",
        "departement",
        "estado",
        "republic",
        "autonomous",
        "okrug",
        "county's",
        "qalasy",
        "misto",
        "zone",
        "regency",
        "borough",
        "oblasts",
        "regions",
        "provinces",
        "states",
        "counties",
        "districts",
        "governorates",
    ]
)
"""Words that say what kind of area a name is; "Kharkiv Oblast" is looked up as an area named "kharkiv"."""


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """A name as it is compared: lower case, no accents, one space between words.

    >>> fold("St. John’s"), fold("São Tomé"), fold("Al-Hasakah")
    ('saint johns', 'sao tome', 'al hasakah')
    """
    text = name.casefold().translate(_PUNCTUATION)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
        text = unicodedata.normalize("NFC", _MARKS.sub("", text)).translate(_PUNCTUATION)
    words = text.split()
    for place, word in enumerate(words[:-1]):
        if word in _LONG_FORMS:
            words[place] = _LONG_FORMS[word]
    return " ".join(words)


def without_generic(folded: str) -> str:
    """A folded area name without its kind: "almaty oblysy" gives "almaty"; unchanged when nothing is left."""
    words = [word for word in folded.split() if word not in GENERIC_WORDS]
    if words and words[0] == "of":
        words = words[1:]
    return " ".join(words) or folded


def name_hash(folded: str) -> int:
    """The 64-bit key a folded name is stored under (BLAKE2b, little-endian)."""
    return int.from_bytes(
        hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"
    )
