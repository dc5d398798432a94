"""How many were killed, injured, arrested, abducted, missing and displaced, by grammar, with the words read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import combinations
from types import MappingProxyType

from lookfar.domain.report import UNKNOWN_TOLL, FactKind, Toll
from lookfar.reports import loss_grammar, toll_grammar
from lookfar.reports.counted import Party, party_counted
from lookfar.reports.counting import Counted, alongside, counted, is_list
from lookfar.reports.listed_grammar import total
from lookfar.reports.numbers import Count, read_count
from lookfar.reports.other_times import Standing, is_wider, is_worldwide, standing
from lookfar.reports.scanning import Scan, opening
from lookfar.reports.sentence_pattern import SentencePattern

HARMS = (
    FactKind.KILLED,
    FactKind.INJURED,
    FactKind.ARRESTED,
    FactKind.ABDUCTED,
    FactKind.MISSING,
    FactKind.DISPLACED,
)


class Role(StrEnum):
    """How a mention stands to the others of its text."""

    PLAIN = "plain"
    MORE = "more"
    """"another three": added to the rest."""
    BESIDE = "beside"
    """"and two civilians": added to the count just before it."""
    PART = "part"
    """"including three": already counted."""
    TOTAL = "total"
    """"the death toll rises to": a running total."""
    WIDER = "wider"
    """"the nationwide death toll": of more than this event; it counts only when nothing else does."""
    CLAIM = "claim"
    """"the rebels speak of twelve": another source's count of the same people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One counted harm; `start`/`end` are character offsets of the words it was read from."""

    harm: FactKind
    role: Role
    count: Count
    start: int
    end: int
    party: Party
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolls:
    """Counts of a text. `running_total`: the fatalities are cumulative.

    `others`: the arrested, abducted, missing and displaced, where they were said.
    `mentions`: what was counted, in order; those of other events are left out.
    """

    fatalities: Toll = UNKNOWN_TOLL
    injured: Toll = UNKNOWN_TOLL
    others: Mapping[FactKind, Toll] = field(default_factory=lambda: MappingProxyType({}))
    running_total: bool = False
    mentions: tuple[Mention, ...] = ()


LONGEST_TEXT = 8_000
"""Characters that are read; a longer text's first words hold its toll."""
_CUES = {
    FactKind.KILLED: r"kill|dea[dt]|die|fatal|toll|casualt|murder|massacr|sla[iy]|execut|behead|assassin|lives|life|drown|perish|"
    r"bod(?:y|ies)|shot|shoot|stab|lynch|martyr|electrocut|succumb|claim|speaks?\sof|spoke\sof|hang|victim|gunned|mown|hack|strangl|suffocat|alive|starv|froze|"
    r"slaughter|neutrali|crush|supreme|ultimate|remains|aboard|on\sboard|nobody|no\sone|no-one|unharmed|unhurt|surviv",
    FactKind.INJURED: r"injur|wound|hurt|hospital|maim|treated|treatment|casualt|shot\sin|stabbed\sin|critical|nursing|fractur|burns|fighting\sfor|"
    r"medical|intensive|nobody|no\sone|no-one|unharmed",
    FactKind.ARRESTED: r"arrest|detain|detention|apprehend|rounded|rounding|rounds\sup|custody|jail|imprison",
    FactKind.ABDUCTED: r"abduct|kidnap|hostage|captive",
    FactKind.MISSING: r"missing|unaccounted",
    FactKind.DISPLACED: r"displac|homeless|uproot|fle[de]|forc|driv|drove",
}
_CUED = {harm: re.compile(rf"\b(?:{words})", re.IGNORECASE) for harm, words in _CUES.items()}
"""Without one of these a text counts no such harm; to save time."""
_STAGED = re.compile(r"\bdie(?=-ins?\b)", re.IGNORECASE)
"""Nobody dies in a die-in."""
_DEATH_TOLD = re.compile(
    r"\b(?:kill|dea[dt]|die[sd]|fatal|murder|slain|bod(?:y|ies)\b|drown|missing|perish|massacr|execut|lives\b)",
    re.IGNORECASE,
)
"""With one of these, "nobody was hurt" is not taken to say that nobody died."""


def tolls(text: str, *, year: int | None = None) -> Tolls:
    """The tolls of an English text; `year` of the report, so that those of other years are left out.

    >>> tolls("At least 12 people are killed and 30 others injured by a bomb.").fatalities
    Toll(low=12, best=12, high=None)
    """
    text = _STAGED.sub("sit", text[:LONGEST_TEXT])
    told = frozenset(harm for harm, cue in _CUED.items() if cue.search(text))
    if not told:
        return Tolls()
    mentions = sorted(_mentions(text, told, year), key=lambda m: (m.start, m.end))
    by_harm = {harm: _of_the_event([m for m in mentions if m.harm is harm]) for harm in HARMS}
    killed = by_harm[FactKind.KILLED]
    counted = {harm: _combined(found) for harm, found in by_harm.items()}
    used = {id(m) for found in by_harm.values() for m in found}
    return Tolls(
        fatalities=counted[FactKind.KILLED],
        injured=counted[FactKind.INJURED],
        others=MappingProxyType({harm: toll for harm in HARMS[2:] if (toll := counted[harm]).is_known}),
        running_total=any(m.role in (Role.TOTAL, Role.WIDER) for m in killed),
        mentions=tuple(m for m in mentions if id(m) in used),
    )


_PATTERNS = tuple(
    (pattern, opening(pattern), tuple(map(FactKind, harms)), Role(role))
    for pattern, harms, role in (*toll_grammar.PATTERNS, *loss_grammar.PATTERNS)
)


def _mentions(text: str, told: frozenset[FactKind], year: int | None) -> Iterator[Mention]:
    scan = Scan(text)
    taken: dict[FactKind, list[tuple[int, int]]] = {harm: [] for harm in HARMS}
    for pattern, opens, harms, role in _PATTERNS:
        if told.isdisjoint(harms):
            continue
        for match, name, found in _counts(pattern, opens, scan):
            of = harms[:1] if name == "noneharmed" and _DEATH_TOLD.search(text) else harms
            for mention in _read(match, name, found, text, of, role):
                spans = taken[mention.harm]
                if all(mention.end <= start or end <= mention.start for start, end in spans):
                    spans.append((mention.start, mention.end))
                    stands = standing(text, mention.start, match.end(), year)
                    yield _at_large(replace(mention, standing=stands), text)


def _at_large(mention: Mention, text: str) -> Mention:
    """A running total that is said to be a nation's is no count of this event; nor is it of days before."""
    if mention.role is not Role.TOTAL:
        return mention
    stands = Standing.OF_THE_EVENT if mention.standing is Standing.EARLIER else mention.standing
    if is_worldwide(text, mention.start, mention.end):
        stands = Standing.ELSEWHERE
    role = Role.WIDER if is_wider(text, mention.start, mention.end) else Role.TOTAL
    return replace(mention, role=role, standing=stands)


def _counts(
    pattern: SentencePattern, opens: int | None, scan: Scan
) -> Iterator[tuple[re.Match[str], str, Counted]]:
    """What a pattern counts; behind a number that counts nobody the search goes on at once, not behind its match."""
    at = 0
    while match := scan.search(pattern, opens, at):
        at = match.end()
        for name, words in match.groupdict().items():
            if words is None:
                continue
            found = counted(match, name, scan.text)
            if found is None:
                at = match.end(name)
            else:
                yield match, name, found


def _read(
    match: re.Match[str], name: str, one: Counted, text: str, harms: Sequence[FactKind], role: Role
) -> Iterator[Mention]:
    first = _role(text, one.start, role)
    more = list(alongside(text, one.end, match.end())) if name == "n" and role is Role.PLAIN else []
    parties = [_party(name, part, text, match.end()) for part in (one, *more)]
    apart = all(who.noun for who in parties) and not any(a.same(b) for a, b in combinations(parties, 2))
    added = (first is Role.PART or (first is Role.PLAIN and not apart)) and is_list(text, one, more)
    for number, (part, who) in enumerate(zip((one, *more), parties, strict=True)):
        for harm in harms:
            yield Mention(
                harm=harm,
                role=first if number == 0 else Role.BESIDE if added else Role.PLAIN,
                count=part.count,
                start=part.start,
                end=part.end,
                party=who,
                standing=Standing.OF_THE_EVENT,
            )


def _party(name: str, part: Counted, text: str, end: int) -> Party:
    numbered = name.startswith("n") and read_count(text[part.start : part.end]) is not None
    return party_counted(text, part.end if numbered else part.start, part.end, text[part.end : end])


def _role(text: str, start: int, role: Role) -> Role:
    before = text[max(0, start - 40) : start]
    if toll_grammar.PART_BEFORE.search(before):
        return Role.PART
    if role is Role.PLAIN and toll_grammar.MORE_BEFORE.search(before):
        return Role.MORE
    return role


def _of_the_event(mentions: Sequence[Mention]) -> list[Mention]:
    """Those that count: of the event, else of what likely was before; a wider total only by itself."""
    here = [m for m in mentions if m.standing is Standing.OF_THE_EVENT]
    here = here or [m for m in mentions if m.standing is Standing.EARLIER]
    narrow = [m for m in here if m.role is not Role.WIDER]
    return narrow or here


def _combined(mentions: Sequence[Mention]) -> Toll:
    if mentions and mentions[0].role is Role.CLAIM:  # the first source's count is nobody's second
        mentions = [replace(mentions[0], role=Role.PLAIN), *mentions[1:]]
    mentions = _with_those_beside(mentions)
    totals = [m.count for m in mentions if m.role in (Role.TOTAL, Role.WIDER)]
    if totals:
        return _toll(_widened(_largest(totals), mentions))
    plain = [m for m in mentions if m.role is Role.PLAIN]
    more = [m.count for m in mentions if m.role is Role.MORE]
    part = [m.count for m in mentions if m.role is Role.PART]
    if not plain and not more:
        return _toll(_largest(part)) if part else UNKNOWN_TOLL
    base = [_of_parties(plain)] if plain else []
    whole = total([*base, *more])
    first = min(m.start for m in mentions if m.role in (Role.PLAIN, Role.MORE))
    apart = [m.count for m in mentions if m.role is Role.PART and (whole.best == 0 or m.start < first)]
    if whole.best is not None:  # "with 59 people dead" is no part of nobody, nor of one who is told of later
        whole = _largest([whole, *apart])
    return _toll(_widened(whole, mentions))


def _with_those_beside(mentions: Sequence[Mention]) -> list[Mention]:
    whole: list[Mention] = []
    for mention in mentions:
        if mention.role is not Role.BESIDE:
            whole.append(mention)
        elif whole:
            whole[-1] = replace(whole[-1], count=total([whole[-1].count, mention.count]))
        else:
            whole.append(replace(mention, role=Role.PLAIN))
    return whole


def _of_parties(mentions: Sequence[Mention]) -> Count:
    """Different parties' dead are added; counts of the same people, or of people at large, are not."""
    named: dict[Party, list[Count]] = {}
    for mention in mentions:
        key = next((party for party in named if party.same(mention.party)), mention.party)
        named.setdefault(key, []).append(mention.count)
    at_large = [count for party, counts in named.items() if not party.noun for count in counts]
    sides = [_largest(counts) for party, counts in named.items() if party.noun]
    return _largest([*at_large, *([total(sides)] if sides else [])])


def _widened(count: Count, mentions: Sequence[Mention]) -> Count:
    """A count with the bounds that other sources' counts of the same people give it; the best stays the first's."""
    for claim in (m.count for m in mentions if m.role is Role.CLAIM):
        lows = [n for n in (count.low, claim.low) if n is not None]
        highs = [n for n in (count.high, claim.high) if n is not None]
        unbounded = count.high is None or claim.high is None
        high = None if unbounded and (not highs or max(highs) < (claim.best or 0)) else max(highs, default=None)
        count = Count(low=min(lows, default=None), best=count.best, high=high)
    return count


def _largest(counts: Iterable[Count]) -> Count:
    return max(counts, key=lambda c: (c.best or c.low or 0, c.high or 0))


def _toll(count: Count) -> Toll:
    return Toll(low=count.low, best=count.best, high=count.high)
