"""Which language a text is in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

UNDETERMINED = "und"
"""ISO 639-2: the text is too short, has no words, or no language is likely enough."""

SHORTEST = 20
"""Letters below which a text in Latin script is not judged; 6 in a script of its own."""
LIKELY = 0.8
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_JUDGED = 2_000


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


@lru_cache(maxsize=1)
def _identifier() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: _Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier


def is_mostly_latin(text: str) -> bool:
    """Whether most letters are of the Latin script; a text without letters is."""
    judged = text[:_JUDGED]
    return len(_LATIN.findall(judged)) * 2 >= len(_LETTER.findall(judged))


def language(text: str) -> str:
    """ISO 639-1 code of the text's language, "und" when it is too short or unclear (py3langid, 97 languages)."""
    letters = _LETTER.findall(text[:_JUDGED])
    shortest = SHORTEST if len(_LATIN.findall(text[:_JUDGED])) * 2 > len(letters) else 6
    if len(letters) < shortest:
        return UNDETERMINED
    code, probability = _identifier().classify(text[:_JUDGED])
    return str(code) if probability >= LIKELY else UNDETERMINED
