"""What an organisation's rules, silences, hours and larger incidents make of what is due."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import cached_property
from typing import cast

from lookfar.alerts import phrases
from lookfar.alerts.decide import decide, handed_over, is_life_threat
from lookfar.alerts.inhibit import Known, inhibitor
from lookfar.alerts.manners import Manners
from lookfar.alerts.route import Routed, Rule, Tell, route
from lookfar.alerts.scope import Touch, of_subject
from lookfar.alerts.silence import Silence, silencing
from lookfar.domain.alert import Alert, Told
from lookfar.domain.exposure import Exposure, Match
from lookfar.domain.incident import Incident
from lookfar.domain.report import Link
from lookfar.domain.vocabulary import HoldReason, MsgType, Origin
from lookfar.exposure.footprint import footprint
from lookfar.facts.areas import open_areas
from lookfar.flow.places import zone_of
from lookfar.records import larger, outbox
from lookfar.records import rules as kept
from lookfar.records.models import Leg, Person
from lookfar.records.subjects import Named, PrivatePlace, person_behind, persons_behind


class House:
    """One organisation's settings as they are now, read once."""

    def __init__(self, organisation: str, *, now: datetime) -> None:
        self._organisation, self._now = organisation, now
        self._people: dict[str, Manners] = {}

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """In the order they are asked."""
        return kept.rules_of(self._organisation)

    @cached_property
    def silences(self) -> tuple[Silence, ...]:
        """Those that hold something now."""
        return kept.silences_of(self._organisation, now=self._now)

    @cached_property
    def hours(self) -> kept.Hours:
        """Its own hours."""
        return kept.hours_of(self._organisation)

    def manners(self, person: Person | None) -> Manners:
        """How somebody wants to be told; of nobody, how the organisation does."""
        name = str(person.pk) if person else ""
        if name not in self._people:
            own = kept.hours_of_person(person.pk) if person else kept.Hours()
            here = None if person is None or own.zone else _zone_of(person, self._now)
            self._people[name] = Manners(
                zone=kept.zone_of(own, here, self.hours),
                quiet=own.quiet,
                digest=kept.digest_time(own, self.hours),
                window=self.hours.window,
            )
        return self._people[name]


def _houses_of(organisations: Collection[str], *, now: datetime) -> dict[str, House]:
    """Those of several organisations, each setting read at once for all."""
    rules, hours = kept.rules_of_each(organisations), kept.hours_of_each(organisations)
    silences = kept.silences_of_each(organisations, now=now)
    houses = {one: House(one, now=now) for one in organisations}
    for one, house in houses.items():
        house.rules, house.hours, house.silences = rules[one], hours[one], silences[one]
    return houses


class Holding:
    """Decides and keeps what is due of the incidents of one transaction. `decided`: how many matches so far.

    `edited`: the subjects are those that were changed just now, perhaps in how their people are reached.
    """

    def __init__(self, *, now: datetime, origin: Origin, edited: bool = False) -> None:
        self._now, self._origin, self._edited = now, origin, edited
        self._houses: dict[str, House] = {}
        self._people: dict[Named, Person | None] = {}
        self._tell: dict[str, Tell] = {}
        self.decided = 0

    def expect(self, subjects: Collection[Exposure]) -> None:
        """Reads at once what deciding on these will ask for one by one."""
        fresh = {one.organisation for one in subjects} - self._houses.keys()
        self._houses |= _houses_of(fresh, now=self._now)
        self._people |= persons_behind((one.kind, one.subject_id) for one in subjects)

    def decide(
        self,
        match: Match,
        incident: Incident,
        told: Told | None,
        *,
        larger_ones: Iterable[Incident],
        links: tuple[Link, ...] = (),
    ) -> Alert:
        """The alert of a match: due, or held by a bar, a silence or a larger incident."""
        self.decided += 1
        house = self._house(match.exposure.organisation)
        asked = bool(house.rules or house.silences)
        touch = touch_of(match.exposure, incident, self._person(match.exposure), told=asked)
        routed = self._route(house, match, touch)
        alert = decide(match, incident, told, now=self._now, policy=routed.policy, links=links)
        if told is not None and alert.held is HoldReason.ALREADY_TOLD and self._is_anothers(match.exposure, told):
            alert = handed_over(match, incident, told, now=self._now, links=links)
        alert = replace(alert, rule=routed.rule)
        self._tell[alert.id] = routed.tell
        if alert.held is not None or alert.msg_type is MsgType.CANCEL:
            return alert
        silence = silencing(house.silences, touch, self._now)
        if silence is not None:
            return _silenced(alert, silence)
        return self._inhibited(alert, match, incident, larger_ones)

    def keep(self, alert: Alert) -> None:
        """Stores it with its deliveries, or its hold, as its receivers want to be told."""
        house, person = self._house(alert.subject.organisation), self._person(alert.subject)
        if alert.held is None:
            outbox.keep_alert(
                alert,
                origin=self._origin,
                person=person,
                tell=self._tell.get(alert.id, outbox.EVERYBODY),
                manners=house.manners,
                answer_by=self._now + house.hours.escalate_after,
            )
            return
        at = house.manners(person).digest_at(self._now)
        outbox.keep_alert(alert, origin=self._origin, person=person, digest_at=at)
        if alert.held is HoldReason.ALREADY_TOLD and self._origin is Origin.LIVE:
            answer_by = self._now + house.hours.escalate_after
            tell = self._tell.get(alert.id, outbox.EVERYBODY)
            outbox.tell_after_all(
                alert,
                anew=person if self._edited and tell.person else None,
                manners=house.manners,
                now=self._now,
                answer_by=answer_by,
            )

    def _is_anothers(self, subject: Exposure, told: Told) -> bool:
        """Whether somebody is behind a subject who was not when it was told."""
        person = self._person(subject)
        return person is not None and told.msg_type is not MsgType.CANCEL and told.whom != str(person.pk)

    def _house(self, organisation: str) -> House:
        if organisation not in self._houses:
            self._houses[organisation] = House(organisation, now=self._now)
        return self._houses[organisation]

    def _person(self, subject: Exposure) -> Person | None:
        named = (subject.kind, subject.subject_id)
        if named not in self._people:
            self._people[named] = person_behind(*named)
        return self._people[named]

    def _route(self, house: House, match: Match, touch: Touch) -> Routed:
        if not house.rules:
            return Routed()
        zone = house.manners(self._person(match.exposure)).zone
        return route(house.rules, touch, now=self._now, zone=zone)

    def _inhibited(self, alert: Alert, match: Match, incident: Incident, larger_ones: Iterable[Incident]) -> Alert:
        if alert.msg_type is not MsgType.ALERT or alert.life_threat:
            return alert
        known = _known(match.exposure, larger_ones)
        held_by = inhibitor(incident, match.distance_km, known, now=self._now, life_threat=alert.life_threat)
        if held_by is None:
            return alert
        return replace(
            alert,
            held=HoldReason.INHIBITED_BY,
            held_by=held_by.incident.id,
            held_until=held_by.until,
            why=(
                *alert.why,
                f"Held: you know of a larger one of its kind, “{held_by.incident.title}”; it goes to the digest.",
            ),
        )


def _silenced(alert: Alert, silence: Silence) -> Alert:
    until = phrases.moment(silence.ends)
    return replace(
        alert,
        held=HoldReason.SILENCED,
        held_by=silence.id,
        held_until=silence.ends,
        why=(*alert.why, f"Held: silenced until {until}: {silence.reason}"),
    )


def touch_of(subject: Exposure, incident: Incident, person: Person | None, *, told: bool) -> Touch:
    """What rules and silences look at; bare when there are none to look (`told` False). `person`: who is behind it."""
    life_threat = is_life_threat(incident)
    bare = Touch(
        incident=incident.id, category=incident.category, severity=incident.severity, life_threat=life_threat
    )
    if not told:
        return bare
    who, site = of_subject(subject.kind, subject.subject_id, str(person.pk) if person else "")
    place = incident.place
    parts = open_areas().of(place) if place else ()
    areas = {part.id for part in parts} | set(place.touched if place else ())
    groups = kept.groups_of(person) if person and who else frozenset()
    return replace(bare, areas=frozenset(areas), person=who, groups=groups, site=site)


def _known(subject: Exposure, larger_ones: Iterable[Incident]) -> list[Known]:
    """Which of the larger incidents this subject was told of, or would have been without a silence."""
    by_id = {incident.id: incident for incident in larger_ones}
    found = []
    for alert in larger.known_to(subject.subject_id, by_id):
        incident = by_id[alert.incident]
        reach = footprint(incident)
        if reach is not None:
            found.append(
                Known(
                    incident=incident,
                    distance_km=alert.distance_km,
                    reach_km=reach.reach_km,
                    until=min(reach.period.end, subject.period.end),
                )
            )
    return found


def _zone_of(person: Person, now: datetime) -> tzinfo | None:
    """The zone where a person is: on the leg under way, else at home; None when nowhere is known."""
    leg = Leg.objects.filter(trip__person=person, trip__cancelled_at=None, start__lte=now, end__gt=now).first()
    private = cast("dict[str, object]", leg.private if leg else person.private)
    place = cast("PrivatePlace | None", private.get("place" if leg else "home"))
    if not place:
        return None
    return zone_of(place)
