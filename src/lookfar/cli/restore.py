"""`lookfar restore FILE`: a backup into an empty LOOKFAR_HOME; nothing is sent until `lookfar resume`."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from lookfar.cli.store import set_up
from lookfar.domain.errors import InvalidValue, Misconfigured


def run(args: Sequence[str]) -> int:
    """Prints what was restored."""
    parser = argparse.ArgumentParser(prog="lookfar restore", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="a backup made by `lookfar backup`")
    parser.add_argument("--keys", type=Path, metavar="FOLDER", help="the copy of the keys folder it needs")
    given = parser.parse_args(args)
    if not given.file.is_file():
        raise InvalidValue(f"there is no file {given.file}")
    if given.keys is not None:
        _bring_keys(given.keys)
    home = set_up()
    from django.conf import settings

    if not settings.FIELD_KEYS and not settings.FIELD_KEY_FILE.exists():
        raise Misconfigured(f"no keys are in {home / 'keys'}; name the copy of your keys folder with --keys")
    from lookfar.flow.restoring import restore

    manifest = restore(given.file, home, now=datetime.now(UTC))
    rows = sum(int(one.partition(":")[0]) for one in manifest.tables.values())
    print(
        f"{home}: {len(manifest.tables)} tables, {rows} rows of the backup of {manifest.made_at}, every table equal"
    )
    print("Sending is paused: `lookfar resume` shows what waits and lets it leave.")
    return 0


def _bring_keys(folder: Path) -> None:
    """Copies the key files into the home, over none that is there."""
    from lookfar.config import read_config

    if not folder.is_dir():
        raise InvalidValue(f"{folder} is no folder of keys")
    home = read_config().home
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = home / "keys"
    keys.mkdir(exist_ok=True, mode=0o700)
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith(".") and not (keys / path.name).exists():
            with path.open("rb") as source:
                opened = os.open(keys / path.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(opened, "wb") as handle:
                    shutil.copyfileobj(source, handle)
