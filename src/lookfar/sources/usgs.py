"""USGS earthquakes: one GeoJSON feature per event, many networks' ids for one earthquake."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lookfar.domain.ids import SourceId, report_id
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import Link, Report
from lookfar.domain.source import Body, Reading, Source
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.times import Interval
from lookfar.domain.vocabulary import Certainty, Reliability, Severity, Urgency
from lookfar.formats.geojson import Position, features, position_of
from lookfar.formats.json import (
    JsonObject,
    check_record,
    child,
    number_of,
    optional_text,
    raw_bytes,
    read_json,
    text_of,
)
from lookfar.formats.plain_text import plain, shorten
from lookfar.formats.records import BadRecord, Reason, believable, fresh_until, harvest

SOURCE = Source(
    id=SourceId("usgs"),
    name="USGS earthquakes",
    publisher="United States Geological Survey",
    homepage="https://earthquake.usgs.gov/earthquakes/map/",
    urls=("https://earthquake.usgs.gov/earthquakes/feed/v1.0/summary/2.5_week.geojson",),
    licence="US public domain",
    licence_url="https://www.usgs.gov/information-policies-and-instructions/copyrights-and-credits",
    attribution="U.S. Geological Survey, Earthquake Hazards Program",
    specification="https://earthquake.usgs.gov/earthquakes/feed/v1.0/geojson.php",
    rhythm=timedelta(minutes=5),
    stale_after=timedelta(hours=2),
    reliability=Reliability.A,
    categories=(Category.HAZARD,),
    tells=(EventType("earthquake"),),
    exhaustive=True,
)

_NATURAL = {
    "earthquake": EventType("earthquake"),
    "induced or triggered event": EventType("earthquake"),
    "volcanic eruption": EventType("volcano"),
    "landslide": EventType("landslide"),
    "snow avalanche": EventType("landslide"),
}
"""Values of `type` that are hazards; quarry blasts, explosions, sonic booms and the like are skipped."""

_PAGER = {
    "green": Severity.MINOR,
    "yellow": Severity.MODERATE,
    "orange": Severity.SEVERE,
    "red": Severity.EXTREME,
}
"""PAGER alert colours, Wald et al. 2011, Earthquake impact scale, Natural Hazards Review 12(3)."""

_CLASSES = ((8.0, Severity.EXTREME), (7.0, Severity.SEVERE), (6.0, Severity.MODERATE))
"""Lower bounds of the classes great, major and strong; used when PAGER gave no colour."""

_DOUBT_KM = {"reviewed": 5.0, "automatic": 10.0}
"""Radius of doubt of an epicentre by review status; the summary carries no horizontal error."""

_NATIVE = ("mag", "magType", "alert", "status", "tsunami", "sig", "mmi", "cdi", "felt", "type")


def clock(content: bytes, latest: datetime) -> datetime | None:
    """`metadata.generated`, or the newest `updated` that is not after `latest`."""
    body = read_json(content)
    metadata = body.value.get("metadata")
    generated = _milliseconds(metadata.get("generated")) if isinstance(metadata, dict) else None
    if generated is not None and generated <= latest:
        return generated
    updated = (
        _milliseconds(feature["properties"].get("updated"))
        for feature in features(body)
        if isinstance(feature, dict) and isinstance(feature.get("properties"), dict)
    )
    return max((moment for moment in updated if moment is not None and moment <= latest), default=None)


def read(body: Body) -> Reading:
    """The earthquakes of a summary or detail body; an empty collection is a healthy quiet."""
    answer = read_json(body.content)
    gathered = harvest(
        features(answer),
        lambda feature: _reports(check_record(feature, damaged=answer.damaged), body.fetched_at),
        raw_bytes,
    )
    metadata = answer.value.get("metadata")
    generated = _milliseconds(metadata.get("generated")) if isinstance(metadata, dict) else None
    return Reading(
        reports=gathered.reports,
        quarantined=tuple(gathered.quarantined),
        records=gathered.records,
        skipped=gathered.skipped,
        newest=_made_at(generated, body.fetched_at) or gathered.newest(body.fetched_at),
    )


def _made_at(generated: datetime | None, fetched_at: datetime) -> datetime | None:
    return None if generated is None else fresh_until((generated,), fetched_at=fetched_at)


def _reports(feature: JsonObject, fetched_at: datetime) -> tuple[Report, ...]:
    properties = child(feature, "properties")
    kind = _NATURAL.get(text_of(properties, "type").lower())
    if kind is None:
        return ()
    retracted = optional_text(properties, "status").lower() == "deleted"
    position = position_of(feature)
    if position is None and not retracted:
        raise BadRecord(Reason.BAD_COORDINATES, "an earthquake without a position")
    happened = believable(_time(properties, "time"), fetched_at=fetched_at)
    identity = report_id(SOURCE.id, plain(text_of(feature, "id")))
    title = plain(optional_text(properties, "title") or optional_text(properties, "place"))
    page = optional_text(properties, "url")
    report = Report(
        id=identity,
        item=identity,
        source=SOURCE.id,
        title=shorten(title or "Earthquake"),
        text=title,
        published_at=believable(_time(properties, "updated"), fetched_at=fetched_at),
        happened=Interval(start=happened, end=happened + timedelta(seconds=1)),
        links=(Link(url=page, name="USGS event page"),) if page.startswith("https://") else (),
        outlets=("USGS",),
        places=_places(properties, position),
        category=Category.HAZARD,
        event_type=kind,
        severity=_severity(properties),
        urgency=Urgency.PAST,
        certainty=Certainty.OBSERVED if properties.get("status") == "reviewed" else Certainty.LIKELY,
        aliases=tuple(part for part in optional_text(properties, "ids").split(",") if part),
        native=_native(properties, position),
        retracted=retracted,
    )
    return (report,)


def _places(properties: JsonObject, position: Position | None) -> tuple[Place, ...]:
    if position is None:
        return ()
    place = Place(
        name=plain(optional_text(properties, "place")),
        point=position.point,
        radius_km=_DOUBT_KM.get(optional_text(properties, "status"), 10.0),
        country="",
        precision=Precision.POINT,
        confidence=1.0,
        kind="epicentre",
    )
    return (place,)


def _severity(properties: JsonObject) -> Severity | None:
    colour = _PAGER.get(optional_text(properties, "alert").lower())
    if colour is not None:
        return colour
    magnitude = number_of(properties, "mag")
    if magnitude is None:
        return None
    return next((severity for bound, severity in _CLASSES if magnitude >= bound), Severity.MINOR)


def _native(properties: JsonObject, position: Position | None) -> dict[str, str]:
    native = {name: str(properties[name]) for name in _NATIVE if properties.get(name) is not None}
    if position is not None and position.third is not None:
        native["depth_km"] = str(position.third)
    return native


def _time(properties: JsonObject, name: str) -> datetime:
    moment = _milliseconds(properties.get(name))
    if moment is None:
        raise BadRecord(
            Reason.BAD_TIME, f"{name} is not a time in milliseconds: {str(properties.get(name))[:40]!r}"
        )
    return moment


def _milliseconds(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 4e13:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=value)
