"""Places, reports, understandings and incidents by hand, for tests of merging and of what comes after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from lookfar.domain.geo import Point
from lookfar.domain.ids import IncidentId, ReportId, SourceId
from lookfar.domain.incident import Incident
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import UNKNOWN_TOLL, Report, Toll, Understanding
from lookfar.domain.taxonomy import EventType
from lookfar.domain.times import Interval, whole_day
from lookfar.domain.vocabulary import Certainty, Origin, Severity, Urgency
from lookfar.facts.grouping import grouping_rule
from lookfar.facts.taxonomy import open_taxonomy
from lookfar.incidents import merge
from lookfar.incidents.absorb import Setting
from lookfar.incidents.merge import Outcome

NOW = datetime(2022, 2, 1, tzinfo=UTC)
RULE = grouping_rule()
KINDS = open_taxonomy().kinds
NAMES = {"KAZ": "Kazakhstan", "IRQ": "Iraq", "USA": "United States", "GEO": "Georgia", "IDN": "Indonesia"}

ALMATY = Place(
    name="Almaty",
    point=Point(lon=76.95, lat=43.25),
    radius_km=15,
    country="KAZ",
    precision=Precision.CITY,
    confidence=0.9,
)
AKTAU = Place(
    name="Aktau",
    point=Point(lon=51.16, lat=43.65),
    radius_km=10,
    country="KAZ",
    precision=Precision.CITY,
    confidence=0.9,
)
IN_ALMATY = replace(ALMATY, admin1="Almaty Qalasy", geonames_id=1526384)
IN_AKTAU = replace(AKTAU, admin1="Mangghystau", geonames_id=610612)
"""The same two, known by GeoNames and so to parts of their country."""
KAZAKHSTAN = Place(
    name="Kazakhstan",
    point=Point(lon=68, lat=48),
    radius_km=1200,
    country="KAZ",
    precision=Precision.COUNTRY,
    confidence=0.95,
)
KIRKUK = Place(
    name="Kirkuk",
    point=Point(lon=44.39, lat=35.47),
    radius_km=10,
    country="IRQ",
    precision=Precision.CITY,
    confidence=0.9,
)
MOSUL = Place(
    name="Mosul",
    point=Point(lon=43.13, lat=36.34),
    radius_km=10,
    country="IRQ",
    precision=Precision.CITY,
    confidence=0.9,
)


def country_name(code: str) -> str:
    return NAMES.get(code, code)


def killed(count: int) -> Toll:
    return Toll(low=count, best=count, high=count)


@dataclass(frozen=True)
class Told:
    """A report with what was understood of it."""

    report: Report
    understanding: Understanding


def told(
    identity: str,
    text: str,
    *,
    day: str = "2022-01-05",
    at: tuple[str, str] | None = None,
    place: Place | None = ALMATY,
    kind: str = "violent_demonstration",
    toll: Toll = UNKNOWN_TOLL,
    running: bool = False,
    source: str = "wikipedia_current_events",
    outlets: tuple[str, ...] = (),
    topic: str = "",
    context: str = "",
    severity: Severity = Severity.MODERATE,
) -> Told:
    date_of = date.fromisoformat(day)
    happened = whole_day(date_of)
    if at is not None:
        start, end = (datetime.fromisoformat(f"{day}T{clock}+00:00") for clock in at)
        happened = Interval(start=start, end=end)
    item = identity.split("#", maxsplit=1)[0]
    report = Report(
        id=ReportId(f"{source}:{identity}"),
        item=ReportId(f"{source}:{item}"),
        source=SourceId(source),
        title="",
        text=text,
        published_at=happened.start + timedelta(hours=12),
        happened=happened,
        topic=topic,
        context=context,
        outlets=outlets,
    )
    category = KINDS[EventType(kind)].category if kind in KINDS else None
    understanding = Understanding(
        places=(place,) if place else (),
        scene=place,
        category=category,
        event_type=EventType(kind),
        confidence=0.9,
        abstained=category is None,
        severity=severity,
        urgency=Urgency.IMMEDIATE,
        certainty=Certainty.LIKELY,
        fatalities=toll,
        toll_is_running_total=running,
    )
    return Told(report, understanding)


SETTING = Setting(rule=RULE, taxonomy=KINDS, country_name=country_name, now=NOW, origin=Origin.REPLAYED)


def take(one: Told, candidates: list[Incident], *, now: datetime = NOW, part: int = 1) -> Outcome | None:
    return merge.take(
        one.report,
        one.understanding,
        candidates,
        now=now,
        origin=Origin.REPLAYED,
        taxonomy=KINDS,
        country_name=country_name,
        rule=RULE,
        part=part,
    )


def run(*all_told: Told) -> dict[str, list[Incident]]:
    """Takes reports one after the other; versions of every incident by id."""
    history: dict[str, list[Incident]] = {}
    for one in all_told:
        outcome = take(one, [versions[-1] for versions in history.values()])
        if outcome is not None and outcome.is_changed:
            history.setdefault(outcome.incident.id, []).append(outcome.incident)
    return history


FIRE = told("a", "Crowds torch the city hall of Almaty.", severity=Severity.EXTREME, toll=killed(3))


def incident(name: str, *, of: Told = FIRE, **changed: object) -> Incident:
    """What one report makes, under a name of its own."""
    ((first, *_),) = run(of).values()
    one = replace(first, id=IncidentId(name), version=1, aliases=())
    return replace(one, **changed)  # type: ignore[arg-type]
