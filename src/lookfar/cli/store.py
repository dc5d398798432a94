"""Opens the store a command works on: migrated, and ready for the ORM."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lookfar.config import read_config
from lookfar.domain.errors import Misconfigured


def set_up(home: Path | None = None) -> Path:
    """Points Lookfar at `home` (LOOKFAR_HOME when None) without opening its database; the store's path."""
    if home is not None:
        os.environ["LOOKFAR_HOME"] = str(home.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lookfar.web.settings")
    import django
    from django.conf import settings

    django.setup()
    return Path(settings.HOME)


def open_store(home: Path | None = None) -> Path:
    """Sets up `home`, brings its tables up to date; its path. Raises Misconfigured when it cannot be used."""
    with _disk_said(home or read_config().home):
        path = set_up(home)
    from lookfar.flow.restoring import STAGE
    from lookfar.records.migrating import bring_up_to_date

    if (path / STAGE).exists():
        raise Misconfigured(f"a restore into {path} was not finished: run it again, or remove {path / STAGE}")
    from lookfar.accounts.key_use import check_keys

    with _disk_said(path):
        bring_up_to_date()
        check_keys()
    return path


@contextmanager
def _disk_said(home: Path) -> Iterator[None]:
    """Inside, a disk that refuses raises Misconfigured, with what to do about it."""
    from django.db import Error

    from lookfar.records import disk_faults

    try:
        yield
    except (OSError, Error) as error:
        if not disk_faults.of_the_disk(error):
            raise
        raise Misconfigured(f"{home} cannot be used: {disk_faults.in_words(error)}") from error


@contextmanager
def as_operator() -> Iterator[None]:
    """Inside, what is changed of an organisation stands in its audit as the deed of whoever has the shell."""
    from lookfar.accounts import audit

    with audit.acting(lambda: audit.OPERATOR):
        yield


def only_one(home: Path, kind: str) -> int:
    """Holds the store's lock of this kind of worker: an embedded database has one, PostgreSQL any number.

    Raises Misconfigured when one is running already, or the disk refuses.
    """
    from django.db import connection

    with _disk_said(home):
        handle = os.open(home / f"{kind}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    if connection.vendor != "sqlite":
        return handle
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise Misconfigured(f"a {kind} is already running on {home}; stop it first") from error
    return handle
