"""Scores of locating on corpora: LGL in its XML, and our own world news as JSON lines; measured on, never learned from.

Documents are divided by the hash of their id: settings may be chosen on the tune half, the other half is reported.
Source of the XML's form: Lieberman, Samet & Sankaranarayanan 2010, "Geotagging with local lexicons".
"""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson

from lookfar.domain.errors import InvalidValue
from lookfar.domain.geo import Point, distance_km
from lookfar.domain.places import Place
from lookfar.reports.entry import Kind
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.locate import locate
from lookfar.reports.names import fold

RADIUS_KM = 161.0
"""A hundred miles, the distance usual in the literature."""
_DRAWS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """A place name that people marked: offsets in the text, its point (None when they gave none), its country
    ("" for a region of several)."""

    start: int
    end: int
    point: Point | None
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text with its marked place names; `tune`: of the half on which settings may be chosen."""

    text: str
    tune: bool
    toponyms: tuple[Toponym, ...]


def read_corpus(path: Path, gazetteer: Gazetteer) -> list[Document]:
    """Every article of an XML file in LGL's form, or every line `{"id","text","places"}` of a .jsonl file."""
    if path.suffix == ".jsonl":
        return [_own(orjson.loads(line)) for line in path.read_bytes().splitlines()]
    found = []
    for article in ET.parse(path).getroot().iter("article"):  # noqa: S314 - a file the caller names
        text = article.findtext("text") or ""
        toponyms = tuple(_toponym(node, gazetteer) for node in article.iter("toponym"))
        found.append(Document(text=text, tune=_is_tune(article.get("docid") or text), toponyms=toponyms))
    return found


def _is_tune(name: str) -> bool:
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def _own(given: dict[str, object]) -> Document:
    places = given["places"]
    if not isinstance(places, list):
        raise InvalidValue(f"{given['id']}: places must be a list")
    toponyms = tuple(
        Toponym(start=p["start"], end=p["end"], point=Point(lon=p["lon"], lat=p["lat"]), country=p["country"])
        for p in places
    )
    return Document(text=str(given["text"]), tune=_is_tune(str(given["id"])), toponyms=toponyms)


def _toponym(node: ET.Element, gazetteer: Gazetteer) -> Toponym:
    lon, lat, named = (node.findtext(f"gaztag/{name}") or "" for name in ("lon", "lat", "country"))
    entries = [gazetteer.entry(found.row) for found in gazetteer.named(fold(named))] if named else []
    country = next((entry.country for entry in entries if entry.kind is Kind.COUNTRY), "")
    start, end = (int(node.findtext(name) or -1) for name in ("start", "end"))
    point = Point(lon=float(lon), lat=float(lat)) if lon and lat else None
    return Toponym(start=start, end=end, point=point, country=country if point else "")


def tally(documents: Sequence[Document], gazetteer: Gazetteer) -> Counter[str]:
    """The columns of `_counts`, summed over documents."""
    total: Counter[str] = Counter()
    for document in documents:
        total.update(_counts(document, gazetteer))
    return total


def scores(documents: Sequence[Document], gazetteer: Gazetteer) -> list[str]:
    """Lines of figures with 95 % intervals, which resample documents."""
    counted = [_counts(document, gazetteer) for document in documents]
    columns = {name: number for number, name in enumerate(counted[0])}
    rows = np.array([list(counts.values()) for counts in counted], float)
    rng = np.random.default_rng(1)
    draws = [rows[rng.integers(len(rows), size=len(rows))].sum(axis=0) for _ in range(_DRAWS)]
    lines = []
    for name, above, below in _FIGURES:
        under = [columns[word] for word in below]
        figures = [
            len(below) * draw[columns[above]] / max(draw[under].sum(), 1) for draw in (rows.sum(axis=0), *draws)
        ]
        low, high = np.quantile(figures[1:], (0.025, 0.975))
        lines.append(f"  {name:48} {figures[0]:.3f} ({low:.3f} to {high:.3f})")
    return lines


_FIGURES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("recognition F1, exact spans", "exact", ("said", "marked")),
    ("recognition F1, overlapping spans", "met", ("said", "marked")),
    ("recognition precision, overlapping spans", "met", ("said",)),
    ("recognition recall, overlapping spans", "met", ("marked",)),
    ("end to end, F1 of names found and within 161 km", "met_near", ("said", "marked")),
    ("end to end, within 161 km of all with a point", "met_near", ("pointed",)),
    ("end to end, within 161 km of the names found", "met_near", ("met_pointed",)),
    ("end to end, right country of the names found", "met_inside", ("met_national",)),
    ("gold spans, within 161 km", "given_near", ("pointed",)),
    ("gold spans, right country", "given_inside", ("national",)),
)
"""What is printed: name, column of `_counts` above the line, columns below it (two make an F1)."""


def _counts(document: Document, gazetteer: Gazetteer) -> dict[str, int]:
    """The columns of `_FIGURES`. met: found by an overlapping place, given: told as a span, near: within 161 km,
    inside: in its country, pointed: with a point, national: of one country."""
    said = {(p.start, p.end): p for p in locate(document.text, gazetteer) if p.start >= 0}
    gold = list({(t.start, t.end): t for t in document.toponyms}.values())
    met = _paired(gold, list(said.values()))
    spans = [(t.start, t.end) for t in gold if t.point and 0 <= t.start < t.end <= len(document.text)]
    told = {(p.start, p.end): p for p in locate(document.text, gazetteer, spans=spans)} if spans else {}
    given = [(t, told[t.start, t.end]) for t in gold if (t.start, t.end) in told]
    return {
        "exact": sum((t.start, t.end) in said for t in gold),
        "met": len(met),
        "said": len(said),
        "marked": len(gold),
        "pointed": sum(t.point is not None for t in gold),
        "national": sum(t.country != "" for t in gold),
        "met_pointed": sum(t.point is not None for t, _ in met),
        "met_national": sum(t.country != "" for t, _ in met),
        "met_near": sum(_is_near(t, p) for t, p in met),
        "met_inside": sum(p.country == t.country != "" for t, p in met),
        "given_near": sum(_is_near(t, p) for t, p in given),
        "given_inside": sum(p.country == t.country != "" for t, p in given),
    }


def _paired(gold: Sequence[Toponym], said: Sequence[Place]) -> list[tuple[Toponym, Place]]:
    """One-to-one pairs of overlapping spans, the largest overlaps first."""
    options = sorted(
        (
            (min(t.end, p.end) - max(t.start, p.start), t.start - t.end + p.start - p.end, i, j)
            for i, t in enumerate(gold)
            for j, p in enumerate(said)
            if t.start < p.end and p.start < t.end
        ),
        reverse=True,
    )
    free_gold, free_said = set(range(len(gold))), set(range(len(said)))
    pairs = []
    for _, _, i, j in options:
        if i in free_gold and j in free_said:
            free_gold.remove(i)
            free_said.remove(j)
            pairs.append((gold[i], said[j]))
    return pairs


def _is_near(gold: Toponym, place: Place) -> bool:
    return gold.point is not None and distance_km(place.point, gold.point) <= RADIUS_KM


def print_halves(path: Path, gazetteer: Gazetteer) -> None:
    """Prints the figures of both halves of a corpus."""
    documents = read_corpus(path, gazetteer)
    for name, half in (("tune", True), ("other", False)):
        chosen = [document for document in documents if document.tune is half]
        print(f"{path.name}, {name} half: {len(chosen)} documents, {sum(len(d.toponyms) for d in chosen)} names")
        print("\n".join(scores(chosen, gazetteer)))
