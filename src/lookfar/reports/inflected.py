"""Names out of their grammatical case or without their joined prepositions, for the gazetteer's native names.

Endings and prefixes are those of school grammars; none is tied to a place.
"""

from __future__ import annotations

from lookfar.reports.gazetteer import Gazetteer, Named

_CASE_ENDINGS = (
    # Russian, Ukrainian
    ("ии", "ия"), ("ой", "а"), ("ом", ""), ("ем", "ь"), ("е", ""), ("е", "а"), ("у", "а"), ("у", ""), ("а", ""),
    ("ы", "а"), ("ы", ""), ("и", "ь"), ("и", "а"), ("и", "я"), ("ю", "я"), ("і", "а"), ("і", ""),
    # Greek
    ("ας", "α"), ("ης", "η"), ("ου", "ος"), ("ου", "ο"), ("ο", "ος"), ("ων", "α"),
    # Georgian
    ("ში", "ი"), ("ში", ""), ("იდან", "ი"), ("დან", ""), ("თან", "ი"), ("ის", "ი"), ("ზე", "ი"),
    # Armenian
    ("ում", ""), ("ից", ""), ("ի", ""), ("ին", ""),
    # Tamil
    ("யில்", ""), ("ில்", ""),
    # Bengali, Hindi
    ("য়", ""), ("য়", ""), ("তে", ""), ("ে", ""), ("র", ""),
)  # fmt: skip
"""Endings with that of the nominative."""

_ARABIC_JOINED = ("وال", "بال", "لل", "ال")
_PREFIXES = ("وب", "ول", "و", "ب", "ل", "ف", "וב", "ול", "ומ", "ב", "ל", "מ", "ה", "ו", "ש")
_SHORTEST = 4


def uninflected(folded: str, gazetteer: Gazetteer) -> tuple[str, tuple[Named, ...]]:
    """A name out of its case, or without its joined preposition; () when it is still unknown."""
    if len(folded) < _SHORTEST:
        return folded, ()
    tries = [folded[: -len(old)] + new for old, new in _CASE_ENDINGS if folded.endswith(old)]
    for prefix in _ARABIC_JOINED:
        if folded.startswith(prefix):
            bare = folded.removeprefix(prefix)
            tries += ["ال" + bare, bare]
    tries += [folded.removeprefix(prefix) for prefix in _PREFIXES if folded.startswith(prefix)]
    for key in tries:
        if len(key) >= _SHORTEST - 1 and (named := gazetteer.named(key)):
            return key, named
    return folded, ()
