"""Sentences of English news text, and which of them stand as statements of their own."""

from __future__ import annotations

import re
from functools import lru_cache

_AHEAD = 40
"""Characters behind an end that are looked at."""
_END = re.compile(r"[.!?…]+[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9À-ÖØ-ÞĀ-Ž])")
_LAST_WORD = re.compile(r"(\S+?)[.!?…]+[\"”’')\]]*\s+$")
_FIRST_WORD = re.compile(r"[\"“‘'(\[]*([\w’'-]+)")

_NEVER_LAST = frozenset(
    """mr mrs ms dr st no nos gen col lt sgt capt maj cpl pvt cmdr adm brig sen rep gov pres prof rev hon fr
    mt ft vs v e.g i.e cf ca approx nr op messrs supt insp det amb""".split()  # noqa: SIM905
)
_SELDOM_LAST = frozenset(
    """inc ltd co corp jr sr bros plc a.m p.m u.s u.k u.n u.s.a d.c e.u etc ph.d dept univ est""".split()  # noqa: SIM905
)
_MONTHS = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec".split())  # noqa: SIM905
_OPENERS = frozenset(
    """the a an in on at after before following he she it they this these those there his her their its both
    however meanwhile officials police authorities at least more another according several many some""".split()  # noqa: SIM905
)
_POINTS_BACK = frozenset(
    """he she it they this that these those his her their its him them there both others another also however
    meanwhile earlier later additionally furthermore moreover similarly nevertheless nonetheless such some
    no none neither one further afterwards subsequently otherwise previously""".split()  # noqa: SIM905
)
_TOLL = re.compile(r"(?:the )?(?:official |overall |total )?(?:death toll|toll)\b", re.I)
_OF_SOMEBODY = re.compile(r"The (?:[\w’'-]+ ){0,4}?(?:of|in|for|at|from|on) (?:the )?[A-ZÀ-ÖØ-ÞĀ-Ž]")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of one line of text, in order; joined by spaces they give the line back.

    >>> sentences("Mr. Lee of the U.S. Navy left on Jan. 5. Prices rose 2.5 %.")
    ('Mr. Lee of the U.S. Navy left on Jan. 5.', 'Prices rose 2.5 %.')
    """
    starts = _starts(text)
    return tuple(
        part for a, b in zip(starts, (*starts[1:], len(text)), strict=True) if (part := text[a:b].strip())
    )


@lru_cache(maxsize=64)
def sentence_starts(text: str) -> tuple[int, ...]:
    """Offsets at which the sentences of a text begin, 0 first; kept for the next question about the same text."""
    return _starts(text)


def _starts(text: str) -> tuple[int, ...]:
    balanced = text.count('"') % 2 == 0 and text.count("“") == text.count("”")
    found = [0]
    for end in _END.finditer(text):
        head = text[found[-1] : end.end()]
        if _is_end(head, text[end.end() : end.end() + _AHEAD]) and not (balanced and _inside_quote(head)):
            found.append(end.end())
    return tuple(found)


def statements(text: str) -> tuple[str, ...]:
    """The line cut into statements: a sentence that points back stays with the one before it.

    >>> statements("A dam breaks in Laos. It was built in 2013. Police in Rome arrest ten people.")
    ('A dam breaks in Laos. It was built in 2013.', 'Police in Rome arrest ten people.')
    """
    found: list[str] = []
    for sentence in sentences(text):
        if found and not _stands_alone(sentence):
            found[-1] = f"{found[-1]} {sentence}"
        else:
            found.append(sentence)
    return tuple(found)


def _is_end(head: str, rest: str) -> bool:
    last = _LAST_WORD.search(head)
    if last is None or "." not in head[last.start() :]:
        return True
    if head.rstrip()[-1:] != ".":
        return True
    word = last.group(1).lstrip("\"“‘'([").lower()
    first = _FIRST_WORD.match(rest)
    opener = first is not None and first.group(1).lower() in _OPENERS
    if word in _NEVER_LAST:
        return False
    if word in _MONTHS:
        return not rest[:1].isdigit()
    if word in _SELDOM_LAST or re.fullmatch(r"(?:[a-z]\.)*[a-z]", word):
        return opener
    return True


def _inside_quote(head: str) -> bool:
    return head.count('"') % 2 == 1 or head.count("“") > head.count("”")


def _stands_alone(sentence: str) -> bool:
    if _TOLL.match(sentence):
        return True
    first = _FIRST_WORD.match(sentence)
    word = first.group(1) if first else ""
    if word.lower() in _POINTS_BACK or sentence[:1] in "([":
        return False
    if not _names_something(sentence):
        return False
    second = sentence.split(" ", 2)[1] if " " in sentence else ""
    if word == "The" and second[:1].islower():
        return _OF_SOMEBODY.match(sentence) is not None
    return True


def _names_something(sentence: str) -> bool:
    words = sentence.split()
    return any(re.match(r"[\"“(]*[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'.-]", word) for word in words[1:])
