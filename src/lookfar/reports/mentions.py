"""Finds the words of a text that name places, and weighs whether they do."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from lookfar.reports.area_lists import as_areas
from lookfar.reports.containment import contained
from lookfar.reports.gazetteer import Gazetteer, Kind, Named, NameKind
from lookfar.reports.inflected import uninflected
from lookfar.reports.mention import Mention
from lookfar.reports.names import GENERIC_WORDS, fold, without_generic
from lookfar.reports.place_words import (
    DIRECTIONS,
    GENERIC_AFTER,
    GIVEN_NAMES,
    LOCAL_PEOPLE,
    LOCATIVE,
    LOOSE_GENERIC,
    NOT_PLACE_PHRASES,
    NOT_PLACES,
    OFFICIALS,
    ORGANISATION,
    OUTLET,
    OUTLETS,
    SAYING,
    SPOT,
    TITLES,
)
from lookfar.reports.tokens import Token, has_no_spaces, joined, runs, tokenize

_LONGEST = 6
_BEYOND_LATIN = "\u0370"
_AGE = re.compile(r",? \(?\d{1,3}[,)]")
_COMMA = re.compile(r",[ \u00a0]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    first: int
    last: int
    key: str
    named: tuple[Named, ...]
    area: bool


class _Reader:
    """One text being read."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        self.text = text
        self.gazetteer = gazetteer
        self.tokens = tokenize(text)
        self.runs = runs(text, self.tokens)
        self.people = self._people()
        self.shouting = _is_title_case(self.tokens)

    def _people(self) -> set[str]:
        """Words that follow a given name or a title somewhere in the text."""
        people: set[str] = set()
        for first, last in self.runs:
            known = (
                first > 0
                and self.tokens[first - 1].lower in TITLES
                and joined(self.text, self.tokens[first - 1], self.tokens[first])
            )
            for at in range(first, last):
                word = self.tokens[at].lower
                if word in ("of", "the", "and"):
                    known = False
                    continue
                if known and word not in GENERIC_AFTER and word not in ORGANISATION:
                    people.add(word)
                known = (
                    known or word in TITLES or (word in GIVEN_NAMES and at + 1 < last and self._is_person(at + 1))
                )
        return people

    def _is_person(self, at: int) -> bool:
        word = self.tokens[at].lower
        if word in GENERIC_AFTER or word in ORGANISATION or word in SPOT or word in NOT_PLACES:
            return False
        pair = fold(self.text[self.tokens[at - 1].start : self.tokens[at].end])
        return not self.gazetteer.named(pair)

    def matches(self) -> list[_Match]:
        found: list[_Match] = []
        for first, last in self.runs:
            at = first
            while at < last:
                match = self._longest(at, last)
                if match is None:
                    at += 1
                    continue
                found.append(match)
                at = match.last
        return found

    def _longest(self, at: int, last: int) -> _Match | None:
        start = self.tokens[at].start
        for end in range(min(last, at + _LONGEST), at, -1):
            if not self.tokens[end - 1].name_like:
                continue
            match = self._match(at, end, self.text[start : self.tokens[end - 1].end])
            if match is not None:
                return match
        return None

    def _match(self, first: int, last: int, words: str) -> _Match | None:
        key = fold(words)
        named = self.gazetteer.named(key)
        if not named and not words.isascii() and (last - first == 1 or not words[0].isupper()):
            key, named = uninflected(key, self.gazetteer)
        if last - first > 1 and self.tokens[last - 1].lower in LOOSE_GENERIC and self._goes_on(last):
            return None
        if key in NOT_PLACE_PHRASES or (key == "us" and self._is_money(last)):
            return None
        if named and (last - first > 1 or self._may_be_short(first, words, named)):
            return _Match(first=first, last=last, key=key, named=named, area=_is_area(key))
        if last - first > 1 and self.tokens[last - 1].lower in GENERIC_WORDS:
            bare = without_generic(key)
            if bare != key and (named := self.gazetteer.named(bare)):
                return _Match(first=first, last=last, key=key, named=named, area=True)
        return None

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
            if before == "-" and self.tokens[first - 1].text in ("D", "R", "I"):
                return True
            return _COMMA.fullmatch(before) is not None and self.tokens[first - 1].name_like
        return len(words) > 2 or not words.isascii() or "." in words or (words.isupper() and self._is_code(named))

    def _is_code(self, named: tuple[Named, ...]) -> bool:
        return any(self.gazetteer.entry(n.row).kind == Kind.COUNTRY for n in named)

    def mentions(self) -> list[Mention]:
        """Every match with its worth; also the unlikely ones, which carry a negative worth."""
        run_of = {}
        for first, last in self.runs:
            for at in range(first, last):
                run_of[at] = (first, last)
        return [self._mention(match, *run_of[match.first]) for match in self.matches()]

    def _mention(self, match: _Match, run_first: int, run_last: int) -> Mention:
        tokens, text = self.tokens, self.text
        start, end = tokens[match.first].start, tokens[match.last - 1].end
        if text[end : end + 1] == "." and text[end - 1] != "." and end - start <= 5:
            end += any(n.how == NameKind.SHORT for n in match.named)
        before = tokens[match.first - 1] if match.first and not tokens[match.first].opens else None
        after = tokens[match.last] if match.last < len(tokens) and not tokens[match.last].opens else None
        owns = text[end : end + 2] in ("'s", "’s") or (text[end - 1] == "s" and text[end : end + 1] in ("'", "’"))
        worth = self._name_worth(match)
        if not text[start].isupper() and not text[start].isascii():
            worth += self._caseless(match)
        else:
            worth += self._left(match, run_first, before) + self._right(match, run_last, after, end)
        far = tokens[match.first - 2].lower if before is not None and match.first > 1 else ""
        return Mention(
            start=start,
            end=end,
            text=text[start:end],
            key=match.key,
            named=match.named,
            worth=worth,
            area=match.area,
            before=before.lower if before else "",
            before2=far,
            after=after.lower if after else "",
            owns=owns,
            opens=tokens[match.first].opens,
        )

    def _name_worth(self, match: _Match) -> float:
        """How likely the name alone is a place."""
        first = self.tokens[match.first]
        single = match.last - match.first == 1
        best = max(self._standing(n) for n in match.named)
        worth = best + (0.0 if single else 1.5)
        if first.text[0] >= _BEYOND_LATIN:  # there an alternate name is the place's own name
            worth += 1.0 if not (single and first.opens and first.text[0].isupper()) else -0.5
        if single and first.lower in NOT_PLACES:
            worth -= 6.0
        if single and first.lower in self.people:
            worth -= 4.0
        if single and match.key in self.gazetteer.common:
            worth -= 4.0 if first.opens or self.shouting else 1.0
        if (usage := self.gazetteer.usage(match.key)) is not None:
            worth += max(-4.0, min(2.0, math.log((usage.place + 1.0) / (usage.other + 1.0))))
        return worth

    def _standing(self, named: Named) -> float:
        entry = self.gazetteer.entry(named.row)
        match entry.kind:
            case Kind.COUNTRY:
                return 4.0
            case Kind.ADMIN1:
                return 2.0
            case Kind.REGION:
                return 2.5
            case Kind.AIRPORT:
                return 3.0
            case _:
                how = 0.0 if named.how <= NameKind.OFFICIAL else -1.0
                return how + 0.5 * (math.log10(max(entry.population, 300)) - 3.7)

    def _caseless(self, match: _Match) -> float:
        """In a script without capitals any word may be a name: only a town of some size is believed."""
        largest = max(self.gazetteer.entry(n.row).population for n in match.named)
        return 0.5 if largest >= 20_000 and len(match.key) > 2 else -5.0

    def _left(self, match: _Match, run_first: int, before: Token | None) -> float:
        """What the word before says, in logit units."""
        if before is None:
            return 0.0
        word = before.lower
        if match.first == run_first:
            return 2.0 if word in LOCATIVE else -3.0 if word in TITLES else 0.5 if word in ("of", "the") else 0.0
        if word in TITLES or word in GIVEN_NAMES:
            return -5.0
        if before.opens and before.text[0] >= _BEYOND_LATIN:  # a capital only because it begins the sentence
            return 0.0
        if word in DIRECTIONS or word in LOCATIVE:
            return 0.5
        if word == "of":
            return 0.5
        if word in NOT_PLACES or word == "the" or word in ORGANISATION or self._is_demonym(before):
            return 0.0
        return -3.0 if match.last - match.first == 1 else -2.0

    def _right(self, match: _Match, run_last: int, after: Token | None, end: int) -> float:
        """What the words after say, in logit units."""
        worth = -2.0 if match.first > 0 and _AGE.match(self.text, end) and not match.area else 0.0
        if after is None:
            return worth
        word = after.lower
        if match.last < run_last:
            return worth + self._right_in_run(match, run_last)
        if match.key.startswith("saint ") and self.text[end : end + 2] in ("'s", "’s"):
            return worth - 3.0
        if word in LOCAL_PEOPLE:
            return worth + 1.5
        if word in SAYING and max(self._standing(n) for n in match.named) < 2.0:
            return worth - 1.5
        return worth

    def _right_in_run(self, match: _Match, run_last: int) -> float:
        """A name that goes on: an organisation keeps its place, a newspaper, a spot or a person does not."""
        rest = [token.lower for token in self.tokens[match.last : run_last]]
        if rest[-1] in OUTLET and len(rest) <= 2:
            return -8.0
        if rest[0] in SPOT:
            return -3.5
        if rest[0] in ("university", "college", "school") and match.key not in self.gazetteer.common:
            return -0.8
        if rest[0] in GENERIC_AFTER or rest[0] in OFFICIALS or rest[0] in TITLES or rest[0] in NOT_PLACES:
            return 0.3
        if any(word in ORGANISATION for word in rest) or match.area or self._is_demonym(self.tokens[match.last]):
            return 0.0
        if any(word in SPOT for word in rest):
            return -2.0
        return -2.5

    def _is_demonym(self, token: Token) -> bool:
        return any(n.how == NameKind.DEMONYM for n in self.gazetteer.named(fold(token.text)))


def _is_area(key: str) -> bool:
    return any(word in GENERIC_WORDS for word in key.split()[1:])


def _is_title_case(tokens: Sequence[Token]) -> bool:
    """A headline in which nearly every word is capitalised."""
    letters = [t for t in tokens[:60] if t.text[0].isalpha()]
    return len(letters) > 4 and sum(t.name_like for t in letters) > 0.7 * len(letters)


def _in_unspaced(text: str, tokens: Sequence[Token], gazetteer: Gazetteer) -> list[Mention]:
    """Names inside words of scripts without spaces: the longest known pieces of 2 to 10 letters."""
    found: list[Mention] = []
    for token in tokens:
        if token.text.isascii() or not has_no_spaces(token.text):
            continue
        at = token.start
        while at < token.end - 1:
            for end in range(min(token.end, at + 10), at + 1, -1):
                piece = text[at:end]
                named = gazetteer.named(fold(piece))
                if named and max(gazetteer.entry(n.row).population for n in named) >= 50_000:
                    found.append(Mention(start=at, end=end, text=piece, key=fold(piece), named=named, worth=1.5))
                    at = end - 1
                    break
            at += 1
    return found


def find_mentions(text: str, gazetteer: Gazetteer) -> list[Mention]:
    """Possible places of a text in order, containment noted; worth below 0 means probably none."""
    reader = _Reader(text, gazetteer)
    mentions = [m for m in reader.mentions() if not has_no_spaces(m.text)]
    mentions += _in_unspaced(text, reader.tokens, gazetteer)
    mentions.sort(key=lambda m: m.start)
    return contained(text, as_areas(text, mentions, gazetteer), gazetteer)


def is_outlet(word: str) -> bool:
    """Whether a word is a news agency's name."""
    return word in OUTLETS


def spans_as_mentions(text: str, spans: Sequence[tuple[int, int]], gazetteer: Gazetteer) -> list[Mention]:
    """Given spans as mentions of full worth; a span without a match has no `named`."""
    found = []
    for start, end in spans:
        words = text[start:end]
        key = fold(words)
        named = gazetteer.named(key)
        area = _is_area(key)
        if not named:
            bare = without_generic(key)
            named, area = gazetteer.named(bare), True
        before = text[max(0, start - 20) : start].split()
        after = text[end : end + 20].split()
        mention = Mention(
            start=start,
            end=end,
            text=words,
            key=key,
            named=named,
            worth=4.0,
            area=area,
            before=before[-1].casefold().strip("(\"'“") if before else "",
            after=after[0].casefold().strip(".,;:)\"'”") if after else "",
            owns=text[end : end + 2] in ("'s", "’s"),
        )
        found.append(mention)
    return contained(text, found, gazetteer)
