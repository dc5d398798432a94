"""Figures for GDELT: one quarter hour as recorded, and a burst of 35,000 rows, from bytes to incidents."""

from __future__ import annotations

import random
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
_PLACE, _ADDED, _URL = slice(51, 59), 59, 60
_LATEST = datetime(2030, 1, 1, tzinfo=UTC)


def bench() -> None:
    """Prints both files' figures: by thinking rooms alone, then taken into a database."""
    if not RECORDED.exists():
        print(f"GDELT: no {RECORDED.name} to measure with")
        return
    burst = ROOT / "build/20191024143000.burst.CSV"
    burst.parent.mkdir(exist_ok=True)
    burst.write_bytes(b"".join(burst_of(RECORDED.read_bytes(), BURST)))
    for path in (RECORDED, burst):
        for how in ("think", "store"):
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
