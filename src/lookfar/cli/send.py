"""`lookfar send`: hand over what is due, to many receivers at once, until stopped."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from lookfar.cli.children import stop_when_told
from lookfar.cli.store import only_one, open_store
from lookfar.config import Config, read_config

if TYPE_CHECKING:
    from lookfar.flow.sending import Sender


def run(args: Sequence[str]) -> int:
    """Sends; on SIGTERM ends what is under way and stops."""
    parser = argparse.ArgumentParser(prog="lookfar send", description=__doc__)
    parser.add_argument(
        "--watched", action="store_true", help="stop when standard input ends: its starter has died"
    )
    given = parser.parse_args(args)
    config = read_config()
    home = open_store()
    lock = only_one(home, "sender")
    stopping = threading.Event()
    stop_when_told(stopping, watched=given.watched)
    try:
        open_sender(config, home).run(stopping)
    finally:
        os.close(lock)
    return 0


def open_sender(config: Config, home: Path) -> Sender:
    """A sender with the channels of the settings; on an embedded database it frees what a killed one had leased."""
    from django.db import connection

    from lookfar.channels.opened import open_channels
    from lookfar.flow.sending import Sender
    from lookfar.records import claims

    if connection.vendor == "sqlite":
        claims.release_all()
    return Sender(open_channels(config, home), _now, Random(), said=_say)  # noqa: S311 - jitter, not a secret


def _now() -> datetime:
    return datetime.now(UTC)


def _say(line: str) -> None:
    print(f"lookfar: {line}", file=sys.stderr, flush=True)
