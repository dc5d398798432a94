"""`lookfar score`: how levels and forecasts stood against what happened; `--make` writes a new dated one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from lookfar.cli.asked import AS_OF
from lookfar.cli.store import open_store
from lookfar.config import read_config
from lookfar.domain.times import read_as_of, rfc3339

if TYPE_CHECKING:
    from lookfar.records.scores import Kept


def run(args: Sequence[str]) -> int:
    """Prints the newest score; 1 when there is none, or when the chain of scores does not hold."""
    parser = argparse.ArgumentParser(prog="lookfar score", description=__doc__)
    parser.add_argument("--as-of", default="", help=AS_OF)
    parser.add_argument("--json", action="store_true", help="the whole document as JSON")
    parser.add_argument("--make", action="store_true", help="write what is new to the lake and make a score first")
    given = parser.parse_args(args)
    open_store()
    from lookfar.records import scores

    as_of = read_as_of(given.as_of, now=datetime.now(UTC))
    if given.make:
        _make(as_of)
    broken = scores.faults()
    for fault in broken:
        print(f"lookfar: {fault}", file=sys.stderr)
    kept = scores.newest(as_of=as_of)
    if kept is None:
        print(f"lookfar: {_none_by(as_of)}", file=sys.stderr)
        return 1
    if given.json:
        print(kept.content)
    else:
        _say(kept)
    return 1 if broken else 0


def _none_by(as_of: datetime) -> str:
    from lookfar.records import scores

    later = scores.dates(as_of=datetime.now(UTC))
    if later:
        return f"no score has been made by then, {rfc3339(as_of)}; the first is of {rfc3339(later[-1])}"
    return "no score has been made yet; `lookfar score --make` makes one"


def _make(as_of: datetime) -> None:
    from lookfar.flow import open_tools
    from lookfar.flow.lake import export, lake_of
    from lookfar.flow.scoring import make_score
    from lookfar.records import scores

    config, now = read_config(), datetime.now(UTC)
    date = min(as_of, now)
    if scores.of(date) is not None:
        print(f"lookfar: the score of {rfc3339(date)} was made before and stays as it is", file=sys.stderr)
        return
    export(lake_of(config), now=now)
    make_score(lake_of(config), config.text("LOOKFAR_LAKE"), open_tools(), as_of=date, now=now)


def _say(kept: Kept) -> None:
    from lookfar.flow.score_words import wrong
    from lookfar.flow.scoring import read

    told = read(kept)
    print(f"Score as of {told['as_of']}, made {told['made_at']}, {kept.hash}")
    if told["reconstructed"]:
        print("Reconstructed: it rests on recordings that were replayed later.")
    parts = (("", told["found"]), ("Where we were wrong", wrong(told)), ("Not known yet", told["not_known"]))
    for title, part in parts:
        lines = cast("list[str]", part)
        if lines and title:
            print(f"\n{title}:")
        for line in lines:
            print(line)
