"""How many were killed and injured, by grammar, with the words it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lookfar.domain.report import UNKNOWN_TOLL, Toll
from lookfar.reports import toll_grammar as grammar
from lookfar.reports.numbers import Count, read_count


class Harm(StrEnum):
    """What a mention counts."""

    KILLED = "killed"
    INJURED = "injured"


class Role(StrEnum):
    """How a mention stands to the others of its text."""

    PLAIN = "plain"
    MORE = "more"
    """"another three": added to the rest."""
    PART = "part"
    """"including three": already counted."""
    TOTAL = "total"
    """"the death toll rises to": a running total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One counted harm; `start`/`end` are character offsets of the words it was read from."""

    harm: Harm
    role: Role
    count: Count
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolls:
    """Fatalities and injured of a text. `running_total`: the fatalities are cumulative."""

    fatalities: Toll = UNKNOWN_TOLL
    injured: Toll = UNKNOWN_TOLL
    running_total: bool = False
    mentions: tuple[Mention, ...] = ()


LONGEST_TEXT = 8_000
"""Characters that are read; a longer text's first words hold its toll."""


def tolls(text: str) -> Tolls:
    """The tolls of an English text.

    >>> tolls("At least 12 people are killed and 30 others injured by a bomb.").fatalities
    Toll(low=12, best=12, high=None)
    """
    mentions = sorted(_mentions(text[:LONGEST_TEXT]), key=lambda m: (m.start, m.end))
    killed = [m for m in mentions if m.harm is Harm.KILLED]
    injured = [m for m in mentions if m.harm is Harm.INJURED]
    return Tolls(
        fatalities=_combined(killed),
        injured=_combined(injured),
        running_total=any(m.role is Role.TOTAL for m in killed),
        mentions=tuple(mentions),
    )


def _mentions(text: str) -> Iterator[Mention]:
    taken: dict[Harm, list[tuple[int, int]]] = {Harm.KILLED: [], Harm.INJURED: []}
    for pattern, harms, role in grammar.PATTERNS:
        for match in pattern.finditer(text):
            for mention in _read(match, text, [Harm(h) for h in harms], Role(role)):
                spans = taken[mention.harm]
                if all(mention.end <= start or end <= mention.start for start, end in spans):
                    spans.append((mention.start, mention.end))
                    yield mention


def _read(match: re.Match[str], text: str, harms: Sequence[Harm], role: Role) -> Iterator[Mention]:
    for name, words in match.groupdict().items():
        if words is None:
            continue
        count = _count(name, words, match.start(name), text)
        if count is None:
            continue
        start = match.start(name)
        for harm in harms:
            yield Mention(harm=harm, role=_role(text, start, role), count=count, start=start, end=match.end(name))


def _count(name: str, words: str, start: int, text: str) -> Count | None:
    if name.startswith("none"):
        return Count(low=0, best=0, high=0)
    if name.startswith("single"):
        return Count(low=1, best=1, high=1)
    if grammar.NOT_A_COUNT_BEFORE.search(text[max(0, start - 30) : start]):
        return None
    if re.fullmatch(r"(?:19|20)\d\d", words) and grammar.YEAR_BEFORE.search(text[max(0, start - 30) : start]):
        return None
    return read_count(words)


def _role(text: str, start: int, role: Role) -> Role:
    before = text[max(0, start - 40) : start]
    if grammar.PART_BEFORE.search(before):
        return Role.PART
    if role is Role.PLAIN and grammar.MORE_BEFORE.search(before):
        return Role.MORE
    return role


def _combined(mentions: Sequence[Mention]) -> Toll:
    totals = [m.count for m in mentions if m.role is Role.TOTAL]
    if totals:
        return _toll(_largest(totals))
    plain = [m.count for m in mentions if m.role is Role.PLAIN]
    more = [m.count for m in mentions if m.role is Role.MORE]
    part = [m.count for m in mentions if m.role is Role.PART]
    if not plain and not more:
        return _toll(_largest(part)) if part else UNKNOWN_TOLL
    base = [_largest(plain)] if plain else []
    return _toll(_sum([*base, *more]))


def _largest(counts: Iterable[Count]) -> Count:
    return max(counts, key=lambda c: (c.best or c.low or 0, c.high or 0))


def _sum(counts: Sequence[Count]) -> Count:
    return Count(
        low=_added([c.low for c in counts]),
        best=_added([c.best for c in counts]),
        high=_added([c.high for c in counts]),
    )


def _added(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _toll(count: Count) -> Toll:
    return Toll(low=count.low, best=count.best, high=count.high)
