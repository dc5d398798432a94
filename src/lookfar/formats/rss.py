"""RSS 2.0 with its extension fields; no DTD, no entities, no outside references."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from lookfar.formats.records import MOST_BYTES, BadRecord, Reason, changed, unreachable

_PREFIXES = {
    "http://www.gdacs.org": "gdacs:",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo:",
    "http://www.georss.org/georss": "georss:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://www.w3.org/2005/Atom": "atom:",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RssItem:
    """One item. `fields` by prefixed tag (`gdacs:eventid`), attributes by `tag@name`."""

    fields: Mapping[str, str]
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RssBody:
    """A channel's own fields and its items. `damaged`: bytes that are no UTF-8 were read as U+FFFD."""

    fields: Mapping[str, str]
    items: tuple[RssItem, ...]
    damaged: bool


def read_rss(content: bytes) -> RssBody:
    """The channel and its items; raises SourceUnreachable or SourceChanged."""
    _check_body(content)
    damaged = not _is_text(content)
    root = _root(content.decode(errors="replace").encode() if damaged else content)
    channel = root.find("channel")
    if channel is None:
        raise changed(Reason.SCHEMA_CHANGED, "the feed has no channel")
    items = tuple(
        RssItem(fields=_fields(item), raw=tostring(item, encoding="utf-8")) for item in channel.findall("item")
    )
    return RssBody(fields=_fields(channel), items=items, damaged=damaged)


def rss_time(text: str) -> datetime:
    """An RFC 822 date as UTC; without a zone it is read as UTC. Raises BadRecord (bad_time)."""
    try:
        read = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise BadRecord(Reason.BAD_TIME, f"not an RFC 822 date: {text[:40]!r}") from error
    try:
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadRecord(Reason.BAD_TIME, f"not a possible time: {text[:40]!r}") from error


def _check_body(content: bytes) -> None:
    if not content.strip(b" \t\r\n\0"):
        raise unreachable(Reason.EMPTY, "the body is empty")
    if len(content) > MOST_BYTES:
        raise changed(Reason.OVERSIZED, f"the body has {len(content)} bytes")
    head = content[:2000].lower()
    if b"<html" in head or b"<!doctype html" in head:
        raise unreachable(Reason.NOT_THE_FEED, "a web page came instead of the feed")


def _root(content: bytes) -> Element:
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise changed(Reason.FORBIDDEN_MARKUP, "the feed declares a DTD or entities") from error
    except ParseError as error:
        cut = "no element" in str(error) or not content.rstrip().endswith(b"</rss>")
        reason = Reason.CUT if cut else Reason.SCHEMA_CHANGED
        raise changed(reason, f"the feed is not well-formed: {error}") from error
    except (ValueError, LookupError) as error:
        raise changed(Reason.BAD_ENCODING, "the feed's encoding is unknown or wrong") from error
    if root.tag != "rss":
        raise unreachable(Reason.NOT_THE_FEED, f"the root element is {root.tag[:40]!r}, not rss")
    return root


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return content[:2] in (b"\xff\xfe", b"\xfe\xff")
    return True


def _fields(parent: Element) -> dict[str, str]:
    fields: dict[str, str] = {}
    for element in parent:
        name = _name(element.tag)
        for path, found in [(name, element)] + [(f"{name}/{_name(inner.tag)}", inner) for inner in element]:
            if path != "item" and not path.startswith("item/"):
                fields.setdefault(path, (found.text or "").strip())
                fields.update({f"{path}@{_name(key)}": value for key, value in found.attrib.items()})
    return fields


def _name(tag: str) -> str:
    space, _, local = tag.rpartition("}")
    return _PREFIXES.get(space.lstrip("{"), "") + local
