"""The parts of a score that hold ratings against others' judgement, and against what should not move them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from lookfar import sources
from lookfar.domain.taxonomy import Headline
from lookfar.domain.times import rfc3339
from lookfar.flow.rating import Rater
from lookfar.flow.tools import Tools
from lookfar.lake.figures import newest_known
from lookfar.lake.levels import Stood, stood_at
from lookfar.lake.opened import Opened
from lookfar.ratings import sensitivity
from lookfar.ratings.agreement import Agreement, spearman
from lookfar.ratings.inputs import AreaInputs
from lookfar.records import feeds
from lookfar.sources import uk_fcdo

_OLDEST_FIGURE = 5
"""Years after which an index says nothing about now."""
_NAMED = 10
"""Places named where we and the advice are furthest apart."""
_CALM, _GRAVE = 2, 4
NONE = "no_warning"


def agreement_part(lake: Opened, tools: Tools, *, as_of: datetime) -> dict[str, object]:
    """Security of the newest daily run against UK advice known then, and against figures imported into the lake."""
    at, stood = stood_at(lake, as_of=as_of, category=Headline.SECURITY.value)
    rated = [one for one in stood if one.level > 0]
    return {
        "at": None if at is None else rfc3339(at),
        "advice": None if at is None else _advice(rated, at),
        "figures": [] if at is None else _figures(lake, tools, rated, at),
    }


def _advice(rated: Sequence[Stood], at: datetime) -> dict[str, object] | None:
    rows = feeds.all_advice(uk_fcdo.SOURCE.id, as_of=at)
    ranks = {row.country: _rank(row.statuses) for row in rows if row.statuses is not None}
    pairs = [(one, ranks[one.area]) for one in rated if one.area in ranks]
    if not pairs:
        return None
    words = (NONE, *uk_fcdo.WARNINGS)
    cells = Counter((rank, one.level) for one, rank in pairs)
    return {
        "issuer": uk_fcdo.SOURCE.publisher,
        "places": len(pairs),
        "unknown": len(rows) - len(ranks),
        "agreement": _said(spearman([one.level for one, _ in pairs], [rank for _, rank in pairs])),
        "table": [
            {"advice": word, "levels": [cells[rank, level] for level in range(1, 6)]}
            for rank, word in enumerate(words)
        ],
        "we_are_calmer": [one.area for one, rank in pairs if one.level <= _CALM and rank >= 3][:_NAMED],
        "we_are_graver": [one.area for one, rank in pairs if one.level >= _GRAVE and rank == 0][:_NAMED],
    }


def _rank(statuses: Sequence[str]) -> int:
    return max((uk_fcdo.WARNINGS.index(one) + 1 for one in statuses if one in uk_fcdo.WARNINGS), default=0)


def _figures(lake: Opened, tools: Tools, rated: Sequence[Stood], at: datetime) -> list[dict[str, object]]:
    known = newest_known(lake, as_of=at, oldest_year=at.year - _OLDEST_FIGURE)
    inputs = {figure.name for one in rated for figure in tools.indicators(one.area, at)}
    scores = {one.area: one.score for one in rated if one.score is not None}
    found = []
    for name, publisher in sorted({(one.indicator, one.source) for one in known}):
        some = [one for one in known if (one.indicator, one.source) == (name, publisher)]
        values = {one.country: one.value for one in some if one.country in scores}
        both = sorted(values)
        agreement = spearman([scores[area] for area in both], [values[area] for area in both])
        said = {"figure": name, "publisher": publisher, "is_input": name in inputs}
        found.append({**said, "agreement": _said(agreement)})
    return found


def sensitivity_part(rater: Rater, tools: Tools, *, as_of: datetime) -> dict[str, object] | None:
    """The current method run again on today's inputs, changed one way at a time; None when nothing can be rated."""
    issue = tools.methods.current.issue
    inputs = rater.inputs(as_of=as_of)
    full = sensitivity.security(issue(inputs))
    if not full:
        return None
    moved, copies = sensitivity.surge(inputs, issue), sensitivity.duplicates(inputs, issue)
    changed = _changed(rater, inputs, as_of)
    gone = [sensitivity.dropped(name, full, sensitivity.security(issue(some))) for name, some in changed.items()]
    return {
        "method": tools.methods.current.identity,
        "areas": len(full),
        "surge": {
            "times": sensitivity.TIMES,
            "points": round(moved.points, 3),
            "area": moved.area,
            "category": moved.category,
            "holds": moved.points <= 2.0,
        },
        "duplicates": {
            "step": round(copies.step, 3),
            "beyond": {str(k): round(points, 3) for k, points in copies.beyond.items()},
            "holds": all(points <= 0.0005 for points in copies.beyond.values()),
        },
        "dropped": [
            {
                "input": one.name,
                "agreement": _said(one.agreement),
                "mover": one.mover,
                "rank_before": one.ranks[0],
                "rank_after": one.ranks[1],
            }
            for one in gone
        ],
    }


def _changed(rater: Rater, inputs: Sequence[AreaInputs], as_of: datetime) -> Mapping[str, list[AreaInputs]]:
    """By the name of what is taken away: the inputs without it."""
    used = {source for one in inputs for source in one.data_to}
    found = {
        f"source {name}": rater.inputs(as_of=as_of, without=name) for name in sources.known() if str(name) in used
    }
    for figure in sorted({figure.name for one in inputs for figure in one.indicators}):
        found[f"figure {figure}"] = sensitivity.without_indicator(inputs, figure)
    if any(one.months for one in inputs):
        found["months of deaths"] = sensitivity.without_months(inputs)
    return found


def _said(found: Agreement | None) -> dict[str, object] | None:
    if found is None:
        return None
    return {"rho": round(found.rho, 3), "low": round(found.low, 3), "high": round(found.high, 3), "n": found.n}
