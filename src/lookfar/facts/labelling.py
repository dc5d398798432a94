"""The shipped tables that label texts for training."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lookfar.domain.taxonomy import EventType
from lookfar.facts.shipped import read_table
from lookfar.reports.labelling import Heading, Rule, compile_rules, headings


class Use(StrEnum):
    """What a text whose kind is known serves for."""

    FIT = "fit"
    CALIBRATE = "calibrate"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What readers said of an item of news: event types, the better first; `by_chance`: it was drawn by chance, of
    what had not been drawn before.
    """

    types: tuple[EventType, ...]
    by_chance: bool
    ident: str

    @property
    def use(self) -> Use:
        """By the last digit of the item's hash: of those drawn by chance half are measured and a quarter calibrates;
        of the others, drawn because they were in doubt, one in sixteen is measured."""
        digit = int(self.ident[-1], 16)
        if not self.by_chance:
            return Use.FIT if digit else Use.MEASURE
        return Use.MEASURE if digit < 8 else Use.CALIBRATE if digit < 12 else Use.FIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelling:
    """Rules, headings, own examples and templates (event type, text), and hand-given categories by hash of the text.

    `read`: what readers said of items of news, by hash of the text.
    `yardstick`: own snippets (event type, text) on which no weight is fitted; see `measured`.
    """

    rules: tuple[Rule, ...]
    headings: tuple[Heading, ...]
    examples: tuple[tuple[str, str], ...]
    templates: tuple[tuple[str, str], ...]
    checked: dict[str, str]
    read: dict[str, Reading]
    yardstick: tuple[tuple[str, str], ...]
    words: tuple[str, ...]


def open_labelling() -> Labelling:
    """`labelling_*.csv`; `words` are the ordinary words that the rules name."""
    concepts = {row["name"]: row["pattern"] for row in read_table("labelling_concepts.csv")}
    rows = read_table("labelling_rules.csv")
    return Labelling(
        rules=compile_rules(rows, concepts),
        headings=headings(read_table("labelling_headings.csv")),
        examples=tuple((row["event_type"], row["text"]) for row in read_table("labelling_examples.csv")),
        templates=tuple((row["event_type"], row["text"]) for row in read_table("labelling_templates.csv")),
        checked={row["text_sha256"]: row["category"] for row in read_table("labelling_checked.csv")},
        read={row["text_sha256"]: _reading(row) for row in read_table("labelling_read.csv")},
        yardstick=tuple((row["event_type"], row["text"]) for row in read_table("labelling_yardstick.csv")),
        words=tuple(_words([*concepts.values(), *(row["pattern"] for row in rows)])),
    )


def _reading(row: Mapping[str, str]) -> Reading:
    types = tuple(EventType(kind) for kind in row["event_types"].split())
    return Reading(types=types, by_chance=row["by_chance"] == "yes", ident=row["text_sha256"])


def measured(text: str) -> bool:
    """Whether a snippet of the yardstick is of the half that is only measured; the other is for calibrating."""
    return hashlib.sha256(text.encode()).hexdigest()[0] >= "8"


def _words(patterns: list[str]) -> list[str]:
    import re

    bare = (re.sub(r"\\[wbsd]", " ", pattern) for pattern in patterns)
    return sorted({word for pattern in bare for word in re.findall(r"[a-z]{3,}", pattern)})
