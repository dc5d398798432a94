"""Takes a report into the incident it tells of, or founds one; the reasons are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from lookfar.domain.ids import IncidentId, ReportId, incident_id, part_id
from lookfar.domain.incident import Incident, Judgement, Verdict
from lookfar.domain.report import Report, Understanding
from lookfar.domain.taxonomy import EventKind, EventType
from lookfar.domain.vocabulary import IncidentStatus, Origin
from lookfar.incidents import profile
from lookfar.incidents.absorb import Setting, absorbed, founded, retold
from lookfar.incidents.candidates import aliases
from lookfar.incidents.judge import Opinion, judge
from lookfar.incidents.profile import Profile
from lookfar.incidents.rule import Rule

_REASONS_KEPT = 3
_PARTS = 20
_ELSEWHERE = frozenset(("twin", "apart", "other_country"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a report: the incident as it stands now, and why.

    `is_new`: the report founded it. `is_changed`: `incident` is a version to keep (a new incident is one);
    when False the report added nothing and `incident` is the version that stands.
    """

    incident: Incident
    judgements: tuple[Judgement, ...]
    is_new: bool
    is_changed: bool


def take(
    report: Report,
    understanding: Understanding,
    candidates: Sequence[Incident],
    *,
    now: datetime,
    origin: Origin,
    taxonomy: Mapping[EventType, EventKind],
    country_name: Callable[[str], str],
    rule: Rule,
    part: int = 1,
) -> Outcome | None:
    """The incident a report belongs to, in its new version; None when the report tells of no event.

    `candidates` are current versions, in any order. `part` counts the understandings of one report from 1.
    A report that could not be classified may still join an incident but founds none.
    """
    if report.exercise or report.retracted or understanding.event_type == "not_an_event":
        return None
    setting = Setting(rule=rule, taxonomy=taxonomy, country_name=country_name, now=now, origin=origin)
    own = founding_id(report.id, part)
    new = profile.of_report(report, understanding)
    standing = [c for c in candidates if c.status is not IncidentStatus.RETRACTED]
    known = _known(report, part, new, standing, rule)
    if known is not None:
        return _updated(report, understanding, known, setting)
    # another statement of this report is in those that hold it: one of another kind or at another scene
    own_events = _founded_by(report.id)
    others = [c for c in standing if c.id not in own_events and report.id not in c.reports]
    ranked = sorted(((judge(new, profile.of_incident(c), rule), c) for c in others), key=_rank)
    if ranked and ranked[0][0].same:
        return _joined(report, understanding, ranked, setting)
    if understanding.category is None or understanding.event_type is None:
        return None
    fresh = founded(incident_id(own), report, understanding, setting)
    verdict = _judgement(report, fresh.id, Verdict.FOUNDED, None, setting)
    against = tuple(_judgement(report, c.id, Verdict.DIFFERENT, o, setting) for o, c in ranked[:_REASONS_KEPT])
    return Outcome(incident=fresh, judgements=(verdict, *against), is_new=True, is_changed=True)


def arrival(report: Report) -> tuple[datetime, str, int]:
    """Reports are taken by time, then id, whatever order a page lists them in; an item's parts in their order."""
    return report.published_at, report.item, int(f"0{report.id.partition('#')[2]}")


def founding_id(report: ReportId, part: int) -> ReportId:
    """The id under which a report's n-th understanding founds an incident."""
    return report if part == 1 else part_id(report, part)


@lru_cache(maxsize=8)
def _founded_by(report: ReportId) -> frozenset[IncidentId]:
    """Incidents that the understandings of this report found; one report tells its events apart itself."""
    return frozenset(incident_id(founding_id(report, n)) for n in range(1, _PARTS))


def _rank(pair: tuple[Opinion, Incident]) -> tuple[float, float, str]:
    opinion, incident = pair
    return (-opinion.score, incident.happened.start.timestamp(), incident.id)


def _known(report: Report, part: int, new: Profile, standing: Sequence[Incident], rule: Rule) -> Incident | None:
    """The incident this very understanding is in already, or that the publisher calls by the same id."""
    mine = incident_id(founding_id(report.id, part))
    founded_here = _founded_by(report.id) - {mine}
    names = set(aliases(report))
    held: list[tuple[Opinion, Incident]] = []
    for incident in standing:
        if incident.id == mine:
            return incident
        if incident.id in founded_here or not (report.id in incident.reports or names & set(incident.aliases)):
            continue
        opinion = judge(new, profile.of_incident(incident), rule)
        if "foreign" not in opinion.parts and not (part > 1 and opinion.parts.keys() & _ELSEWHERE):
            held.append((opinion, incident))
    return min(held, key=_rank)[1] if held else None


def _updated(report: Report, understanding: Understanding, known: Incident, setting: Setting) -> Outcome:
    """The same id again: a new version when it says something new, else what stands."""
    after = retold(known, report, understanding, setting)
    if after is None:
        return Outcome(incident=known, judgements=(), is_new=False, is_changed=False)
    verdict = _judgement(report, known.id, Verdict.UPDATED, None, setting)
    return Outcome(incident=after, judgements=(verdict,), is_new=False, is_changed=True)


def _joined(
    report: Report, understanding: Understanding, ranked: Sequence[tuple[Opinion, Incident]], setting: Setting
) -> Outcome:
    opinion, chosen = ranked[0]
    after = absorbed(chosen, report, understanding, setting)
    verdict = _judgement(report, chosen.id, Verdict.SAME, opinion, setting)
    against = tuple(
        _judgement(report, c.id, Verdict.DIFFERENT, o, setting) for o, c in ranked[1:_REASONS_KEPT] if not o.same
    )
    return Outcome(
        incident=after or chosen, judgements=(verdict, *against), is_new=False, is_changed=after is not None
    )


def _judgement(
    report: Report, incident: IncidentId, verdict: Verdict, opinion: Opinion | None, setting: Setting
) -> Judgement:
    return Judgement(
        report=report.id,
        incident=incident,
        verdict=verdict,
        score=opinion.score if opinion else 1.0,
        features=dict(opinion.parts) if opinion else {},
        rule=setting.rule.name,
        judged_at=setting.now,
    )
