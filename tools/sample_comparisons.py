"""Draws comparisons that the shipped rule makes in a stream of news, by score, for readers to judge.

    python -m tools.sample_comparisons DATA OUT.jsonl [--first DAY] [--until DAY] [--seed N]

DATA: the folder with the public data sets. One JSON line a comparison, without its score: `report` and `incident` as
in facts/grouping_read.csv, `one_in`, the texts. Those in facts were drawn with the counts of `DRAWN`.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random

import orjson

from lookfar.cli.training_comparisons import Told, items, understood
from lookfar.facts.grouping import grouping_rule
from lookfar.incidents.batch import Groups, takings

DRAWN = {0.02: 350, 0.1: 350, 0.2: 450, 0.35: 700, 0.55: 800, 0.7: 500, 0.8: 650, 0.95: 700}
"""Comparisons drawn of those whose score is at least so much and below the next."""

Compared = tuple[str, list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--first", default="2010-01-01")
    parser.add_argument("--until", default="2018-01-01")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    told = understood(items(given.data, given.first, given.until))
    by_score = defaultdict[float, list[Compared]](list)
    for compared, score in _compared(told):
        by_score[max(least for least in DRAWN if least <= score)].append(compared)
    chance = Random(given.seed)
    lines = [line for least in DRAWN for line in _lines(by_score[least], DRAWN[least], told, chance)]
    chance.shuffle(lines)
    given.out.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    print(
        f"{len(told)} reports, {sum(map(len, by_score.values()))} comparisons, {len(lines)} drawn", file=sys.stderr
    )


def _compared(told: Told) -> Iterator[tuple[Compared, float]]:
    """Every comparison that scores enough, with the reports that its incident had then, and its score."""
    members = defaultdict[int, list[str]](list)
    for taken in takings(told.values(), Groups(rule=grouping_rule())):
        for opinion, group in taken.judged:
            if opinion.score >= min(DRAWN):
                yield (taken.report.id, list(members[group.number])), opinion.score
        if taken.group is not None:
            members[taken.group.number].append(taken.report.id)


def _lines(several: list[Compared], most: int, told: Told, chance: Random) -> Iterator[dict[str, object]]:
    drawn = chance.sample(several, min(most, len(several)))
    for report, incident in drawn:
        yield {
            "report": report,
            "incident": incident,
            "one_in": round(len(several) / len(drawn), 3),
            "new": _told(told, report),
            "earlier": [_told(told, ident) for ident in incident],
        }


def _told(told: Told, ident: str) -> str:
    report = told[ident][0]
    return f"[{report.published_at:%Y-%m-%d}] {report.text}"


if __name__ == "__main__":
    main()
