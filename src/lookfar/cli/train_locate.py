"""`lookfar train locate`: recounts how names are used in news text, fits the ranker, and scores what came of it.

Counts in the Wikipedia current events table (CC BY-SA 4.0) of the data folder and rewrites `name_usage.csv`,
`common_words.csv` and the ranker's weights. Counting looks only at the gazetteer's names, fitting starts from
judgement, so nothing that was shipped before is read. Corpora are only scored on.
"""

from __future__ import annotations

import csv
from pathlib import Path

from lookfar.cli.geoparsing import print_halves
from lookfar.cli.progress import counted, said
from lookfar.cli.train_ranker import refit
from lookfar.facts.gazetteer import RANKER, gazetteer_with
from lookfar.facts.shipped import read_table
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.name_usage import UsageCounts, count_usage
from lookfar.reports.names import fold
from lookfar.reports.ranker import JUDGED, Ranker

TABLE = Path("wikipedia_current_events") / "current_events_2010_2022.parquet"
CORPUS = Path("geoparsing_corpora") / "lgl.xml"
NOTHING = Path("/nonexistent")
"""A folder without counts."""
CITATION = "# Counted in Wikipedia contributors, Portal:Current events 2010-2022 (CC BY-SA 4.0) by `lookfar train locate`."


def train(data: Path, out: Path, own: Path) -> None:
    """Rewrites the tables, prints their sizes and the scores on the corpora that are there."""
    out = out.resolve()
    bare = gazetteer_with(NOTHING, Ranker(JUDGED))
    texts = _texts(data / TABLE)
    said(f"{len(texts)} texts; counting how names are used in them takes some minutes")
    counts = count_usage(counted(texts, len(texts), "counting names"), bare)
    usage, common = _usage_rows(counts), _common_rows(counts, bare)
    _write(out / "name_usage.csv", ("name", "place", "other"), usage)
    _write(out / "common_words.csv", ("word", "lower", "capital"), common)
    print(f"{len(usage)} names, {len(common)} common words that are also names", flush=True)
    refit(data, out, texts)
    weights = {row["name"]: float(row["weight"]) for row in read_table(str(out / RANKER))}
    for corpus in (data / CORPUS, own):
        if corpus.is_file():
            said(f"scoring on {corpus.name}")
            print_halves(corpus, gazetteer_with(out, Ranker(weights)))


def _texts(path: Path) -> list[str]:
    import duckdb

    rows = duckdb.connect().execute("select text from read_parquet(?) order by date, text", [str(path)]).fetchall()
    return [row[0] for row in rows]


def _usage_rows(counts: UsageCounts) -> list[tuple[str, int, int]]:
    """Names seen at least three times."""
    names = sorted(set(counts.place) | set(counts.other))
    rows = [(name, counts.place[name], counts.other[name]) for name in names]
    return [row for row in rows if row[1] + row[2] >= 3]


def _common_rows(counts: UsageCounts, gazetteer: Gazetteer) -> list[tuple[str, int, int]]:
    """Words of the gazetteer that text mostly writes in lower case."""
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
