"""The facts of a text: counts, actors and targets, each with the words it was read from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lookfar.domain.report import Fact, FactKind, Toll
from lookfar.formats.plain_text import is_held
from lookfar.reports.actors import NamedGroup, Phrase, names, parties
from lookfar.reports.deeds import Deeds, deeds
from lookfar.reports.targets import TargetList
from lookfar.reports.tolls import Tolls, tolls
from lookfar.reports.untrue import is_tale_title

MOST_FACTS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsRead:
    """What was read. `actors`: everybody named who acts or suffers; the facts say who did it, and to whom."""

    counted: Tolls
    actors: tuple[str, ...]
    facts: tuple[Fact, ...]

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of the targets, each once."""
        return tuple(dict.fromkeys(fact.name for fact in self.facts if fact.kind is FactKind.TARGET))


def read_facts(
    text: str,
    groups: Sequence[NamedGroup],
    known: TargetList,
    *,
    title: str = "",
    language: str = "en",
    year: int | None = None,
) -> FactsRead:
    """Facts of a report of `year` (None unknown); the title is read too when the text does not hold it: the beginning of the
    text, cut, lacks what the rest says of it ("... in the Korean War").

    Counts and deeds are read in English only; known groups are found in any language. What the text counts
    goes before what the title does.
    """
    apart = "" if is_held(title, text) else title
    english = language == "en"
    told = is_tale_title(title)
    counted = Tolls()
    found: list[Fact] = []
    named: list[Phrase] = []
    for part, in_title in ((apart, True), (text, False)):
        if not part:
            continue
        here = parties(part, groups)
        named += here
        if english:
            own = Tolls() if told else tolls(part, year=year)
            counted = own if not counted.mentions else _preferred(own, counted)
            found += _facts(part, own, deeds(part, here, known, own.mentions), in_title=in_title)
    return FactsRead(counted=counted, actors=names(named), facts=tuple(found)[:MOST_FACTS])


def _preferred(text: Tolls, title: Tolls) -> Tolls:
    """The text's counts; the title's where the text has none of that harm, or tells only a part of its dead."""
    own = text.fatalities.is_known and not _is_part(text, title)
    return Tolls(
        fatalities=text.fatalities if own else title.fatalities,
        injured=text.injured if text.injured.is_known else title.injured,
        others={**title.others, **text.others},
        running_total=text.running_total if own else title.running_total,
        mentions=(*title.mentions, *text.mentions),
    )


def _is_part(text: Tolls, title: Tolls) -> bool:
    """Whether the text, which gives no total, counts fewer dead than its title counts exactly or at least."""
    if text.running_total or title.running_total or text.fatalities.best is None or title.fatalities.best is None:
        return False
    return title.fatalities.best > text.fatalities.best and title.fatalities.high in (None, title.fatalities.best)


def _facts(part: str, counted: Tolls, done: Deeds, *, in_title: bool) -> Iterator[Fact]:
    for mention in counted.mentions:
        count = Toll(low=mention.count.low, best=mention.count.best, high=mention.count.high)
        words = part[mention.start : mention.end]
        yield Fact(
            kind=mention.harm, words=words, start=mention.start, end=mention.end, in_title=in_title, count=count
        )
    for doer in done.doers:
        words = part[doer.start : doer.end]
        yield Fact(
            kind=FactKind.ACTOR, words=words, start=doer.start, end=doer.end, in_title=in_title, name=doer.name
        )
    for aim in done.targets:
        words = part[aim.start : aim.end]
        yield Fact(
            kind=FactKind.TARGET,
            words=words,
            start=aim.start,
            end=aim.end,
            in_title=in_title,
            name=aim.name,
            target=aim.kind,
        )
