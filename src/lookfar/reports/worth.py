"""Weighs, from the words around it, whether a name of the gazetteer is a place in this text."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from lookfar.reports.entry import Kind, NameKind
from lookfar.reports.gazetteer import Named
from lookfar.reports.matches import LONGEST_NAME, Match, Reader
from lookfar.reports.mention import Mention
from lookfar.reports.names import fold
from lookfar.reports.people import people_in
from lookfar.reports.place_words import (
    AGENCIES,
    DIRECTIONS,
    GENERIC_AFTER,
    GIVEN_NAMES,
    HELD,
    ILLNESS,
    LOCAL_PEOPLE,
    LOCATIVE,
    NOT_PLACES,
    OFFICIALS,
    ORGANISATION,
    OUTLET,
    OUTLETS,
    PARTIES,
    SAYING,
    SITES,
    SPOT,
    STRUCK,
    SURNAMES,
    TITLES,
)
from lookfar.reports.tokens import Token

_BEYOND_LATIN = "\u0370"
_KNOWN = 0.5
"""Standing of a town of 50,000."""
_HARM = re.compile(
    r"\b(?:kill|dead|die|death|explo|blast|attack|shoot|shot|fire|flood|quake|protest|clash|arrest|injur|wound|hurt|storm|strike|bomb|riot|"
    r"crash|stab|raid|landslide|outbreak|cholera)\w*",
    re.IGNORECASE,
)
_SHORT = 4
"""Letters with which two spellings of a longer name begin."""
_HEADS = 2.5
"""A known place that a colon sets before a headline: "Leeds: two killed"."""
_NO_PLACE = re.compile(r"[-\u2010\u2011]\d|\.(?:com|org|net|info|gov|co|tv)\b")
_THING = 8.0
"""A name that a number is joined to is a missile or an aircraft, "Hwasong-17"; one with an ending of the web is an address."""
_WORDS_OF_SITE = 4
_WORDS_AFTER = 20
"""Words of a run that are looked at behind a name."""
_GREAT = 4.0
"""Standing of a country."""
_NAME_GOES_ON = frozenset(("de", "del", "la", "las", "los", "da", "do", "das", "dos", "di"))
_AGE = re.compile(r",? \(?\d{1,3}[,)]")


class Weigher:
    """The names of one text being weighed."""

    def __init__(self, reader: Reader) -> None:
        self.text, self.tokens, self.runs = reader.text, reader.tokens, reader.runs
        self.gazetteer = reader.gazetteer
        self.found = reader.matches()
        self.people = people_in(reader)
        self.shouting = _is_title_case(self.tokens)
        self.capitals = self.shouting and self.text.isupper()

    def mentions(self) -> list[Mention]:
        """Every match with its worth; also the unlikely ones, which carry a negative worth."""
        run_of = {}
        for first, last in self.runs:
            for at in range(first, last):
                run_of[at] = (first, last)
        return [self._mention(match, *run_of[match.first]) for match in self.found]

    def _mention(self, match: Match, run_first: int, run_last: int) -> Mention:
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
            heads = start == 0 and text[end : end + 2] == ": " and _HARM.search(text, end) is not None
            worth += _HEADS if heads and self._is_known(match) else 0.0
            worth -= _THING if _NO_PLACE.match(text, end) else 0.0
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
            site=match.last < run_last and self._names_site(match, run_last),
        )

    def _names_site(self, match: Match, run_last: int) -> bool:
        """Whether a known town's name goes on to the name of a site or an event."""
        rest = [token.lower for token in self.tokens[match.last : min(run_last, match.last + _WORDS_OF_SITE)]]
        return not SITES.isdisjoint(rest) and self._is_known(match)

    def _name_worth(self, match: Match) -> float:
        """How likely the name alone is a place."""
        first = self.tokens[match.first]
        single = match.last - match.first == 1
        best = max(self._standing(n, match.key) for n in match.named)
        worth = best + (0.0 if single else 1.5)
        if first.text[0] >= _BEYOND_LATIN:  # there an alternate name is the place's own name
            worth += 1.0 if not (single and first.opens and first.text[0].isupper()) else -0.5
        if single and first.lower in NOT_PLACES:
            worth -= 6.0
        if single and first.lower in self.people:
            worth -= 4.0
        if single and self._is_agency(first):
            worth -= 8.0
        if single and first.text.count(".") > 1:  # "L.A.", "N.Y.": what is counted of "la" says nothing
            return worth + 1.0
        if single and match.key in self.gazetteer.common:
            worth -= 4.0 if first.opens or self.shouting else 1.0
        if (usage := self.gazetteer.usage(match.key)) is not None and not self._is_local_demonym(match):
            worth += max(-4.0, min(2.0, math.log((usage.place + 1.0) / (usage.other + 1.0))))
        return worth

    def _is_agency(self, token: Token) -> bool:
        """A news agency named like a town: "Xinhua", and "SANA" where not all is in capitals."""
        capitals = token.text.isupper() and not self.text.isupper()
        return token.lower in OUTLETS or (capitals and token.lower in AGENCIES)

    def _standing(self, named: Named, told: str = "") -> float:
        """How well a place is known; `told`: the folded name, which may be another spelling of its own ("Kupiansk")."""
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
                spelled_like = len(told) > _SHORT and entry.is_spelled_like(told, _SHORT)
                own = named.how <= NameKind.OFFICIAL or spelled_like
                return (0.0 if own else -1.0) + 0.5 * (math.log10(max(entry.population, 300)) - 3.7)

    def _caseless(self, match: Match) -> float:
        """In a script without capitals any word may be a name: only a town of some size is believed."""
        largest = max(self.gazetteer.entry(n.row).population for n in match.named)
        return 0.5 if largest >= 20_000 and len(match.key) > 2 else -5.0

    def _left(self, match: Match, run_first: int, before: Token | None) -> float:
        """What the word before says, in logit units."""
        if before is None:
            return 0.0
        word = before.lower
        if match.first == run_first:
            held = word == "of" and match.first > 1 and self.tokens[match.first - 2].lower in HELD
            return (
                2.0
                if word in LOCATIVE or held or word in STRUCK
                else -3.0
                if word in TITLES
                else 0.5
                if word in ("of", "the")
                else 0.0
            )
        if before.text in PARTIES and self.text[before.end : before.end + 1] == "-":
            return 2.0
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
        if self._is_plain_in_capitals(match):
            return 0.0
        return -3.0 if match.last - match.first == 1 else -2.0

    def _right(self, match: Match, run_last: int, after: Token | None, end: int) -> float:
        """What the words after say, in logit units."""
        worth = -2.0 if match.first > 0 and _AGE.match(self.text, end) and not match.area else 0.0
        if after is None:
            return worth
        word = after.lower
        if word in _NAME_GOES_ON and self._is_longer(match):
            return worth - 9.0
        if match.last < run_last:
            return worth + self._right_in_run(match, run_last)
        if match.key.startswith("saint ") and self.text[end : end + 2] in ("'s", "’s"):
            return worth - 3.0
        if word in LOCAL_PEOPLE:
            return worth + 1.5
        if word in ILLNESS:
            return worth - 8.0
        if word in SAYING and max(self._standing(n) for n in match.named) < 2.0:
            return worth - 1.5
        return worth

    def _is_longer(self, match: Match) -> bool:
        """Whether a name that the gazetteer lacks begins like a town's: "San Juan de Lagunillas"."""
        behind = next((t for t in self.tokens[match.last : match.last + 3] if t.lower not in _NAME_GOES_ON), None)
        return behind is not None and behind.name_like and max(map(self._standing, match.named)) < _GREAT

    def _right_in_run(self, match: Match, run_last: int) -> float:
        """A name that goes on: an organisation keeps its place, a newspaper, a spot or a person does not."""
        rest = [token.lower for token in self.tokens[match.last : min(run_last, match.last + _WORDS_AFTER)]]
        if rest[-1] in OUTLET and len(rest) <= 2:
            return -8.0
        if rest[0] in SPOT:
            return -3.5
        if match.last - match.first == 1 and self._is_full_name(match, rest):
            return -8.0
        if rest[0] in ("university", "college", "school") and match.key not in self.gazetteer.common:
            return -0.8
        if rest[0] in GENERIC_AFTER or rest[0] in OFFICIALS or rest[0] in TITLES or rest[0] in NOT_PLACES:
            return 0.3
        if any(word in ORGANISATION for word in rest) or match.area or self._is_demonym(self.tokens[match.last]):
            return 0.0
        if self._is_local_demonym(match):  # "Crimean Tatars", "Catalan President"
            return 0.0
        if any(word in SPOT for word in rest):
            return -2.0
        return 0.0 if self._is_plain_in_capitals(match) else -2.5

    def _is_plain_in_capitals(self, match: Match) -> bool:
        """Whether a text is all capitals, so that a capital beside a name says nothing, and the name is a known place's."""
        return self.capitals and self._is_known(match)

    def _is_known(self, match: Match) -> bool:
        return max(self._standing(n) for n in match.named) >= _KNOWN

    def _is_full_name(self, match: Match, rest: Sequence[str]) -> bool:
        """Whether a person is named like a place: "Chad Johnson", "Kenya Moore"."""
        if len(rest) > 2 or any(
            word in ORGANISATION or word in GENERIC_AFTER or word in NOT_PLACES for word in rest
        ):
            return False
        if rest[0] in OFFICIALS or rest[0] in TITLES or self._is_demonym(self.tokens[match.last]):
            return False
        return rest[-1] in SURNAMES or self.tokens[match.first].lower in GIVEN_NAMES

    def _is_local_demonym(self, match: Match) -> bool:
        """An adjective, which no count of places in news knows as a place and which any name may follow."""
        return any(
            n.how == NameKind.DEMONYM and self.gazetteer.entry(n.row).kind != Kind.COUNTRY for n in match.named
        )

    def _is_demonym(self, token: Token) -> bool:
        if len(token.text) > LONGEST_NAME:
            return False
        return any(n.how == NameKind.DEMONYM for n in self.gazetteer.named(fold(token.text)))


def _is_title_case(tokens: Sequence[Token]) -> bool:
    """A headline in which nearly every word is capitalised."""
    letters = [t for t in tokens[:60] if t.text[0].isalpha()]
    return len(letters) > 4 and sum(t.name_like for t in letters) > 0.7 * len(letters)
