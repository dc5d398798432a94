"""`lookfar train locate`, second half: fits the ranker that chooses between namesakes.

Cases are texts in which the right place is known, with the words that tell it hidden: a place with its area in Wikipedia
current events (CC BY-SA 4.0), and headlines of UCDP GED events with a known point (CC BY 4.0).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from multiprocessing import Pool
from pathlib import Path

from lookfar.cli import train_senses
from lookfar.cli.progress import counted, said
from lookfar.cli.train_senses import Meaning
from lookfar.facts.gazetteer import RANKER, SENSES, gazetteer_with
from lookfar.reports.entry import Kind
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.names import fold
from lookfar.reports.rank_training import FITTED, Case, accuracy, cases_near, cases_with_hidden_area, fit
from lookfar.reports.ranker import JUDGED, Ranker
from lookfar.reports.told_senses import told_senses

UCDP = Path("ucdp_ged_slices") / "ged_slices.parquet"
CHOSEN = {"near_km": 250.0}
"""Chosen on the tune half of LGL among 60, 120 and 250."""
HOLD = 1.0
"""How many cases the judgement is worth; chosen there among .1, 1, 10, 30 and 100."""
_OFTEN = 10
"""Cases of one name that are used: a war zone's few towns must not teach the rest."""
_CITATION = (
    "# Fitted by `lookfar train locate` on Wikipedia contributors, Portal:Current events 2010-2022 (CC BY-SA 4.0) and "
    "UCDP GED 22.1 headlines (Sundberg & Melander 2013, CC BY 4.0); judged and chosen: docs/methods/locate.md."
)
_Headline = tuple[str, float, float, str]


def refit(data: Path, out: Path, texts: Iterable[str]) -> None:
    """Rewrites the counts of meanings and the ranker's weights, with the counts of names in `out`; prints how often
    cases held out are right, by judgement, as fitted without and with the counts of meanings of other texts."""
    pinned = sorted(set(texts))
    with Pool(2, _open, (out,)) as pool:
        meaning = counted(pool.imap(_meanings, pinned, chunksize=500), len(pinned), "counting meanings")
        meanings = list(zip(pinned, meaning, strict=True))
        case = counted(pool.imap(_of_text, pinned, chunksize=500), len(pinned), "finding cases in texts")
        told = list(zip(pinned, case, strict=True))
        headlines = _headlines(data / UCDP)
        near = counted(
            pool.imap(_of_headline, headlines, chunksize=500), len(headlines), "finding cases in headlines"
        )
        read = list(zip(headlines, near, strict=True))
    parts = train_senses.counted(meanings)
    lines = train_senses.write(out / SENSES, train_senses.told_by(parts))
    print(f"{lines} meanings of names with several", flush=True)
    wikipedia = _capped((text, case) for text, cases in told for case in cases)
    ucdp = _capped((headline[0], case) for headline, cases in read for case in cases)
    learning = [case for case in (*wikipedia, *ucdp) if case.fold]
    judged = _by_fold(out, JUDGED, parts)
    said(f"fitting the ranker on {len(learning)} cases")
    weights = fit(learning, JUDGED | CHOSEN, HOLD, judged)
    _write(out / RANKER, weights)
    print(f"ranker: {len(learning)} cases; of those held out, right by judgement and as fitted:", flush=True)
    fitted = _by_fold(out, weights, parts)
    for name, cases in (("Wikipedia", wikipedia), ("UCDP headlines", ucdp)):
        kept = [case for case in cases if not case.fold]
        (before, count), (after, _) = accuracy(kept, judged), accuracy(kept, fitted)
        print(f"  {name:16} {before / max(count, 1):.3f} {after / max(count, 1):.3f} of {count}", flush=True)


def _by_fold(out: Path, weights: Mapping[str, float], parts: Sequence[Counter[Meaning]]) -> list[Gazetteer]:
    """A gazetteer for each part of the texts, which counts the others."""
    others = ([p for n, p in enumerate(parts) if n != fold] for fold in range(len(parts)))
    return [gazetteer_with(out, Ranker(weights), train_senses.told_by(told)) for told in others]


def _capped(cases: Iterable[tuple[str, Case]]) -> list[Case]:
    """At most `_OFTEN` cases of one name, each of its text's fold; fold 0 is held out."""
    seen: Counter[str] = Counter()
    kept = []
    for text, case in cases:
        name = case.mentions[case.target].key
        seen[name] += 1
        if seen[name] <= _OFTEN:
            kept.append(replace(case, fold=train_senses.fold_of(text)))
    return kept


@lru_cache(maxsize=1)
def _opened(out: Path) -> Gazetteer:
    return gazetteer_with(out, Ranker(JUDGED), {})


_folder: list[Path] = []


def _open(out: Path) -> None:
    """Tells a worker where the counts of names are."""
    _folder[:] = [out]


def _meanings(text: str) -> list[Meaning]:
    return list(told_senses(text, _opened(_folder[0])))


def _of_text(text: str) -> list[Case]:
    return cases_with_hidden_area(text, _opened(_folder[0]))


def _of_headline(given: _Headline) -> list[Case]:
    headline, lon, lat, country = given
    gazetteer = _opened(_folder[0])
    entries = [gazetteer.entry(n.row) for n in gazetteer.named(fold(country.partition(" (")[0]))]
    code = next((entry.country for entry in entries if entry.kind == Kind.COUNTRY), "")
    return cases_near(headline, lon, lat, code, gazetteer)


def _headlines(path: Path) -> Sequence[_Headline]:
    """Headlines of events whose place is known to the town or nearly so, each once."""
    import duckdb

    rows = (
        duckdb.connect()
        .execute(
            "select source_headline, longitude, latitude, country from read_parquet(?) "
            "where where_prec <= 2 and source_headline is not null order by id, source_headline",
            [str(path)],
        )
        .fetchall()
    )
    found: dict[str, _Headline] = {}
    for headlines, lon, lat, country in rows:
        for one in headlines.split(";"):
            if len(one.strip()) > 20:
                found.setdefault(one.strip(), (one.strip(), float(lon), float(lat), country))
    return list(found.values())


def _write(path: Path, weights: dict[str, float]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(f"{_CITATION}\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("name", "weight", "judged", "origin"))
        for name, value in weights.items():
            origin = "fitted" if name in FITTED else "chosen" if name in CHOSEN else "judged"
            writer.writerow((name, value, JUDGED[name], origin))
