"""Feed text as plain text: entities decoded once, no markup, no characters that hide or reorder."""

from __future__ import annotations

import html
import re
import unicodedata

_SPACE = re.compile(r"\s+")
_TAG = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[/!?a-zA-Z][^<>]*>", re.I | re.S)
_BLOCK = re.compile(r"</?(?:p|br|li|ul|ol|div|h[1-6]|tr|td)\b[^<>]*>", re.I)
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def plain(text: str) -> str:
    """One line of plain text.

    Tags are dropped before entities are decoded, and decoding is done once: what then looks like a
    tag was text to the publisher, and loses its angle brackets.

    >>> plain("<b>Fire</b> &amp; smoke &lt;here&gt;")
    'Fire & smoke ‹here›'
    """
    bare = _TAG.sub("", _BLOCK.sub(" ", text))
    decoded = html.unescape(bare).replace("<", "‹").replace(">", "›")
    return _SPACE.sub(" ", "".join(map(_shown, decoded))).strip()


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


def _shown(character: str) -> str:
    if character in "\u200d\u200c":
        return character
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in _HIDDEN else character
