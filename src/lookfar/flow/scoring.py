"""Keeping score: a dated document, written from the lake, chained to the one before it, never edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta
from typing import cast

import orjson

from lookfar.domain.times import rfc3339
from lookfar.facts.classifier import NAME as CLASSIFIER
from lookfar.flow import forecasting, score_words
from lookfar.flow.rating import Rater
from lookfar.flow.score_checks import agreement_part, sensitivity_part
from lookfar.flow.score_levels import DAYS, LOOK_BACK, level_part
from lookfar.flow.tools import Tools
from lookfar.lake.levels import BELIEF, HEARD
from lookfar.lake.opened import Opened, open_lake
from lookfar.lake.store import Lake
from lookfar.records import scores
from lookfar.records.punctuality import punctuality

SHAPE = 1
"""Version of the document's form."""
ALERT_DAYS = 180
LATE = timedelta(minutes=5)
"""An alert handed over later than this after it was issued is late."""
NO_FORECAST = "No forecast has been resolved yet: none that was issued has a month whose deaths are known."
RELEVANT = (
    f"A relevant incident is one believed by at least {BELIEF:.0%} to be of that country and category, not retracted, "
    "as known on the score's date. For security it is any of the five kinds of violence. Looked at are the daily ratings "
    f"of the last {LOOK_BACK.days} days. A window counts when it is "
    f"over, when at least {HEARD:.0%} of its days have a daily rating, and when none of them was blind."
).replace("%", " %")


def make_score(lake: Lake, engine: str, tools: Tools, *, as_of: datetime, now: datetime) -> scores.Kept:
    """The score as of a time, made and kept; the one of that time that is there already stays as it is."""
    made = scores.of(as_of)
    if made is not None:
        return made
    with open_lake(lake, engine) as opened:
        content = _content(opened, tools, as_of=as_of, now=now)
    return scores.keep(as_of, lambda previous: _written({**content, "previous": previous}))


def is_due(now: datetime) -> datetime | None:
    """The last Monday or first of a month (00:00 UTC) when no score is as new as that; None otherwise."""
    midnight = datetime.combine(now.astimezone(UTC).date(), time.min, UTC)
    wanted = max(midnight - timedelta(days=midnight.weekday()), midnight.replace(day=1))
    newest = scores.newest(as_of=now)
    return wanted if newest is None or newest.date < wanted else None


def read(kept: scores.Kept) -> dict[str, object]:
    """What a stored document says."""
    return cast("dict[str, object]", orjson.loads(kept.content))


def resolved_forecasts(as_of: datetime) -> tuple[Mapping[str, object], ...]:
    """One row a forecaster, baselines among them (`Scored` over all leads and years); empty before any was resolved."""
    every = forecasting.scored(as_of)
    return tuple(asdict(one) for one in every if one.lead is None and one.year is None)


def _content(lake: Opened, tools: Tools, *, as_of: datetime, now: datetime) -> dict[str, object]:
    levels = level_part(lake, as_of=as_of)
    agreement = agreement_part(lake, tools, as_of=as_of)
    moved = sensitivity_part(Rater(tools), tools, as_of=as_of)
    rows = resolved_forecasts(as_of)
    forecasts: dict[str, object] = {"rows": list(rows), "nothing": "" if rows else NO_FORECAST}
    by_level = cast("list[score_words.Row]", levels["rows"])
    methods = cast("list[Mapping[str, int]]", levels["methods"])
    return {
        "shape": SHAPE,
        "as_of": rfc3339(as_of),
        "made_at": rfc3339(now),
        "reconstructed": any(one["replayed"] for one in methods) or any(one["replayed"] for one in rows),
        "days": list(DAYS),
        "spoken_of": score_words.days_of(by_level),
        "relevant": RELEVANT,
        "found": score_words.found(by_level),
        "promises": [*score_words.worse_forecasts(rows), *score_words.promises(by_level)],
        "compared": score_words.compared(by_level),
        "not_known": score_words.not_known(levels, agreement, moved, forecasts),
        "levels": levels,
        "forecasts": forecasts,
        "agreement": agreement,
        "sensitivity": moved,
        "alerts": _alerts(as_of),
        "reading": [
            {"step": "Kind of event", "model": CLASSIFIER, "page": "docs/methods/classify.md"},
            {"step": "Same event?", "model": tools.rule.name, "page": "docs/methods/merge.md"},
            {
                "step": "Level of an area",
                "model": tools.methods.current.identity,
                "page": f"docs/methods/{tools.methods.current.name}.md",
            },
        ],
    }


def _alerts(as_of: datetime) -> dict[str, object] | None:
    """Shares of live alerts that were late or lost; no counts, which would tell how many alerts somebody got."""
    found = punctuality(since=as_of - timedelta(days=ALERT_DAYS), until=as_of, late=LATE)
    if found is None:
        return None
    return {
        "days": ALERT_DAYS,
        "late_after_s": int(LATE.total_seconds()),
        "late": round(found.late, 4),
        "lost": round(found.lost, 4),
    }


def _written(content: Mapping[str, object]) -> str:
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS).decode()
