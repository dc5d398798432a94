"""Questions about ratings: what stood as of a time, and whether an issued one holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache, partial

from lookfar.accounts.read_only import only_read
from lookfar.config import read_config
from lookfar.domain.errors import InvalidValue, NotFound, Tampered
from lookfar.domain.rating import LevelChange, Rating
from lookfar.domain.times import not_ahead, rfc3339
from lookfar.domain.vocabulary import Level
from lookfar.flow.answered import Answered, answered, is_now
from lookfar.flow.figures_shown import figures_of
from lookfar.flow.rating import ANSWERS, Rater
from lookfar.flow.tools import no_such_area, open_tools
from lookfar.flow.watching import Watching, heard_as_of, states_of
from lookfar.ratings import change_log
from lookfar.ratings.coverage import Listening
from lookfar.ratings.inputs import Run
from lookfar.ratings.issued import issued_bytes, read_issued
from lookfar.records import ratings as kept
from lookfar.records.models import ChangeRow, Snapshot

FRESH = ANSWERS
"""After that, or when a source fell silent since, the question is computed anew."""


def ratings_as_of(areas: Sequence[str] | None, *, as_of: datetime, rater: Rater | None = None) -> list[Rating]:
    """The ratings in force at `as_of`: those issued in the day before it that still say how their area is heard, others made
    now from what was known.

    `areas`: countries and parts of countries; every country when None.

    What is made for a question is not kept, so that questions cannot fill the disk: its id is found again
    only when it was issued. Made for now, it is remembered for some minutes. While a process reads all incidents for the first
    time, a question about many areas is answered with the last issued of the day before, heard as now or worse. `rater`: one that has read something already. Raises NotFound for an area that is not rated,
    Tampered for an issue that is not what its row says.
    """
    if rater is None and is_now(as_of):
        return _in_force(areas, as_of, partial(answered().make, as_of=as_of), answered())
    return _in_force(areas, as_of, partial((rater or Rater(open_tools())).compute, as_of=as_of))


def issued_as_of(areas: Sequence[str] | None, *, as_of: datetime, now: datetime) -> list[Rating]:
    """The same, with what is made now kept, so that its id can be verified; not in a home that can only be read.

    Made for `now` it is in force from then on; made for the past it answers this question only, and the next one is
    answered from what is known of that time by then. Raises InvalidValue when `as_of` lies ahead of `now`: it would
    be kept as what was known then.
    """
    if only_read(read_config().home):
        return ratings_as_of(areas, as_of=not_ahead(as_of, now=now))
    run = Run.TOUCHED if as_of == now else Run.ASKED
    return _in_force(
        areas,
        not_ahead(as_of, now=now),
        lambda missing: Rater(open_tools()).issue(as_of=as_of, run=run, areas=missing),
    )


class Basis(StrEnum):
    """What a rating as of a time is: issued by that time and in force then, or made for the question from what is
    known of that time now.
    """

    ISSUED = "issued"
    MADE_NOW = "made_now"


def bases(ratings: Sequence[Rating]) -> list[Basis]:
    """Of ratings that `issued_as_of` gave, in their order."""
    snapshots = {rating.snapshot for rating in ratings}
    made = kept.asked_for(snapshots) | {one for one in snapshots if not kept.is_kept(one)}
    return [Basis.MADE_NOW if rating.snapshot in made else Basis.ISSUED for rating in ratings]


def _in_force(
    areas: Sequence[str] | None,
    as_of: datetime,
    make: Callable[[list[str]], list[tuple[Rating, ...]]],
    before: Answered | None = None,
) -> list[Rating]:
    tools = open_tools()
    wanted = list(areas if areas is not None else tools.areas)
    unknown = [area for area in wanted if not tools.is_rated(area)]
    if unknown:
        raise NotFound(no_such_area(unknown[0]))
    standing = {
        area: [kept.ratings_in(row, read)]
        for area, (row, read) in kept.latest(wanted, as_of=as_of).items()
        if as_of - row.as_of < FRESH
    }
    for area, made in before.of(wanted, as_of=as_of).items() if before else ():
        issued = standing.setdefault(area, [])
        if not issued or issued[0][0].as_of < made[0].as_of:
            issued.append(made)
    heard = heard_as_of(as_of) if standing else []
    watching = Watching(heard, as_of=as_of)
    found = _still_heard(standing, heard, watching)
    missing = [area for area in wanted if area not in found]
    if before is not None and before.still_reads(missing):
        newest = {area: standing[area][-1] for area in missing if area in standing}
        found |= {area: tuple(map(watching.heard_now, ratings)) for area, ratings in newest.items()}
        missing = [area for area in missing if area not in found]
    if missing:
        found |= {ratings[0].area: ratings for ratings in make(missing)}
    return [rating for area in wanted for rating in found[area]]


def _still_heard(
    standing: Mapping[str, Sequence[tuple[Rating, ...]]], heard: Sequence[Listening], watching: Watching
) -> dict[str, tuple[Rating, ...]]:
    """The first of each area made while every source was heard as at `as_of`, or that says the same of its area as would be
    said now.

    What an earlier version issued under rules of its own stays as it was while nothing else changed.
    """
    states = states_of(heard)

    @cache
    def was_the_same(then: datetime) -> bool:
        return states_of(heard_as_of(then)) == states

    held: dict[str, tuple[Rating, ...]] = {}
    for area, every in standing.items():
        for ratings in every:
            if watching.holds(ratings) or was_the_same(ratings[0].as_of):
                held.setdefault(area, ratings)
    return held


def verify(rating_id: str) -> str:
    """Why the rating with this id does not hold; "" when its bytes agree. Raises NotFound."""
    prefix, _, category = rating_id.partition(":")
    if len(prefix) < 20 or not category:
        raise NotFound(f"{rating_id!r} is not a rating id; `lookfar rate --json` prints them")
    try:
        snapshot_hash, snapshot = kept.snapshot(prefix)
        issues = kept.issued_from(snapshot_hash)
    except Tampered as error:
        return str(error)
    if not issues:
        return "its snapshot is kept but nothing issued from it is"
    try:
        method = open_tools().methods.of(snapshot)
        again = issued_bytes(method.again(snapshot))
    except InvalidValue as error:
        return str(error)
    for row, issued in issues:
        if issued != again:
            return (
                f"recomputing the issue of {row.area} as of {rfc3339(row.as_of)} by {row.method} gives other bytes; "
                f"this is {method.identity}"
            )
        try:
            kept.ratings_in(row, issued)
        except Tampered as error:
            return str(error)
    if category not in {rating.category for rating in read_issued(again)}:
        raise NotFound(f"the snapshot {prefix} has no rating of {category!r}")
    return ""


def rating_as_of(area: str, category: str, *, as_of: datetime) -> Rating:
    """One rating in force; raises NotFound for an unknown area, InvalidValue for an unknown category."""
    found = {rating.category: rating for rating in ratings_as_of([area], as_of=as_of)}
    if category not in found:
        raise InvalidValue(f"no category {category[:40]!r}; there are {', '.join(found)}")
    return found[category]


def last_change(area: str, category: str, *, as_of: datetime) -> LevelChange | None:
    """The newest line of the change log for this at or before `as_of`; raises Tampered when it is not what was sealed."""
    found = kept.last_change(area, category, as_of=as_of)
    if found is None:
        return None
    row, change = found
    if broken := _broken(row, change, kept.chain_before(row)):
        raise Tampered(broken)
    return change


def broken_change() -> str:
    """Where the change log stops following from itself, at its first such row; "" when the chain holds.

    That nothing was cut off its end, the chain cannot say.
    """
    before = ""
    try:
        for row, change in kept.every_change():
            if broken := _broken(row, change, before):
                return broken
            before = row.chain
    except Tampered as error:
        return str(error)
    return ""


def _broken(row: ChangeRow, change: LevelChange, before: str) -> str:
    if change_log.chain(before, change) == row.chain:
        return ""
    return (
        f"row {row.pk} of the change log ({row.area} {row.category}, {rfc3339(row.at)}) does not match its seal, so does "
        "not follow from the one before: it, or that one, was changed, added or taken away"
    )


def issued_snapshots() -> list[str]:
    """The hash of every snapshot something was issued from."""
    return list(Snapshot.objects.order_by("hash").values_list("hash", flat=True))


def public_rating(
    rating: Rating, snapshot: bytes | None = None, *, doubts: Sequence[str] = ()
) -> dict[str, object]:
    """The shape of a rating for other programs; numbers of a level 0 are null: not enough data.

    `snapshot`: what it was issued from, when that was read: its figures are those then. `doubts`: why silence about it is no
    proof of calm.
    """
    shown = rating.level is not Level.NOT_ENOUGH_DATA
    return {
        "id": rating.id,
        "area": rating.area,
        "category": rating.category,
        "as_of": rfc3339(rating.as_of),
        "level": int(rating.level),
        "score": rating.score if shown else None,
        "low": rating.low if shown else None,
        "high": rating.high if shown else None,
        "coverage": rating.coverage.value,
        "coverage_reasons": list(doubts),
        "method": rating.method,
        "snapshot": rating.snapshot,
        "reasons": list(rating.reasons),
        "outlook": None
        if rating.outlook is None
        else {
            "days": rating.outlook.days,
            "mean": rating.outlook.mean,
            "low": rating.outlook.low,
            "high": rating.outlook.high,
        },
        "figures": [one.public() for one in figures_of(rating, snapshot)],
        "contributors": [
            {
                "incident_id": part.incident,
                "share": part.share,
                "title": part.title,
                "happened": rfc3339(part.happened),
                "links": list(part.links),
            }
            for part in rating.contributors
        ],
    }
