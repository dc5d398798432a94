"""MediaWiki lists: bullets with their depth, the heading above them, plain text and outside links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import mwparserfromhell
from mwparserfromhell.nodes import ExternalLink, HTMLEntity, Tag, Template, Text, Wikilink

from lookfar.domain.report import Link
from lookfar.formats.plain_text import plain

_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.S)
_REFERENCE = re.compile(r"<ref\b[^>/]*(?:/>|>.*?</ref\s*>)", re.I | re.S)
_BULLET = re.compile(r"([*#:]+)\s*(.*)")
_HEADING = re.compile(r"(?:;\s*(?P<list>[^*].*)|'''(?P<bold>[^\[]+?)'''|=+\s*(?P<head>.+?)\s*=+)\s*:?\s*")
_LEFT_OVER = re.compile(r"\(\s*(?:[,;/&]|and|via)*\s*\)")
_TRAILING = re.compile(r"(?:\s*[,;&/]|\s+and)+$")
_NOT_TEXT = ("file:", "image:", "category:")
_SHOWS_FIRST = frozenset(
    {
        "nowrap",
        "nobr",
        "small",
        "abbr",
        "ill",
        "interlanguage link",
        "as written",
        "not a typo",
        "sic",
        "visible anchor",
    }
)
_SHOWS_SECOND = frozenset({"lang", "langx", "transliteration", "transl"})
_SPACES = {
    "nbsp": " ",
    "spaces": " ",
    "snd": " – ",
    "spnd": " – ",
    "ndash": "–",
    "mdash": "—",
    "dash": "–",
    "'": "'",
}
_SHIPS = frozenset({"uss", "hms", "ins", "hmas", "rms", "ms", "mv", "ss", "mt", "rv"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullet:
    """One list line. `depth` from 1; 0 for a line that is no bullet. `source`: the line as written."""

    depth: int
    heading: str
    text: str
    links: tuple[Link, ...]
    source: str


def bullets(wikitext: str) -> Iterator[Bullet]:
    """Every filled line below its latest heading, in order."""
    heading = ""
    for line in _REFERENCE.sub("", _COMMENT.sub("", wikitext)).splitlines():
        written = line.strip()
        above = _HEADING.fullmatch(written)
        listed = _BULLET.fullmatch(written)
        if above:
            heading = inline(above["list"] or above["bold"] or above["head"])[0]
        elif listed:
            text, links = inline(listed[2])
            yield Bullet(depth=len(listed[1]), heading=heading, text=text, links=links, source=written)
        elif written:
            text, links = inline(written)
            yield Bullet(depth=0, heading=heading, text=text, links=links, source=written)


def inline(line: str) -> tuple[str, tuple[Link, ...]]:
    """One line's plain text without its outside links, and these with their labels."""
    links: list[Link] = []
    text = _text_of(mwparserfromhell.parse(line), links)
    bare = plain(_LEFT_OVER.sub("", text))
    return (_TRAILING.sub("", bare) if links else bare), tuple(links)


def _text_of(code: mwparserfromhell.wikicode.Wikicode, links: list[Link]) -> str:
    return "".join(_node_text(node, links) for node in code.nodes)


def _node_text(node: object, links: list[Link]) -> str:
    match node:
        case Text():
            text = str(node.value)
        case HTMLEntity():
            text = str(node.normalize() or "")
        case Wikilink():
            text = _wikilink_text(node, links)
        case ExternalLink():
            label = plain(_text_of(node.title, [])) if node.title is not None else ""
            links.append(Link(url=str(node.url).strip(), name=label.strip(" ()[],;")))
            text = ""
        case Tag():
            text = _text_of(node.contents, links) if node.contents is not None else " "
        case Template():
            text = _template_text(node, links)
        case _:
            text = ""
    return text


def _wikilink_text(node: Wikilink, links: list[Link]) -> str:
    title = str(node.title).strip()
    if title.lower().startswith(_NOT_TEXT):
        return ""
    return _text_of(node.text, links) if node.text is not None else title.lstrip(":")


def _template_text(node: Template, links: list[Link]) -> str:
    name = str(node.name).strip().lower()
    shown = [_text_of(p.value, links).strip() for p in node.params if not p.showkey]
    if name in _SPACES:
        return _SPACES[name]
    if name in ("convert", "cvt"):
        return " ".join(shown[:2])
    if name in _SHIPS:
        return " ".join([str(node.name).strip(), *shown[:1]])
    if name in _SHOWS_FIRST:
        return shown[0] if shown else ""
    if name in _SHOWS_SECOND:
        return shown[1] if len(shown) > 1 else ""
    return ""
