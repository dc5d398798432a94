"""Weak labels for training: rules of high precision that vote for event types."""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lookfar.domain.taxonomy import NOT_AN_EVENT, EventType

_FIRST_SENTENCE = re.compile(r".{30,}?[.!?](?=\s+[\"“A-Z])", re.DOTALL)
REST_WEIGHT = 0.3
"""What a vote found only after the first sentence counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A pattern that speaks for an event type with a weight."""

    event_type: EventType
    weight: float
    pattern: re.Pattern[str]


def compile_rules(rows: Iterable[Mapping[str, str]], concepts: Mapping[str, str]) -> tuple[Rule, ...]:
    """Rules from rows of event_type, weight, pattern; `{NAME}` stands for a concept's pattern."""
    return tuple(
        Rule(
            event_type=EventType(row["event_type"]),
            weight=float(row["weight"]),
            pattern=re.compile(_filled(row["pattern"], concepts), re.IGNORECASE),
        )
        for row in rows
    )


def votes(text: str, rules: Sequence[Rule]) -> dict[EventType, float]:
    """Weight of votes per event type; a rule votes once."""
    head = _FIRST_SENTENCE.match(text)
    end = head.end() if head else len(text)
    found: dict[EventType, float] = {}
    for rule in rules:
        match = rule.pattern.search(text)
        if match:
            weight = rule.weight * (1.0 if match.start() < end else REST_WEIGHT)
            found[rule.event_type] = found.get(rule.event_type, 0.0) + weight
    return found


def _filled(pattern: str, concepts: Mapping[str, str]) -> str:
    for name, words in concepts.items():
        pattern = pattern.replace("{" + name + "}", words)
    return pattern


def sentences(template: str, most: int) -> list[str]:
    """Up to `most` different sentences of a template in which `{a|b}` takes one of its choices; always the same ones.

    >>> sentences("A {cat|dog} sat.", 5)
    ['A cat sat.', 'A dog sat.']
    """
    parts = [part.split("|") for part in re.split(r"[{}]", template)]
    whole = math.prod(map(len, parts))
    rng = np.random.default_rng(zlib.crc32(template.encode()))
    numbers = rng.choice(whole, size=min(most, whole), replace=False).tolist()
    return ["".join(_chosen(parts, number)) for number in sorted(numbers)]


def _chosen(parts: Sequence[Sequence[str]], number: int) -> list[str]:
    chosen = []
    for choices in reversed(parts):
        number, place = divmod(number, len(choices))
        chosen.append(choices[place])
    return chosen[::-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a publisher's heading favours: categories or event types."""

    pattern: re.Pattern[str]
    favours: frozenset[str]


FAVOUR = 3.0
"""Weight that a favoured category adds to the types that have votes."""
SHARPNESS = 0.8
"""Turns a difference of votes into log odds of types."""
LEAST_VOTE = 3.0
"""A text whose best type has less is not labelled."""


def headings(rows: Iterable[Mapping[str, str]]) -> tuple[Heading, ...]:
    """Headings from rows of pattern and favours (blank-separated)."""
    return tuple(
        Heading(pattern=re.compile(row["pattern"], re.IGNORECASE), favours=frozenset(row["favours"].split()))
        for row in rows
    )


def favoured(heading: str, known: Sequence[Heading]) -> frozenset[str]:
    """Categories and types that a publisher's heading favours; empty for a heading that says nothing."""
    return frozenset(name for one in known if one.pattern.search(heading) for name in one.favours)


def label(
    voted: Mapping[EventType, float], favours: frozenset[str], groups: Mapping[EventType, str]
) -> dict[EventType, float] | None:
    """Chances of types from votes and heading, None when nothing speaks clearly.

    `groups` gives the category of each type ("" for not an event).
    """
    best = max(voted.values(), default=0.0)
    if NOT_AN_EVENT in favours and best < LEAST_VOTE * 2:
        voted = {**voted, NOT_AN_EVENT: voted.get(NOT_AN_EVENT, 0.0) + LEAST_VOTE}
    if max(voted.values(), default=0.0) < LEAST_VOTE:
        return None
    total = {
        kind: weight + FAVOUR * (kind in favours or groups[kind] in favours) for kind, weight in voted.items()
    }
    top = max(total.values())
    raised = {kind: math.exp(SHARPNESS * (weight - top)) for kind, weight in total.items()}
    whole = sum(raised.values())
    return {kind: value / whole for kind, value in raised.items() if value / whole > 0.02}
