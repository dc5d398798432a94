"""`lookfar train judge`: fits the weights that merge reports anew and prints their scores.

Reads Wikipedia's current events of 2010-2017 (CC BY-SA 4.0) of the data folder, whose headings are weak gold;
comparisons of its items that readers judged; and the tuning half of the labelled pairs. The other files of pairs are
only scored. Without chance: the same inputs give the same weights.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

import numpy as np
import orjson
from numpy.typing import NDArray
from scipy.optimize import minimize

from lookfar.cli.merge import report_of
from lookfar.cli.progress import counted, said
from lookfar.cli.training_comparisons import comparisons, items, needed, of_comparisons, understood
from lookfar.cli.training_texts import WIKIPEDIA
from lookfar.domain.errors import InvalidValue
from lookfar.domain.report import Report, Understanding
from lookfar.facts.grouping import grouping_rule, weights_file
from lookfar.facts.reading import open_reading
from lookfar.incidents.examples import Example, Labelled, of_pair, of_stories, of_strangers
from lookfar.incidents.judge import BARS, opinion_of
from lookfar.incidents.rule import Rule
from lookfar.reports.understand import understand

_CATEGORIES = ("armed conflict", "disasters", "law and crime")
_LONG_STORIES = re.compile(
    r"\b(?:wars?|conflicts?|insurgency|uprising|rebellion|seasons?|intervention|crisis|pandemic|campaign|"
    r"unrest|operations?|offensive|relations|investigations?|elections?|protests|violence|piracy)\b",
    re.IGNORECASE,
)
_STORY_DAYS = 10
_FEW, _MANY = 2, 40
_TUNING, _SCORED = "tuning", ("more_tuning", "held_out", "more_held_out")
_PAIR_WEIGHT = 14.0
_READ_WEIGHT = 5.0
"""What a comparison that was read weighs on average."""
_STRANGER_WEIGHT = 0.05
_BOOTSTRAPS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    group: str
    example: Example


def fit_judge(data: Path, pairs: Path, out: Path) -> None:
    """Writes the weights of the newest rule under `out` and prints F1 of the labelled pairs with 95 % intervals."""
    if not pairs.is_dir():
        raise InvalidValue(f"there is no folder {pairs}; --pairs is tests/incidents/pairs of the project's source")
    rule, reading = grouping_rule(), open_reading()

    def one_understood(report: Report) -> Understanding:
        return understand(report, reading)[0]

    said("reading the current events of 2010-2017; this takes a quarter of an hour or more")
    stories = list(_stories(data / WIKIPEDIA, one_understood))
    labelled = {name: _pairs(pairs / f"{name}.jsonl", one_understood, rule) for name in (_TUNING, *_SCORED)}
    tuning = labelled[_TUNING]
    said("comparing the stories, and reading what readers judged")
    weak, strangers = list(of_stories(stories, rule)), list(of_strangers(stories, rule))
    read = _read(data, rule)
    said(
        f"{len(stories)} reports, {len(weak)} and {len(strangers)} examples, {len(read)} comparisons, "
        f"{len(tuning)} pairs; fitting the weights"
    )
    rows = _rows(weights_file())
    fitted = fit(
        rows,
        [
            *((one, 1.0) for one in weak),
            *((one, _STRANGER_WEIGHT) for one in strangers),
            *read,
            *((pair.example, _PAIR_WEIGHT) for pair in tuning),
        ],
    )
    _write(out / weights_file().name, rows, fitted)
    for name, scored in labelled.items():
        print(f"{name:13} {_scores(scored, fitted, rule)}")


def _read(data: Path, rule: Rule) -> list[tuple[Example, float]]:
    """What readers judged, with what each weighs."""
    read = comparisons()
    wanted = needed(read)
    told = understood([report for report in items(data, "2010-01-01", "2018-01-01") if report.id in wanted])
    found = list(of_comparisons(read, told, rule))
    mean = math.fsum(heavy for _, heavy in found) / len(found)
    return [(one, _READ_WEIGHT * heavy / mean) for one, heavy in found]


def fit(rows: Sequence[Mapping[str, str]], examples: Iterable[tuple[Example, float]]) -> dict[str, float]:
    """Maximum a posteriori weights: Gaussian priors of variance 1 at `prior`, kept within `least` and `most`.

    `examples`: with what each weighs.
    """
    features = [row for row in rows if row["feature"] != "accept"]
    names = [row["feature"] for row in features]
    prior = np.array([float(row["prior"]) for row in features])
    bounds = [(float(row["least"]), float(row["most"])) for row in features]
    table, same, weight = _matrix(names, examples)

    def loss(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logit = table @ at
        missed = 1 / (1 + np.exp(-logit)) - same
        cost = float((weight * (np.logaddexp(0, logit) - same * logit)).sum() + 0.5 * ((at - prior) ** 2).sum())
        return cost, table.T @ (weight * missed) + (at - prior)

    start = np.clip(prior, [low for low, _ in bounds], [high for _, high in bounds])
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x
    return {name: round(float(value), 3) + 0.0 for name, value in zip(names, found, strict=True)}


def _matrix(
    names: Sequence[str], examples: Iterable[tuple[Example, float]]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    open_to_fit = [(one, heavy) for one, heavy in examples if not any(one.features.get(bar) for bar in BARS)]
    rows = [[1.0 if name == "bias" else one.features.get(name, 0.0) for name in names] for one, _ in open_to_fit]
    same, weight = [float(one.same) for one, _ in open_to_fit], [heavy for _, heavy in open_to_fit]
    return np.array(rows), np.array(same), np.array(weight)


def _pairs(path: Path, understood: Callable[[Report], Understanding], rule: Rule) -> list[_Pair]:
    found = []
    lines = path.read_bytes().splitlines()
    for line in counted(lines, len(lines), f"reading the pairs {path.stem}"):
        pair = orjson.loads(line)
        a, b = (report_of(pair[side]) for side in "ab")
        features = of_pair((a, understood(a)), (b, understood(b)), rule)
        found.append(_Pair(group=pair["group"], example=Example(features=features, same=pair["same"])))
    return found


def _scores(pairs: Sequence[_Pair], weights: Mapping[str, float], rule: Rule) -> str:
    """Precision, recall and F1 of "same"; the interval resamples groups of pairs."""
    fitted = Rule(
        name=rule.name, accept=rule.accept, weights=MappingProxyType(dict(weights)), spans=rule.spans, kin=rule.kin
    )
    said: dict[str, Counter[tuple[bool, bool]]] = {}
    for pair in pairs:
        verdict = opinion_of(pair.example.features, fitted).same
        said.setdefault(pair.group, Counter())[(verdict, pair.example.same)] += 1
    groups = [said[group] for group in sorted(said)]
    chance = np.random.default_rng(1)
    draws = [
        _f1(sum((groups[i] for i in chance.integers(len(groups), size=len(groups))), Counter()))[2]
        for _ in range(_BOOTSTRAPS)
    ]
    low, high = np.quantile(draws, (0.025, 0.975))
    precision, recall, f1 = _f1(sum(groups, Counter()))
    return (
        f"precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f} ({low:.3f} to {high:.3f}), {len(pairs)} pairs"
    )


def _f1(table: Counter[tuple[bool, bool]]) -> tuple[float, float, float]:
    hit, extra, missed = table[(True, True)], table[(True, False)], table[(False, True)]
    return hit / max(hit + extra, 1), hit / max(hit + missed, 1), 2 * hit / max(2 * hit + extra + missed, 1)


def _stories(path: Path, understood: Callable[[Report], Understanding]) -> Iterable[Labelled]:
    """Items under one heading within ten days are one story; headings of long stories are left out.

    An item that shares no word with its heading is kept only as the first of its heading that day.
    """
    import duckdb

    query = (
        "select date, topic, text, coalesce(sources, '') from read_parquet(?) where date < '2018-01-01' "
        "and topic <> '' and length(text) >= 40 and regexp_matches(lower(category), ?)"
    )
    table = duckdb.connect().execute(query, [str(path), "|".join(_CATEGORIES)]).fetchall()
    kept, began, number = list(_kept(table)), dict[str, date](), 0
    sizes = Counter(topic for _, topic, _, _ in kept)
    for day, topic, text, sources in counted(kept, len(kept), "reading stories"):
        if not _FEW <= sizes[topic] <= _MANY:
            continue
        if topic not in began or day - began[topic] > timedelta(days=_STORY_DAYS):
            began[topic] = day
        number += 1
        line = {"id": f"w{number}", "title": "", "text": text, "source": str(sources).split(";")[0]}
        report = report_of(line | {"published_at": f"{day:%Y-%m-%d}T12:00:00Z"})
        yield Labelled(
            report=report, understanding=understood(report), story=f"{topic} {began[topic]}", heading=topic
        )


def _kept(rows: Iterable[tuple[object, ...]]) -> Iterable[tuple[date, str, str, str]]:
    last: tuple[date, str] | None = None
    for given, topic, text, sources in rows:
        day = given if isinstance(given, date) else date.fromisoformat(str(given))
        name, words = str(topic), str(text)
        if _LONG_STORIES.search(name.rsplit(" > ", 1)[-1]):
            continue
        first, last = last != (day, name), (day, name)
        if first or _telling(name) & _telling(words):
            yield date(day.year, day.month, day.day), name, words, str(sources)


def _telling(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"[^\W\d_]{5,}", text.lower())}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def _write(path: Path, rows: Sequence[Mapping[str, str]], fitted: Mapping[str, float]) -> None:
    comments = [line for line in weights_file().read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        out.writelines(f"{line}\n" for line in comments)
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            value = fitted.get(row["feature"], math.nan)
            writer.writerow(row if math.isnan(value) else {**row, "weight": f"{value:g}"})
