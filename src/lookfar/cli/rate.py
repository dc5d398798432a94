"""`lookfar rate`: ratings as of a time, `--why` of the last change, and `--verify ID` to recompute one from its snapshot."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson

from lookfar.cli.asked import AS_OF
from lookfar.cli.store import open_store
from lookfar.domain.errors import Tampered
from lookfar.domain.rating import (
    Contributor,
    LevelChange,
    Rating,
    graver_than,
    interval_words,
    rests_on,
    share_words,
)
from lookfar.domain.taxonomy import Headline
from lookfar.domain.times import read_as_of, rfc3339

if TYPE_CHECKING:
    from lookfar.flow.asking import Basis


def run(args: Sequence[str]) -> int:
    """Prints JSON lines with --json, otherwise a table."""
    parser = argparse.ArgumentParser(prog="lookfar rate", description=__doc__)
    parser.add_argument(
        "--as-of",
        default="",
        help=AS_OF,
    )
    parser.add_argument("--area", help="KAZ, or a part such as KAZ.02; every country when absent")
    parser.add_argument("--category", help="a category, or security for the headline")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--why", metavar="AREA[:CATEGORY]", help="the last change of a level, its reason and what weighed most"
    )
    parser.add_argument("--verify", metavar="ID", help="recompute this rating and compare the bytes")
    parser.add_argument(
        "--verify-all",
        action="store_true",
        help="recompute every rating in the store and check the change log's chain",
    )
    given = parser.parse_args(args)
    open_store()
    if given.verify is not None:
        return _verify(given.verify)
    if given.verify_all:
        return _verify_all()
    now = datetime.now(UTC)
    as_of = read_as_of(given.as_of, now=now)
    if given.why is not None:
        return _why(given.why, as_of)
    return _print(as_of, now, given.area, given.category, as_json=given.json)


def _print(as_of: datetime, now: datetime, area: str | None, category: str | None, *, as_json: bool) -> int:
    from lookfar.flow.asking import bases, issued_as_of, public_rating
    from lookfar.flow.coverage_said import doubts_of

    areas = None if area is None else [area.upper()]
    every = issued_as_of(areas, as_of=as_of, now=now)
    found = [rating for rating in every if category is None or rating.category == category]
    known, doubts = bases(found), doubts_of(found, as_of=as_of)
    for rating, basis in zip(found, known, strict=True):
        if as_json:
            print(
                orjson.dumps(
                    {**public_rating(rating, doubts=doubts.get(rating.id, ())), "basis": basis.value}
                ).decode()
            )
        else:
            print(
                f"{rating.area} {rating.category:<34} level {int(rating.level)} ({rating.level.word})"
                f"  {interval_words(rating)}  {rating.coverage.value}  {rating.id}"
            )
            if areas:
                for line in (*_against_its_score(rating, every), *_doubted(rating, doubts)):
                    print(f"    {line}")
    for said in _said_of(known):
        print(f"lookfar: as of {rfc3339(as_of)}: {said}", file=sys.stderr)
    if not found:
        print(
            "lookfar: no rating; is the category one of the 12, or a headline such as security?", file=sys.stderr
        )
        return 1
    return 0


def _against_its_score(rating: Rating, beside: Sequence[Rating]) -> Iterator[str]:
    """Why a level stands against its score, and of the headline which categories stand above it."""
    from lookfar.analysis.briefs import graver_words, why_level

    yield from why_level(rating)
    if rating.category == Headline.SECURITY.value and (said := graver_words(graver_than(rating, beside))):
        yield said


def _doubted(rating: Rating, doubts: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Of the headline, why silence about it is no proof of calm; a blind one says so itself."""
    said = doubts.get(rating.id, ())
    if said and rating.category == Headline.SECURITY.value and rating.level:
        yield f"Silence is no proof of calm here: {'; '.join(said)}."


def _said_of(bases: Sequence[Basis]) -> Iterator[str]:
    counted = Counter(basis.value for basis in bases)
    if issued := counted["issued"]:
        yield f"{issued} issued by then, which stay as they were, whatever was learnt since"
    if made := counted["made_now"]:
        yield (
            f"{made} made now, from what is known now of what was known then (backfilled history counts by "
            "its own time): when more of it is loaded, the answer may change"
        )


def _verify(rating_id: str) -> int:
    from lookfar.flow.asking import verify

    problem = verify(rating_id)
    if problem:
        print(f"lookfar: {rating_id} does not hold: {problem}", file=sys.stderr)
        return 1
    print(f"{rating_id} holds: recomputed from its snapshot, the bytes agree")
    return 0


def _verify_all() -> int:
    from lookfar.cli.progress import Progress
    from lookfar.flow.asking import broken_change, issued_snapshots, verify

    every = issued_snapshots()
    progress = Progress(len(every), "verifying")
    bad = 0
    for done, snapshot in enumerate(every, 1):
        problem = verify(f"{snapshot}:security")
        if problem:
            bad += 1
            print(f"{snapshot}: {problem}", file=sys.stderr)
        progress.at(done)
    print(f"{len(every) - bad} of {len(every)} issues hold")
    broken = broken_change()
    print(
        "the change log does not hold" if broken else "the change log holds: each row follows from the one before"
    )
    if broken:
        print(f"lookfar: {broken}", file=sys.stderr)
    return 1 if bad or broken else 0


def _why(asked: str, as_of: datetime) -> int:
    from lookfar.flow.asking import last_change, rating_as_of

    area, _, category = asked.partition(":")
    area, category = area.upper(), category or "security"
    rating = rating_as_of(area, category, as_of=as_of)
    altered, change = "", None
    try:
        change = last_change(area, category, as_of=as_of)
    except Tampered as error:
        altered = str(error)
    if altered:
        print(
            f"lookfar: {altered}; it is not shown. `lookfar rate --verify-all` checks the whole log",
            file=sys.stderr,
        )
    elif change is None:
        print(f"{area} {category}: no change of level is on record")
    else:
        _print_change(change)
    print(f"as of {rfc3339(as_of)}: level {int(rating.level)} ({rating.level.word}), {rating.coverage.value}")
    for reason in rating.reasons:
        print(f"because: {reason}")
    if change is None or change.rating != rating.id:
        _print_contributors(rating.contributors[:3])
    if rating.contributors and (said := rests_on(rating)):
        print(said)
    return 1 if altered else 0


def _print_change(change: LevelChange) -> None:
    before = "first rated" if change.before is None else f"level {int(change.before)} ({change.before.word})"
    print(
        f"{change.area} {change.category}: {before} to level {int(change.after)} ({change.after.word}), "
        f"{rfc3339(change.at)}"
    )
    print(f"because: {change.reason}")
    _print_contributors(change.contributors)


def _print_contributors(parts: Sequence[Contributor]) -> None:
    if not parts:
        print("  no single incident stands behind it; it rests on long-run figures")
    for part in parts:
        print(f"  {part.title} ({part.happened:%Y-%m-%d}, {share_words(part.share)}, incident {part.incident})")
        for link in part.links:
            print(f"      {link}")
