"""Reports that a machine coded from news: what their code may be taken for, and where they lie.

The code gives the type, by the crosswalk. It founds an incident only when something bears it out that the coder did
not write: the words of the article's address, read as any report is, or three outlets that were coded
alike for one town and day. Words that tell of another kind of event leave it open, words that tell of none
stand against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lookfar.domain.geo import Point, distance_km
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import Report
from lookfar.domain.taxonomy import NOT_AN_EVENT, Category, EventType, Taxonomy
from lookfar.reports.classify import ABSTAINED, Classification, ClassifierModel, classify
from lookfar.reports.entry import Kind
from lookfar.reports.gazetteer import Gazetteer, place_of
from lookfar.reports.names import fold

BORNE_OUT = 0.81
"""Confidence in a code that words bear out: 81.2 % of 50 GDELT records checked by hand had the right code."""
ALIKE = 0.68
"""Confidence in a code that only other records bear out: the lower end of that share's 95 % interval."""
OUTLETS_ALIKE = 3
SURE = 0.6
"""Confidence from which words that tell of no event stand against the code."""
NEAR_KM = {Kind.CITY: 30.0, Kind.COUNTY: 100.0, Kind.AIRPORT: 30.0, Kind.ADMIN1: 400.0}
"""A gazetteer's row of the same name at most this far from the coded centroid is the place meant."""
MOST_ACTORS = 8
_SHARP = frozenset({Category.PROTECTION, Category.STABILITY, Category.RELATIONS, Category.TRANSPORT})
"""Categories whose types are different things: an arrest is no court ruling. Elsewhere one type shades into another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryCodes:
    """Alpha-3 by FIPS 10-4 code and by the three letters of CAMEO."""

    fips: Mapping[str, str] = field(default_factory=dict)
    cameo: Mapping[str, str] = field(default_factory=dict)


def coded_type(report: Report, taxonomy: Taxonomy) -> EventType | None:
    """The event type of the report's CAMEO code, None when the crosswalk has none."""
    return taxonomy.from_native("cameo", report.native.get("cameo", ""))


def coded_kind(report: Report, taxonomy: Taxonomy, model: ClassifierModel) -> Classification:
    """The code's kind when it is borne out; not an event when words speak against it; else abstained."""
    event_type = coded_type(report, taxonomy)
    if event_type is None:
        return ABSTAINED
    category = taxonomy.kind(event_type).category
    said = classify(report.text, model, language=report.language) if report.text else ABSTAINED
    if said.confidence >= SURE and said.event_type == NOT_AN_EVENT:
        return said
    if report.native.get("main_place") != "yes" or not report.places:
        return ABSTAINED
    if _agrees(said, report.native["cameo"], taxonomy) or (said.category == category and category not in _SHARP):
        return Classification(category=category, event_type=event_type, confidence=BORNE_OUT, abstained=False)
    if int(report.native.get("outlets_alike", "0")) >= OUTLETS_ALIKE and said.category is None:
        return Classification(category=category, event_type=event_type, confidence=ALIKE, abstained=False)
    return ABSTAINED


def _agrees(said: Classification, code: str, taxonomy: Taxonomy) -> bool:
    """Whether words tell of the type of the code or of the wider codes it is part of: 173 of 17, too."""
    wider = {taxonomy.from_native("cameo", code[:length]) for length in range(2, len(code) + 1)}
    return said.event_type is not None and said.event_type in wider


def coded_place(place: Place, report: Report, gazetteer: Gazetteer, codes: CountryCodes, here: str) -> Place:
    """The place as the gazetteer knows it, as sure as it was; `here`: the country at its point by our borders.

    The country is that of the FIPS code, unless the gazetteer or the borders know better (Sevastopol). A name the
    gazetteer lacks, in a country "(general)", stands for the country (Hindustan).
    """
    told = codes.fips.get(report.native.get("fips", ""), "")
    whole = gazetteer.country_place(told, place.confidence) if told else None
    if place.precision is Precision.COUNTRY:
        return whole or replace(place, country=here)
    for country in dict.fromkeys(filter(None, (told, here))):
        if found := _known(place, country, gazetteer):
            return found
    if whole is not None and f"{whole.name} (general)" in report.native.get("geo_name", ""):
        return whole
    return replace(place, country=here or told)


def coded_actors(report: Report, codes: CountryCodes, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Who acted and on whom, with the country they belong to: "Police (Germany)"."""
    named: dict[str, None] = {}
    for written in filter(None, report.native.get("actors", "").split("; ")):
        name, _, code = written.partition("|")
        country = gazetteer.country_name(codes.cameo[code]) if code in codes.cameo else ""
        shown = name.title() if name.isupper() else name
        whose = country and fold(country) != fold(name)
        named[f"{shown} ({country})" if whose else shown] = None
    return tuple(named)[:MOST_ACTORS]


def _known(place: Place, country: str, gazetteer: Gazetteer) -> Place | None:
    """The nearest row of this name in a country, no farther than its kind may lie from the centroid; towns first."""
    towns = place.precision is not Precision.REGION
    near: list[tuple[bool, float, Place]] = []
    for named in gazetteer.named(fold(place.name)):
        entry = gazetteer.entry(named.row)
        if entry.country == country and entry.kind in NEAR_KM and (towns or entry.kind is Kind.ADMIN1):
            away = distance_km(Point(lon=entry.lon, lat=entry.lat), place.point)
            if away <= NEAR_KM[entry.kind]:
                found = place_of(entry, confidence=place.confidence)
                near.append((entry.kind is Kind.ADMIN1, away, found))
    return min(near, key=lambda known: (*known[:2], known[2].geonames_id or 0))[2] if near else None
