"""Finds the words of a text that name places, and weighs whether they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lookfar.reports.area_lists import as_areas
from lookfar.reports.area_words import said_to_be_areas
from lookfar.reports.containment import contained
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.matches import Reader, is_area
from lookfar.reports.mention import Mention
from lookfar.reports.names import fold, without_generic
from lookfar.reports.place_words import OUTLETS, SITES
from lookfar.reports.tokens import Token, has_no_spaces
from lookfar.reports.worth import Weigher

_LEAST_SITE = -4.0
"""Worth below which a name is surely none, whatever follows: a person's."""


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
    reader = Reader(text, gazetteer)
    mentions = [m for m in Weigher(reader).mentions() if not (has_no_spaces(m.text) or _is_site_word(m))]
    mentions += _in_unspaced(text, reader.tokens, gazetteer)
    mentions.sort(key=lambda m: m.start)
    areas = said_to_be_areas(text, as_areas(text, mentions, gazetteer), gazetteer)
    return contained(text, areas, gazetteer)


def _is_site_word(mention: Mention) -> bool:
    """Whether an unlikely name is the word that says what kind of site a name is: the "Arena" of "Manchester Arena"."""
    return mention.worth < 0 and mention.key in SITES


def sites(mentions: Sequence[Mention]) -> list[Mention]:
    """The towns in the names of sites and events that are rather no places of their own, as places without parents."""
    return [replace(m, parent=-1) for m in mentions if m.site and _LEAST_SITE < m.worth <= 0]


def likely(mentions: Sequence[Mention]) -> list[Mention]:
    """Those that are rather places than not, parents renumbered."""
    kept = [m for m in mentions if m.worth > 0]
    if len(mentions) == len(kept):
        return kept
    number = {id(m): n for n, m in enumerate(kept)}
    return [m if m.parent < 0 else replace(m, parent=number.get(id(mentions[m.parent]), -1)) for m in kept]


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
        area = is_area(key)
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
    return contained(text, said_to_be_areas(text, found, gazetteer), gazetteer)
