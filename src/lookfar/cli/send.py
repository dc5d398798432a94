"""`lookfar send`: hand over what is due, to many receivers at once, until stopped."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from lookfar.cli.children import stop_when_told
from lookfar.cli.store import only_one, open_store
from lookfar.config import Config, read_config

if TYPE_CHECKING:
    from lookfar.channels.channel import Channel
    from lookfar.flow.sending import Sender

_RELEASE_EVERY_S = 0.5
_AFTER_FAULT_S = 1.0


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
    stopping, failed = threading.Event(), threading.Event()
    stop_when_told(stopping, watched=given.watched)
    try:
        sender = open_sender(config, home)
        threading.Thread(
            target=_release_until, args=(sender.channels, stopping, failed), name="holds", daemon=True
        ).start()
        sender.run(stopping)
    finally:
        os.close(lock)
    return 1 if failed.is_set() else 0


def open_sender(config: Config, home: Path) -> Sender:
    """A sender with the channels of the settings; on an embedded database it frees what a killed one had leased."""
    from django.db import connection

    from lookfar.channels.opened import open_channels
    from lookfar.flow.sending import Sender
    from lookfar.records import claims
    from lookfar.records.receipts import FOLDER, Receipts

    if connection.vendor == "sqlite":
        claims.release_all()
    return Sender(
        open_channels(config, home),
        _now,
        Random(),  # noqa: S311 - jitter, not a secret
        said=_say,
        receipts=Receipts(home / FOLDER),
    )


def release_held(channels: Mapping[str, Channel]) -> None:
    """One round of what was held and may go now, and of digests."""
    from lookfar.flow.digesting import release_and_digest

    release_and_digest(channels, _now, Random())  # noqa: S311 - jitter, not a secret


def _release_until(channels: Mapping[str, Channel], stopping: threading.Event, failed: threading.Event) -> None:
    """Rounds of releasing beside the sending, so that neither waits for the other.

    A fault of our own ends the process too, to be started again: nothing that is held may stay so unseen.
    """
    from django.db import Error, connection

    from lookfar.records import disk_faults

    try:
        while not stopping.wait(_RELEASE_EVERY_S):
            try:
                release_held(channels)
            except Error as error:
                _say(f"what is held cannot be looked at, trying again: {disk_faults.in_words(error)}")
                connection.close()
                stopping.wait(_AFTER_FAULT_S)
    finally:
        if not stopping.is_set():
            failed.set()
            stopping.set()


def _now() -> datetime:
    return datetime.now(UTC)


def _say(line: str) -> None:
    print(f"lookfar: {line}", file=sys.stderr, flush=True)
