"""GDACS disasters: earthquakes, cyclones, floods, volcanoes, droughts and fires, with an alert colour.

An event (type and number) is the item; its episodes are stages, each a newer version of one report. Countries are
named more fully in `country` (names) than in `affectedcountries` and `iso3` (codes): Viet Nam never has a code.
The API's GeoJSON and the RSS feed are both read. Times without a zone are UTC.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from lookfar.domain.errors import InvalidValue
from lookfar.domain.geo import Point, distance_km
from lookfar.domain.ids import SourceId, report_id
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import Link, Report
from lookfar.domain.source import Body, Reading, Source
from lookfar.domain.taxonomy import Category, EventType
from lookfar.domain.times import Interval, parse_time
from lookfar.domain.vocabulary import Certainty, Reliability, Severity, Urgency
from lookfar.formats.geojson import features, point, position_of
from lookfar.formats.json import JsonObject, check_record, child, optional_text, raw_bytes, read_json, text_of
from lookfar.formats.plain_text import plain, shorten
from lookfar.formats.records import BadRecord, Harvest, Reason, believable, harvest
from lookfar.formats.rss import RssItem, read_rss, rss_time

SOURCE = Source(
    id=SourceId("gdacs"),
    name="GDACS disaster alerts",
    publisher="Global Disaster Alert and Coordination System (United Nations and European Commission)",
    homepage="https://www.gdacs.org/",
    urls=("https://www.gdacs.org/gdacsapi/api/events/geteventlist/SEARCH",),
    licence="Free use with credit to GDACS; indicative information only",
    licence_url="https://www.gdacs.org/About/termofuse.aspx",
    attribution="Global Disaster Alert and Coordination System, GDACS",
    specification="https://www.gdacs.org/gdacsapi/swagger/index.html",
    rhythm=timedelta(minutes=10),
    stale_after=timedelta(hours=24),
    reliability=Reliability.B,
    categories=(Category.HAZARD,),
    tells=tuple(map(EventType, ("earthquake", "tropical_cyclone", "flood", "volcano", "drought", "wildfire"))),
)

_KINDS = {
    "EQ": (EventType("earthquake"), 10.0),
    "TC": (EventType("tropical_cyclone"), 200.0),
    "FL": (EventType("flood"), 100.0),
    "VO": (EventType("volcano"), 10.0),
    "DR": (EventType("drought"), 300.0),
    "WF": (EventType("wildfire"), 25.0),
}
"""Event type and radius of doubt (km) of the published centre: spot for EQ and VO, centroid else."""

_LEVELS = {"green": Severity.MINOR, "orange": Severity.SEVERE, "red": Severity.EXTREME}
_SPOTS = frozenset({"EQ", "VO", "WF"})
_WIDEST_KM = 500.0
_GUID = re.compile(r"([A-Z]{2})(\d+)")
_AHEAD = timedelta(days=30)
_NATIVE = ("alertlevel", "alertscore", "episodeid", "episodealertlevel", "iscurrent", "istemporary", "glide")
_DAYS_ASKED = 14


def addresses(now: datetime) -> tuple[str, ...]:
    """The search of the last 14 days, every alert level."""
    until = now.date()
    query = f"eventlist=EQ;TC;FL;VO;DR;WF&fromDate={until - timedelta(days=_DAYS_ASKED)}&toDate={until}"
    return (f"{SOURCE.urls[0]}?{query}&alertlevel=Green;Orange;Red&pageSize=100&pageNumber=1",)


def clock(content: bytes, latest: datetime) -> datetime | None:
    """The newest date of change inside that is not after `latest`."""
    whole = _gather(Body(source=SOURCE.id, content=content, url="", fetched_at=latest))
    known = (report.published_at for report in whole.reports)
    return max((moment for moment in known if moment <= latest), default=None)


def read(body: Body) -> Reading:
    """The events of a search, of one event's body, or of the RSS feed."""
    gathered = _gather(body)
    return Reading(
        reports=gathered.reports,
        quarantined=tuple(gathered.quarantined),
        records=gathered.records,
        skipped=gathered.skipped,
        newest=gathered.newest(body.fetched_at),
    )


def _gather(body: Body) -> Harvest:
    start = body.content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"<?xml", b"<rss")):
        feed = read_rss(body.content)
        return harvest(
            feed.items,
            lambda item: _reports(_rss_event(item, damaged=feed.damaged), body.fetched_at),
            lambda item: item.raw,
        )
    answer = read_json(body.content)
    return harvest(
        features(answer),
        lambda found: _reports(_api_event(check_record(found, damaged=answer.damaged)), body.fetched_at),
        raw_bytes,
    )


def _api_event(feature: JsonObject) -> Mapping[str, object]:
    """The feature's properties flattened, with `point`, `box` (west, south, east, north) and times."""
    properties = child(feature, "properties")
    if properties.get("Class", "Point_Centroid") != "Point_Centroid":
        return MappingProxyType({})
    position = position_of(feature)
    severity = properties.get("severitydata")
    address = properties.get("url")
    countries = properties.get("affectedcountries")
    return dict(properties) | {
        "point": position.point if position else None,
        "box": feature.get("bbox"),
        "published": _zoneless(properties, "datemodified"),
        "start": _zoneless(properties, "fromdate"),
        "end": _zoneless(properties, "todate"),
        "severity": optional_text(severity, "severitytext") if isinstance(severity, dict) else "",
        "link": optional_text(address, "report") if isinstance(address, dict) else "",
        "title": properties.get("name") or properties.get("htmldescription"),
        "said": properties.get("htmldescription") or properties.get("description"),
        "countries": [c.get("iso3") for c in countries if isinstance(c, dict)]
        if isinstance(countries, list)
        else [],
    }


def _rss_event(item: RssItem, *, damaged: bool) -> Mapping[str, object]:
    if damaged and "\ufffd".encode() in item.raw:
        raise BadRecord(Reason.BAD_ENCODING, "the item holds bytes that are no UTF-8")
    own = {name.removeprefix("gdacs:"): text for name, text in item.fields.items() if name.startswith("gdacs:")}
    guid = _GUID.fullmatch(item.fields.get("guid", ""))
    west, east, south, north = (*own.get("bbox", "").split(), "", "", "", "")[:4]
    box = [_number(side) for side in (west, south, east, north)] if north else None
    return own | {
        "eventtype": own.get("eventtype") or (guid[1] if guid else ""),
        "eventid": own.get("eventid") or (guid[2] if guid else ""),
        "istemporary": own.get("temporary"),
        "point": _rss_point(item.fields),
        "box": box,
        "published": rss_time(item.fields.get("pubDate", "")),
        "start": rss_time(own.get("fromdate", "")),
        "end": rss_time(own.get("todate", "")),
        "link": item.fields.get("link", ""),
        "title": item.fields.get("title"),
        "said": item.fields.get("description"),
        "severity": own.get("severity", ""),
        "countries": [],
    }


def _reports(event: Mapping[str, object], fetched_at: datetime) -> tuple[Report, ...]:
    if not event:
        return ()
    code = text_of(event, "eventtype").upper()
    if code not in _KINDS:
        raise BadRecord(Reason.SCHEMA_CHANGED, f"an event type GDACS does not document: {code[:20]!r}")
    number = text_of(event, "eventid")
    if not number.isdigit():
        raise BadRecord(Reason.BAD_VALUE, f"eventid is not a number: {number[:40]!r}")
    identity = report_id(SOURCE.id, f"{code}{number}")
    title = plain(text_of(event, "title"))
    link = optional_text(event, "link")
    report = Report(
        id=identity,
        item=identity,
        source=SOURCE.id,
        title=shorten(title),
        text=_text(event) or title,
        published_at=believable(_moment(event, "published"), fetched_at=fetched_at),
        happened=_happened(event, fetched_at),
        links=(Link(url=link, name="GDACS report"),) if re.match(r"https?://", link) else (),
        outlets=("GDACS",),
        places=_places(event, code),
        category=Category.HAZARD,
        event_type=_KINDS[code][0],
        severity=_LEVELS.get(optional_text(event, "alertlevel").lower()),
        urgency=Urgency.IMMEDIATE if optional_text(event, "iscurrent") == "true" else Urgency.PAST,
        certainty=Certainty.OBSERVED,
        aliases=tuple(filter(None, (f"{code}{number}", plain(optional_text(event, "glide"))))),
        native=_native(event),
    )
    return (report,)


def _text(event: Mapping[str, object]) -> str:
    said = (plain(optional_text(event, name)).replace(" .", ".") for name in ("said", "severity"))
    return " ".join(filter(None, said))


def _happened(event: Mapping[str, object], fetched_at: datetime) -> Interval:
    start, end = believable(_moment(event, "start"), fetched_at=fetched_at), _moment(event, "end")
    if end > fetched_at + _AHEAD:
        raise BadRecord(Reason.BAD_TIME, f"the event would end on {end.isoformat()}")
    return Interval(start=start, end=max(end, start + timedelta(seconds=1)))


def _places(event: Mapping[str, object], code: str) -> tuple[Place, ...]:
    west, south, east, north = box = _box(event)
    centre, radius = event["point"], _KINDS[code][1]
    if not isinstance(centre, Point):
        if not all(box):
            raise BadRecord(Reason.BAD_COORDINATES, "neither a point nor a bounding box")
        radius = distance_km(Point(lon=west, lat=south), Point(lon=east, lat=north)) / 2
        if radius > _WIDEST_KM:
            return ()
        centre = point(lon=(west + east) / 2, lat=(south + north) / 2)
    elif (
        any(box)
        and west <= east
        and not (west - 1 <= centre.lon <= east + 1 and south - 1 <= centre.lat <= north + 1)
    ):
        raise BadRecord(Reason.BAD_COORDINATES, "the point lies outside of the event's own bounding box")
    affected, named, whole = _affected(event), plain(optional_text(event, "country")), code not in _SPOTS
    place = Place(
        name=named,
        point=centre,
        radius_km=radius,
        country=affected[0] if len(affected) == 1 else "",
        precision=Precision.REGION if whole else Precision.POINT,
        confidence=1.0,
        kind="epicentre" if code == "EQ" else "centre",
        countries=affected if whole or len(affected) > 1 or "," in named else (),
        whole=whole,
    )
    return (place,)


def _box(event: Mapping[str, object]) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees; zeros when there is no box."""
    written = event["box"]
    if not isinstance(written, list) or len(written) != 4:
        return (0.0, 0.0, 0.0, 0.0)
    sides = [float(side) for side in written if isinstance(side, int | float) and not isinstance(side, bool)]
    if (
        len(sides) != 4
        or not all(-180 <= lon <= 180 for lon in sides[::2])
        or not all(-90 <= lat <= 90 for lat in sides[1::2])
    ):
        raise BadRecord(Reason.BAD_COORDINATES, "the bounding box is not on Earth")
    return (sides[0], sides[1], sides[2], sides[3])


def _affected(event: Mapping[str, object]) -> tuple[str, ...]:
    listed = event["countries"]
    codes = [*(listed if isinstance(listed, list) else []), event.get("iso3")]
    known = (code for code in codes if isinstance(code, str) and re.fullmatch(r"[A-Z]{3}", code))
    return tuple(dict.fromkeys(known))


def _native(event: Mapping[str, object]) -> dict[str, str]:
    native = {name: plain(str(event[name])) for name in _NATIVE if event.get(name) not in (None, "")}
    return native | ({"affected": ",".join(_affected(event))} if _affected(event) else {})


def _moment(event: Mapping[str, object], name: str) -> datetime:
    value = event[name]
    if not isinstance(value, datetime):
        raise BadRecord(Reason.BAD_TIME, f"{name} is not a time")
    return value


def _zoneless(properties: JsonObject, name: str) -> datetime:
    try:
        return parse_time(text_of(properties, name), zone_if_missing=True)
    except BadRecord:
        raise
    except InvalidValue as error:
        raise BadRecord(Reason.BAD_TIME, str(error)) from error


def _rss_point(fields: Mapping[str, str]) -> Point | None:
    lat, lon = fields.get("geo:Point/geo:lat", ""), fields.get("geo:Point/geo:long", "")
    if not lat and not lon:
        lat, _, lon = fields.get("georss:point", "").strip().partition(" ")
    if not lat and not lon:
        return None
    return point(lon=_number(lon), lat=_number(lat))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise BadRecord(Reason.BAD_COORDINATES, f"not a coordinate: {text[:40]!r}") from error
