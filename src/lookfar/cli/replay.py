"""`lookfar replay SOURCE PATH...`: recorded bodies through the flow, into a store of their own."""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from lookfar.cli.progress import Progress
from lookfar.cli.store import open_store
from lookfar.domain.ids import SourceId
from lookfar.domain.times import parse_day

_GARBAGE_AFTER = 200_000
"""Objects made between two searches for circular garbage: a replay makes millions of small ones and few circles."""


def run(args: Sequence[str]) -> int:
    """Replays and prints a summary; alerts go to `outbox.jsonl` in the store only."""
    parser = argparse.ArgumentParser(prog="lookfar replay", description=__doc__)
    parser.add_argument("source", help="the source the bodies come from, such as usgs")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="recorded bodies or a bulk table")
    parser.add_argument("--from", dest="first", type=parse_day, help="first day to replay")
    parser.add_argument("--until", dest="last", type=parse_day, help="last day to replay")
    parser.add_argument("--store", type=Path, help="directory of the store; a fresh temporary one when absent")
    parser.add_argument("--people", type=Path, help="JSON file of people, sites and trips to load first")
    given = parser.parse_args(args)
    missing = [str(path) for path in given.paths if not path.is_file()]
    if missing:
        parser.error(f"no such file: {', '.join(missing)}")
    home = given.store or Path(tempfile.mkdtemp(prefix="lookfar-replay-"))
    open_store(home)
    gc.set_threshold(_GARBAGE_AFTER)
    from lookfar.channels.file import FileChannel
    from lookfar.flow import open_tools
    from lookfar.flow.replaying import Replayed, recorded_bodies, replay
    from lookfar.records import claims

    if given.people:
        from lookfar.cli.people import load

        load(given.people)
    claims.release_all()
    bodies = recorded_bodies(SourceId(given.source), given.paths, first=given.first, last=given.last)
    progress = Progress(len(bodies), "replaying")

    def said(done: int, state: Replayed) -> None:
        progress.at(done, f"{state.reports} reports, {len(state.incidents)} incidents, {state.alerts} alerts due")

    state = replay(bodies, open_tools(), {"file": FileChannel(home / "outbox.jsonl")}, said=said)
    for failure in state.failed:
        print(f"not usable: {failure}", file=sys.stderr)
    print(
        f"{state.bodies} bodies, {state.reports} reports, {state.quarantined} quarantined, "
        f"{len(state.incidents)} incidents, {state.alerts} alerts due, {state.told} told; store: {home}"
    )
    return 0 if state.bodies or not bodies else 1
