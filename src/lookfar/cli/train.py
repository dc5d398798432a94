"""`lookfar train locate|classify|judge --data DIR`: makes a shipped model anew from a fixed seed, prints its scores.

The same data give the same bytes. Evaluation corpora are only scored on, after the model stands.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from lookfar.domain.errors import InvalidValue
from lookfar.facts.shipped import FACTS

PAIRS = Path("tests/incidents/pairs")
TEXTS = Path("tests/reports/world_news.jsonl")


def run(args: Sequence[str]) -> int:
    """Rewrites the files of one model and prints how well it does, with 95 % intervals."""
    parser = argparse.ArgumentParser(prog="lookfar train", description=__doc__)
    parser.add_argument("model", choices=("locate", "classify", "judge"), help="which model")
    parser.add_argument("--data", type=Path, required=True, help="folder with the public data sets")
    parser.add_argument("--out", type=Path, default=FACTS, help="folder to write to")
    parser.add_argument(
        "--pairs", type=Path, default=PAIRS, help="judge: folder with the four files of labelled pairs"
    )
    parser.add_argument("--texts", type=Path, default=TEXTS, help="locate: our own labelled news, to score on")
    given = parser.parse_args(list(args))
    if not given.data.is_dir():
        raise InvalidValue(f"there is no folder {given.data}; --data is the folder that holds the data sets")
    given.out.mkdir(parents=True, exist_ok=True)
    match given.model:
        case "locate":
            from lookfar.cli.train_locate import train

            train(given.data, given.out, given.texts)
        case "classify":
            from lookfar.cli.train_classify import fit_classifier

            fit_classifier(given.data, given.out)
        case _:
            from lookfar.cli.train_judge import fit_judge

            fit_judge(given.data, given.pairs, given.out)
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
