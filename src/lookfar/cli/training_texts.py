"""The texts a classifier learns from, in one order in every process: weakly labelled news and sentences of our own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

from lookfar.domain.taxonomy import EventType
from lookfar.facts.labelling import Labelling, Reading, Use
from lookfar.reports.labelling import favoured, sentences, votes

WIKIPEDIA = "wikipedia_current_events/current_events_2010_2022.parquet"
UCDP = "ucdp_ged_slices/ged_slices.parquet"
_SENTENCES, _TEMPLATE_WEIGHT = 24, 4.0
"""Sentences made of a template, and what each weighs against an item of news."""
_EXAMPLE_WEIGHT = 6.0
"""What a sentence of our own that stands as it is weighs."""
READ_WEIGHT = 10.0
"""What an item of news weighs that somebody read, against one labelled by rules."""
_BETTER = 0.6
"""Share of the better of two types that a reader found as good."""
_UCDP_FAVOURS = {"1": ("armed_conflict",), "2": ("armed_conflict",), "3": ("terrorism", "armed_conflict")}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingText:
    """A text, the categories and types its publisher's heading favours, what it weighs, its type when `own` ("" if not).

    `read`: what readers said of it. `is_made`: of a template.
    """

    words: str
    favours: frozenset[str]
    strength: float
    own: str = ""
    read: Reading | None = None
    is_made: bool = False

    @property
    def held_out(self) -> bool:
        """Whether it must not be learned from."""
        return self.read is not None and self.read.use is not Use.FIT


def rows_of(query: str, path: Path) -> list[tuple[str, ...]]:
    """Distinct rows of a file, by the hash of their first cell: chance, but the same in every process."""
    import duckdb

    found = duckdb.connect().execute(query, [str(path)]).fetchall()
    return sorted({tuple(str(cell) for cell in row) for row in found}, key=lambda row: (_hash(row[0]), row))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def training_texts(data: Path, tables: Labelling) -> list[TrainingText]:
    """Items of news to the end of 2020, headlines of UCDP and our own sentences."""
    items = rows_of(
        "select text, coalesce(category, ''), coalesce(topic, '') from read_parquet(?) "
        "where date < '2021-01-01' and length(text) > 30",
        data / WIKIPEDIA,
    )
    heads = rows_of(
        "select source_headline, substr(cast(type_of_violence as varchar), 1, 1) from read_parquet(?) "
        "where length(source_headline) > 30 and regexp_matches(source_headline, '[a-z]{3}')",
        data / UCDP,
    )[: len(items) // 12]
    return [
        *(
            TrainingText(
                words=text,
                favours=favoured(category, tables.headings) | favoured(topic, tables.headings),
                strength=1.0,
                read=tables.read.get(_hash(text)),
            )
            for text, category, topic in items
        ),
        *(TrainingText(words=text, favours=frozenset(_UCDP_FAVOURS[kind]), strength=0.5) for text, kind in heads),
        *(
            TrainingText(words=text, favours=frozenset(), strength=_EXAMPLE_WEIGHT, own=kind)
            for kind, text in tables.examples
        ),
        *(
            TrainingText(words=text, favours=frozenset(), strength=_TEMPLATE_WEIGHT, own=kind, is_made=True)
            for kind, template in tables.templates
            for text in sentences(template, _SENTENCES)
        ),
    ]


def read_as(reading: Reading) -> dict[EventType, float]:
    """Chances of types from what a reader said."""
    first, *other = reading.types
    return {first: _BETTER, other[0]: 1 - _BETTER} if other else {first: 1.0}


def checked_items(data: Path, tables: Labelling) -> list[tuple[str, str]]:
    """Items of 2021-22 with the category given by hand."""
    items = rows_of("select text from read_parquet(?) where date >= '2021-01-01'", data / WIKIPEDIA)
    return [(text, tables.checked[_hash(text)]) for (text,) in items if _hash(text) in tables.checked]


def voted_on(texts: Sequence[TrainingText], tables: Labelling) -> list[dict[EventType, float]]:
    """What the rules say of each text."""
    with Pool(2) as pool:
        return pool.map(_Voter(tables), [one.words for one in texts], chunksize=500)


@dataclass(frozen=True, slots=True)
class _Voter:
    tables: Labelling

    def __call__(self, text: str) -> dict[EventType, float]:
        return votes(text, self.tables.rules)
