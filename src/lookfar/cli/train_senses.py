"""`lookfar train locate`, between its halves: counts which place a name means where the other names of a text tell it.

Counted in Wikipedia current events (CC BY-SA 4.0) by the weights of judgement, in five parts by the hash of the text, so that what
is fitted on a text, or measured on it, never sees its own count.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from lookfar.reports.gazetteer import Told

FOLDS = 5
CITATION = "# Counted in Wikipedia contributors, Portal:Current events 2010-2022 (CC BY-SA 4.0) by `lookfar train locate`."
Meaning = tuple[str, tuple[str, str, str, str]]
"""Folded name and identity of the entry meant."""


def fold_of(text: str) -> int:
    """The part (0 to 4) of a text by its hash; 0 is held out."""
    return hashlib.sha256(text.encode()).digest()[0] % FOLDS


def counted(texts: Iterable[tuple[str, Sequence[Meaning]]]) -> list[Counter[Meaning]]:
    """Texts by meaning, one counter for each part."""
    counts: list[Counter[Meaning]] = [Counter() for _ in range(FOLDS)]
    for text, meanings in texts:
        counts[fold_of(text)].update(meanings)
    return counts


def told_by(counts: Iterable[Counter[Meaning]]) -> Told:
    """What several parts tell together."""
    found: dict[str, dict[tuple[str, str, str, str], int]] = {}
    for (name, place), texts in sum(counts, Counter[Meaning]()).items():
        found.setdefault(name, {})[place] = texts
    return found


def write(path: Path, told: Told) -> int:
    """Writes the table of all counts, sorted; how many lines."""
    rows = sorted((name, *place, texts) for name, places in told.items() for place, texts in places.items())
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(f"{CITATION}\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("name", "kind", "country", "admin1", "place", "texts"))
        writer.writerows(rows)
    return len(rows)
