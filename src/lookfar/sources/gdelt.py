"""GDELT 2.0 events: what a machine coded from the news of the last quarter hour.

A row is one sentence's actor, action and place; one article gives many. The rows of an article that share place,
day and root of the CAMEO code are one report; the code, the figures of attention (mentions, sources, articles,
Goldstein scale) and the FIPS country stay in `native`, and none of them is a severity, a count or a credibility. Statements,
appeals, threats and aid (roots 01-13) are skipped, but for a ceasefire (087); so is what the article
only recalls (more than a week before it). What may found an incident is decided in `reports/coded.py`.

An address names its article: its words are the report's text, a report without any has none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lookfar.domain.ids import SourceId, hashed_report_id
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import Link, Report
from lookfar.domain.source import Body, Quarantined, Reading, Source
from lookfar.domain.taxonomy import Category
from lookfar.domain.times import Interval, end_of_day, whole_day
from lookfar.domain.vocabulary import Certainty, Reliability
from lookfar.formats.gdelt_events import EventRow, event_row, stamp
from lookfar.formats.plain_text import plain, shorten
from lookfar.formats.records import BadRecord, Reason, believable, changed, fresh_until
from lookfar.formats.slug import host_of, slug_words
from lookfar.formats.tsv import read_tsv
from lookfar.formats.zip import MAGIC, only_member

_BASE = "https://data.gdeltproject.org/gdeltv2"
SOURCE = Source(
    id=SourceId("gdelt"),
    name="GDELT 2.0 events",
    publisher="The GDELT Project",
    homepage="https://www.gdeltproject.org/",
    urls=(f"{_BASE}/lastupdate.txt",),
    licence="Free for any use, with citation of the GDELT Project and a link to its site",
    licence_url="https://www.gdeltproject.org/about.html#termsofuse",
    attribution="The GDELT Project, https://www.gdeltproject.org/",
    specification="https://data.gdeltproject.org/documentation/GDELT-Event_Codebook-V2.0.pdf",
    rhythm=timedelta(minutes=5),
    stale_after=timedelta(minutes=30),
    reliability=Reliability.D,
    categories=(
        Category.ARMED_CONFLICT,
        Category.TERRORISM,
        Category.UNREST,
        Category.CRIME,
        Category.KIDNAP,
        Category.STABILITY,
        Category.RELATIONS,
        Category.PROTECTION,
    ),
)

_QUARTER = timedelta(minutes=15)
_CAUGHT_UP = 8
"""Quarter hours fetched with the newest one, if they were not yet: what a late file or a pause left out."""
_UPDATE_LINE = re.compile(r"\d{1,12} [0-9a-f]{32} https?://data\.gdeltproject\.org/gdeltv2/(\d{14})\.(\S+)")
_KINDS = ("export.CSV.zip", "mentions.CSV.zip", "gkg.csv.zip")
_LONGEST_LIST = 4096
_UPDATE_START = re.compile(rb"\d{1,12} [0-9a-f]{2,32}")
_MEMBER = re.compile(r"\d{14}\.export\.CSV|\d{8}\.export\.CSV", re.IGNORECASE)
_TOLD = frozenset({"14", "15", "16", "17", "18", "19", "20"})
_CEASEFIRE = "087"
_RECALLED = timedelta(days=7)
_LOCAL = (3, 4)
_PRECISIONS = {
    1: (Precision.COUNTRY, 500.0),
    2: (Precision.REGION, 150.0),
    3: (Precision.CITY, 25.0),
    4: (Precision.CITY, 25.0),
    5: (Precision.REGION, 150.0),
}
"""Precision and radius of doubt (km) by ActionGeo_Type: all are centroids of what was named, none a spot."""
_ROWS_NAMED = 20
PLACE_CONFIDENCE = 0.42
"""That the place and the kind are both right, cautiously: of 50 records checked by hand 75.4 % had the right place
and 81.2 % the right code; the lower ends of both 95 % intervals (Wilson) are 0.62 and 0.68, their product is 0.42.
So nobody is alerted on the word of GDELT alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cluster:
    """Rows of one article that share place, day and root code. `row` speaks for them."""

    row: EventRow
    rows: tuple[EventRow, ...]
    words: str


def clock(content: bytes, latest: datetime) -> datetime | None:
    """The newest DATEADDED, or the newest file an update list names, that is not after `latest`."""
    if _UPDATE_START.match(content):
        times = [_newest_file(content)]
    else:
        times = [row.added for row, _ in _rows(content) if row is not None]
    return max((moment for moment in times if moment <= latest), default=None)


def read(body: Body) -> Reading:
    """The reports of one export (zip or bare), or the newest files a list names; raises SourceError."""
    if _UPDATE_START.match(body.content):
        return _index(body)
    good: list[EventRow] = []
    bad: list[Quarantined] = []
    for row, failure in _rows(body.content, body.fetched_at):
        if row is not None:
            good.append(row)
        elif failure is not None:
            bad.append(failure)
    if not good:
        raise changed(Reason.SCHEMA_CHANGED, f"none of {len(bad)} rows can be read: {bad[0].detail}")
    happenings = [row for row in good if row.code[:2] in _TOLD or row.code.startswith(_CEASEFIRE)]
    told = [row for row in happenings if row.added.date() - row.day <= _RECALLED]
    reports = tuple(_reports(told))
    return Reading(
        reports=reports,
        quarantined=tuple(bad),
        records=len(good) + len(bad),
        skipped=len(good) - len(reports),
        newest=fresh_until((row.added for row in good), fetched_at=body.fetched_at),
        notes=(
            f"{len(told)} rows of happenings in {len(reports)} reports; {len(happenings) - len(told)} rows recall"
            f" what is past, {len(good) - len(happenings)} are statements and dealings",
        ),
    )


def _rows(
    content: bytes, fetched_at: datetime | None = None
) -> Iterator[tuple[EventRow | None, Quarantined | None]]:
    """Every row, or why it cannot be one."""
    zipped = content.startswith(MAGIC)
    table = read_tsv(only_member(content, _MEMBER) if zipped else content, whole=zipped)
    for line in table.lines:
        try:
            row = event_row(line)
            if fetched_at is not None:
                believable(row.added, fetched_at=fetched_at)
                believable(whole_day(row.day).start, fetched_at=fetched_at)
            yield row, None
        except BadRecord as error:
            yield None, Quarantined(reason=error.reason, detail=str(error), content=line)


def _index(body: Body) -> Reading:
    """The newest export and the quarter hours before it: all that were not fetched yet are followed.

    A list is no news: it counts as no newer than the oldest file it leads to, so that a quarter hour whose
    export cannot be had is not taken for covered.
    """
    newest = _newest_file(body.content)
    times = [newest - number * _QUARTER for number in range(_CAUGHT_UP + 1)]
    return Reading(
        records=len(_KINDS),
        skipped=len(_KINDS),
        newest=times[-1] if fresh_until((newest,), fetched_at=body.fetched_at) else None,
        follow=tuple(f"{_BASE}/{moment:%Y%m%d%H%M%S}.{_KINDS[0]}" for moment in times),
        follow_changed_at=tuple(times),
        notes=(f"a list of files: the newest is of {newest:%Y-%m-%d %H:%M}",),
    )


def _newest_file(content: bytes) -> datetime:
    """The time of the files an update list names, one of each kind; raises SourceChanged."""
    if len(content) > _LONGEST_LIST:
        raise changed(Reason.OVERSIZED, f"a list of {len(content)} bytes")
    lines = content.decode(errors="replace").split()
    found = [_UPDATE_LINE.fullmatch(" ".join(lines[start : start + 3])) for start in range(0, len(lines), 3)]
    named = {match[2]: match[1] for match in found if match is not None}
    if len(found) != len(_KINDS) or None in found:
        raise changed(Reason.CUT, "the list does not name one file of each kind")
    if set(named) != set(_KINDS) or len(set(named.values())) != 1:
        raise changed(Reason.SCHEMA_CHANGED, "the list names other files, or files of several times")
    try:
        return stamp(named[_KINDS[0]])
    except BadRecord as error:
        raise changed(Reason.BAD_TIME, str(error)) from error


def _reports(rows: Iterable[EventRow]) -> Iterator[Report]:
    """One report a cluster, in the order of the rows."""
    clusters = list(_clusters(rows))
    outlets = defaultdict(set)
    main: dict[tuple[str, date, str], _Cluster] = {}
    for cluster in clusters:
        row = cluster.row
        if row.place is not None and row.place.scale in _LOCAL:
            outlets[_filing(row), row.code[:3]].add(host_of(row.url))
        article = (row.url, row.day, row.code[:2])
        if article not in main or _standing(cluster) > _standing(main[article]):
            main[article] = cluster
    for cluster in clusters:
        row = cluster.row
        is_main = main[row.url, row.day, row.code[:2]] is cluster
        yield _report(cluster, is_main=is_main, alike=len(outlets.get((_filing(row), row.code[:3]), ())))


def _clusters(rows: Iterable[EventRow]) -> Iterator[_Cluster]:
    together: dict[tuple[str, str, str, date, str], list[EventRow]] = {}
    for row in rows:
        where = (row.place.name, row.place.country) if row.place else ("", "")
        together.setdefault((row.url, *where, row.day, row.code[:2]), []).append(row)
    words: dict[str, str] = {}
    for several in together.values():
        url = several[0].url
        if url not in words:
            words[url] = slug_words(url)
        yield _Cluster(row=max(several, key=_weight), rows=tuple(several), words=words[url])


def _weight(row: EventRow) -> tuple[bool, bool, int, str]:
    """A code that says more, of the article's lead, told more often, speaks for the others."""
    return not row.code.endswith("0"), row.is_root, row.mentions, row.number


def _standing(cluster: _Cluster) -> tuple[int, bool, int, str]:
    """Which of an article's places is its scene: one that its words name, of the lead, told most often."""
    place = cluster.row.place
    words = f" {cluster.words.lower()} "
    parts = place.name.lower().split(", ") if place else []
    named = sum(2 if part is parts[0] else 1 for part in parts if f" {part} " in words)
    lead = any(row.is_root for row in cluster.rows)
    return named, lead, sum(row.mentions for row in cluster.rows), cluster.row.number


def _filing(row: EventRow) -> str:
    """What tells of one day, one root code and one town is filed under one heading; "" when no town is known."""
    if row.place is None or row.place.scale not in _LOCAL:
        return ""
    return plain(f"CAMEO {row.code[:2]}, {row.place.name}, {row.place.country}, {row.day}")


def _report(cluster: _Cluster, *, is_main: bool, alike: int) -> Report:
    row = cluster.row
    place = row.place
    where = (place.name, place.country) if place else ("", "")
    identity = hashed_report_id(SOURCE.id, row.url, *where, row.day.isoformat(), row.code[:2])
    host = host_of(row.url)
    actors = tuple(dict.fromkeys(actor for one in cluster.rows for actor in one.actors))
    named = ", ".join(dict.fromkeys(actor.name for actor in actors))
    bare = plain(": ".join(filter(None, (named, where[0])))) or f"CAMEO {row.code}"
    native = row.native | {
        "cameo": row.code,
        "actors": "; ".join(f"{plain(actor.name)}|{actor.country}" for actor in actors),
        "fips": where[1],
        "geo_name": plain(where[0]),
        "geo_type": str(place.scale) if place else "0",
        "main_place": "yes" if is_main else "no",
        "outlets_alike": str(alike),
        "rows": " ".join(sorted(one.number for one in cluster.rows)[:_ROWS_NAMED]),
    }
    return Report(
        id=identity,
        item=identity,
        source=SOURCE.id,
        title=shorten(cluster.words or bare),
        text=cluster.words,
        published_at=row.added,
        happened=_happened(row),
        topic=_filing(row),
        links=(Link(url=row.url, name=host),) if host else (),
        places=_places(row),
        certainty=Certainty.POSSIBLE,
        native={name: value for name, value in native.items() if value},
    )


def _happened(row: EventRow) -> Interval:
    """The day, as far as it had gone when the row was added."""
    day = whole_day(row.day)
    if row.added.date() != row.day or row.added == end_of_day(row.day):
        return day
    return Interval(start=day.start, end=row.added + timedelta(seconds=1))


def _places(row: EventRow) -> tuple[Place, ...]:
    if row.place is None:
        return ()
    precision, radius_km = _PRECISIONS[row.place.scale]
    place = Place(
        name=plain(row.place.name.partition(",")[0]),
        point=row.place.point,
        radius_km=radius_km,
        country="",
        precision=precision,
        confidence=PLACE_CONFIDENCE,
    )
    return (place,)
