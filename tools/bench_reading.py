"""How fast texts are read on one core: locate, classify and facts, apart and together, with load time, the first text and memory.

    python -m tools.bench_reading [YARDSTICK_SECONDS]

The texts: 2,700 items of Wikipedia's current events of every year, 297 of our own sentences, and 3 long texts made
of such items; our own sentences over and over where the items are not at hand.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = ROOT.parent / "shared/data/wikipedia_current_events/current_events_2010_2022.parquet"
PAIRS = ROOT / "tests/incidents/pairs/tuning.jsonl"
ITEMS, OWN, LONG = 2_700, 297, 3
FIRST = "Two are killed, three injured, four arrested, five kidnapped, six missing and seven displaced."


def main(args: Sequence[str]) -> int:
    """Prints the figures of this process, pinned to one core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    yardstick = float(args[0]) if args else None
    began = time.perf_counter(), time.process_time()
    from lookfar.facts.reading import open_reading
    from lookfar.reports.classify import classify
    from lookfar.reports.facts import read_facts
    from lookfar.reports.locate import locate

    tools = open_reading()
    locate("Kabul", tools.gazetteer)
    loaded, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
    print(f"models and tables: loaded in {loaded:.2f} s ({cpu:.2f} s of one core){_times(loaded, yardstick)}")
    first = _seconds(lambda text: read_facts(text, tools.groups, tools.targets), [FIRST])
    print(f"sentence patterns: compiled with the first text that tells of harm in {first:.2f} s of one core")
    texts = _texts()
    resting = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    parts: dict[str, Callable[[str], object]] = {
        "locate": lambda text: locate(text, tools.gazetteer),
        "classify": lambda text: classify(text, tools.model),
        "facts": lambda text: read_facts(text, tools.groups, tools.targets),
    }
    spent = {name: _seconds(part, texts) for name, part in parts.items()}
    for name, seconds in [*spent.items(), ("locate + classify + facts", sum(spent.values()))]:
        rate = len(texts) / seconds
        print(f"{name}: {rate:.0f} texts/s ({seconds:.2f} s of one core){_times(seconds, yardstick)}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    letters = sum(map(len, texts)) / len(texts)
    print(
        f"    {len(texts)} texts of {letters:.0f} characters; {memory:.0f} MiB resident ({resting:.0f} before reading)"
    )
    return 0


def _seconds(part: Callable[[str], object], texts: Sequence[str]) -> float:
    began = time.process_time()
    for text in texts:
        part(text)
    return time.process_time() - began


def _times(seconds: float, yardstick: float | None) -> str:
    return f" ({seconds / yardstick:.1f} x)" if yardstick else ""


def _texts() -> list[str]:
    draw = random.Random(11)
    own = [side["text"] for line in PAIRS.read_text().splitlines() for side in _sides(json.loads(line))]
    items = _items() or own
    chosen = draw.choices(items, k=ITEMS) + draw.choices(own, k=OWN)
    return chosen + [" ".join(draw.choices(items, k=40)) for _ in range(LONG)]


def _sides(pair: dict[str, object]) -> list[dict[str, str]]:
    return [side for side in pair.values() if isinstance(side, dict)]


def _items() -> list[str]:
    if not TABLE.exists():
        return []
    import duckdb

    asked = "select text from read_parquet(?) order by hash(text) limit 20000"
    with duckdb.connect() as connection:
        return [row[0] for row in connection.execute(asked, [str(TABLE)]).fetchall()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
