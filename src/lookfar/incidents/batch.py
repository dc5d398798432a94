"""Many reports at once, each compared only with incidents near in time that share telling words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from lookfar.domain.ids import IncidentId, ReportId, incident_id
from lookfar.domain.report import Report, Understanding
from lookfar.domain.times import Interval
from lookfar.incidents import profile
from lookfar.incidents.candidates import may_join
from lookfar.incidents.judge import Opinion, judge
from lookfar.incidents.postings import Postings
from lookfar.incidents.profile import TELLINGS_KEPT, Profile
from lookfar.incidents.rule import Rule
from lookfar.incidents.traits import Traits, union

_COMPARED = 12
_KEYS = 16
_CODED_KEYS = 6
_LEAST_RARE = 2.5
_COMPLETE = 0.6
"""Least score, from either side, that puts two whole groups together."""


@dataclass(slots=True)
class Group:
    """Reports judged to tell of one incident, and what they say together; `coded`: keys of coded members."""

    id: IncidentId
    told: Profile
    number: int
    coded: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class Groups:
    """Groups so far, found by the telling words of their members."""

    rule: Rule
    groups: list[Group] = field(default_factory=list)
    postings: Postings = field(default_factory=Postings)

    def near(self, keys: Sequence[str], since: datetime) -> list[Group]:
        """At most 12 groups that share telling words and are recent enough, best first."""
        weights = {key: self.rule.rarity.get(key, self.rule.unseen) for key in keys}
        return [self.groups[number] for number in self.postings.likest(weights, since, _COMPARED)]

    def since(self, new: Profile) -> datetime:
        """When a group must have been told of last to be near a report."""
        return new.happened.start - timedelta(days=self.rule.span(new.category, new.event_type).reach + 1)

    def found(self, identity: IncidentId, new: Profile, keys: Sequence[str]) -> Group:
        """A group of its own."""
        group = Group(id=identity, told=new, number=len(self.groups))
        self.groups.append(group)
        self.postings.add(group.number, keys, group.told.happened.end)
        return group

    def join(self, group: Group, new: Profile, keys: Sequence[str]) -> None:
        """Takes a report into a group."""
        group.told = together(group.told, new)
        self.postings.add(group.number, keys, group.told.happened.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A report, what was thought of the groups it was compared with, and the group it is in now.

    `group` is None for a machine-coded report that nothing bears out: it founds nothing.
    """

    report: Report
    judged: Sequence[tuple[Opinion, Group]]
    group: Group | None


def merge_all(told: Iterable[tuple[Report, Understanding]], rule: Rule) -> dict[ReportId, IncidentId]:
    """The incident of every report. Reports are taken by time, then id, whatever order they come in."""
    groups = Groups(rule=rule)
    taken = takings(told, groups)
    answers = {one.report.id: one.group.id if one.group else incident_id(one.report.id) for one in taken}
    became = _remerged(groups)
    return {report: became.get(incident, incident) for report, incident in answers.items()}


def takings(told: Iterable[tuple[Report, Understanding]], groups: Groups) -> Iterator[Taken]:
    """Takes each report, by time, then id, into the best group it is judged to tell of, or into a new one."""
    rule = groups.rule
    for report, understanding in sorted(told, key=_arrival):
        new = profile.of_report(report, understanding)
        keys = _coded_keys(new, rule) if report.is_coded else keys_of(new.traits, rule)
        near = groups.near(keys, groups.since(new))
        near = [g for g in near if may_join(report, understanding, g.told.topic, g.told.place)]
        judged = [(judge(new, group.told, rule), group) for group in near]
        chosen = _best(judged)
        if chosen is not None:
            groups.join(chosen, new, keys)
        elif not report.is_coded or understanding.category is not None:
            chosen = groups.found(incident_id(report.id), new, keys)
        if chosen is not None and report.is_coded:
            chosen.coded |= dict.fromkeys(keys)
        yield Taken(report=report, judged=judged, group=chosen)


def _remerged(groups: Groups) -> dict[IncidentId, IncidentId]:
    """Groups that, complete, tell of one incident from either side: the id each goes by, the earlier one's."""
    rule, became = groups.rule, dict[IncidentId, IncidentId]()
    for group in groups.groups:
        told = group.told
        near = groups.near([*keys_of(told.traits, rule), *group.coded], groups.since(told))
        earlier = [g for g in near if g.number < group.number]
        same = [g for g in earlier if _agree(told, g.told, rule)]
        if same:
            became[group.id] = became.get(same[0].id, same[0].id)
    return became


def _agree(a: Profile, b: Profile, rule: Rule) -> bool:
    """Whether both sides find them the same, more surely than of one report."""
    least = max(_COMPLETE, rule.accept)
    return judge(a, b, rule).score >= least and judge(b, a, rule).score >= least


def together(old: Profile, new: Profile) -> Profile:
    """What two tellings of one incident say together."""
    start, end = min(old.happened.start, new.happened.start), max(old.happened.end, new.happened.end)
    first = len(old.tellings) < TELLINGS_KEPT and not any(new.traits.words <= told.words for told in old.tellings)
    killed = [count for count in (old.killed, new.killed) if count is not None]
    finer = new.place is not None and (
        old.place is None or (new.place.precision.is_local and not old.place.precision.is_local)
    )
    return replace(
        old,
        traits=union((old.traits, new.traits)),
        tellings=(*old.tellings, new.traits) if first else old.tellings,
        happened=Interval(start=start, end=end),
        place=new.place if finer else old.place,
        category=old.category or new.category,
        event_type=old.event_type if old.category else new.event_type,
        items=old.items | new.items,
        measured=old.measured | new.measured,
        topic=old.topic or new.topic,
        killed=max(killed) if killed else None,
        confidence=max(old.confidence, new.confidence),
        actors=old.actors | new.actors,
    )


def _arrival(one: tuple[Report, Understanding]) -> tuple[datetime, bool, str]:
    report, understanding = one
    return report.published_at, report.is_coded and understanding.category is None, report.id


def keys_of(traits: Traits, rule: Rule) -> list[str]:
    """The most telling words, at most 16."""
    weighed = sorted(
        ((rule.rarity.get(w, rule.unseen), w) for w in traits.words), key=lambda pair: (-pair[0], pair[1])
    )
    return [word for rarity, word in weighed[:_KEYS] if rarity >= _LEAST_RARE]


def _coded_keys(new: Profile, rule: Rule) -> list[str]:
    """What a machine-coded report is found by: how it is filed, and its most telling words within its country."""
    country = new.place.country if new.place else ""
    words = [f"{country} {word}" for word in keys_of(new.traits, rule)[:_CODED_KEYS]]
    return [new.topic, *words] if new.topic else words


def _best(judged: Sequence[tuple[Opinion, Group]]) -> Group | None:
    same = [(opinion.score, group) for opinion, group in judged if opinion.same]
    return max(same, key=lambda pair: pair[0])[1] if same else None
