"""Comparisons that the judge made in a stream of news, and what readers said of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from multiprocessing import Pool
from pathlib import Path

from lookfar.cli.merge import report_of
from lookfar.cli.progress import counted
from lookfar.cli.training_texts import WIKIPEDIA
from lookfar.domain.ids import ReportId
from lookfar.domain.report import Report, Understanding
from lookfar.facts.reading import open_reading
from lookfar.facts.shipped import read_table
from lookfar.incidents import profile
from lookfar.incidents.batch import together
from lookfar.incidents.compare import barred, features
from lookfar.incidents.examples import Example
from lookfar.incidents.rule import Rule
from lookfar.reports.understand import understand

LEAST_LETTERS = 40
"""Items shorter than this tell nothing that could be compared."""

Told = Mapping[str, tuple[Report, Understanding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A report against the incident of those before it, in order of time; `one_in`: how many it was drawn from."""

    report: str
    incident: tuple[str, ...]
    same: bool
    one_in: float


def comparisons() -> list[Comparison]:
    """`grouping_read.csv`."""
    return [
        Comparison(
            report=row["report"],
            incident=tuple(row["incident"].split()),
            same=row["same"] == "yes",
            one_in=float(row["one_in"]),
        )
        for row in read_table("grouping_read.csv")
    ]


def items(data: Path, first: str, until: str) -> list[Report]:
    """Items of every category of Wikipedia's current events, from the day `first` to before `until`, without headings."""
    import duckdb

    query = (
        "select date, text, coalesce(sources, '') from read_parquet(?) where date >= ? and date < ? "
        "and length(text) >= ? order by date, text"
    )
    found = duckdb.connect().execute(query, [str(data / WIKIPEDIA), first, until, LEAST_LETTERS]).fetchall()
    reports = [_report(str(day)[:10], str(text), str(sources)) for day, text, sources in found]
    return list({report.id: report for report in reports}.values())


def _report(day: str, text: str, sources: str) -> Report:
    ident = hashlib.sha256(f"{day} {text}".encode()).hexdigest()[:12]
    line = {"id": ident, "title": "", "text": text, "source": sources.split(";", maxsplit=1)[0]}
    return report_of(line | {"published_at": f"{day}T12:00:00Z"})


def understood(reports: Sequence[Report]) -> dict[str, tuple[Report, Understanding]]:
    """Each report with what it is read as, on two cores."""
    open_reading()  # before processes are forked, which then share it
    with Pool(2) as pool:
        read = list(
            counted(pool.imap(_understood, reports, chunksize=64), len(reports), "reading compared reports")
        )
    return {report.id: (report, said) for report, said in zip(reports, read, strict=True)}


def _understood(report: Report) -> Understanding:
    return understand(report, open_reading())[0]


def of_comparisons(read: Sequence[Comparison], told: Told, rule: Rule) -> Iterator[tuple[Example, float]]:
    """Examples, and the root of how many comparisons each stands for: all of them by right, but few would then rule."""
    for one in read:
        new = profile.of_report(*told[one.report])
        tellings = (profile.of_report(*told[ident]) for ident in one.incident)
        old = reduce(together, tellings)
        found = barred(new, old, rule) or features(new, old, rule)
        yield Example(features=found, same=one.same), one.one_in**0.5


def needed(read: Sequence[Comparison]) -> set[ReportId]:
    """Ids of all the reports that comparisons speak of."""
    return {ReportId(ident) for one in read for ident in (one.report, *one.incident)}
