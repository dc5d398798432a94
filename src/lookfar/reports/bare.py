"""A text as its reader sees it: no marks that nobody sees, no markup, one space between words, letters of one form."""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left
from dataclasses import replace

from lookfar.domain.places import Place
from lookfar.domain.report import Fact, Understanding
from lookfar.formats.plain_text import unseen

_BLOCKS = r"p|br|li|ul|ol|dl|dt|dd|div|h[1-6]|hr|tr|td|th|table|tbody|thead|section|article|blockquote|pre"
_INLINE = r"a|b|i|u|s|em|strong|span|font|small|big|sup|sub|img|code|q|cite|abbr|mark|html|body|head|script|style"
_ODD = re.compile(
    rf"(?P<block></?(?:{_BLOCKS})\b[^<>]*>)|(?P<inline></?(?:{_INLINE})\b[^<>]*>)"
    r"|(?P<entity>&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});)"
    r"|(?P<space>[^\S ]\s*|[ ]\s+)"
    r"|(?P<hidden>[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    r"\ufff9-\ufffb\ud800-\udfff]+)"
    r"|(?P<form>[\u2010\u2011\uff01-\uff5e\ufb00-\ufb06\U0001d400-\U0001d7ff])"
    r"|(?P<marked>[^\W\d_][\u0300-\u036f]+)",
    re.IGNORECASE,
)
"""What stands otherwise in the bare text. Forms: full-width, ligatures, mathematical letters, hyphens of print."""
_HYPHENS = str.maketrans("\u2010\u2011", "--")
_LEFT_OVER = re.compile("[\u0300-\u036f]")
_LINE = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


class Bare:
    """A text made bare, which knows where each of its characters stood in the given one."""

    def __init__(self, given: str) -> None:
        self._given = given
        self._begin: list[int] = []
        self._end: list[int] = []
        hidden = list(unseen(given)) if "<" in given else []
        self.is_given = not hidden and _ODD.search(given) is None
        self.text = given if self.is_given else self._made(hidden)

    def _made(self, hidden: list[tuple[int, int]]) -> str:
        parts: list[str] = []
        at = 0
        for start, end in [*hidden, (len(self._given), len(self._given))]:
            while odd := _ODD.search(self._given, at, start):
                self._keep(parts, at, odd.start())
                self._put(parts, _seen(odd), odd.start(), odd.end())
                at = odd.end()
            self._keep(parts, at, start)
            at = end
        return "".join(parts)

    def _keep(self, parts: list[str], start: int, end: int) -> None:
        """The given characters as they are; a space after another is one with it."""
        if start < end and self._given[start] == " " and parts and parts[-1][-1].isspace():
            self._end[-1] = start = start + 1
        if start < end:
            parts.append(self._given[start:end])
            self._begin.extend(range(start, end))
            self._end.extend(range(start + 1, end + 1))

    def _put(self, parts: list[str], seen: str, start: int, end: int) -> None:
        """What is seen in the place of given characters."""
        if seen.isspace() and parts and parts[-1][-1].isspace():
            if "\n" in seen and parts[-1][-1] != "\n":
                parts[-1] = parts[-1][:-1] + "\n"
            return
        if seen:
            parts.append(seen)
            self._begin.extend([start] * len(seen))
            self._end.extend([end] * len(seen))

    def inside(self, start: int, end: int) -> tuple[int, int]:
        """A span of the given text in the bare one."""
        if self.is_given:
            return start, end
        return bisect_left(self._begin, start), bisect_left(self._begin, end)

    def outside(self, start: int, end: int) -> tuple[int, int]:
        """A span of the bare text, not empty, in the given one."""
        return (start, end) if self.is_given else (self._begin[start], self._end[end - 1])

    def place(self, place: Place) -> Place:
        """A place found in the bare text with its offsets in the given one; without offsets it stays as it is."""
        if self.is_given or place.start < 0:
            return place
        start, end = self.outside(place.start, place.end)
        return replace(place, start=start, end=end, text=self._given[start:end])

    def fact(self, fact: Fact) -> Fact:
        """A fact read in the bare text with its offsets and words in the given one."""
        if self.is_given:
            return fact
        start, end = self.outside(fact.start, fact.end)
        return replace(fact, start=start, end=end, words=self._given[start:end])


def as_given(said: Understanding, text: Bare, title: Bare) -> Understanding:
    """What was understood of a bare text and title, with offsets in those given."""
    if text.is_given and title.is_given:
        return said
    return replace(
        said,
        places=tuple(map(text.place, said.places)),
        scene=text.place(said.scene) if said.scene else None,
        facts=tuple((title if fact.in_title else text).fact(fact) for fact in said.facts),
    )


def _seen(odd: re.Match[str]) -> str:
    words = odd[0]
    match odd.lastgroup:
        case "block":
            return "\n"
        case "space":
            lines = len(_LINE.findall(words))
            return "\n\n" if lines > 1 else "\n" if lines else " "
        case "entity":
            decoded = html.unescape(words)
            again = _ODD.fullmatch(decoded)
            return _seen(again) if again and again.lastgroup != "entity" else decoded
        case "form":
            return unicodedata.normalize("NFKC", words.translate(_HYPHENS))
        case "marked":
            return _LEFT_OVER.sub("", unicodedata.normalize("NFC", words))
        case _:
            return ""
