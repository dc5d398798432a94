"""Scores of locating on a corpus in the form of LGL: only measured on, never learned from.

Documents are divided by the hash of their id: settings may be chosen on the tune half, the other half is reported.
Source of the form: Lieberman, Samet & Sankaranarayanan 2010, "Geotagging with local lexicons".
"""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lookfar.domain.geo import Point, distance_km
from lookfar.domain.places import Place
from lookfar.reports.gazetteer import Gazetteer, Kind
from lookfar.reports.locate import locate
from lookfar.reports.names import fold

RADIUS_KM = 161.0
"""A hundred miles, the distance usual in the literature."""
_DRAWS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """A place name that people marked: offsets in the text, its point, its country ("" for a region of several)."""

    start: int
    end: int
    point: Point
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text with its marked place names; `tune`: of the half on which settings may be chosen."""

    text: str
    tune: bool
    toponyms: tuple[Toponym, ...]
    marked: int


def read_corpus(path: Path, gazetteer: Gazetteer) -> list[Document]:
    """Every article; names without a point count as marked, but not as toponyms to resolve."""
    found = []
    for article in ET.parse(path).getroot().iter("article"):  # noqa: S314 - a file the caller names
        text, given = article.findtext("text") or "", list(article.iter("toponym"))
        toponyms = [one for node in given if (one := _toponym(node, gazetteer)) is not None]
        digest = hashlib.sha256((article.get("docid") or text).encode()).digest()
        found.append(Document(text=text, tune=digest[0] % 2 == 0, toponyms=tuple(toponyms), marked=len(given)))
    return found


def _toponym(node: ET.Element, gazetteer: Gazetteer) -> Toponym | None:
    lon, lat, named = (node.findtext(f"gaztag/{name}") or "" for name in ("lon", "lat", "country"))
    if not lon or not lat:
        return None
    entries = [gazetteer.entry(found.row) for found in gazetteer.named(fold(named))] if named else []
    country = next((entry.country for entry in entries if entry.kind is Kind.COUNTRY), "")
    start, end = (int(node.findtext(name) or -1) for name in ("start", "end"))
    return Toponym(start=start, end=end, point=Point(lon=float(lon), lat=float(lat)), country=country)


def scores(documents: Sequence[Document], gazetteer: Gazetteer) -> list[str]:
    """Lines of figures with 95 % intervals, which resample documents."""
    rows = np.array([_counts(document, gazetteer) for document in documents], float)
    rng = np.random.default_rng(1)
    draws = [rows[rng.integers(len(rows), size=len(rows))].sum(axis=0) for _ in range(_DRAWS)]
    lines = []
    for name, above, below, factor in _FIGURES:
        figures = [
            factor * draw[list(above)].sum() / draw[list(below)].sum() for draw in (rows.sum(axis=0), *draws)
        ]
        low, high = np.quantile(figures[1:], (0.025, 0.975))
        lines.append(f"  {name:48} {figures[0]:.3f} ({low:.3f} to {high:.3f})")
    return lines


_FIGURES: tuple[tuple[str, tuple[int, ...], tuple[int, ...], int], ...] = (
    ("recognition F1, overlapping spans", (0,), (1, 2), 2),
    ("end to end, F1 of names found and within 161 km", (3,), (1, 2), 2),
    ("end to end, right country of the names found", (4,), (9,), 1),
    ("gold spans, within 161 km", (6,), (5,), 1),
    ("gold spans, right country", (7,), (8,), 1),
)
"""What is printed: name, columns of `_counts` above and below the line, factor."""


def _counts(document: Document, gazetteer: Gazetteer) -> tuple[int, ...]:
    """The columns of `_FIGURES`.

    Found, said, marked, found near, found in the country, toponyms, spans near, spans in the country, toponyms
    of one country, those of them found.
    """
    said = [place for place in locate(document.text, gazetteer) if place.start >= 0]
    free, pairs = list(document.toponyms), []
    for place in said:
        met = next((t for t in free if place.start < t.end and t.start < place.end), None)
        if met is not None:
            free.remove(met)
            pairs.append((met, place))
    spans = [(t.start, t.end) for t in document.toponyms if 0 <= t.start < t.end <= len(document.text)]
    told = {(p.start, p.end): p for p in locate(document.text, gazetteer, spans=spans)} if spans else {}
    given = [(t, told[t.start, t.end]) for t in document.toponyms if (t.start, t.end) in told]
    near, inside = _right(pairs)
    national = sum(t.country != "" for t in document.toponyms)
    known = sum(t.country != "" for t, _ in pairs)
    return (
        len(pairs),
        len(said),
        document.marked,
        near,
        inside,
        len(document.toponyms),
        *_right(given),
        national,
        known,
    )


def _right(pairs: Sequence[tuple[Toponym, Place]]) -> tuple[int, int]:
    near = sum(distance_km(place.point, gold.point) <= RADIUS_KM for gold, place in pairs)
    return near, sum(place.country == gold.country != "" for gold, place in pairs)


def print_halves(path: Path, gazetteer: Gazetteer) -> None:
    """Prints the figures of both halves of a corpus."""
    documents = read_corpus(path, gazetteer)
    for name, half in (("tune", True), ("other", False)):
        chosen = [document for document in documents if document.tune is half]
        print(f"{path.name}, {name} half: {len(chosen)} documents, {sum(d.marked for d in chosen)} names")
        print("\n".join(scores(chosen, gazetteer)))
