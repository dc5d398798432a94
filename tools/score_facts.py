"""Precision and recall of counts, actors and targets on our labelled sentences: `python -m tools.score_facts [--misses]`."""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lookfar.domain.report import Fact, FactKind, Toll
from lookfar.facts.actors import open_actors, open_targets
from lookfar.reports.facts import FactsRead, read_facts
from lookfar.reports.tolls import HARMS

LABELLED = Path(__file__).parent.parent / "tests/reports/facts/labelled.csv"
DRAWS = 2_000
NAMES = {FactKind.ACTOR: "doers", FactKind.TARGET: "targets"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A labelled sentence: tolls by harm, and the words of its doers and targets."""

    text: str
    tolls: dict[FactKind, Toll]
    words: dict[FactKind, tuple[str, ...]]

    @property
    def tunes(self) -> bool:
        """Whether it is of the half that the grammar was tuned on."""
        return int(hashlib.sha256(self.text.encode()).hexdigest()[0], 16) % 2 == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Found rightly, found in all, and there to find, in one sentence."""

    right: int
    found: int
    wanted: int


def labelled(path: Path = LABELLED) -> tuple[Sentence, ...]:
    """All sentences of the table."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return tuple(
        Sentence(
            text=row["text"],
            tolls={harm: _toll(row[harm.value]) for harm in HARMS},
            words={kind: tuple(filter(None, row[column].split(";"))) for kind, column in NAMES.items()},
        )
        for row in rows
    )


def read(sentence: Sentence) -> FactsRead:
    """What the grammar reads in a sentence."""
    return read_facts(sentence.text, open_actors(), open_targets())


def toll_read(facts: FactsRead, harm: FactKind) -> Toll:
    """The count of one harm."""
    if harm is FactKind.KILLED:
        return facts.counted.fatalities
    return facts.counted.injured if harm is FactKind.INJURED else facts.counted.others.get(harm, Toll())


def count_tally(sentence: Sentence, facts: FactsRead, harms: Sequence[FactKind], *, bounds: bool = False) -> Tally:
    """A count is right when its best (or, with `bounds`, low, best and high) is; a wrong one is found and missed."""
    wanted = {harm: toll for harm in harms if (toll := sentence.tolls[harm]).is_known}
    found = {harm: toll for harm in harms if (toll := toll_read(facts, harm)).is_known}
    right = sum(harm in found and _same(found[harm], toll, bounds=bounds) for harm, toll in wanted.items())
    return Tally(right=right, found=len(found), wanted=len(wanted))


def name_tally(sentence: Sentence, facts: FactsRead, kind: FactKind) -> Tally:
    """A doer or target is right when its span overlaps labelled words; no labelled words count twice."""
    left = [(at, at + len(words)) for words in sentence.words[kind] for at in _places(sentence.text, words)]
    spans = [(fact.start, fact.end) for fact in facts.facts if fact.kind is kind]
    right = 0
    for start, end in spans:
        hit = next((span for span in left if start < span[1] and span[0] < end), None)
        if hit is not None:
            left.remove(hit)
            right += 1
    return Tally(right=right, found=len(spans), wanted=len(sentence.words[kind]))


def measured(tallies: Sequence[Tally]) -> str:
    """Precision and recall with 95 % intervals by resampling sentences."""
    draw = random.Random(5)
    sums = [_rates(draw.choices(tallies, k=len(tallies))) for _ in range(DRAWS)]
    told = []
    for number, name in enumerate(("precision", "recall")):
        values = sorted(one[number] for one in sums)
        low, high = values[int(0.025 * DRAWS)], values[int(0.975 * DRAWS)]
        told.append(f"{name} {_rates(tallies)[number]:.3f} [{low:.3f}, {high:.3f}]")
    right, wanted = sum(t.right for t in tallies), sum(t.wanted for t in tallies)
    return f"{'  '.join(told)}  ({right} of {wanted})"


def main(args: Sequence[str]) -> int:
    """Prints the figures of both halves; with --misses, what was read wrongly in the tuning half."""
    parser = argparse.ArgumentParser(prog="python -m tools.score_facts", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="print the misread sentences of the tuning half")
    given = parser.parse_args(list(args))
    everything = [(sentence, read(sentence)) for sentence in labelled()]
    for half, tunes in (("tuning half", True), ("measured half", False)):
        pairs = [pair for pair in everything if pair[0].tunes is tunes]
        print(f"{half}: {len(pairs)} sentences")
        for name, harms in (("killed", HARMS[:1]), ("injured", HARMS[1:2]), ("arrested ... displaced", HARMS[2:])):
            print(f"  {name:24}{measured([count_tally(s, f, harms) for s, f in pairs])}")
        print(
            f"  {'all counts with bounds':24}{measured([count_tally(s, f, HARMS, bounds=True) for s, f in pairs])}"
        )
        for kind, name in NAMES.items():
            print(f"  {name:24}{measured([name_tally(s, f, kind) for s, f in pairs])}")
        if given.misses and tunes:
            for sentence, facts in pairs:
                _tell(sentence, facts)
    return 0


def _tell(sentence: Sentence, facts: FactsRead) -> None:
    wrong = [
        f"{harm}: {sentence.tolls[harm]} read {toll_read(facts, harm)}"
        for harm in HARMS
        if sentence.tolls[harm] != toll_read(facts, harm)
    ]
    for kind, name in NAMES.items():
        tally = name_tally(sentence, facts, kind)
        if not tally.right == tally.found == tally.wanted:
            wrong.append(
                f"{name}: {sentence.words[kind]} read {[_said(f) for f in facts.facts if f.kind is kind]}"
            )
    if wrong:
        print(f"    {sentence.text}\n        " + "\n        ".join(wrong))


def _said(fact: Fact) -> str:
    return fact.words


def _toll(cell: str) -> Toll:
    if not cell:
        return Toll()
    low, best, high = cell.split(":") if ":" in cell else (cell, cell, cell)
    return Toll(low=int(low) if low else None, best=int(best) if best else None, high=int(high) if high else None)


def _same(found: Toll, wanted: Toll, *, bounds: bool) -> bool:
    return found == wanted if bounds else found.best == wanted.best


def _places(text: str, words: str) -> list[int]:
    at = text.lower().find(words.lower())
    return [at] if at >= 0 else []


def _rates(tallies: Sequence[Tally]) -> tuple[float, float]:
    right = sum(t.right for t in tallies)
    found, wanted = sum(t.found for t in tallies), sum(t.wanted for t in tallies)
    return (right / found if found else 0.0, right / wanted if wanted else 0.0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
