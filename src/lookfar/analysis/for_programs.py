"""A brief as other programs take it."""

from __future__ import annotations

from lookfar.analysis.briefs import Brief, PartLine
from lookfar.domain.times import rfc3339


def public(brief: Brief) -> dict[str, object]:
    """The brief as JSON-ready data."""
    return {
        "area": brief.area,
        "name": brief.name,
        "as_of": rfc3339(brief.as_of),
        "reconstructed": brief.reconstructed,
        "inside": brief.inside or None,
        "whole": None if brief.whole is None else _line_out(brief.whole),
        "around": None if brief.around is None else _line_out(brief.around),
        "worst": None if brief.worst is None else _line_out(brief.worst),
        "ratings": [
            {
                "category": r.category,
                "level": int(r.level),
                "score": r.score,
                "low": r.low,
                "high": r.high,
                "coverage": r.coverage.value,
                "coverage_reasons": list(brief.doubts.get(r.id, ())),
                "reasons": list(r.reasons),
                "id": r.id,
            }
            for r in brief.ratings
        ],
        "graver": [one.category for one in brief.graver],
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
        "unheard": brief.unheard,
        "records": [line.name for line in brief.records],
        "attributions": list(brief.attributions),
    }


def _line_out(line: PartLine) -> dict[str, object]:
    rating = line.rating
    return {"area": rating.area, "name": line.name, "level": int(rating.level), "id": rating.id}
