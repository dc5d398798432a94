"""Examples to learn a judge from: features of a report against a group, and whether they are one event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from lookfar.domain.ids import IncidentId
from lookfar.domain.report import Report, Understanding
from lookfar.domain.times import Interval
from lookfar.incidents import profile
from lookfar.incidents.batch import Groups, keys_of
from lookfar.incidents.compare import Features, features
from lookfar.incidents.profile import Profile
from lookfar.incidents.rule import Rule

_OTHERS = 6
_SHIFTED = 4
_LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A report with the story it belongs to; stories of one `heading` may be one event."""

    report: Report
    understanding: Understanding
    story: str
    heading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Features of two sides, and whether they are the same event."""

    features: Features
    same: bool


def of_pair(a: tuple[Report, Understanding], b: tuple[Report, Understanding], rule: Rule) -> Features:
    """The later report against the earlier one."""
    first, second = sorted((a, b), key=lambda one: (one[0].published_at, one[0].id))
    return features(profile.of_report(*second), profile.of_report(*first), rule)


def of_stories(told: Sequence[Labelled], rule: Rule) -> Iterator[Example]:
    """Each report against its own story so far, and against up to six others that share telling words."""
    groups, number = Groups(rule=rule), dict[str, int]()
    for one in _by_time(told):
        new = profile.of_report(one.report, one.understanding)
        keys, since = keys_of(new.traits, rule), groups.since(new)
        others = [g for g in groups.near(keys, since) if g.id != one.story][:_OTHERS]
        yield from (Example(features=features(new, g.told, rule), same=False) for g in others)
        if one.story not in number:
            number[one.story] = len(groups.groups)
            groups.found(IncidentId(one.story), new, keys)
            continue
        own = groups.groups[number[one.story]]
        if own.told.happened.end >= since:
            yield Example(features=features(new, own.told, rule), same=True)
        groups.join(own, new, keys)


def of_strangers(told: Sequence[Labelled], rule: Rule) -> Iterator[Example]:
    """Each report against the likest of other headings and other years, as if on one day or the next: twins."""
    groups, seen = Groups(rule=rule), list[Labelled]()
    for one in _by_time(told):
        new = profile.of_report(one.report, one.understanding)
        keys = keys_of(new.traits, rule)
        likest = [g for g in groups.near(keys, _LONG_AGO) if seen[g.number].heading != one.heading]
        for turn, group in enumerate(likest[:_SHIFTED]):
            moved = _moved(new, group.told, timedelta(days=turn % 2))
            yield Example(features=features(moved, group.told, rule), same=False)
        seen.append(one)
        groups.found(IncidentId(one.report.id), new, keys)


def _moved(new: Profile, to: Profile, later: timedelta) -> Profile:
    return replace(new, happened=Interval(start=to.happened.start + later, end=to.happened.end + later))


def _by_time(told: Sequence[Labelled]) -> list[Labelled]:
    return sorted(told, key=lambda one: (one.report.published_at, one.report.id))
