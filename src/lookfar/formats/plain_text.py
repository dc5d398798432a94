"""Feed text as plain text: entities decoded once, no markup, no characters that hide or reorder."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

_SPACE = re.compile(r"\s+")
_TAG = re.compile(r"<[/!?a-zA-Z][^<>]*>")
_OPENING = re.compile(r"<!--|<(script|style)\b", re.I)
_CLOSING = {
    "": re.compile("-->"),
    "script": re.compile(r"</script\s{0,9}>", re.I),
    "style": re.compile(r"</style\s{0,9}>", re.I),
}
_BLOCK = re.compile(r"</?(?:p|br|li|ul|ol|div|h[1-6]|tr|td)\b[^<>]*>", re.I)
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def plain(text: str) -> str:
    """One line of plain text.

    Tags are dropped before entities are decoded, and decoding is done once: what then looks like a
    tag was text to the publisher, and loses its angle brackets.

    >>> plain("<b>Fire</b> &amp; smoke &lt;here&gt;")
    'Fire & smoke ‹here›'
    """
    bare = _TAG.sub("", _BLOCK.sub(" ", _without_unseen(text)))
    decoded = html.unescape(bare).replace("<", "‹").replace(">", "›")
    return _SPACE.sub(" ", "".join(map(_shown, decoded))).strip()


def unseen(text: str) -> Iterator[tuple[int, int]]:
    """Spans of comments, scripts and styles of HTML, in order; what is never closed is none."""
    at, open_ended = 0, set[str]()
    while opening := _OPENING.search(text, at):
        kind = (opening[1] or "").lower()
        closing = None if kind in open_ended else _CLOSING[kind].search(text, opening.end())
        at = opening.end()
        if closing is None:
            open_ended.add(kind)
        else:
            at = closing.end()
            yield opening.start(), at


def _without_unseen(text: str) -> str:
    kept, at = [], 0
    for start, end in unseen(text):
        kept.append(text[at:start])
        at = end
    return "".join((*kept, text[at:]))


def shorten(text: str, most: int = 120) -> str:
    """At most `most` characters, cut between words.

    >>> shorten("A bridge has fallen into the river", 20)
    'A bridge has fallen…'
    """
    if len(text) <= most:
        return text
    head = text[: most - 1]
    cut = head.rfind(" ") if not text[most - 1].isspace() else len(head)
    return head[: cut if cut > most // 2 else len(head)].rstrip(" ,;:–-") + "…"


def is_held(title: str, text: str) -> bool:
    """Whether a text holds all that its title says, which may be its beginning, cut.

    >>> is_held("A bridge has fallen…", "A bridge has fallen into the river")
    True
    """
    return title.rstrip(" .…") in text


def _shown(character: str) -> str:
    if character in "\u200d\u200c":
        return character
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in _HIDDEN else character
