"""`lookfar backup FILE`: everything but the keys in one sealed file, while the installation works."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from lookfar.cli.store import open_store


def run(args: Sequence[str]) -> int:
    """Prints what is in it, and which key opens it."""
    parser = argparse.ArgumentParser(prog="lookfar backup", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="where to; it must not be there yet")
    parser.add_argument("--archive", action="store_true", help="the publishers' bodies as fetched, too")
    parser.add_argument("--lake", action="store_true", help="history as Parquet, too")
    given = parser.parse_args(args)
    home = open_store()
    from lookfar.accounts import audit
    from lookfar.accounts.crypto import key_store
    from lookfar.flow.backup import back_up

    now = datetime.now(UTC)
    also = [name for name, wanted in (("raw", given.archive), ("lake", given.lake)) if wanted]
    manifest = back_up(given.file.absolute(), home, also=also, now=now)
    rows = sum(int(one.partition(":")[0]) for one in manifest.tables.values())
    key = key_store().ring().primary.id.hex()
    audit.record_everywhere(audit.Action.BACKED_UP, "backup", detail={"rows": rows, "key": key}, now=now)
    print(
        f"{given.file}: {len(manifest.tables)} tables, {rows} rows, {len(manifest.files)} files; read back and equal"
    )
    print(f"It is sealed with the key {key}, which is not inside: keep a copy of {home / 'keys'} somewhere else.")
    return 0
