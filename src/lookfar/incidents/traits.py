"""What of a text helps to tell one event from another: words, names, numbers, clock times, turns of phrase."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from lookfar.incidents import cues

STEM_LETTERS = 6
"""Words are compared by their first letters: a crude stem that needs no language."""

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d,.]*\d|\d")
_CLOCK = re.compile(r"\b([01]?\d|2[0-3])[:.]([0-5]\d)\s*(a\.?m\.?|p\.?m\.?)?", re.IGNORECASE)
_CREDIT = re.compile(r"^\s*\([^)]{2,30}\)\s*[-–—]\s*")
"""What stands before a text, not in it: "(Reuters) -"."""
_COMMON_WORDS = (
    "the and for with from that this have has had was were are been being will would could should their "
    "its his her they them who which what when where after before into over under about against between "
    "during also more than other others some any all not but one two three four five six seven eight nine "
    "ten said says say told according least near amid while there here out off per via new news report reports "
    "reported officials official details follow breaking update updated story read site our developing "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_SPELLED_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_SPELLED = {word: str(number) for number, word in enumerate(_SPELLED_WORDS.split(), start=1)}
_MAGNITUDE = re.compile(r"\bmagnitude[- ](?:of )?(\d\.\d)\b|\b(\d\.\d)[- ]magnitude\b", re.IGNORECASE)
_STORM = re.compile(
    r"\b(?:[Hh]urricane|[Cc]yclone|[Tt]yphoon|[Ss]torm|[Dd]epression)s? ([A-Z][a-z]{2,})|(?<=\s)([A-Z][a-z]{2,}) storm"
)
_DEFINITE = frozenset(("the", "this", "that", "these", "those"))
_ENDS_OF_PHRASE = (
    "a an of in on at by to from with for near and or but was were is are has have had after before over as "
    "who which where when outside inside into against off"
)
_PHRASE_ENDS = frozenset(_ENDS_OF_PHRASE.split())
_SUBORDINATE_WORDS = "after since over where that which who whose when following"
_SUBORDINATE = frozenset(_SUBORDINATE_WORDS.split())
_PHRASE = 6
_CLAUSE = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """Of one text: stems of its significant words (names among them), stems of its names, numbers, clock times.

    `clocks` are minutes after midnight. `follows_up`: speaks of consequences of something known.
    `sets_apart`: says of itself that it is another event ("a second blast"). `definite`: stems in phrases that
    speak of a known thing ("the blast", "Monday's riot"); `behind`: stems of clauses that stand behind the news
    ("after ...", "where ..."). `tags`: what tells measured or named events apart, magnitudes and storm names.
    `decrees`: tells of an act of state. `follows_up`, `definite` and `behind` are read from text only; an incident does
    not keep them.
    """

    words: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    clocks: frozenset[int] = frozenset()
    follows_up: bool = False
    sets_apart: bool = False
    definite: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    decrees: bool = False


def read(text: str) -> Traits:
    """The traits of a text; a leading credit such as "(Reuters) -" is not part of it.

    >>> sorted(read("Two bombs hit Kirkuk, killing 12.").words)
    ['bombs', 'hit', 'killin', 'kirkuk']
    """
    body = text[len(credit(text)) :]
    tokens = _TOKEN.findall(body)
    return Traits(
        words=frozenset(_stem(t) for t in tokens if _counts(t)),
        names=_names(body),
        numbers=frozenset(filter(None, (_number(t) for t in tokens))),
        clocks=_clocks(body),
        follows_up=cues.follows_up(body),
        sets_apart=cues.sets_apart(body),
        definite=_definite(tokens),
        behind=_behind(tokens),
        tags=_tags(body),
        decrees=cues.decrees(body),
    )


def credit(text: str) -> str:
    """The credit that a text opens with, "" for none."""
    found = _CREDIT.match(text)
    return found[0] if found else ""


def pack(traits: Traits) -> str:
    """Traits as an incident keeps them: names capitalised, numbers as digits, clock times as `@minutes`, `~` before
    tags, `+` for another event by its own word, `&` for an act of state."""
    names = sorted(name.capitalize() for name in traits.names)
    plain = sorted(traits.words - traits.names)
    return " ".join(
        (
            *names,
            *plain,
            *sorted(traits.numbers),
            *(f"@{c}" for c in sorted(traits.clocks)),
            *(f"~{t}" for t in sorted(traits.tags)),
            *(["+"] if traits.sets_apart else []),
            *(["&"] if traits.decrees else []),
        )
    )


@lru_cache(maxsize=20_000)
def unpack(line: str) -> Traits:
    """The traits of one packed telling; marks that are not traits are passed over."""
    words = line.split()
    letters = [w for w in words if w[0].isalpha()]
    return Traits(
        words=frozenset(w.lower() for w in letters),
        names=frozenset(w.lower() for w in letters if w[0].isupper()),
        numbers=frozenset(w for w in words if w[0].isdigit()),
        clocks=frozenset(int(w[1:]) for w in words if w[0] == "@"),
        tags=frozenset(w[1:] for w in words if w[0] == "~"),
        sets_apart="+" in words,
        decrees="&" in words,
    )


def union(several: Iterable[Traits]) -> Traits:
    """What several texts say together."""
    kept = list(several)
    return Traits(
        words=frozenset().union(*(t.words for t in kept)),
        names=frozenset().union(*(t.names for t in kept)),
        numbers=frozenset().union(*(t.numbers for t in kept)),
        clocks=frozenset().union(*(t.clocks for t in kept)),
        tags=frozenset().union(*(t.tags for t in kept)),
    )


def _counts(token: str) -> bool:
    return token[0].isalpha() and len(token) > 2 and token.lower() not in _COMMON


def _stem(token: str) -> str:
    return re.split("['’]", token.lower())[0][:STEM_LETTERS]


def _number(token: str) -> str | None:
    if token[0].isdigit():
        return token.replace(",", "")
    return _SPELLED.get(token.lower())


def _names(text: str) -> frozenset[str]:
    """Capitalised words that do not merely open a sentence; none when the text is written in capitals."""
    letters = [c for c in text if c.isalpha()]
    if sum(c.isupper() for c in letters) > 0.5 * len(letters):
        return frozenset()
    found = re.finditer(r"(?<![.!?:\"“'’(\-–—])(?<=\s)[^\W\d_a-z][^\W\d_]+", text)
    return frozenset(
        _stem(m[0]) for m in found if m[0][0].isupper() and _counts(m[0]) and text[m.start() - 2] not in ".!?:"
    )


def _definite(tokens: list[str]) -> frozenset[str]:
    """Stems of noun phrases that open with an article of known things, or with whose or when it was."""
    found: set[str] = set()
    left = 0
    for token in (t.lower() for t in tokens):
        if token in _DEFINITE or token.endswith(("'s", "’s")):
            left = _PHRASE
        elif token in _PHRASE_ENDS:
            left = 0
        elif left:
            found.add(_stem(token))
            left -= 1
    return frozenset(found)


def _behind(tokens: list[str]) -> frozenset[str]:
    """Stems of clauses of time, cause and relation."""
    found: set[str] = set()
    left = 0
    for token in (t.lower() for t in tokens):
        if token in _SUBORDINATE:
            left = _CLAUSE
        elif left:
            found.add(_stem(token))
            left -= 1
    return frozenset(found)


def _tags(text: str) -> frozenset[str]:
    magnitudes = {a or b for a, b in _MAGNITUDE.findall(text)}
    storms = {_stem(a or b) for a, b in _STORM.findall(text)}
    return frozenset(magnitudes | (storms - _COMMON))


def _clocks(text: str) -> frozenset[int]:
    minutes = set()
    for hour, minute, half in _CLOCK.findall(text):
        shift = 12 if half[:1].lower() == "p" and int(hour) < 12 else 0
        minutes.add((int(hour) + shift) * 60 + int(minute))
    return frozenset(minutes)
