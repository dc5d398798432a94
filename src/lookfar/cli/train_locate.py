"""`python -m lookfar.cli.train_locate --data DIR`: recounts how names are used in news text.

Reads the Wikipedia current events table (CC BY-SA 4.0) of the data folder and rewrites
`facts/name_usage.csv` and `facts/common_words.csv`; the evaluation corpora are never read.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from lookfar.facts.gazetteer import open_gazetteer
from lookfar.facts.shipped import FACTS
from lookfar.reports.name_usage import UsageCounts, count_usage
from lookfar.reports.names import fold

TABLE = Path("wikipedia_current_events") / "current_events_2010_2022.parquet"
CITATION = (
    "# Counted in Wikipedia contributors, Portal:Current events 2010-2022 (CC BY-SA 4.0) by cli/train_locate.py."
)


def run(args: Sequence[str]) -> int:
    """Rewrites the two tables and prints their sizes."""
    parser = argparse.ArgumentParser(prog="train_locate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the data sets")
    given = parser.parse_args(list(args))
    counts = count_usage(_texts(given.data / TABLE), open_gazetteer())
    usage, common = _usage_rows(counts), _common_rows(counts)
    _write("name_usage.csv", ("name", "place", "other"), usage)
    _write("common_words.csv", ("word", "lower", "capital"), common)
    print(f"{len(usage)} names, {len(common)} common words that are also names")
    return 0


def _texts(path: Path) -> Iterable[str]:
    import duckdb

    rows = duckdb.connect().execute("select text from read_parquet(?) order by date, text", [str(path)]).fetchall()
    return (row[0] for row in rows)


def _usage_rows(counts: UsageCounts) -> list[tuple[str, int, int]]:
    """Names seen at least three times."""
    names = sorted(set(counts.place) | set(counts.other))
    rows = [(name, counts.place[name], counts.other[name]) for name in names]
    return [row for row in rows if row[1] + row[2] >= 3]


def _common_rows(counts: UsageCounts) -> list[tuple[str, int, int]]:
    """Words of the gazetteer that text mostly writes in lower case."""
    gazetteer = open_gazetteer()
    return [
        (word, lower, counts.capital[word])
        for word, lower in sorted(counts.lower.items())
        if lower >= 2 and lower > 0.3 * counts.capital[word] and word.isalpha() and gazetteer.named(fold(word))
    ]


def _write(name: str, header: tuple[str, ...], rows: list[tuple[str, int, int]]) -> None:
    with (FACTS / name).open("w", encoding="utf-8", newline="") as out:
        out.write(f"{CITATION}\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
