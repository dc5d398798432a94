"""An incident's next version: what a report adds to it, and the first version it founds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from lookfar.domain.ids import IncidentId
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place
from lookfar.domain.report import UNKNOWN_TOLL, Report, Toll, Understanding
from lookfar.domain.taxonomy import Category, EventKind, EventType
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import Certainty, Origin, Severity
from lookfar.incidents import origins, placing, profile, tally, titles
from lookfar.incidents.candidates import aliases
from lookfar.incidents.profile import Profile
from lookfar.incidents.rule import Rule

_ACTORS_KEPT = 8
_SURE = 0.6
"""Confidence from which a later telling may give an incident another kind."""
_ATTACKS = frozenset((Category.ARMED_CONFLICT, Category.TERRORISM))
_DEADLY = _ATTACKS | {
    Category.UNREST, Category.CRIME, Category.KIDNAP, Category.HAZARD, Category.HEALTH, Category.TRANSPORT
}  # fmt: skip
_HARMLESS = frozenset(
    map(
        EventType,
        ("war_claim", "attack_claim", "ceasefire", "force_movement", "territory_change", "peaceful_protest", "strike", "airport_closure",
         "airport_seizure", "border_closure", "health_measures"),
    )
)  # fmt: skip
"""Kinds of deadly categories that kill nobody by themselves."""
_ACCIDENT = EventType("industrial_accident")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What does not depend on the report: the rule, the taxonomy, names of countries, clock and origin."""

    rule: Rule
    taxonomy: Mapping[EventType, EventKind]
    country_name: Callable[[str], str]
    now: datetime
    origin: Origin

    def kind(self, category: Category, code: EventType) -> EventKind:
        """The taxonomy's row, or one made of the code's own words."""
        label = code.replace("_", " ")
        made = EventKind(code=code, category=category, label=label, phrase=label.capitalize())
        return self.taxonomy.get(code, made)

    def known_from(self, incident: Incident) -> datetime:
        """When the next version becomes known.

        A replayed body older than the newest version adds to it at that version's time: as of any time before,
        the past stays what was known then.
        """
        return max(self.now, incident.recorded_at) if self.origin is Origin.REPLAYED else self.now


def founded(incident: IncidentId, report: Report, understanding: Understanding, setting: Setting) -> Incident:
    """Version 1, from a report whose category and type are known."""
    if understanding.category is None or understanding.event_type is None:
        raise ValueError("an incident is founded only on a report whose kind is known")
    new = profile.of_report(report, understanding)
    sources = origins.named_by(report)
    fresh = Incident(
        id=incident,
        version=1,
        status=origins.status(sources),
        category=understanding.category,
        event_type=understanding.event_type,
        title="",
        happened=new.happened,
        place=understanding.scene,
        severity=understanding.severity,
        urgency=understanding.urgency,
        certainty=understanding.certainty,
        credibility=origins.credibility(sources, understanding.certainty),
        reports=(report.id,),
        sources=sources,
        recorded_at=setting.now,
        origin=setting.origin,
        fatalities=understanding.fatalities,
        injured=understanding.injured,
        actors=understanding.actors[:_ACTORS_KEPT],
        aliases=aliases(report),
        words=profile.remembered(report, new.traits),
        topic=report.topic,
        confidence=understanding.confidence,
        change="founded",
    )
    return titled(fresh, setting)


def absorbed(before: Incident, report: Report, understanding: Understanding, setting: Setting) -> Incident | None:
    """The next version with a report in it, or None when the report adds nothing."""
    return _next(before, report, understanding, setting, sole=False)


def retold(before: Incident, report: Report, understanding: Understanding, setting: Setting) -> Incident | None:
    """The next version after a report was told anew, or None; what only it ever said is what it says now."""
    return _next(before, report, understanding, setting, sole=before.reports == (report.id,))


def _next(
    before: Incident, report: Report, understanding: Understanding, setting: Setting, *, sole: bool
) -> Incident | None:
    new, old = profile.of_report(report, understanding), profile.of_incident(before)
    sources = _sources(before, report, new, old, setting.rule)
    category, event_type = _kind(before, understanding)
    after = replace(
        before,
        category=category,
        event_type=event_type,
        status=origins.status(sources),
        happened=_happened(before, new),
        place=placing.placed(
            placing.told_again(before, report, understanding.scene),
            understanding.scene,
            corrected=understanding.scene if sole else None,
            of_a_part=_tells_of_a_part(before, understanding),
        ),
        severity=_severer(before, understanding, corrects=sole),
        urgency=understanding.urgency,
        certainty=_surer(before.certainty, understanding.certainty),
        reports=before.reports if report.id in before.reports else (*before.reports, report.id),
        sources=sources,
        fatalities=understanding.fatalities if sole else _killed(before, report, understanding),
        injured=understanding.injured if sole else tally.higher(before.injured, understanding.injured),
        actors=tuple(dict.fromkeys((*before.actors, *understanding.actors)))[:_ACTORS_KEPT],
        aliases=tuple(dict.fromkeys((*before.aliases, *aliases(report)))),
        words=profile.remembered(report, new.traits, before.words),
        topic=before.topic or report.topic,
        confidence=_confidence(before, understanding, category),
    )
    after = titled(replace(after, credibility=origins.credibility(sources, after.certainty)), setting)
    if after == before:
        return None
    known = setting.known_from(before)
    return replace(after, version=before.version + 1, recorded_at=known, change=changes(before, after))


def _tells_of_a_part(before: Incident, understanding: Understanding) -> bool:
    """Whether less than half of the dead of a country or region are told of, whose place is not that of all: Maine's of the United States'."""
    if before.place is None or before.place.precision.is_local:
        return False
    return 0 < 2 * (understanding.fatalities.best or 0) < (before.fatalities.best or 0)


def _kind(before: Incident, understanding: Understanding) -> tuple[Category, EventType]:
    """The kind of the first telling; but of one that is not sure of it that of a later sure one, and of one that kills nobody by
    itself, that of a later sure telling of the dead.

    An airport closed over a bombing that is told of afterwards is a bombing, as is the explosion that was no accident;
    the airliner that was shot down did not crash.
    """
    told = (understanding.category, understanding.event_type)
    own = (before.category, before.event_type)
    if told[0] is None or told[1] is None or told[0] not in _DEADLY or understanding.confidence < _SURE:
        return own
    if before.confidence < _SURE:
        return told[0], told[1]
    dead, known = understanding.fatalities.best or 0, before.fatalities.best or 0
    harmless = own[0] not in _DEADLY or own[1] in _HARMLESS
    cause = (own[1] == _ACCIDENT or own[0] is Category.TRANSPORT) and told[0] in _ATTACKS
    if dead and dead >= known and told[1] not in _HARMLESS and (harmless or cause):
        return told[0], told[1]
    return own


def _confidence(before: Incident, understanding: Understanding, category: Category) -> float:
    """That of the surest telling of its category."""
    own = before.confidence if before.category is category else 0.0
    return max(own, understanding.confidence if understanding.category is category else 0.0)


def titled(incident: Incident, setting: Setting) -> Incident:
    """The incident under a title composed from its facts."""
    title = titles.compose(
        setting.kind(incident.category, incident.event_type),
        incident.place,
        setting.country_name,
        fatalities=incident.fatalities,
        injured=incident.injured,
        target=profile.site_of(incident),
    )
    return replace(incident, title=title)


def changes(before: Incident, after: Incident) -> str:
    """What a version changed, in words: "fatalities 26 -> 44; new report"."""
    said = []
    if before.event_type != after.event_type:
        said.append(f"kind {before.event_type.replace('_', ' ')} -> {after.event_type.replace('_', ' ')}")
    if before.fatalities != after.fatalities:
        said.append(f"fatalities {_best(before.fatalities)} -> {_best(after.fatalities)}")
    if before.injured != after.injured:
        said.append(f"injured {_best(before.injured)} -> {_best(after.injured)}")
    if before.place != after.place and after.place is not None:
        said += _moved(before.place, after.place)
    if before.severity is not after.severity:
        said.append(f"severity {before.severity} -> {after.severity}")
    if before.status is not after.status:
        said.append(f"{before.status} -> {after.status}")
    if before.happened != after.happened:
        said.append("time widened")
    if len(after.reports) > len(before.reports):
        said.append("new report")
    return "; ".join(said) or "details"


def _moved(before: Place | None, after: Place) -> list[str]:
    said = [f"place {before.name if before else 'unknown'} -> {after.name}"]
    if before is None or set(before.touched) == set(after.touched) or not (before.countries or after.countries):
        return said
    touched = f"countries {', '.join(before.touched) or 'unknown'} -> {', '.join(after.touched)}"
    return [touched] if before.name == after.name else [*said, touched]


def _best(toll: Toll) -> str:
    known = toll.best if toll.best is not None else toll.low
    return "unknown" if known is None else str(known)


def _sources(before: Incident, report: Report, new: Profile, old: Profile, rule: Rule) -> tuple[str, ...]:
    """Copies of a text already told add no source; an item's other parts rest on what they cite."""
    if report.id in before.reports or (not new.items & old.items and origins.is_passed_on(new, old, rule)):
        return before.sources
    return tuple(dict.fromkeys((*before.sources, *origins.named_by(report))))


def _happened(before: Incident, new: Profile) -> Interval:
    """Widened by news of more of it, not by later news about it."""
    if new.running or (new.traits.follows_up and new.happened.start >= before.happened.end):
        return before.happened
    start, end = min(before.happened.start, new.happened.start), max(before.happened.end, new.happened.end)
    return Interval(start=start, end=end)


def _severer(before: Incident, understanding: Understanding, *, corrects: bool) -> Severity:
    if corrects:
        return understanding.severity
    return max(before.severity, understanding.severity, key=lambda severity: severity.rank)


def _surer(old: Certainty, new: Certainty) -> Certainty:
    order = (Certainty.UNKNOWN, Certainty.UNLIKELY, Certainty.POSSIBLE, Certainty.LIKELY, Certainty.OBSERVED)
    return max(old, new, key=order.index)


def _killed(before: Incident, report: Report, understanding: Understanding) -> Toll:
    return tally.combine(before.fatalities, understanding.fatalities, other_party=_other_party(before, report))


def _other_party(before: Incident, report: Report) -> Toll:
    """The incident's count, when another part of the same item told it of another party; else unknown."""
    siblings = [r for r in before.reports if profile.item_of(r) == report.item and r != report.id]
    mine, theirs = tally.party(report.text), tally.party(report.context)
    if not siblings or not mine or not theirs or mine == theirs or report.id in before.reports:
        return UNKNOWN_TOLL
    return before.fatalities
