"""Wikipedia's Portal:Current events: one page a day of curated, sourced sentences.

Two forms of body are read: the answer of the MediaWiki parse API (wikitext, format versions 1 and 2),
and one day of a bulk table as canonical JSON, which `history` writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import mwparserfromhell
import orjson

from lookfar.domain.errors import InvalidValue
from lookfar.domain.ids import SourceId, hashed_report_id, part_id
from lookfar.domain.report import Link, Report
from lookfar.domain.source import Body, Reading, Source
from lookfar.domain.taxonomy import Category
from lookfar.domain.times import end_of_day, parse_day, whole_day
from lookfar.domain.vocabulary import Reliability
from lookfar.formats.json import JsonObject, check_record, optional_text, raw_bytes, read_json, text_of
from lookfar.formats.plain_text import plain, shorten
from lookfar.formats.records import BadRecord, Reason, believable, changed, fresh_until, harvest, unreachable
from lookfar.formats.sentences import statements
from lookfar.formats.wikitext import Bullet, bullets

SOURCE = Source(
    id=SourceId("wikipedia_current_events"),
    name="Wikipedia: Current events",
    publisher="Wikipedia contributors",
    homepage="https://en.wikipedia.org/wiki/Portal:Current_events",
    urls=("https://en.wikipedia.org/w/api.php",),
    licence="CC BY-SA 4.0",
    licence_url="https://creativecommons.org/licenses/by-sa/4.0/",
    attribution="Wikipedia contributors, Portal:Current events, CC BY-SA 4.0",
    specification="https://www.mediawiki.org/wiki/API:Parsing_wikitext",
    rhythm=timedelta(hours=1),
    stale_after=timedelta(hours=36),
    reliability=Reliability.C,
    categories=tuple(Category),
    share_alike=True,
)

_MONTHS = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_TITLE_DAY = re.compile(r"Current[ _]events/(\d{4})[ _]([A-Z][a-z]+)[ _](\d{1,2})")
_BELOW = re.compile(r"<!--\s*All news items below this line\s*-->", re.I)
_ABOVE = re.compile(r"<!--\s*All news items above this line\s*-->", re.I)
_LONGEST_ITEM = 20_000
_PATH = " > "
_DAYS_POLLED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """One published item: `key` are the raw stable fields its id is made from."""

    key: tuple[str, ...]
    category: str
    topic: str
    text: str
    outlets: tuple[str, ...]
    links: tuple[Link, ...]


def addresses(now: datetime) -> tuple[str, ...]:
    """The pages of today and the three days before, newest first: edits go on for days."""
    days = (now.date() - timedelta(days=back) for back in range(_DAYS_POLLED))
    tail = "prop=wikitext&format=json&formatversion=2&maxlag=5"
    return tuple(f"{SOURCE.urls[0]}?action=parse&page=Portal:Current_events/{_page(day)}&{tail}" for day in days)


def history(rows: Iterable[Mapping[str, object]]) -> Iterator[tuple[datetime, bytes]]:
    """One body per day of a table with columns date, category, topic, text, sources, in order of days.

    Each comes with its time, the end of its UTC day. A row whose date cannot be read goes into the
    body of the row before it, where `read` quarantines it.
    """
    days: dict[date, list[dict[str, object]]] = {}
    strays: list[dict[str, object]] = []
    latest: date | None = None
    for row in rows:
        item = {name: row.get(name) for name in ("category", "topic", "text", "sources")}
        day = _row_day(row.get("date"))
        if day is not None:
            latest = day
            days.setdefault(day, []).append(item)
        else:
            stray = item | {"date": str(row.get("date"))}
            (days[latest] if latest is not None else strays).append(stray)
    for day in sorted(days):
        items, strays = strays + days[day], []
        content = orjson.dumps({"day": day.isoformat(), "items": items}, option=orjson.OPT_SORT_KEYS, default=str)
        yield end_of_day(day), content


def clock(content: bytes, latest: datetime) -> datetime | None:
    """The body's own time: the end of its day."""
    value = read_json(content).value
    day = _table_day(value) if "day" in value else _page_day(_parse_object(value), "")
    return min(end_of_day(day), latest)


def read(body: Body) -> Reading:
    """The reports of one day; raises SourceUnreachable or SourceChanged."""
    answer = read_json(body.content)
    if "items" in answer.value:
        day = _table_day(answer.value)
        rows = answer.value["items"]
        if not isinstance(rows, list):
            raise changed(Reason.SCHEMA_CHANGED, "items is no list")
        gathered = harvest(
            rows,
            lambda row: _reports(_row_item(check_record(row, damaged=answer.damaged)), day, body.fetched_at),
            raw_bytes,
        )
    else:
        page = _parse_object(answer.value)
        day = _page_day(page, body.url)
        gathered = harvest(
            _page_items(_wikitext(page)),
            lambda found: _reports(_bullet_item(*found, day=day), day, body.fetched_at, _listed_on(day)),
            lambda found: found[1].source.encode(),
        )
    return Reading(
        pages=() if "items" in answer.value else (_listed_on(day),),
        reports=gathered.reports,
        quarantined=tuple(gathered.quarantined),
        records=gathered.records,
        skipped=gathered.skipped,
        newest=_fresh(day, body.fetched_at) if gathered.items else None,
    )


def _fresh(day: date, fetched_at: datetime) -> datetime | None:
    """How far the page of a day reaches; None for one of a day that has not begun."""
    begun = fresh_until((whole_day(day).start,), fetched_at=fetched_at)
    return min(end_of_day(day), fetched_at) if begun else None


def _listed_on(day: date) -> str:
    return day.isoformat()


def _reports(item: _Item, day: date, fetched_at: datetime, page: str = "") -> tuple[Report, ...]:
    published_at = believable(end_of_day(day), fetched_at=fetched_at)
    if len(item.text) > _LONGEST_ITEM:
        raise BadRecord(Reason.OVERSIZED, f"an item of {len(item.text)} characters")
    said = statements(item.text)
    if not said:
        raise BadRecord(Reason.MISSING_FIELD, "an item without text")
    whole = hashed_report_id(SOURCE.id, day.isoformat(), *item.key)
    return tuple(
        Report(
            id=whole if len(said) == 1 else part_id(whole, number),
            item=whole,
            source=SOURCE.id,
            title=shorten(text.removesuffix(".")),
            text=text,
            published_at=published_at,
            happened=whole_day(day),
            context=" ".join([f"{item.topic}."] * bool(item.topic) + [s for s in said if s is not text]),
            topic=item.topic,
            links=(*item.links, _day_page(day)),
            outlets=item.outlets,
            page=page,
            native={"category": item.category} if item.category else {},
        )
        for number, text in enumerate(said, 1)
    )


def _row_item(row: JsonObject) -> _Item:
    if "date" in row:
        raise BadRecord(Reason.BAD_TIME, f"not a date: {str(row['date'])[:40]!r}")
    written = text_of(row, "text")
    category = plain(optional_text(row, "category"))
    outlets = (plain(part) for part in optional_text(row, "sources").split(";"))
    return _Item(
        key=(written,),
        category="" if category == "Uncategorized" else category,
        topic=_PATH.join(plain(step) for step in optional_text(row, "topic").split(_PATH)),
        text=plain(written),
        outlets=tuple(dict.fromkeys(filter(None, outlets))),
        links=(),
    )


def _bullet_item(topic: str, bullet: Bullet, lone_link: str, *, day: date) -> _Item:
    if bullet.depth == 0:
        raise BadRecord(Reason.STRAY_MARKUP, f"a sourced line outside of any list on {day.isoformat()}")
    if "\ufffd" in bullet.text:
        raise BadRecord(Reason.BAD_ENCODING, "the item holds bytes that are no UTF-8")
    return _Item(
        key=(lone_link or bullet.text,),
        category=bullet.heading,
        topic=topic,
        text=bullet.text,
        outlets=tuple(dict.fromkeys(link.name for link in bullet.links if link.name)),
        links=tuple(link for link in bullet.links if re.match(r"https?://", link.url)),
    )


def _page_items(wikitext: str) -> list[tuple[str, Bullet, str]]:
    """Items with their topic path and, where no other item cites it, their first link."""
    lines = list(bullets(wikitext))
    found: list[tuple[str, Bullet]] = []
    path: list[tuple[int, str]] = []
    heading = ""
    for bullet, after in zip(lines, [*lines[1:], None], strict=False):
        if bullet.heading != heading:
            heading, path = bullet.heading, []
        path = [step for step in path if step[0] < bullet.depth]
        if bullet.links or (bullet.depth and _is_statement(bullet, after)):
            found.append((_PATH.join(name for _, name in path), bullet))
        elif bullet.depth and bullet.text:
            path.append((bullet.depth, bullet.text.rstrip(":")))
    cited = [bullet.links[0].url if bullet.links else "" for _, bullet in found]
    return [
        (topic, bullet, url if cited.count(url) == 1 else "")
        for (topic, bullet), url in zip(found, cited, strict=True)
    ]


def _is_statement(bullet: Bullet, after: Bullet | None) -> bool:
    has_children = after is not None and after.depth > bullet.depth
    return not has_children and bullet.text.endswith(".") and bullet.text.count(" ") >= 4


def _parse_object(value: JsonObject) -> JsonObject:
    error = value.get("error")
    if isinstance(error, dict):
        raise unreachable(Reason.NOT_THE_FEED, f"the API answers {plain(str(error.get('code')))}")
    page = value.get("parse")
    if not isinstance(page, dict):
        raise changed(Reason.SCHEMA_CHANGED, "no parse object in the answer")
    return page


def _wikitext(page: JsonObject) -> str:
    written = page.get("wikitext")
    if isinstance(written, dict):
        written = written.get("*")
    if not isinstance(written, str):
        raise changed(Reason.SCHEMA_CHANGED, "no wikitext in the answer")
    below = _BELOW.search(written)
    if below is not None:
        above = _ABOVE.search(written, below.end())
        return written[below.end() : above.start() if above else None]
    for template in mwparserfromhell.parse(written).filter_templates(recursive=False):
        name = str(template.name).strip().lower()
        if name == "current events" and template.has("content"):
            return str(template.get("content").value)
        if name == "current events header":
            return written.partition(str(template))[2]
    raise changed(Reason.SCHEMA_CHANGED, "the page has neither the template nor the marks of a day's page")


def _page_day(page: JsonObject, url: str) -> date:
    for text in (str(page.get("title")), url):
        match = _TITLE_DAY.search(text)
        if match and match[2] in _MONTHS:
            return _day(match[1], _MONTHS.index(match[2]) + 1, match[3])
    written = page.get("wikitext")
    for template in mwparserfromhell.parse(written if isinstance(written, str) else "").filter_templates(
        recursive=False
    ):
        if str(template.name).strip().lower().startswith("current events"):
            values = [
                str(p.value).strip()
                for p in template.params
                if str(p.name).strip() in ("year", "month", "day", "1", "2", "3")
            ]
            if len(values) == 3 and all(value.isdigit() for value in values):
                return _day(values[0], int(values[1]), values[2])
    raise changed(Reason.BAD_TIME, "the page does not say which day it is")


def _table_day(value: JsonObject) -> date:
    try:
        return parse_day(str(value.get("day")))
    except InvalidValue as error:
        raise changed(Reason.BAD_TIME, str(error)) from error


def _day(year: str, month: int, day: str) -> date:
    try:
        return date(int(year), month, int(day))
    except ValueError as error:
        raise changed(Reason.BAD_TIME, f"no such day: {year}-{month}-{day}") from error


def _row_day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return parse_day(value) if isinstance(value, str) else None
    except InvalidValue:
        return None


def _page(day: date) -> str:
    return f"{day.year}_{_MONTHS[day.month - 1]}_{day.day}"


def _day_page(day: date) -> Link:
    return Link(url=f"{SOURCE.homepage}/{_page(day)}", name="Wikipedia: Current events")
