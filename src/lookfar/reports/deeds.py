"""Who did what to whom: doers and targets of a text, with the words they were read from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from lookfar.domain.report import FactKind, TargetKind
from lookfar.reports import deed_grammar as grammar
from lookfar.reports.actors import Phrase
from lookfar.reports.other_times import Standing, standing
from lookfar.reports.targets import Target, TargetList, possible_targets
from lookfar.reports.tolls import Mention

LONGEST_TEXT = 4_000
GAP = 90
"""Characters that may stand between a verb and its subject or object."""
MOST = 6
_STOP = re.compile(r"[.;!?]\s")
_END = re.compile(r"[.!?]\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """Doers and targets, in order of appearance, each name once."""

    doers: tuple[Phrase, ...] = ()
    targets: tuple[Target, ...] = ()


def deeds(text: str, parties: Sequence[Phrase], known: TargetList, counted: Sequence[Mention] = ()) -> Deeds:
    """Doers and targets of an English text; `parties` are those named in it, `counted` the harms it counts."""
    text = text[:LONGEST_TEXT]
    verbs = tuple(_verbs(text))
    if not (
        verbs
        or any(sign.search(text) for sign in (grammar.ALONE, grammar.NOUN_DEED, grammar.CLASH, grammar.CLASHED))
    ):
        return Deeds()
    reading = _Reading(
        text=text, parties=_people(text, parties), targets=possible_targets(text, known), verbs=verbs
    )
    doers = [*_of_verbs(reading), *_alone(reading), *_of_clashes(reading), *_of_weapons(text), *_of_nouns(reading)]
    said = {(doer.start, doer.end) for doer in doers}
    hit = [*_hit_by_verbs(reading), *_hit_by_nouns(reading), *_victims(reading, counted)]
    targets = [one for one in hit if not any(one.start < end and start < one.end for start, end in said)]
    return Deeds(doers=_first_of_each(doers), targets=_first_of_each(targets))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    text: str
    parties: list[Phrase]
    targets: list[Target]
    verbs: tuple[re.Match[str], ...]


def _verbs(text: str) -> Iterator[re.Match[str]]:
    """Verbs of what is told, without nouns that look like them and without what is told of another event."""
    for match in grammar.DEED.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()]
        if grammar.BARE.fullmatch(match.group()) and grammar.NOUN_BEFORE.search(before):
            continue
        if standing(text, match.start(), match.end()) is not Standing.ELSEWHERE:
            yield match


def _people(text: str, parties: Sequence[Phrase]) -> list[Phrase]:
    """Known parties and people at large; a longer phrase covers the ones inside it."""
    loose = [Phrase(name=m.group().lower(), start=m.start(), end=m.end()) for m in grammar.PEOPLE.finditer(text)]
    kept: list[Phrase] = []
    for phrase in sorted([*parties, *loose], key=lambda p: (p.start - p.end, p.start)):
        if phrase.end <= len(text) and not any(phrase.start < k.end and k.start < phrase.end for k in kept):
            kept.append(phrase)
    ordered = sorted(kept, key=lambda p: p.start)
    return [p for before, p in zip([None, *ordered], ordered, strict=False) if not _goes_on(text, before, p)]


def _goes_on(text: str, before: Phrase | None, phrase: Phrase) -> bool:
    """Whether a phrase only says what the one before it is: "Taliban" + "fighters"."""
    return before is not None and text[before.end : phrase.start] == " "


def _of_verbs(reading: _Reading) -> Iterator[Phrase]:
    for verb in reading.verbs:
        if _is_passive(reading.text, verb.start()):
            yield from _by(reading, verb.end())
        elif doer := _subject(reading, verb.start()):
            yield doer
        else:
            yield from _by(reading, verb.end())


def _alone(reading: _Reading) -> Iterator[Phrase]:
    for verb in grammar.ALONE.finditer(reading.text):
        if doer := _party_before(reading, verb.start()):
            yield doer


def _party_before(reading: _Reading, verb: int) -> Phrase | None:
    near = [p for p in reading.parties if p.end <= verb and verb - p.end <= GAP]
    return near[-1] if near and grammar.SUBJECT.search(reading.text[near[-1].end : verb]) else None


def _subject(reading: _Reading, verb: int) -> Phrase | None:
    if party := _party_before(reading, verb):
        return party
    before = reading.text[max(0, verb - GAP) : verb]
    for match in grammar.NAME.finditer(before):
        if re.fullmatch(r"(?:\s(?:has|have|had|also))?\s", before[match.end() :]):
            if grammar.NOT_SOMEBODY.fullmatch(match["name"]) or grammar.PREPOSITION.search(
                before[: match.start()]
            ):
                return None
            return Phrase(
                name=match["name"],
                start=verb - len(before) + match.start("name"),
                end=verb - len(before) + match.end("name"),
            )
    return None


def _by(reading: _Reading, verb: int) -> Iterator[Phrase]:
    for phrase in reading.parties:
        if verb < phrase.start <= verb + GAP and grammar.BY.search(reading.text[verb : phrase.start]):
            yield phrase
            return
    after = reading.text[verb : verb + GAP]
    for match in grammar.NAME.finditer(after):
        if grammar.BY.search(after[: match.start()]):
            yield Phrase(name=match["name"], start=verb + match.start("name"), end=verb + match.end())
            return


def _is_passive(text: str, verb: int) -> bool:
    return grammar.PASSIVE.search(text[max(0, verb - 30) : verb]) is not None


def _of_clashes(reading: _Reading) -> Iterator[Phrase]:
    for match in grammar.CLASH.finditer(reading.text):
        start, end = match.span("both" if match["both"] else "with")
        yield from [p for p in reading.parties if start <= p.start < end][: 2 if match["both"] else 1]
    for match in grammar.CLASHED.finditer(reading.text):
        near = [p for p in reading.parties if p.end <= match.start() <= p.end + 60]
        if near and not _STOP.search(reading.text[near[-1].end : match.start()]):
            yield from near[-2:]


def _of_weapons(text: str) -> Iterator[Phrase]:
    for match in grammar.WEAPON.finditer(text):
        if match["whose"] not in _ARTICLES:
            yield Phrase(name=match["whose"], start=match.start("whose"), end=match.end("whose"))


_ARTICLES = frozenset({"A", "An", "The", "Several", "Two", "Three", "Dozens", "Air", "In"})


def _of_nouns(reading: _Reading) -> Iterator[Phrase]:
    for match in grammar.NOUN_DEED.finditer(reading.text):
        if match["by"]:
            yield from _by(reading, match.start("by") - 1)


def _hit_by_verbs(reading: _Reading) -> Iterator[Target]:
    for verb in reading.verbs:
        if _is_passive(reading.text, verb.start()):
            meant = grammar.CERTAINLY_MEANT.search(_sentence(reading.text, verb.start()))
            if verb["harm"] is None or meant or any(_by(reading, verb.end())):
                yield from _acted_on(reading, verb.start())
        else:
            yield from _object(reading, verb)


def _acted_on(reading: _Reading, verb: int) -> Iterator[Target]:
    near = [t for t in reading.targets if t.end <= verb <= t.end + GAP]
    for target in reversed(near):
        between = reading.text[target.end : verb]
        if not _STOP.search(between) and len(between.split()) <= 7:
            first = next((t for t in near if t.start < target.start and _heads(reading.text, t, target)), target)
            yield first
        return


def _heads(text: str, first: Target, second: Target) -> bool:
    """Whether the first noun is the one the second belongs to: "the mayor of a town"."""
    return (
        re.fullmatch(
            r"\s(?:of|in|at|from|on)\s(?:an?\s|the\s)?(?:[\w'’-]+\s){0,2}", text[first.end : second.start]
        )
        is not None
    )


def _object(reading: _Reading, verb: re.Match[str]) -> Iterator[Target]:
    after = [t for t in reading.targets if verb.end() <= t.start <= verb.end() + GAP]
    if (
        verb["harm"]
        and not (verb["act"] or grammar.CERTAINLY_MEANT.search(_sentence(reading.text, verb.start())))
        and not _subject(reading, verb.start())
    ):
        return
    for target in after:
        if grammar.OBJECT.search(reading.text[verb.end() : target.start]):
            yield _with_name(reading.text, verb.end(), target)
            yield from _there(reading, verb, target)
            return
        break
    rest = reading.text[verb.end() : verb.end() + GAP]
    match = grammar.NAME.search(rest)
    if match and re.fullmatch(r"\s(?:the\s|two\s|three\s|several\s|\d+\s)?", rest[: match.start()]):
        kind = TargetKind.PLACE if verb["act"] else TargetKind.PERSONS
        start = verb.end() + match.start("name")
        yield Target(kind=kind, name=match["name"], start=start, end=verb.end() + match.end("name"))


def _there(reading: _Reading, verb: re.Match[str], persons: Target) -> Iterator[Target]:
    """The site at which persons were attacked, or from which they were taken: "pupils from a school"."""
    if persons.kind is not TargetKind.PERSONS or verb["harm"]:
        return
    way = r"from" if verb["takes"] else r"at|in|inside|outside|on|from"
    pattern = re.compile(rf"\s(?:{way})\s(?:an?\s|the\s|their\s)?(?:[\w'’-]+\s){{0,3}}?")
    for target in [t for t in reading.targets if persons.end < t.start <= persons.end + 60]:
        if target.kind is not TargetKind.PERSONS and pattern.fullmatch(reading.text[persons.end : target.start]):
            yield target
            return


def _with_name(text: str, verb: int, target: Target) -> Target:
    """A site with the proper name before it: "Damascus airport"."""
    match = re.search(r"((?:[A-Z][\w'’-]+\s)+)$", text[verb : target.start])
    if match is None or target.kind is TargetKind.PERSONS:
        return target
    return Target(kind=target.kind, name=target.name, start=verb + match.start(), end=target.end)


def _hit_by_nouns(reading: _Reading) -> Iterator[Target]:
    for match in grammar.NOUN_DEED.finditer(reading.text):
        for target in [t for t in reading.targets if match.end() <= t.start <= match.end() + GAP]:
            between = reading.text[match.end() : target.start]
            on_place = re.fullmatch(r"\s(?:on|against)\s(?:an?\s|the\s)?", between)
            if (on_place or target.kind is not TargetKind.PLACE) and grammar.AT_TARGET.search(
                " " + between.lstrip()
            ):
                yield target
                break


_COUNTED = re.compile(
    r"^(?:\s(?!(?:in|at|on|by|who|was|were|and|when|after|near|as|with|is|are)\b)[\w'’-]+){0,4}?\s$"
)


def _victims(reading: _Reading, counted: Sequence[Mention]) -> Iterator[Target]:
    """The persons that a count of killed, injured, arrested or abducted speaks of."""
    for mention in counted:
        if mention.harm in (FactKind.MISSING, FactKind.DISPLACED):
            continue
        taken = mention.harm in (FactKind.ARRESTED, FactKind.ABDUCTED)
        if not taken and not grammar.CERTAINLY_MEANT.search(_sentence(reading.text, mention.start)):
            continue
        for target in reading.targets:
            inside = mention.start <= target.start < mention.end
            if target.kind is TargetKind.PERSONS and (
                inside
                or (mention.end <= target.start and _COUNTED.search(reading.text[mention.end : target.start]))
            ):
                yield target
                break


def _sentence(text: str, at: int) -> str:
    begin = max((m.end() for m in _END.finditer(text, max(0, at - 300), at)), default=max(0, at - 300))
    stop = _END.search(text, at, at + 300)
    return text[begin : stop.start() if stop else at + 300]


_Named = TypeVar("_Named", Phrase, Target)


def _first_of_each(found: Sequence[_Named]) -> tuple[_Named, ...]:
    kept: dict[str, _Named] = {}
    for one in sorted(found, key=lambda p: (p.start, p.end)):
        kept.setdefault(one.name.lower(), one)
    return tuple(kept.values())[:MOST]
