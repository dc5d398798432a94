"""Words of a text with their offsets, and runs of capitalised words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_MARKS = "\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u0e31-\u0eff\u0f71-\u0fff\u1000-\u109f\u1780-\u17ff\u00ad\u200b-\u200d\u2060\ufeff"
"""Vowel signs, which some scripts write as characters of their own, and invisible joiners, inside a word."""
_TOKEN = re.compile(
    rf"(?:[^\W\d_]\.){{2,}}(?:[^\W\d_]{{1,2}}\.)?"
    rf"|[^\W_]+(?:[{_MARKS}]+[^\W_]*)*(?:['’‘ʻʼ`´](?!s\b|S\b)[^\W\d_]+)*"
)
_JOINS = re.compile(r"[ \u00a0]{1,2}|[-‐‑–]|\.[ \u00a0]?|[ \u00a0]*['’](?=[^\W\d_])")
_ABBREVIATED = frozenset(["st", "ste", "ft", "mt"])
_NO_FULL_STOP = _ABBREVIATED | frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "capt",
        "lt",
        "sgt",
        "cpl",
        "col",
        "gen",
        "sen",
        "rep",
        "reps",
        "gov",
        "rev",
        "det",
        "maj",
        "adm",
        "jr",
        "sr",
        "no",
        "vs",
        "hon",
        "pres",
        "dep",
        "supt",
    ]
)
_PARTICLES = frozenset(
    [
        "of",
        "the",
        "de",
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "du",
        "des",
        "dei",
        "la",
        "las",
        "lo",
        "los",
        "le",
        "les",
        "el",
        "al",
        "ad",
        "ar",
        "ash",
        "ed",
        "ez",
        "y",
        "im",
        "aan",
        "au",
        "aux",
        "sur",
        "sous",
        "upon",
    ]
)
_ARTICLES = frozenset(["al", "el", "ad", "ar", "as", "ash", "at", "az", "an"])
_ELIDED = frozenset(["d", "l", "dell", "nell", "all", "sull"])
_OPENING = re.compile(r'\n|[?!:] |[“"•]')
_UNSPACED = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
"""Chinese, Japanese, Korean (whose particles are joined on), Thai, Lao, Burmese, Khmer."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word at `start`..`end`; `name_like` when it is capitalised or its script has no capitals."""

    start: int
    end: int
    text: str
    lower: str
    name_like: bool
    opens: bool
    """First word of a sentence, a line or a quotation."""


def tokenize(text: str) -> list[Token]:
    """The words of a text in order."""
    tokens: list[Token] = []
    last_end = 0
    for match in _TOKEN.finditer(text):
        word = match.group()
        start = match.start()
        gap = text[last_end:start]
        opens = not tokens or (gap not in (" ", ", ", "-") and _opens(gap, tokens[-1]))
        first = word[0]
        name_like = (
            first.isupper()
            or (not first.isascii() and _caseless(first))
            or (("'" in word or "’" in word) and _elides(word))
        )
        tokens.append(Token(start, match.end(), word, word.casefold(), name_like, opens))
        last_end = match.end()
    return tokens


def _opens(gap: str, before: Token) -> bool:
    if _OPENING.search(gap):
        return True
    return ". " in gap and before.lower not in _NO_FULL_STOP and len(before.text) > 1


def _caseless(letter: str) -> bool:
    """Georgian counts: its capitals are not used to begin a name."""
    return unicodedata.category(letter) == "Lo" or "\u10d0" <= letter <= "\u10ff"


def _elides(word: str) -> bool:
    """Whether a short article or preposition is joined to a capital: "Ivoire" in "Côte d'Ivoire"."""
    mark = word.find("'") if "'" in word else word.find("’")
    return mark > 0 and word[mark + 1 : mark + 2].isupper() and word[:mark] in _ELIDED


def has_no_spaces(word: str) -> bool:
    """Whether the word is in a script that writes words without spaces between them."""
    return _UNSPACED.search(word) is not None


def joined(text: str, before: Token, after: Token) -> bool:
    """Whether two neighbouring words may belong to one name: a space, a hyphen, or "St. "."""
    gap = text[before.end : after.start]
    if _JOINS.fullmatch(gap) is None:
        return False
    return not gap.startswith(".") or before.lower in _NO_FULL_STOP or len(before.text) <= 1


def _is_arabic_article(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether an article is joined to the capital behind it: "in al-Bab"."""
    if tokens[at].lower not in _ARTICLES or at + 1 >= len(tokens):
        return False
    return tokens[at + 1].name_like and text[tokens[at].end : tokens[at + 1].start] == "-"


def runs(text: str, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Index ranges `[first, last)` of words that may form names; particles only between name-like words."""
    found: list[tuple[int, int]] = []
    at, count = 0, len(tokens)
    while at < count:
        if not (tokens[at].name_like or _is_arabic_article(text, tokens, at)):
            at += 1
            continue
        end = at + 1
        while end < count and joined(text, tokens[end - 1], tokens[end]):
            if tokens[end].name_like:
                end += 1
                continue
            ahead = end
            while (
                ahead < count
                and tokens[ahead].lower in _PARTICLES
                and joined(text, tokens[ahead - 1], tokens[ahead])
            ):
                ahead += 1
            bridged = end < ahead < count and ahead - end <= 2 and tokens[ahead].name_like
            if not (bridged and joined(text, tokens[ahead - 1], tokens[ahead])):
                break
            end = ahead + 1
        found.append((at, end))
        at = end
    return found
