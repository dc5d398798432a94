"""A small world by hand: two organisations, their people, and incidents near some of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lookfar.accounts.models import Key, Membership, Organisation, Role, User
from lookfar.alerts.route import Rule
from lookfar.alerts.scope import Scope
from lookfar.alerts.silence import Silence
from lookfar.domain.geo import Point
from lookfar.domain.ids import ReportId, incident_id
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import Toll
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import (
    Certainty,
    Credibility,
    IncidentStatus,
    Origin,
    Severity,
    Urgency,
)
from lookfar.flow.endpoints import add_webhook
from lookfar.flow.legs import LegPlan
from lookfar.flow.matching import match_and_alert
from lookfar.flow.people import keep_person, keep_site, keep_trip
from lookfar.flow.ruling import save_duty, save_group
from lookfar.records import rules as kept
from lookfar.records.events import number_events
from lookfar.records.incidents import keep_versions
from lookfar.records.models import (
    AlertRow,
    AlertRule,
    DutyContact,
    Endpoint,
    Leg,
    Person,
    PersonGroup,
    SilenceRow,
    Site,
    Trip,
)
from lookfar.records.subjects import PrivatePlace

DAY = datetime(2022, 1, 6, tzinfo=UTC)
ALMATY = PrivatePlace(name="Almaty", lon=76.95, lat=43.25, country="KAZ", radius_km=5.0)
LIMA = PrivatePlace(name="Lima", lon=-77.03, lat=-12.05, country="PER", radius_km=5.0)
PASSWORD = "a long pass phrase"


def incident(
    name: str = "almaty",
    *,
    title: str = "Violent protest in Almaty, Kazakhstan",
    place: PrivatePlace | None = ALMATY,
    start: datetime = DAY,
    recorded_at: datetime | None = None,
    category: Category = Category.UNREST,
    severity: Severity = Severity.EXTREME,
    status: IncidentStatus = IncidentStatus.CONFIRMED,
    version: int = 1,
    origin: Origin = Origin.LIVE,
    fatalities: Toll | None = None,
    source: str = "wikipedia_current_events",
) -> Incident:
    """An incident founded by the report `<source>:<name>`."""
    report = ReportId(f"{source}:{name}")
    return Incident(
        id=incident_id(report),
        version=version,
        status=status,
        category=category,
        event_type=EventType("violent_demonstration"),
        title=title,
        happened=Interval(start=start, end=start + timedelta(days=1)),
        place=None if place is None else _place(place),
        severity=severity,
        urgency=Urgency.IMMEDIATE,
        certainty=Certainty.OBSERVED,
        credibility=Credibility.CONFIRMED,
        reports=(report,),
        sources=("Reuters", "AFP"),
        recorded_at=recorded_at or start + timedelta(hours=12),
        origin=origin,
        fatalities=fatalities or Toll(low=20, best=26, high=30),
    )


def _place(place: PrivatePlace) -> Place:
    return Place(
        name=place["name"],
        point=Point(lon=place["lon"], lat=place["lat"]),
        radius_km=10.0,
        country=place["country"],
        precision=Precision.CITY,
        confidence=0.97,
    )


@dataclass(frozen=True)
class House:
    """One organisation with a user of every role, somebody in Almaty and what reached them."""

    organisation: Organisation
    users: dict[Role, User]
    person: Person
    site: Site
    trip: Trip
    key: str

    @property
    def leg(self) -> Leg:
        return self.trip.legs.get()

    @property
    def endpoint(self) -> Endpoint:
        """A webhook, added when it is first asked for."""
        found = Endpoint.objects.filter(organisation=self.organisation).first()
        url = f"https://93.184.215.14/{self.organisation.pk}"
        return found or add_webhook(self.organisation, url, now=DAY)[0]

    @property
    def alert(self) -> AlertRow:
        rows = AlertRow.objects.filter(organisation=self.organisation, held="", person=self.person)
        return rows.order_by("created_at", "pk").first()

    @property
    def rule(self) -> AlertRule:
        """Made when asked for: a rule about what does not happen here."""
        rule = Rule(id="", name=f"Rule of {self.organisation}", scope=_KIDNAP)
        return AlertRule.objects.filter(organisation=self.organisation).first() or kept.keep_rule(
            self.organisation, rule
        )

    @property
    def silence(self) -> SilenceRow:
        now = datetime.now(UTC)
        silence = Silence(
            id="", scope=_KIDNAP, reason=f"known to {self.organisation}", starts=now, ends=now + timedelta(hours=1)
        )
        return SilenceRow.objects.filter(organisation=self.organisation).first() or kept.keep_silence(
            self.organisation, silence, None
        )

    @property
    def group(self) -> PersonGroup:
        found = PersonGroup.objects.filter(organisation=self.organisation).first()
        return found or save_group(
            self.organisation, name=f"Staff of {self.organisation}", people=[self.person], now=DAY
        )

    @property
    def duty(self) -> DutyContact:
        return save_duty(self.organisation, self.person)


_KIDNAP = Scope(categories=frozenset({Category.KIDNAP}))


def house(name: str, place: PrivatePlace = ALMATY) -> House:
    """An organisation; its traveller is the person of the trip."""
    organisation = Organisation.objects.create(name=name)
    users = {}
    for role in Role:
        users[role] = User.objects.create(username=f"{role.value} of {name}")
        Membership.objects.create(user=users[role], organisation=organisation, role=role)
    person = keep_person(organisation, name=f"Aigul of {name}", email="aigul@example.org", home=place)
    person.user = users[Role.TRAVELLER]
    person.save()
    other = keep_person(organisation, name=f"Boris of {name}")
    site = keep_site(organisation, name=f"Office of {name}", place=place, contact=other)
    legs = [LegPlan(place=place, start=DAY - timedelta(days=2), end=DAY + timedelta(days=2))]
    trip = keep_trip(person, name=f"Fair of {name}", legs=legs)
    _, key = Key.issue(organisation, "test", ["read"])
    return House(organisation=organisation, users=users, person=person, site=site, trip=trip, key=key)


def happen(*incidents: Incident) -> None:
    """Keeps incidents and writes the alerts that are due."""
    for one in incidents:
        keep_versions([one])
        match_and_alert((one,), now=one.recorded_at, origin=one.origin)
    number_events()


def one_at_home() -> House:
    """A house where nobody but one person at home is touched, so that each incident is one alert."""
    made = house("Steppe Aid")
    Site.objects.all().delete()
    Trip.objects.all().delete()
    return made
