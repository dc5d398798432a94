"""`lookfar keys list|rotate|retire`: the keys of the private columns, a new one, and the end of an old one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from lookfar.cli.store import open_store


def run(args: Sequence[str]) -> int:
    """Prints the keys as they stand afterwards."""
    parser = argparse.ArgumentParser(prog="lookfar keys", description=__doc__)
    parser.add_argument("action", choices=("list", "rotate", "retire"), help="what to do")
    parser.add_argument("key", nargs="?", help="retire: the id of the key to destroy")
    given = parser.parse_args(args)
    if (given.action == "retire") != bool(given.key):
        parser.error("retire takes the id of a key, the others take none")
    open_store()
    from lookfar.accounts import audit, key_use

    now = datetime.now(UTC)
    if given.action == "rotate":
        key, count = key_use.rotate(now=now, said=_progress)
        audit.record_everywhere(audit.Action.KEY_ROTATED, "key", key.id.hex(), detail={"values": count}, now=now)
        print(f"{count} private values sealed anew; {key.id.hex()} writes from now on")
    if given.action == "retire":
        key_use.retire(given.key, now=now)
        audit.record_everywhere(audit.Action.KEY_RETIRED, "key", given.key, now=now)
        print(f"{given.key} is destroyed; what only it opened, in any backup too, cannot be read again")
    _list()
    return 0


def _progress(done: int) -> None:
    if done and done % 5_000 == 0:
        print(f"lookfar: {done} sealed anew", file=sys.stderr)


def _list() -> None:
    from lookfar.accounts import key_use
    from lookfar.accounts.crypto import key_store

    counts = key_use.use()
    ring = key_store().ring()
    for key in ring.keys:
        made = f"made {key.made_at:%Y-%m-%d %H:%M}" if key.made_at else "made at an unknown time"
        word = "writes" if key is ring.primary else "reads"
        where = ", in LOOKFAR_FIELD_KEYS" if key.in_settings else ""
        print(f"{key.id.hex()}  {word:6}  {counts[key.id]:>8} values  {made}{where}")
    if counts[key_use.NO_ID]:
        print(
            f"{counts[key_use.NO_ID]} values of the first form name no key; `lookfar keys rotate` seals them anew"
        )
