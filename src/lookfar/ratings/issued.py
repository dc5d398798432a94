"""Ratings as the bytes they are issued in, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import orjson

from lookfar.domain.errors import InvalidValue
from lookfar.domain.ids import IncidentId, RatingId
from lookfar.domain.rating import Contributor, Outlook, Rating
from lookfar.domain.times import parse_time, rfc3339
from lookfar.domain.vocabulary import Coverage, Level


def issued_bytes(ratings: Sequence[Rating]) -> bytes:
    """Canonical JSON of the ratings of one area and run, order kept. Numbers are null at level 0."""
    times = {moment: rfc3339(moment) for moment in {rating.as_of for rating in ratings}}
    return orjson.dumps([_out(rating, times[rating.as_of]) for rating in ratings])


def read_issued(content: bytes, category: str = "") -> tuple[Rating, ...]:
    """The ratings from their issued bytes, those of one category when it is named; raises InvalidValue."""
    try:
        rows = cast("list[dict[str, object]]", orjson.loads(content))
        return tuple(_in(row) for row in rows if not category or row["category"] == category)
    except (KeyError, TypeError, ValueError, orjson.JSONDecodeError) as error:
        raise InvalidValue(f"not readable as issued ratings: {error}") from error


def _out(rating: Rating, as_of: str) -> dict[str, object]:
    """Keys in order; enums are written as their values."""
    shown = rating.level is not Level.NOT_ENOUGH_DATA
    found: dict[str, object] = {
        "area": rating.area,
        "as_of": as_of,
        "category": rating.category,
        "contributors": [
            {
                "happened": rfc3339(c.happened),
                "incident_id": c.incident,
                "links": c.links,
                "share": c.share,
                "title": c.title,
            }
            for c in rating.contributors
        ],
        "coverage": rating.coverage,
        "high": rating.high if shown else None,
        "id": rating.id,
        "level": rating.level,
        "low": rating.low if shown else None,
        "method": rating.method,
    }
    if rating.outlook is not None:
        found["outlook"] = _outlook_out(rating.outlook)
    found["prior_level"] = rating.prior_level
    found["reasons"] = rating.reasons
    found["score"] = rating.score if shown else None
    found["snapshot"] = rating.snapshot
    found["streak"] = rating.streak
    found["streak_level"] = rating.streak_level
    return found


def _in(row: dict[str, object]) -> Rating:
    return Rating(
        id=RatingId(str(row["id"])),
        area=str(row["area"]),
        category=str(row["category"]),
        as_of=parse_time(str(row["as_of"])),
        level=Level(cast("int", row["level"])),
        score=_number(row["score"], 0.0),
        low=_number(row["low"], 0.0),
        high=_number(row["high"], 100.0),
        coverage=Coverage(str(row["coverage"])),
        method=str(row["method"]),
        snapshot=str(row["snapshot"]),
        contributors=tuple(_contributor(c) for c in cast("list[dict[str, object]]", row["contributors"])),
        reasons=tuple(cast("list[str]", row["reasons"])),
        prior_level=_level(row["prior_level"]),
        streak=cast("int", row["streak"]),
        streak_level=_level(row["streak_level"]),
        outlook=_outlook_in(cast("list[float] | None", row.get("outlook"))),
    )


def _outlook_out(ahead: Outlook) -> list[float]:
    return [ahead.days, ahead.mean, ahead.low, ahead.high]


def _outlook_in(row: list[float] | None) -> Outlook | None:
    if row is None:
        return None
    days, mean, low, high = row
    return Outlook(days=int(days), mean=mean, low=int(low), high=int(high))


def _contributor(row: dict[str, object]) -> Contributor:
    return Contributor(
        incident=IncidentId(str(row["incident_id"])),
        share=cast("float", row["share"]),
        title=str(row["title"]),
        happened=parse_time(str(row["happened"])),
        links=tuple(cast("list[str]", row["links"])),
    )


def _number(value: object, hidden: float) -> float:
    return hidden if value is None else float(cast("float", value))


def _level(value: object) -> Level | None:
    return None if value is None else Level(cast("int", value))
