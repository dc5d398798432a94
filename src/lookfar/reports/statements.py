"""What else a text states: the happening behind a state's act, the other scenes of one event, and the next event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from lookfar.domain.places import Place, Precision
from lookfar.domain.taxonomy import Category
from lookfar.formats.sentences import sentences
from lookfar.reports.other_times import is_of_before

_CAUSE = re.compile(
    r"\b(?:due\sto|because\sof|amid(?:st)?|in\sresponse\sto|as\sa\sresult\sof|in\sreaction\sto)\s(?P<cause>[^.;]{12,})",
    re.IGNORECASE,
)
_LONG_AGO = re.compile(
    r"\b(?:last\s(?:year|month|week)|(?:19|20)\d\d|anniversary|years?\sago|months?\sago|century|possible|potential|"
    r"feared|fears?\sof|threat(?:s|ened)?|risk|predicted|expected|upcoming|planned|calls?\sfor)\b",
    re.IGNORECASE,
)
ACTS = frozenset(
    {Category.STABILITY, Category.RELATIONS, Category.PROTECTION, Category.TRANSPORT, Category.INFRASTRUCTURE}
)
"""Categories in which somebody reacts: the cause that a clause names is a second happening."""
HAPPENINGS = frozenset(
    {Category.UNREST, Category.ARMED_CONFLICT, Category.TERRORISM, Category.HAZARD, Category.HEALTH}
)
MOST_SCENES = 6

_ALSO = re.compile(
    r"\b(?:also|meanwhile|elsewhere|separately|another|(?:a|an|two|three|several)\s(?:second|third|further|separate|other|more)|"
    r"in\san?\s(?:separate|second|different|similar))\b",
    re.IGNORECASE,
)
"""Words that add another event to the one told before."""
READ = 4_000
"""Characters in which another event is looked for; what a text tells further down is seldom of the day."""
_NOT_YET = re.compile(r"\b(?:may|might|could|forecast|warn(?:s|ed|ings?)?|will|would)\b", re.IGNORECASE)

_BETWEEN = re.compile(
    r"(?:\s?\([^)]{0,40}\))?(?:,\s(?:the|a|an|its)\s[^,.;]{3,45}(?=,))?"
    r"(?:[\s,]|and|as\swell\sas|or|in|near|at|of|the|to|cities|city|towns?|regions?|provinces?|oblasts?|districts?|"
    r"villages?|capital|both|also|parts\sof)*",
    re.IGNORECASE,
)

_LONGEST_BETWEEN = 200
"""Characters; nothing longer than this stands between two places of a list."""


def cause(text: str) -> tuple[int, str] | None:
    """Offset and words of the clause that gives the cause, None when there is none or it is long past.

    >>> cause("The minister resigns amid violent protests over prices.")
    (27, 'violent protests over prices')
    """
    match = _CAUSE.search(text)
    if match is None or _LONG_AGO.search(match["cause"]):
        return None
    return match.start("cause"), match["cause"]


def further(text: str) -> Iterator[tuple[int, str]]:
    """Offset and words of the sentences that add another event of the present to the first.

    >>> list(further("A bomb kills nine in Mosul. Another goes off in Kirkuk. Police blame nobody."))
    [(28, 'Another goes off in Kirkuk.')]
    """
    end = 0
    for words in sentences(text[:READ]):
        start = text.index(words, end)
        end = start + len(words)
        if (
            start
            and _ALSO.search(words)
            and not (_LONG_AGO.search(words) or is_of_before(words) or _NOT_YET.search(words))
        ):
            yield start, words


def elsewhere(text: str, places: Sequence[Place], told: Sequence[Place]) -> tuple[Place, ...]:
    """The places of these that the text lists as one scene, none of which is told of, contains one that is or lies in one."""
    fine = [replace(place, scene=True) for place in places if place.precision in _FINE]
    if not fine:
        return ()
    apart = set(_without_containers([*told, *fine])) - set(told)
    return tuple(place for place in scenes(text, fine) if place in apart)


def scenes(text: str, places: Sequence[Place]) -> tuple[Place, ...]:
    """The best scene and the places that the text lists with it ("in A, B and in C"), at most six.

    Only places of region precision or finer join a list, and none that contains another.
    """
    best = next((place for place in places if place.scene), None)
    if best is None:
        return ()
    if best.start < 0 or best.precision not in _FINE:
        return (best,)
    fine = sorted((p for p in places if p.precision in _FINE and p.start >= 0), key=lambda p: p.start)
    run = [best]
    for later in (p for p in fine if p.start >= best.end):
        if _lists(text, run[-1].end, later.start):
            run.append(later)
    before = [best]
    for earlier in reversed([p for p in fine if p.end <= best.start]):
        if _lists(text, earlier.end, before[-1].start):
            before.append(earlier)
    apart = [best, *reversed(before[1:]), *run[1:]]
    return tuple(islice(_without_containers(apart), MOST_SCENES))


def _lists(text: str, end: int, start: int) -> bool:
    """Whether only words of a list stand between two places."""
    return start - end <= _LONGEST_BETWEEN and _BETWEEN.fullmatch(text, end, start) is not None


_FINE = frozenset({Precision.POINT, Precision.CITY, Precision.REGION})


def _without_containers(places: Sequence[Place]) -> Iterator[Place]:
    kept: list[Place] = []
    for place in places:
        holds = any(_contains(place, other) or _contains(other, place) for other in kept)
        if not holds and (place.name, place.country) not in {(other.name, other.country) for other in kept}:
            kept.append(place)
            yield place


def _contains(region: Place, place: Place) -> bool:
    return (
        region.precision is Precision.REGION
        and region is not place
        and place.admin1 in (region.name, region.admin1)
        and (place.precision is not Precision.REGION and place.country == region.country)
    )
