"""The brief of an area: levels, why, incidents, advice, coverage; as data and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lookfar.domain.incident import Incident
from lookfar.domain.rating import Rating, graver_than, interval_words, rests_on, share_words
from lookfar.domain.taxonomy import Headline
from lookfar.domain.vocabulary import Coverage

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceLine:
    """One government's advice. `statuses` None: it said nothing readable."""

    issuer: str
    statuses: tuple[str, ...] | None
    updated_at: datetime
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageLine:
    """How one source was heard; `newest` None is never. `is_record`: a closed record of the past, of which nothing new comes."""

    name: str
    coverage: str
    newest: datetime | None
    is_record: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """A country or a part of one with its security rating."""

    name: str
    rating: Rating


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Everything a brief says. `reconstructed`: it rests on replayed rows.

    `doubts`: by rating id, why silence is no proof of calm. `unheard`: no feed was heard, since the last contact with any, None when there was none. `inside`: name of the country
    that the area is a part of, "" for a country; `whole`: that country, None for one; `around`: the first-level area that a
    city lies in, else None. `worst`: a country's worst part, None when no incident is known to a part.
    """

    area: str
    name: str
    as_of: datetime
    ratings: tuple[Rating, ...]
    incidents: tuple[Incident, ...]
    advice: tuple[AdviceLine, ...]
    coverage: tuple[CoverageLine, ...]
    reconstructed: bool
    attributions: tuple[str, ...]
    doubts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unheard: bool = False
    unheard_since: datetime | None = None
    inside: str = ""
    whole: PartLine | None = None
    around: PartLine | None = None
    worst: PartLine | None = None

    @property
    def headline(self) -> Rating | None:
        """The security rating."""
        return next((one for one in self.ratings if one.category == Headline.SECURITY.value), None)

    @property
    def graver(self) -> list[Rating]:
        """Categories of violence above the headline."""
        return [] if self.headline is None else graver_than(self.headline, self.ratings)

    @property
    def records(self) -> list[CoverageLine]:
        """Closed records of the past that tell of its time."""
        return [line for line in self.coverage if line.is_record and line.coverage != Coverage.BLIND.value]


def as_day(moment: datetime) -> str:
    """`6 Jan 2022, 14:05 UTC`.

    >>> from datetime import UTC
    >>> as_day(datetime(2022, 1, 6, 14, 5, tzinfo=UTC))
    '6 Jan 2022, 14:05 UTC'
    """
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}, {moment:%H:%M} UTC"


def level_words(rating: Rating) -> str:
    """`level 4 (High), 67 (58-75)`, or `level 0 (Not enough data)` without a number."""
    words = f"level {int(rating.level)} ({rating.level.word})"
    return words if not rating.level else f"{words}, {interval_words(rating)}"


def category_words(rating: Rating) -> str:
    """`armed conflict`."""
    return rating.category.replace("_", " ")


def graver_words(graver: Sequence[Rating]) -> str:
    """What to say beside a headline of the categories that stand above it; "" when none does.

    Words are those of the page of an area.
    """
    if not graver:
        return ""
    named = "; ".join(f"{category_words(one)}, level {int(one.level)} ({one.level.word})" for one in graver)
    return (
        f"Graver than this headline: {named}. The headline looks for the risk of deaths on a large scale; each category "
        "is rated for itself."
    )


def why_level(rating: Rating) -> tuple[str, ...]:
    """Why a level stands against its score; nothing for one without a level, of which the coverage says why."""
    return rating.reasons if rating.level else ()


def markdown(brief: Brief) -> str:
    """The brief as CommonMark."""
    headline = brief.headline
    parts = [f"# {brief.name}", *([f"Part of {brief.inside}."] if brief.inside else [])]
    parts += _around(brief)
    parts += [_as_of_line(brief), *_hearing(brief)]
    if headline is not None:
        parts.append(f"**Security: {level_words(headline)}.** Source coverage: {headline.coverage.value}.")
        parts += [f"- {line}" for line in _why(headline)]
        if doubts := brief.doubts.get(headline.id):
            parts.append(f"Silence is no proof of calm here: {'; '.join(doubts)}.")
        parts += [line for line in [rests_on(headline)] if line and headline.contributors]
    parts += [said] if (said := graver_words(brief.graver)) else []
    if not brief.inside:
        parts.append(_worst_line(brief.worst, headline))
    parts += _by_category([one for one in brief.ratings if one is not headline])
    parts.append("## Incidents")
    parts += [_incident_line(incident) for incident in brief.incidents] or ["No incident is known here."]
    parts.append("## Government advice")
    parts += [_advice_line(line) for line in brief.advice] or ["No government's advice has been read."]
    parts.append("## Who we hear")
    parts += [
        _coverage_line(line) for line in (*brief.records, *(one for one in brief.coverage if not one.is_record))
    ]
    parts.append("## Sources and licences")
    parts += [f"- {line}" for line in brief.attributions]
    return _joined(parts)


def _joined(parts: list[str]) -> str:
    text = ""
    for before, part in zip(["", *parts], parts, strict=False):
        tight = before.startswith("- ") and part.startswith("- ")
        text += ("" if not text else "\n" if tight else "\n\n") + part
    return text + "\n"


def _as_of_line(brief: Brief) -> str:
    mark = " Reconstructed: it rests on replayed records." if brief.reconstructed else ""
    return f"Threat as of {as_day(brief.as_of)}.{mark} A rating is of the place; risk exists only with exposure."


def _worst_line(worst: PartLine | None, whole: Rating | None) -> str:
    if worst is None:
        return "No part of the country stands out: no incident is known to a part of it, which is not safety."
    line = f"Worst area: {worst.name}, {level_words(worst.rating)}."
    if whole is None or worst.rating.level >= whole.level:
        return line
    return f"{line} Less of what is known can be pinned to it than to the country, whose level holds there too."


def _hearing(brief: Brief) -> list[str]:
    """That no feed was heard, and which closed record it is known from instead."""
    if not brief.unheard:
        return []
    since = f" since {as_day(brief.unheard_since)}" if brief.unheard_since else ""
    names = ", ".join(line.name for line in brief.records)
    known = (
        f"What is shown of that time comes from a closed record, {names}, read later; an empty list"
        if names
        else "Nothing new can be shown, and an empty list"
    )
    return [f"**No feed was heard{since}.** {known} does not mean that all is calm."]


def _by_category(ratings: Sequence[Rating]) -> list[str]:
    """The table, and under it why levels stand against their scores."""
    rows = "".join(f"\n| {category_words(one)} | {level_words(one)} | {one.coverage.value} |" for one in ratings)
    reasons = [f"- {category_words(one)}: {'; '.join(why)}" for one in ratings if (why := why_level(one))]
    return [f"## By category\n\n| category | level | source coverage |\n|---|---|---|{rows}", *reasons]


def _coverage_line(line: CoverageLine) -> str:
    heard = "a closed record of the past, read later" if line.is_record else line.coverage
    return f"- {line.name}: {heard}, newest content {as_day(line.newest) if line.newest else 'never'}"


def _why(rating: Rating) -> list[str]:
    lines = [
        f"{part.title} ({as_day(part.happened)}, {share_words(part.share)})" for part in rating.contributors[:3]
    ]
    return lines + list(rating.reasons)


def _around(brief: Brief) -> list[str]:
    """The levels of the areas that hold a part of a country."""
    lines = []
    if (one := brief.around) is not None:
        said = f"{one.name}, the first-level area it lies in: {level_words(one.rating)}."
        lines.append(said + _may_reach(one, brief.headline, "place in"))
    if (one := brief.whole) is not None:
        said = f"{one.name} as a whole: {level_words(one.rating)}."
        lines.append(said + _may_reach(one, brief.headline, "part of"))
    return [f"**{line}**" for line in lines]


def _may_reach(holder: PartLine, part: Rating | None, of_it: str) -> str:
    """What the level of what holds a part means for it, "" when it is no higher."""
    if not holder.rating.level:
        return " That does not mean safe."
    if part is not None and part.level >= holder.rating.level:
        return ""
    return f" It is higher than here: what is told of {holder.name}, and of no one {of_it} it, may reach here too."


def _incident_line(incident: Incident) -> str:
    deaths = incident.fatalities
    toll = f"; deaths {deaths.best}" if deaths.best is not None else "; deaths unknown"
    where = incident.place.name if incident.place else "place unknown"
    return (
        f"- {as_day(incident.happened.start)}: {incident.title} ({where}; CAP {incident.severity.value}{toll}; "
        f"{_sources_of(incident)}; {incident.status.value})"
    )


def _sources_of(incident: Incident) -> str:
    count = len(incident.sources)
    return f"{count} independent source" if count == 1 else f"{count} independent sources"


def _advice_line(line: AdviceLine) -> str:
    match line.statuses:
        case None:
            says = "unknown (its text could not be read)"
        case ():
            says = "no warning against travel"
        case statuses:
            says = ", ".join(status.replace("_", " ") for status in statuses)
    return f"- {line.issuer}: {says}. Updated {as_day(line.updated_at)}. <{line.url}>"
