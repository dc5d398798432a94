"""What attacks are aimed at: persons, sites, infrastructure and vehicles named in a text, by a shipped list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lookfar.domain.report import TargetKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetList:
    """All target nouns as one pattern; `rows[i]` is the kind and the name of its group `t<i>`."""

    pattern: re.Pattern[str]
    rows: tuple[tuple[TargetKind, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Somebody or something in a text that may be a target; `start`/`end` are character offsets."""

    kind: TargetKind
    name: str
    start: int
    end: int


def target_list(rows: Iterable[Mapping[str, str]]) -> TargetList:
    """The list from rows of kind, name and pattern; an earlier row's words win."""
    kept = tuple(rows)
    either = "|".join(
        f"(?P<t{number}>{row['pattern'].replace(' ', chr(92) + 's')})" for number, row in enumerate(kept)
    )
    return TargetList(
        pattern=re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE),
        rows=tuple((TargetKind(row["kind"]), row["name"]) for row in kept),
    )


def possible_targets(text: str, known: TargetList) -> list[Target]:
    """Every listed noun of a text, in order."""
    found: list[Target] = []
    for match in known.pattern.finditer(text):
        kind, name = known.rows[int(str(match.lastgroup)[1:])]
        start = match.start()
        if found and text[found[-1].end : start] == " ":  # "army convoy", "police bus": the last noun is the head
            start = found.pop().start
        found.append(Target(kind=kind, name=name, start=start, end=match.end()))
    return found
