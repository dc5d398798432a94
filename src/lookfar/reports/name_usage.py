"""Counts, in news text, how often a name is a place and how often a person, an outlet or a common word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from lookfar.reports.entry import NameKind
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.names import fold
from lookfar.reports.place_words import GENERIC_AFTER, LOCATIVE, NOT_PLACES, ORGANISATION, TITLES
from lookfar.reports.tokens import Token, joined, runs, tokenize

_LONGEST = 4


@dataclass(slots=True)
class UsageCounts:
    """Names seen as a place, names seen as part of something else, and words seen in lower case."""

    place: Counter[str] = field(default_factory=Counter)
    other: Counter[str] = field(default_factory=Counter)
    lower: Counter[str] = field(default_factory=Counter)
    capital: Counter[str] = field(default_factory=Counter)


def count_usage(texts: Iterable[str], gazetteer: Gazetteer) -> UsageCounts:
    """Counts over running text. A name after "in", "near" ... or before ", Country" is a place; one inside
    a longer run of capitalised words that is no name of the gazetteer is something else."""
    counts = UsageCounts()
    for text in texts:
        tokens = tokenize(text)
        for token in tokens:
            if not token.opens:
                (counts.lower if token.text[0].islower() else counts.capital)[token.lower] += 1
        for first, last in runs(text, tokens):
            _count_run(text, tokens, first, last, gazetteer, counts)
    return counts


def _count_run(
    text: str, tokens: list[Token], first: int, last: int, gazetteer: Gazetteer, counts: UsageCounts
) -> None:
    at = first
    while at < last:
        end = next(
            (e for e in range(min(last, at + _LONGEST), at, -1) if _known(text, tokens, at, e, gazetteer)), 0
        )
        if not end:
            at += 1
            continue
        key = fold(text[tokens[at].start : tokens[end - 1].end])
        if _stands_alone(tokens, at, end, first, last):
            if _is_placed(text, tokens, at, end):
                counts.place[key] += 1
        else:
            counts.other[key] += 1
        at = end


def _known(text: str, tokens: list[Token], first: int, last: int, gazetteer: Gazetteer) -> bool:
    named = gazetteer.named(fold(text[tokens[first].start : tokens[last - 1].end]))
    return any(n.how <= NameKind.ALTERNATE for n in named)


def _stands_alone(tokens: list[Token], at: int, end: int, first: int, last: int) -> bool:
    left = at == first or (at - 1 == first and tokens[first].opens) or tokens[at - 1].lower in NOT_PLACES
    if at > first and tokens[at - 1].lower in TITLES:
        left = False
    if at == first and at > 0 and tokens[at - 1].lower in TITLES:
        left = False
    right = end == last or tokens[end].lower in GENERIC_AFTER or tokens[end].lower in ORGANISATION
    return left and right


def _is_placed(text: str, tokens: list[Token], at: int, end: int) -> bool:
    after = text[tokens[end - 1].end : tokens[end - 1].end + 3]
    followed = after.startswith(", ") and end < len(tokens) and tokens[end].name_like
    led = at > 0 and tokens[at - 1].lower in LOCATIVE and joined(text, tokens[at - 1], tokens[at])
    return led or followed
