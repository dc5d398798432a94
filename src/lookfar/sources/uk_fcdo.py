"""UK FCDO travel advice: an index that names what moved, and one body per country with its warnings.

Only advice is read, no reports. There is no numeric level; `alert_status` [] means "no warning against
travel" and a missing key means unknown.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pycountry

from lookfar.domain.errors import InvalidValue
from lookfar.domain.ids import SourceId, part_id, report_id
from lookfar.domain.report import Advice, Link
from lookfar.domain.source import Body, Quarantined, Reading, Source
from lookfar.domain.taxonomy import Category
from lookfar.domain.times import parse_time
from lookfar.domain.vocabulary import Reliability
from lookfar.formats.json import JsonObject, check_record, child, optional_text, raw_bytes, read_json, text_of
from lookfar.formats.plain_text import plain, shorten
from lookfar.formats.records import BadRecord, Reason, believable, changed, fresh_until

SOURCE = Source(
    id=SourceId("uk_fcdo"),
    name="UK travel advice",
    publisher="Foreign, Commonwealth & Development Office, United Kingdom",
    homepage="https://www.gov.uk/foreign-travel-advice",
    urls=("https://www.gov.uk/api/content/foreign-travel-advice",),
    licence="Open Government Licence v3.0",
    licence_url="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    attribution="Contains public sector information licensed under the Open Government Licence v3.0 (FCDO)",
    specification="https://content-api.publishing.service.gov.uk/",
    rhythm=timedelta(hours=1),
    stale_after=timedelta(days=7),
    reliability=Reliability.A,
    categories=tuple(Category),
    advice_only=True,
)

_API = "https://www.gov.uk/api/content"
WARNINGS = (
    "avoid_all_but_essential_travel_to_parts",
    "avoid_all_travel_to_parts",
    "avoid_all_but_essential_travel_to_whole_country",
    "avoid_all_travel_to_whole_country",
)
"""The words of `alert_status`, the gravest last; the order is ours, to compare with levels."""
_SLUG = re.compile(r"[a-z0-9-]{2,80}")
_LONGEST_SUMMARY = 600

_CODES = {
    "antarctica-british-antarctic-territory": ("ATA",),
    "bonaire-st-eustatius-saba": ("BES",),
    "brunei": ("BRN",),
    "cape-verde": ("CPV",),
    "congo": ("COG",),
    "cook-islands-tokelau-and-niue": ("COK", "TKL", "NIU"),
    "democratic-republic-of-the-congo": ("COD",),
    "falkland-islands": ("FLK",),
    "kosovo": ("XKX",),
    "macao": ("MAC",),
    "myanmar": ("MMR",),
    "palestine": ("PSE",),
    "pitcairn-island": ("PCN",),
    "russia": ("RUS",),
    "sao-tome-and-principe": ("STP",),
    "st-helena-ascension-and-tristan-da-cunha": ("SHN",),
    "st-kitts-and-nevis": ("KNA",),
    "st-lucia": ("LCA",),
    "st-maarten": ("SXM",),
    "st-martin-and-st-barthelemy": ("MAF", "BLM"),
    "st-pierre-and-miquelon": ("SPM",),
    "st-vincent-and-the-grenadines": ("VCT",),
    "the-gambia": ("GMB",),
    "the-occupied-palestinian-territories": ("PSE",),
    "turkey": ("TUR",),
    "usa": ("USA",),
}
"""GOV.UK slugs that pycountry does not know by name; a page may cover several countries."""


def countries_of(slug: str, name: str) -> tuple[str, ...]:
    """The alpha-3 codes a GOV.UK page covers; raises BadRecord when the country is not known."""
    if slug in _CODES:
        return _CODES[slug]
    for query in (name, slug.replace("-", " ")):
        try:
            return (pycountry.countries.lookup(query).alpha_3,)
        except LookupError:
            continue
    raise BadRecord(Reason.BAD_VALUE, f"no country is known as {slug[:60]!r}")


def clock(content: bytes, latest: datetime) -> datetime | None:
    """The document's own `updated_at`, when it is not after `latest`."""
    try:
        moment = parse_time(text_of(read_json(content).value, "updated_at"))
    except InvalidValue:
        return None
    return moment if moment <= latest else None


def read(body: Body) -> Reading:
    """The index's addresses to follow, or one country's advice; raises SourceError."""
    answer = read_json(body.content)
    kind = answer.value.get("schema_name") or answer.value.get("document_type")
    if kind == "travel_advice_index":
        return _index(answer.value, body.fetched_at, damaged=answer.damaged)
    if kind == "travel_advice":
        return _country(answer.value, body.fetched_at, damaged=answer.damaged)
    raise changed(Reason.SCHEMA_CHANGED, f"neither an index nor a country: {str(kind)[:40]!r}")


def _index(index: JsonObject, fetched_at: datetime, *, damaged: bool) -> Reading:
    """Entries are followed, not read: they count as skipped records."""
    links = index.get("links")
    children = links.get("children") if isinstance(links, dict) else None
    if not isinstance(children, list):
        raise changed(Reason.SCHEMA_CHANGED, "the index names no countries")
    moved: dict[str, datetime] = {}
    bad: list[Quarantined] = []
    for entry in children:
        try:
            record = check_record(entry, damaged=damaged)
            if record.get("withdrawn") is not True:
                address, moment = _entry(record, fetched_at)
                moved[address] = max(moment, moved.get(address, moment))
        except BadRecord as error:
            bad.append(Quarantined(reason=error.reason, detail=str(error), content=raw_bytes(entry)))
    newest_first = sorted(moved.items(), key=lambda pair: (pair[1], pair[0]), reverse=True)
    return Reading(
        quarantined=tuple(bad),
        records=len(children),
        skipped=len(children) - len(bad),
        newest=fresh_until(moved.values(), fetched_at=fetched_at),
        follow=tuple(address for address, _ in newest_first),
        follow_changed_at=tuple(moment for _, moment in newest_first),
        notes=(f"an index: {len(moved)} countries are followed",),
    )


def _entry(entry: JsonObject, fetched_at: datetime) -> tuple[str, datetime]:
    path = text_of(entry, "base_path")
    slug = path.removeprefix("/foreign-travel-advice/")
    if not _SLUG.fullmatch(slug):
        raise BadRecord(Reason.BAD_VALUE, f"not a page of travel advice: {path[:60]!r}")
    country = child(child(entry, "details"), "country")
    countries_of(slug, optional_text(country, "name"))
    return f"{_API}{path}", _time(entry, "public_updated_at", fetched_at)


def _country(page: JsonObject, fetched_at: datetime, *, damaged: bool) -> Reading:
    try:
        advice = _advice(check_record(page, damaged=damaged), fetched_at)
    except BadRecord as error:
        bad = Quarantined(reason=error.reason, detail=str(error), content=raw_bytes(page))
        return Reading(quarantined=(bad,), records=1)
    return Reading(advice=advice, records=1, newest=fresh_until((advice[0].updated_at,), fetched_at=fetched_at))


def _advice(page: JsonObject, fetched_at: datetime) -> tuple[Advice, ...]:
    details = child(page, "details")
    country = child(details, "country")
    slug, name = text_of(country, "slug"), optional_text(country, "name")
    if not _SLUG.fullmatch(slug):
        raise BadRecord(Reason.BAD_VALUE, f"not a slug: {slug[:60]!r}")
    codes = countries_of(slug, name)
    whole = report_id(SOURCE.id, slug)
    return tuple(
        Advice(
            id=whole if len(codes) == 1 else part_id(whole, number),
            source=SOURCE.id,
            issuer="GBR",
            country=code,
            statuses=_statuses(details),
            summary=_summary(details),
            change=plain(optional_text(details, "change_description")),
            updated_at=_time(page, "public_updated_at", fetched_at),
            link=Link(url=f"{SOURCE.homepage}/{slug}", name=f"UK travel advice: {plain(name) or slug}"),
        )
        for number, code in enumerate(codes, 1)
    )


def _statuses(details: JsonObject) -> tuple[str, ...] | None:
    value = details.get("alert_status")
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise BadRecord(Reason.SCHEMA_CHANGED, "alert_status is not a list of words")
    return tuple(plain(word) for word in value)


def _summary(details: JsonObject) -> str:
    summary = plain(optional_text(details, "summary"))
    parts = details.get("parts")
    if not summary and isinstance(parts, list) and parts and isinstance(parts[0], dict):
        summary = plain(optional_text(parts[0], "body"))
    return shorten(summary, _LONGEST_SUMMARY)


def _time(record: JsonObject, name: str, fetched_at: datetime) -> datetime:
    written = text_of(record, name)
    try:
        moment = parse_time(written)
    except InvalidValue as error:
        raise BadRecord(Reason.BAD_TIME, str(error)) from error
    return believable(moment, fetched_at=fetched_at)
