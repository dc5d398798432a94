"""Counts written in English: digits, number words, ranges and vague words."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * (index + 2) for index, word in enumerate(_TENS)
}
_VAGUE: dict[str, tuple[int, int, int]] = {
    "a couple of": (2, 2, 3),
    "a couple": (2, 2, 3),
    "a few": (3, 3, 5),
    "a handful of": (3, 3, 6),
    "several": (3, 3, 9),
    "multiple": (2, 2, 9),
    "numerous": (5, 5, 99),
    "a dozen": (12, 12, 12),
    "half a dozen": (6, 6, 6),
    "dozens": (24, 24, 99),
    "scores": (40, 40, 99),
    "several dozen": (36, 36, 99),
    "hundreds": (200, 200, 999),
    "several hundred": (300, 300, 999),
    "thousands": (2000, 2000, 9999),
    "several thousand": (3000, 3000, 9999),
    "several hundreds": (300, 300, 999),
    "several thousands": (3000, 3000, 9999),
    "tens of thousands": (20000, 20000, 99999),
    "hundreds of thousands": (200000, 200000, 999999),
}
"""Low, best and high of vague words; best is the lowest that the word allows, as UCDP codes them."""

_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
ORDINAL = rf"(?:{'|'.join(_ORDINALS[2:])})"
"""An ordinal in words from third to twentieth; no group is captured."""

_UNIT = "|".join(_UNITS[1:])
_TEN = "|".join(_TENS)
_SMALL = rf"(?:(?:{_TEN})(?:[- ](?:{_UNIT}))?|{_UNIT})"
_SCALE = r"(?:hundred(?:\s(?:thousand|million))?|thousand|million|dozen)"
_WORDS = (
    rf"(?:(?:an?|{_SMALL})\s{_SCALE}(?:\s(?:and\s)?{_SMALL}(?!\s(?:hundred|thousand)))?"
    rf"|{_SMALL})"
)
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d{1,3}(?:['’]\d{3})+|\d{1,3}(?:\s000)+|\d{1,7}"
_VAGUE_WORDS = "|".join(sorted(map(re.escape, _VAGUE), key=len, reverse=True))
_EXACT = rf"(?:(?:{_DIGITS})(?:\s{_SCALE})?|{_WORDS})"
_HEDGE = (
    r"at\sleast|no[t]?\sfewer\sthan|no[t]?\sless\sthan|a\sminimum\sof|more\sthan|over|upwards\sof|"
    r"up\sto|as\smany\sas|at\smost|no\smore\sthan|fewer\sthan|less\sthan|under|"
    r"about|around|approximately|roughly|some|an?\sestimated|nearly|almost|close\sto"
)
_SPAN = (
    rf"(?:between\s{_EXACT}\sand\s{_EXACT}|{_EXACT}\s(?:to|or)\s{_EXACT}(?=\s)"
    rf"|(?:{_DIGITS})\s?[-\u2013\u2014]\s?(?:{_DIGITS})(?=\s))"
)

NUMBER = (
    r"(?<![\w.,$\u00a3\u20ac:/\u2013\u2212\u2044-])"
    rf"(?:(?:(?:{_HEDGE})\s)?(?:{_SPAN}|{_EXACT}|{_VAGUE_WORDS}))"
    r"(?![\w%\u00b0\u2044]|[.,]\d|-(?:year|day|month|week|minute|hour|magnitude|metre|meter|mile|km)|\s(?:percent|per\scent|hundred|thousand|million|billion|trillion))"
)
"""A count with its hedge; no group is captured."""

_HEDGED = re.compile(rf"(?:({_HEDGE})\s)?(.+)", re.IGNORECASE | re.DOTALL)
_RANGE = re.compile(
    rf"between\s({_EXACT})\sand\s({_EXACT})|({_EXACT})\s(?:to|or)\s({_EXACT})|([\d,]+)\s?[-\u2013\u2014]\s?([\d,]+)",
    re.IGNORECASE,
)
_GROUPED = re.compile(r",|(?<=\d)['’](?=\d{3})|(?<=\d)\s(?=000)")
"""What stands between thousands: 12,000, 12'000 and 12 000."""
MOST = 1_000_000_000
"""More people than this are not counted: such a number is a slip, and no store keeps it."""
_FLOORS = (
    "at least",
    "no fewer than",
    "no less than",
    "not fewer than",
    "not less than",
    "a minimum of",
    "more than",
    "over",
    "upwards of",
)
_CEILINGS = ("up to", "as many as", "at most", "no more than", "fewer than", "less than", "under")
_BELOW = ("fewer than", "less than", "under")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Low, best and high of a written count; None where the words do not bound it."""

    low: int | None
    best: int | None
    high: int | None


def read_count(words: str) -> Count | None:
    """What a phrase matched by `NUMBER` counts, None when it is no count.

    >>> read_count("at least twenty-six")
    Count(low=26, best=26, high=None)
    >>> read_count("between 10 and 14").best
    12
    """
    hedged = _HEDGED.fullmatch(" ".join(words.lower().split()))
    if hedged is None:
        return None
    hedge, rest = (hedged.group(1) or "").strip(), hedged.group(2)
    if rest in _VAGUE:
        vague = _VAGUE[rest]
        return Count(low=vague[0], best=vague[1], high=None if hedge in _FLOORS else vague[2])
    if span := _RANGE.fullmatch(rest):
        low, high = (words for words in span.groups() if words)
        return _between(_exact(low), _exact(high))
    value = _exact(rest)
    return None if value is None else _hedged(hedge, value)


def read_ordinal(word: str) -> int:
    """The number of an ordinal matched by `ORDINAL`.

    >>> read_ordinal("Ninth")
    9
    """
    return _ORDINALS.index(word.lower()) + 1


def _hedged(hedge: str, value: int) -> Count:
    if not hedge:
        return Count(low=value, best=value, high=value)
    if hedge in _FLOORS:
        return Count(low=value, best=value, high=None)
    if hedge in _CEILINGS:
        return Count(low=None, best=None, high=value - 1 if hedge in _BELOW else value)
    if hedge in ("nearly", "almost", "close to"):
        return Count(low=value * 9 // 10, best=value, high=value)
    return Count(low=value * 9 // 10, best=value, high=-(-value * 11 // 10))


def _between(low: int | None, high: int | None) -> Count | None:
    if low is None or high is None or low > high:
        return None
    return Count(low=low, best=(low + high) // 2, high=high)


def _exact(words: str) -> int | None:
    total = 0
    part: int | None = None
    for word in _GROUPED.sub("", words).replace("-", " ").split():
        if word.isdigit():
            part = (part or 0) + int(word)
        elif word in _VALUES:
            part = (part or 0) + _VALUES[word]
        elif word in ("a", "an"):
            part = 1
        elif word == "hundred":
            part = (1 if part is None else part) * 100
        elif word in ("thousand", "million", "dozen"):
            scale = {"thousand": 1000, "million": 10**6, "dozen": 12}[word]
            total, part = total + (1 if part is None else part) * scale, 0
        elif word != "and":
            return None
    return None if part is None or total + part > MOST else total + part
