"""Finds the names of the gazetteer in a text, the longest first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lookfar.reports.entry import Kind, NameKind
from lookfar.reports.gazetteer import Gazetteer, Named
from lookfar.reports.inflected import uninflected
from lookfar.reports.names import GENERIC_WORDS, fold, without_generic
from lookfar.reports.place_words import LOOSE_GENERIC, NOT_PLACE_PHRASES, PARTIES, SMALL_WORDS
from lookfar.reports.tokens import joined, runs, tokenize

_LONGEST = 6
_LONGEST_WITH_SMALL = 8
"""Words of a name with small ones: "South Georgia and the South Sandwich Islands"."""
_SMALL_TOGETHER = 2
_ENGLISH = frozenset(["and", "on", "in", "at", "by", "as", "a", "an", "under", "of", "the"])
LONGEST_NAME = 200
"""Characters; a longer run of letters names nothing, and is not kept in what remembers names."""
_PEOPLES = {"republic of china": "china", "republic of korea": "north korea"}
"""Behind "People's" these are other countries."""
_COMMA = re.compile(r",[ \u00a0]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Tokens `first`..`last` (end excluded) that are a name of the gazetteer; `area`: a word says it is an area."""

    first: int
    last: int
    key: str
    named: tuple[Named, ...]
    area: bool


class Reader:
    """One text being read."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        self.text = text
        self.gazetteer = gazetteer
        self.tokens = tokenize(text)
        self.runs = runs(text, self.tokens)

    def matches(self) -> list[Match]:
        """The names in order; no two overlap."""
        found: list[Match] = []
        done = 0
        for first, last in self.runs:
            at = max(first, done)
            ends = self._beyond(last)
            while at < last:
                match = self._possessive(at, last) or self._whole(at, last, ends) or self._longest(at, last)
                if match is None:
                    at += 1
                    continue
                found.append(match)
                at = done = match.last
        return found

    def _possessive(self, at: int, last: int) -> Match | None:
        """A name with "'s" inside: "Cox's Bazar"."""
        if at + 1 != last or last + 1 >= len(self.tokens) or self.tokens[last].lower != "s":
            return None
        words = self.text[self.tokens[at].start : self.tokens[last + 1].end]
        if not self.tokens[last + 1].name_like or words[len(self.tokens[at].text)] not in "'’":
            return None
        return self._match(at, last + 2, words)

    def _beyond(self, last: int) -> list[int]:
        """Where names may end that go on behind a run over words such as "and" or "-seca", the furthest first."""
        tokens, ends = self.tokens, []
        small = 0
        for end in range(last, min(len(tokens), last + _LONGEST_WITH_SMALL)):
            if not self._adjoins(end):
                break
            if tokens[end].name_like or self.text[tokens[end].start - 1] == "-":
                small = 0
                ends.append(end + 1)
            elif small < _SMALL_TOGETHER and tokens[end].lower in SMALL_WORDS:
                small += 1
            else:
                break
        return ends[::-1]

    def _whole(self, at: int, last: int, ends: list[int]) -> Match | None:
        """The longest name that goes on behind its run, when the gazetteer has the whole."""
        for end in ends:
            if end - at > _LONGEST_WITH_SMALL:
                continue
            match = self._match(at, end, self.text[self.tokens[at].start : self.tokens[end - 1].end])
            if match is not None and (
                self._is_foreign(last, end) or any(n.how != NameKind.ALTERNATE for n in match.named)
            ):
                return match
        return None

    def _is_foreign(self, first: int, last: int) -> bool:
        """Whether no small word of a name is English, so that its other names too are believed: not "King and Queen"."""
        small = [t for t in self.tokens[first:last] if not t.name_like]
        return all(t.lower in SMALL_WORDS and t.lower not in _ENGLISH for t in small)

    def _adjoins(self, at: int) -> bool:
        before, here = self.tokens[at - 1], self.tokens[at]
        return joined(self.text, before, here) or self.text[before.end : here.start] == " & "

    def _longest(self, at: int, last: int) -> Match | None:
        start = self.tokens[at].start
        for end in range(min(last, at + _LONGEST), at, -1):
            if not self.tokens[end - 1].name_like:
                continue
            match = self._match(at, end, self.text[start : self.tokens[end - 1].end])
            if match is not None:
                return match
        return None

    def _match(self, first: int, last: int, words: str) -> Match | None:
        if len(words) > LONGEST_NAME:
            return None
        key = fold(words)
        if key in _PEOPLES and self._is_peoples(first):
            key = _PEOPLES[key]
        named = self.gazetteer.named(key)
        if not named and not words.isascii() and (last - first == 1 or not words[0].isupper()):
            key, named = uninflected(key, self.gazetteer)
        if last - first > 1 and self.tokens[last - 1].lower in LOOSE_GENERIC and self._goes_on(last):
            return None
        if key in NOT_PLACE_PHRASES or (key == "us" and self._is_money(last)):
            return None
        if named and (last - first > 1 or self._may_be_short(first, words, named)):
            return Match(first=first, last=last, key=key, named=named, area=is_area(key))
        if last - first > 1 and self.tokens[last - 1].lower in GENERIC_WORDS:
            bare = without_generic(key)
            if bare != key and (named := self.gazetteer.named(bare)):
                return Match(first=first, last=last, key=key, named=named, area=True)
        return None

    def _is_peoples(self, first: int) -> bool:
        start = self.tokens[first].start
        return self.text[max(0, start - 9) : start].casefold().replace("’", "'").endswith("people's ")

    def _is_money(self, last: int) -> bool:
        end = self.tokens[last - 1].end
        return self.text[end : end + 8].casefold().startswith(("$", " dollar", " $"))

    def _goes_on(self, last: int) -> bool:
        """Whether a capitalised word, or "of" and one, follows: "Ohio State University"."""
        if last >= len(self.tokens) or not joined(self.text, self.tokens[last - 1], self.tokens[last]):
            return False
        return self.tokens[last].name_like or self.tokens[last].lower == "of"

    def _may_be_short(self, first: int, words: str, named: tuple[Named, ...]) -> bool:
        """Abbreviations count only after "Town, ", and only as they are written."""
        if len(words) > 5 or any(n.how != NameKind.SHORT and len(words) > 3 for n in named):
            return True
        if any(n.how == NameKind.SHORT for n in named):
            before = self.text[self.tokens[first - 1].end : self.tokens[first].start] if first else ""
            if before == "-" and self.tokens[first - 1].text in PARTIES:
                return True
            return _COMMA.fullmatch(before) is not None and self.tokens[first - 1].name_like
        return len(words) > 2 or not words.isascii() or "." in words or (words.isupper() and self._is_code(named))

    def _is_code(self, named: tuple[Named, ...]) -> bool:
        return any(self.gazetteer.entry(n.row).kind in (Kind.COUNTRY, Kind.REGION) for n in named)


def is_area(key: str) -> bool:
    """Whether a folded name ends in a word such as "oblast"."""
    return any(word in GENERIC_WORDS for word in key.split()[1:])
