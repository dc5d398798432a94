"""Figures for GDELT, from bytes to incidents: one quarter hour as recorded, a burst of 35,000 rows made of it, and
35,000 rows that are as many happenings borne out by their words."""

from __future__ import annotations

import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from lookfar.cli.store import open_store
from lookfar.domain.source import Body
from lookfar.domain.vocabulary import Origin
from lookfar.sources import gdelt

ROOT = Path(__file__).parent.parent
RECORDED = ROOT.parent / "shared/feeds/gdelt/20191024143000.export.CSV"
BURST = 35_000
_ROOT, _CODES, _PLACE, _NAME, _ADDED, _URL = 25, slice(26, 29), slice(51, 59), 52, 59, 60
_DEEDS = (
    ("145", "rioters clash with police in {t} and burn {s}"),
    ("183", "car bomb explodes outside {s} in {t} killing {n}"),
    ("190", "troops and rebels fight for {s} in {t}"),
    ("181", "gunmen kidnap {n} teachers from {s} in {t}"),
    ("173", "police arrest {n} men over drugs found at {s} in {t}"),
    ("141", "thousands protest in {t} over {s}"),
    ("195", "air strike on {s} in {t} kills {n}"),
    ("182", "man stabbed outside {s} in {t}"),
    ("143", "workers at {s} in {t} strike for pay"),
    ("1831", "suicide bomber kills {n} at {s} in {t}"),
    ("194", "shelling of {t} hits {s} and kills {n}"),
    ("186", "gunmen assassinate mayor of {t} near {s}"),
)
_SITES = [
    "market",
    "school",
    "hospital",
    "mosque",
    "church",
    "bridge",
    "hotel",
    "cafe",
    "station",
    "court",
    "prison",
    "factory",
    "port",
    "airport",
    "stadium",
    "bank",
    "museum",
    "library",
    "theatre",
    "garage",
]
_BESIDES = [
    "monday",
    "night",
    "dawn",
    "witnesses",
    "say",
    "sources",
    "army",
    "minister",
    "tells",
    "crowd",
    "fled",
    "smoke",
    "dozens",
    "wounded",
    "video",
    "shows",
    "families",
    "residents",
    "angry",
    "council",
]
_LATEST = datetime(2030, 1, 1, tzinfo=UTC)


def bench() -> None:
    """Prints the files' figures: by thinking rooms alone, then (not of the dense one) taken into a database."""
    if not RECORDED.exists():
        print(f"GDELT: no {RECORDED.name} to measure with")
        return
    burst = ROOT / "build/20191024143000.burst.CSV"
    burst.parent.mkdir(exist_ok=True)
    burst.write_bytes(b"".join(burst_of(RECORDED.read_bytes(), BURST)))
    dense = ROOT / "build/20191024143000.dense.CSV"
    dense.write_bytes(b"".join(dense_of(RECORDED.read_bytes(), BURST)))
    for path, how in (
        (RECORDED, "think"),
        (RECORDED, "store"),
        (burst, "think"),
        (burst, "store"),
        (dense, "think"),
    ):
        subprocess.run([sys.executable, "-m", "tools.bench_gdelt", how, str(path)], check=True, cwd=ROOT)


def burst_of(content: bytes, count: int) -> Iterator[bytes]:
    """So many rows made of a file's: other ids, addresses and places, over three days; always the same."""
    rows = [line.split("\t") for line in content.decode().splitlines()]
    places = [row[_PLACE] for row in rows]
    for number in range(count):
        copy, which = divmod(number, len(rows))
        row = list(rows[which])
        row[0] = str(900_000_000 + number)
        if copy:
            article = random.Random(f"{copy} {row[_URL]}")
            row[_PLACE] = article.choice(places)
            shift = timedelta(days=article.randrange(-2, 1))
            row[1] = _later(row[1], shift)
            row[_ADDED] = _later(row[_ADDED][:8], shift) + row[_ADDED][8:]
            host, _, rest = row[_URL].partition("//")[2].partition("/")
            row[_URL] = f"https://{copy}.{host}/{rest}"
        yield "\t".join(row).encode() + b"\n"


def dense_of(content: bytes, count: int) -> Iterator[bytes]:
    """So many rows, each an article of its own that tells of what it is coded as in one of 256 towns; always the same."""
    rows = [line.split("\t") for line in content.decode().splitlines()]
    towns = list({row[_NAME]: row[_PLACE] for row in reversed(rows) if row[_PLACE.start] in ("3", "4")}.values())[
        :256
    ]
    for number in range(count):
        chance = random.Random(number)
        row, town, (code, words) = list(rows[number % len(rows)]), chance.choice(towns), chance.choice(_DEEDS)
        said = words.format(t=town[1].split(",")[0], s=chance.choice(_SITES), n=chance.randrange(2, 30))
        row[_PLACE] = town
        row[_ROOT], row[_CODES] = "1", [code, code[:3], code[:2]]
        row[0], row[1] = str(900_000_000 + number), _later("20191024", timedelta(days=chance.randrange(-2, 1)))
        row[_ADDED] = f"{row[1]}143000"
        told = f"{said} {' '.join(chance.sample(_BESIDES, 3))}".lower()
        row[_URL] = f"https://{number}.news.example/{re.sub(r'[^a-z0-9]+', '-', told)}"
        yield "\t".join(row).encode() + b"\n"


def _later(day: str, by: timedelta) -> str:
    return (date.fromisoformat(day) + by).strftime("%Y%m%d")


def think(content: bytes, name: str) -> str:
    """Bytes to incidents by the thinking rooms alone."""
    from lookfar.facts.grouping import grouping_rule
    from lookfar.facts.reading import open_reading
    from lookfar.incidents.batch import merge_all
    from lookfar.reports.understand import understand

    tools, rule = open_reading(), grouping_rule()
    began = time.process_time()
    reading = gdelt.read(_body(content, name))
    read = time.process_time()
    told = [(report, understand(report, tools)[0]) for report in reading.reports]
    understood = time.process_time()
    grouped = merge_all(told, rule)
    merged = time.process_time()
    incidents = {grouped[report.id] for report, said in told if said.category is not None}
    return (
        f"{reading.records} rows, {len(reading.reports)} reports, {len(incidents)} incidents in"
        f" {merged - began:.2f} s of one core (read {read - began:.2f}, understood {understood - read:.2f},"
        f" merged {merged - understood:.2f})"
    )


def store(content: bytes, name: str) -> str:
    """Bytes to incidents in a new database, as an installation takes them."""
    with tempfile.TemporaryDirectory() as home:
        open_store(Path(home))
        from lookfar.flow import open_tools, take

        tools, body = open_tools(), _body(content, name)
        began = time.process_time()
        taken = take(body, tools, now=body.fetched_at, origin=Origin.REPLAYED)
        seconds = time.process_time() - began
    return (
        f"taken into a database: {taken.reports} reports, {len(taken.incidents)} incidents in"
        f" {seconds:.2f} s of one core"
    )


def _body(content: bytes, name: str) -> Body:
    return Body(
        source=gdelt.SOURCE.id,
        content=content,
        url=name,
        fetched_at=gdelt.clock(content, _LATEST) or _LATEST,
    )


def main(how: str, path: Path) -> int:
    said = {"think": think, "store": store}[how](path.read_bytes(), path.name)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{path.name}: {said}, {memory:.0f} MiB resident")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
