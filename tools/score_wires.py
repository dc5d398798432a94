"""How much of whole news texts is read rightly: `python -m tools.score_wires [FILE ...] [--misses]`.

Shares with 95 % intervals by resampling texts, of tests/reports/wires/*.jsonl and, for kinds alone, of the tables lookalikes.csv,
ordinary_news.csv and feed_news.csv beside, unless files are named; what the columns mean: tests/reports/wires/README.md. A place is right
within 161 km, as in eval/geoparse.py.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lookfar.cli.merge import report_of
from lookfar.domain.geo import Point, distance_km
from lookfar.domain.report import Understanding
from lookfar.facts.reading import open_reading
from lookfar.reports.understand import Tools, understand

WIRES = Path(__file__).parent.parent / "tests/reports/wires"
TABLES = tuple(WIRES.parent / name for name in ("lookalikes.csv", "ordinary_news.csv", "feed_news.csv"))
NONE = "not_an_event"
ABSTAINED = "abstained"
NEAR_KM = 161.0
DRAWS = 2_000
PUBLISHED = datetime(2026, 3, 1, tzinfo=UTC)
Right = dict[str, bool]
"""By what is asked of a text; what is not asked of it is absent."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A text with what it says, as in the file."""

    row: dict[str, object]

    @property
    def types(self) -> tuple[str, ...]:
        """The right one, then others that are not wrong; () where the kind is not labelled."""
        also = self.row.get("also_right") or []
        assert isinstance(also, list)
        return (str(self.row["type"]), *map(str, also)) if "type" in self.row else ()

    @property
    def point(self) -> Point | None:
        lon, lat = self.row.get("lon"), self.row.get("lat")
        return Point(lon=float(str(lon)), lat=float(str(lat))) if lon is not None and lat is not None else None


def main(args: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--misses", action="store_true", help="print every text with what was read wrongly")
    given = parser.parse_args(args)
    tools = open_reading()
    for path in given.files or (*sorted(WIRES.glob("*.jsonl")), *TABLES):
        wires = list(wires_in(path))
        found = [(wire, read(wire, number, tools)) for number, wire in enumerate(wires)]
        judged = [right(wire, said, tools) for wire, said in found]
        print(f"{path.name}: {len(wires)} texts")
        for question in dict.fromkeys(q for one in judged for q in one):
            print(f"  {question:34} {_share([one[question] for one in judged if question in one])}")
        if given.misses:
            sys.stdout.writelines(_misses(found, judged))
    return 0


def wires_in(path: Path) -> Iterator[Wire]:
    """The texts of a file: JSON lines, or a table of kinds and texts."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.suffix == ".csv":
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            yield Wire({"title": "", "text": row["text"], "type": row["event_type"]})
        return
    yield from (Wire(json.loads(line)) for line in lines)


def read(wire: Wire, number: int, tools: Tools) -> Understanding:
    """What the first statement of the text is read as."""
    line = {"id": f"w{number}", "title": wire.row["title"], "text": wire.row["text"], "source": "wire"}
    return understand(report_of(line | {"published_at": PUBLISHED.isoformat()}), tools)[0]


def right(wire: Wire, said: Understanding, tools: Tools) -> Right:
    """Whether each thing the text says is read rightly."""
    if wire.types and wire.types[0] == NONE:
        kind = ABSTAINED if said.abstained else str(said.event_type)
        return {"no event, taken for none": kind == NONE, "no event, nobody counted": said.fatalities.best is None}
    found = _kind(wire, said, tools) if wire.types else {}
    if "country" not in wire.row:
        return found
    found["country"] = (said.scene.country if said.scene else "-") in str(wire.row["country"]).split("|")
    if wire.point is not None:
        away = distance_km(said.scene.point, wire.point) if said.scene else float("inf")
        found["place within 161 km"] = away <= NEAR_KM
    for name, toll, best in (
        ("dead", said.fatalities, wire.row["deaths_best"]),
        ("injured", said.injured, wire.row["injured"]),
    ):
        found[f"{name}, {'counted' if best is not None else 'not known'}"] = toll.best == best
    return found


def _kind(wire: Wire, said: Understanding, tools: Tools) -> Right:
    kind = ABSTAINED if said.abstained else str(said.event_type)
    group = {str(name): one.category.value for name, one in tools.taxonomy.kinds.items()}
    groups = [group.get(one, one) for one in wire.types]
    return {
        "event, taken for one": kind != NONE or NONE in wire.types,
        "category": group.get(kind, kind) == groups[0],
        "category, any of those right": group.get(kind, kind) in groups,
        "type": kind == wire.types[0],
        "type, any of those right": kind in wire.types,
    }


def _share(answers: Sequence[bool]) -> str:
    chance = random.Random(1)
    shares = sorted(sum(chance.choices(answers, k=len(answers))) / len(answers) for _ in range(DRAWS))
    low, high = shares[DRAWS // 40], shares[-DRAWS // 40]
    return f"{sum(answers) / len(answers):.3f} ({low:.3f} to {high:.3f}), {sum(answers)} of {len(answers)}"


def _misses(found: Sequence[tuple[Wire, Understanding]], judged: Sequence[Right]) -> Iterator[str]:
    for (wire, said), answers in zip(found, judged, strict=True):
        wrong = [question for question, one in answers.items() if not one]
        if wrong:
            scene = said.scene and f"{said.scene.name}, {said.scene.country} ({said.scene.confidence:.2f})"
            row = wire.row
            yield f"{'; '.join(wrong)}\n  {row['title']} | {row['text']}\n"
            yield f"  gold {row.get('country')} {row.get('place')} {wire.types} dead {row.get('deaths_best')} injured {row.get('injured')}\n"
            yield f"  said {scene} {said.event_type} {said.confidence:.2f} dead {said.fatalities.best} injured {said.injured.best}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
