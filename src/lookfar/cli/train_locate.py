"""`lookfar train locate`: recounts how names are used in news text, and scores locating on an evaluation corpus.

Counts in the Wikipedia current events table (CC BY-SA 4.0) of the data folder and rewrites
`name_usage.csv` and `common_words.csv`; the corpus is only scored on, by what is shipped.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from lookfar.cli.geoparsing import print_halves
from lookfar.facts.gazetteer import open_gazetteer
from lookfar.reports.name_usage import UsageCounts, count_usage
from lookfar.reports.names import fold

TABLE = Path("wikipedia_current_events") / "current_events_2010_2022.parquet"
CORPUS = Path("geoparsing_corpora") / "lgl.xml"
CITATION = "# Counted in Wikipedia contributors, Portal:Current events 2010-2022 (CC BY-SA 4.0) by `lookfar train locate`."


def recount(data: Path, out: Path) -> None:
    """Rewrites the two tables, prints their sizes and the scores of what is shipped, when the corpus is there."""
    counts = count_usage(_texts(data / TABLE), open_gazetteer())
    usage, common = _usage_rows(counts), _common_rows(counts)
    _write(out / "name_usage.csv", ("name", "place", "other"), usage)
    _write(out / "common_words.csv", ("word", "lower", "capital"), common)
    print(f"{len(usage)} names, {len(common)} common words that are also names", flush=True)
    if (data / CORPUS).is_file():
        print_halves(data / CORPUS, open_gazetteer())


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


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[str, int, int]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(f"{CITATION}\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
