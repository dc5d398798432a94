"""`lookfar backfill SOURCE FILE`: bulk history into the main store, marked replayed, without alerts."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from lookfar.cli.progress import Progress
from lookfar.cli.store import open_store
from lookfar.domain.ids import SourceId
from lookfar.domain.times import parse_day


def run(args: Sequence[str]) -> int:
    """Loads and prints a summary; started again it goes on where it was stopped."""
    parser = argparse.ArgumentParser(prog="lookfar backfill", description=__doc__)
    parser.add_argument("source", help="the source the file comes from, such as wikipedia_current_events")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a bulk table or recorded bodies")
    parser.add_argument("--from", dest="first", type=parse_day, help="first day to load")
    parser.add_argument("--until", dest="last", type=parse_day, help="last day to load")
    given = parser.parse_args(args)
    missing = [str(path) for path in given.files if not path.is_file()]
    if missing:
        parser.error(f"no such file: {', '.join(missing)}")
    open_store()
    from lookfar.flow import open_tools
    from lookfar.flow.replaying import Replayed, backfill, recorded_bodies

    bodies = recorded_bodies(SourceId(given.source), given.files, first=given.first, last=given.last)
    progress = Progress(len(bodies), "loading")

    def said(done: int, state: Replayed) -> None:
        progress.at(done, f"{state.reports} reports, {len(state.incidents)} incidents")

    state = backfill(bodies, open_tools(), said=said)
    for failure in state.failed:
        print(f"not usable: {failure}", file=sys.stderr)
    print(
        f"{state.bodies} bodies, {state.reports} reports, {state.quarantined} quarantined, "
        f"{len(state.incidents)} incidents"
    )
    return 0 if state.bodies or not bodies else 1
