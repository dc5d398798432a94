"""What a list was asked for, in words, so that nobody reads a filtered list as the whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from lookfar import sources
from lookfar.alerts import phrases
from lookfar.domain.ids import SourceId
from lookfar.records.search import Search
from lookfar.web import words


def asked_for(search: Search, *, names: Mapping[str, str], usual_days: int | None) -> list[tuple[str, str]]:
    """Question and answer of each filter, such as ("Where", "Kazakhstan").

    `names`: of areas, by alpha-3 code. `usual_days`: the days shown when no time was asked for, else None.
    """
    said = [
        ("What", ", ".join(words.category(one.value) for one in search.categories) or "anything"),
        ("How bad", f"CAP {search.severity} or worse" if search.severity else "any"),
        ("Where", _where(search, names)),
        ("When", f"last {usual_days} days" if usual_days else _when(search)),
    ]
    if search.text:
        said.append(("Words", search.text))
    if search.source:
        known = sources.known().get(SourceId(search.source))
        said.append(("Told by", known.SOURCE.name if known else search.source))
    if search.status:
        said.append(("State", search.status.value))
    return said


def _where(search: Search, names: Mapping[str, str]) -> str:
    if search.areas:
        return ", ".join(names.get(code, code) for code in search.areas)
    return "part of the map" if search.box else "anywhere"


def _when(search: Search) -> str:
    first = phrases.day(search.since) if search.since else "the beginning"
    last = search.until - timedelta(days=1) if search.until else search.as_of
    return f"{first} to {phrases.day(last)}"
