"""Small inputs made for the tests, and constants with round numbers so that figures can be checked by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lookfar.domain.ids import IncidentId
from lookfar.domain.taxonomy import Category, EventType, Headline
from lookfar.domain.vocabulary import Coverage, Credibility, Level, Severity
from lookfar.ratings.constants import (
    CategoryConstants,
    CategoryModel,
    Constants,
    Floor,
    HeadlineConstants,
    HeadlineModel,
    ModelConstants,
    PartsConstants,
    StructureTerm,
    Term,
)
from lookfar.ratings.coverage import Watch
from lookfar.ratings.decay import SPANS
from lookfar.ratings.evidence import Evidence
from lookfar.ratings.inputs import AreaInputs, Indicator, Run, State

NOW = datetime(2022, 1, 7, tzinfo=UTC)


def constants() -> Constants:
    """Half-life 14 days, shape 1, prior .01 a day, score 60 + 10 ln(rate) for every category."""
    one = CategoryConstants(half_life=14.0, shape=1.0, intercept=60.0, slope=10.0, mass_casualty=10)
    plain = HeadlineConstants(members=(Category.HEALTH,), power=4.0, intercept=0.0, slope=1.0, state_pull=0.0)
    violence = (
        Category.ARMED_CONFLICT,
        Category.TERRORISM,
        Category.UNREST,
        Category.CRIME,
        Category.KIDNAP,
    )
    security = HeadlineConstants(members=violence, power=4.0, intercept=0.0, slope=1.2, state_pull=0.1)
    war = "at the pace of a war"
    return Constants(
        name="pressure_2026",
        fingerprint="f" * 64,
        thresholds=(20.0, 40.0, 60.0, 80.0),
        margin=3.0,
        runs=3,
        recent_days=3.0,
        interval=0.8,
        contributors=10,
        severity=dict(zip(Severity, (6.0, 2.5, 1.0, 0.3, 0.7), strict=True)),
        toll_exponent=0.5,
        credibility=dict(zip(Credibility, (1.0, 0.98, 0.94, 0.5, 0.2, 0.9), strict=True)),
        information={
            Coverage.COVERED: 1.0,
            Coverage.QUIET: 1.0,
            Coverage.DEGRADED: 0.5,
            Coverage.BLIND: 0.25,
        },
        categories=dict.fromkeys(Category, one),
        base={c: {"*": 0.01, "Central Asia": 0.02} for c in Category},
        structure=(
            StructureTerm(
                category=Category.UNREST,
                indicator="political_stability",
                form="linear",
                centre=0.0,
                spread=1.0,
                weight=-0.5,
            ),
        ),
        headlines={h.value: security if h is Headline.SECURITY else plain for h in Headline},
        floors=(
            Floor(
                category=Category.ARMED_CONFLICT,
                days=30.0,
                deaths=83,
                target="armed_conflict",
                level=Level.HIGH,
                reason=war,
            ),
        ),
    )


def evidence(
    name: str = "a",
    *,
    category: Category = Category.UNREST,
    days: float = 0.0,
    severity: Severity = Severity.MODERATE,
    deaths: int | None = None,
    credibility: Credibility = Credibility.CONFIRMED,
    weight: float = 1.0,
) -> Evidence:
    return Evidence(
        incident=IncidentId(name),
        version=1,
        category=category,
        event_type=EventType("riot"),
        happened=NOW - timedelta(days=days),
        severity=severity,
        fatalities=deaths,
        credibility=credibility,
        sources=1,
        weight=weight,
        title=f"Riot {name}",
        links=("https://news.example/a",),
    )


def area(
    items: Sequence[Evidence] = (),
    *,
    name: str = "KAZ",
    region: str = "Southern Asia",
    watched_days: float = 28.0,
    coverage: Coverage = Coverage.COVERED,
    indicators: Sequence[Indicator] = (),
    previous: Mapping[str, State] | None = None,
    run: Run = Run.DAILY,
    as_of: datetime = NOW,
) -> AreaInputs:
    watch = Watch(coverage=coverage, since=NOW - timedelta(days=watched_days), until=as_of)
    return AreaInputs(
        area=name,
        region=region,
        as_of=as_of,
        evidence=tuple(items),
        indicators=tuple(indicators),
        watches=dict.fromkeys(Category, watch),
        data_to={"wikipedia_current_events": as_of},
        previous=previous or {},
        run=run,
    )


def model() -> ModelConstants:
    """Half-lives 10, 100, 1000 days; prior .01 a day; log-odds 1 + the mean of the three logs; 50 + 10 a unit."""
    third = [Term(name=f"harm_{span}", form="linear", centre=0.0, spread=3.0, weight=1.0) for span in SPANS]
    counted = [replace(term, name=term.name.replace("harm", "count")) for term in third]
    intercept = Term(name="intercept", form="linear", centre=0.0, spread=1.0, weight=1.0)
    none = replace(intercept, weight=0.0)
    one = CategoryModel(
        half_lives=(10.0, 100.0, 1000.0),
        zero=50.0,
        points=10.0,
        mass_casualty=10,
        score=(intercept, *third),
        months=(),
        outlook=(none, *counted),
        shape=0.0,
        shape_slope=0.5,
        volume=2.0,
    )
    deaths = Term(name="deaths_12", form="log1p", centre=1.0, spread=2.0, weight=0.5)
    war = replace(one, months=(intercept, *third, deaths))
    old = constants()
    plain = HeadlineModel(
        members=(Category.HEALTH,), power=4.0, discount={}, gain=1.0, state_discount=0.0, state_pull=0.0
    )
    security = replace(
        plain,
        members=old.headlines["security"].members,
        discount={Category.CRIME: 40.0, Category.KIDNAP: 40.0},
        gain=2.0,
        state_discount=40.0,
        state_pull=0.2,
    )
    return ModelConstants(
        name="pressure_2026_11_26",
        fingerprint="e" * 64,
        thresholds=old.thresholds,
        margin=3.0,
        runs=3,
        recent_days=3.0,
        interval=0.8,
        contributors=10,
        severity=old.severity,
        toll_exponent=0.5,
        credibility=old.credibility,
        information=old.information,
        memory=1000.0,
        pseudo=0.5,
        replicates=20,
        ahead=90,
        categories={c: war if c is Category.ARMED_CONFLICT else one for c in Category},
        base={c: {"*": 0.01, "Central Asia": 0.02} for c in Category},
        structure=old.structure,
        headlines={h.value: security if h is Headline.SECURITY else plain for h in Headline},
        floors=old.floors,
    )


def parts() -> PartsConstants:
    """On the scale of `model`: log-odds 1 + half the country's, half the logarithm of the share, and a little of the rest."""
    terms = (
        Term(name="intercept", form="linear", centre=0.0, spread=1.0, weight=1.0),
        Term(name="country", form="linear", centre=-1.0, spread=2.0, weight=1.0),
        Term(name="share", form="linear", centre=0.0, spread=1.0, weight=0.5),
        Term(name="city", form="linear", centre=0.25, spread=0.5, weight=0.1),
        Term(name="local_short", form="linear", centre=0.0, spread=1.0, weight=0.4),
        Term(name="local_middle", form="linear", centre=0.5, spread=2.0, weight=0.6),
        Term(name="local_long", form="linear", centre=0.0, spread=1.0, weight=0.2),
    )
    return PartsConstants(
        name="parts_2026_11_26",
        fingerprint="d" * 64,
        of=model(),
        trace=0.5,
        terms=dict.fromkeys(Category, terms),
    )
