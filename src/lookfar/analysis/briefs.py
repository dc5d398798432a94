"""The brief of an area: levels, why, incidents, advice, coverage; as data, Markdown and Typst."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lookfar.domain.incident import Incident
from lookfar.domain.rating import Rating, interval_words, rests_on, share_words
from lookfar.domain.times import rfc3339

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
    """How one source was heard; `newest` None is never."""

    name: str
    coverage: str
    newest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """A country or a part of one with its security rating."""

    name: str
    rating: Rating


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Everything a brief says. `reconstructed`: it rests on replayed rows.

    `inside`: name of the country that the area is a part of, "" for a country; `whole`: that country, None for one.
    `worst`: its worst part, None when no
    incident is known to a part.
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
    inside: str = ""
    whole: PartLine | None = None
    worst: PartLine | None = None


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


def markdown(brief: Brief) -> str:
    """The brief as CommonMark."""
    headline = next((r for r in brief.ratings if r.category == "security"), None)
    parts = [f"# {brief.name}", *([f"Part of {brief.inside}."] if brief.inside else [])]
    parts += [] if brief.whole is None else [f"**{_whole_line(brief.whole, headline)}**"]
    parts.append(_as_of_line(brief))
    if headline is not None:
        parts.append(f"**Security: {level_words(headline)}.** Source coverage: {headline.coverage.value}.")
        parts += [f"- {line}" for line in _why(headline)]
        parts += [line for line in [rests_on(headline)] if line and headline.contributors]
    if not brief.inside:
        parts.append(_worst_line(brief.worst, headline))
    parts.append("## By category\n\n| category | level | source coverage |\n|---|---|---|")
    parts[-1] += "".join(
        f"\n| {rating.category.replace('_', ' ')} | {level_words(rating)} | {rating.coverage.value} |"
        for rating in brief.ratings
        if rating.category != "security"
    )
    parts.append("## Incidents")
    parts += [_incident_line(incident) for incident in brief.incidents] or ["No incident is known here."]
    parts.append("## Government advice")
    parts += [_advice_line(line) for line in brief.advice] or ["No government's advice has been read."]
    parts.append("## Who we hear")
    parts += [
        f"- {line.name}: {line.coverage}, newest content {as_day(line.newest) if line.newest else 'never'}"
        for line in brief.coverage
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


def _why(rating: Rating) -> list[str]:
    lines = [
        f"{part.title} ({as_day(part.happened)}, {share_words(part.share)})" for part in rating.contributors[:3]
    ]
    return lines + list(rating.reasons)


def _whole_line(whole: PartLine, part: Rating | None) -> str:
    """The level of the country that the area is a part of."""
    line = f"{whole.name} as a whole: {level_words(whole.rating)}."
    if not whole.rating.level:
        return f"{line} That does not mean safe."
    if part is not None and part.level >= whole.rating.level:
        return line
    return f"{line} It is higher than here: what is told of {whole.name}, and of no one part of it, may reach here too."


def _incident_line(incident: Incident) -> str:
    deaths = incident.fatalities
    toll = f"; deaths {deaths.best}" if deaths.best is not None else "; deaths unknown"
    where = incident.place.name if incident.place else "place unknown"
    return (
        f"- {as_day(incident.happened.start)}: {incident.title} ({where}; CAP {incident.severity.value}{toll}; "
        f"{len(incident.sources)} independent sources; {incident.status.value})"
    )


def _advice_line(line: AdviceLine) -> str:
    match line.statuses:
        case None:
            says = "unknown (its text could not be read)"
        case ():
            says = "no warning against travel"
        case statuses:
            says = ", ".join(status.replace("_", " ") for status in statuses)
    return f"- {line.issuer}: {says}. Updated {as_day(line.updated_at)}. <{line.url}>"


def public(brief: Brief) -> dict[str, object]:
    """The brief as JSON-ready data."""
    return {
        "area": brief.area,
        "name": brief.name,
        "as_of": rfc3339(brief.as_of),
        "reconstructed": brief.reconstructed,
        "inside": brief.inside or None,
        "whole": None if brief.whole is None else _line_out(brief.whole),
        "worst": None if brief.worst is None else _line_out(brief.worst),
        "ratings": [
            {
                "category": r.category,
                "level": int(r.level),
                "score": r.score,
                "low": r.low,
                "high": r.high,
                "coverage": r.coverage.value,
                "id": r.id,
            }
            for r in brief.ratings
        ],
        "incidents": [
            {
                "id": i.id,
                "title": i.title,
                "category": i.category.value,
                "severity": i.severity.value,
                "happened": rfc3339(i.happened.start),
                "fatalities": {"low": i.fatalities.low, "best": i.fatalities.best, "high": i.fatalities.high},
                "sources": list(i.sources),
            }
            for i in brief.incidents
        ],
        "advice": [
            {
                "issuer": a.issuer,
                "statuses": None if a.statuses is None else list(a.statuses),
                "updated_at": rfc3339(a.updated_at),
                "url": a.url,
            }
            for a in brief.advice
        ],
        "coverage": [
            {"source": c.name, "coverage": c.coverage, "newest": rfc3339(c.newest) if c.newest else None}
            for c in brief.coverage
        ],
        "attributions": list(brief.attributions),
    }


def _line_out(line: PartLine) -> dict[str, object]:
    rating = line.rating
    return {"area": rating.area, "name": line.name, "level": int(rating.level), "id": rating.id}


def typst(brief: Brief) -> str:
    """The brief as a Typst document (one A4 report); every text is passed as data, never as markup."""
    lines = [
        '#set page(margin: 2cm, numbering: "1")',
        "#set text(size: 10pt)",
        "#set heading(numbering: none)",
    ]
    for part in markdown(brief).split("\n"):
        lines.append(_typst_line(part))
    return "\n".join(lines)


def _typst_line(line: str) -> str:
    if line.startswith("|---"):
        return ""
    if line.startswith("# "):
        return f"#heading(level: 1, {_quoted(line[2:])})"
    if line.startswith("## "):
        return f"#heading(level: 2, {_quoted(line[3:])})"
    if line.startswith("- "):
        return f"#list.item({_quoted(line[2:])})"
    if line.startswith("|"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        widths = "columns: (3fr, 5fr, 2fr)"
        return f"#grid({widths}, inset: 3pt, {', '.join(_quoted(cell) for cell in cells)})"
    return f"#par({_quoted(line.replace('**', ''))})" if line else ""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'text("{escaped}")'
