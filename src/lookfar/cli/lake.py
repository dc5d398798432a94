"""`lookfar lake`: history as Parquet files that can be checked, kept and asked."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime

from lookfar.cli.store import open_store
from lookfar.config import read_config
from lookfar.domain.times import parse_time


def run(args: Sequence[str]) -> int:
    """0 when it is done, or when every hash holds."""
    parser = argparse.ArgumentParser(prog="lookfar lake", description=__doc__)
    parser.add_argument(
        "action",
        choices=("export", "snapshot", "list", "verify"),
        help="write what is new, keep the present state, print what is kept, or compare files with their hashes",
    )
    parser.add_argument("--at", type=parse_time, help="time written into a snapshot; now when absent")
    parser.add_argument(
        "--snapshot", default="", metavar="ID", help="verify this one; the present state when absent"
    )
    given = parser.parse_args(args)
    open_store()
    from lookfar.flow.lake import export, lake_of

    lake = lake_of(read_config())
    if given.action == "export":
        done = export(lake, now=datetime.now(UTC))
        print(
            f"{done.incidents} incident versions, {done.reports} report rows, {done.ratings} daily ratings, "
            f"{len(done.months)} months written"
        )
    elif given.action == "snapshot":
        print(lake.snapshot(created_at=given.at or datetime.now(UTC)))
    elif given.action == "list":
        for name, held in lake.snapshots():
            print(f"{name}  {held.created_at}  {len(held.files)} files")
    else:
        held = lake.kept(given.snapshot) if given.snapshot else lake.current()
        lake.check(held)
        print(f"{len(held.files)} files, {sum(file.rows for file in held.files)} rows: every hash holds")
    return 0
