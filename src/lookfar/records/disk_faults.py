"""What an operator is told when a disk or the database on it refuses: the error's own words, and what to look at."""

from __future__ import annotations

import errno

from django.db import Error

WHAT_TO_DO = (
    "the disk of LOOKFAR_HOME or of the database takes nothing: `df -h`, `df -i` and `dmesg` say whether it is full, out of inodes, "
    "read-only or broken"
)
_REFUSALS = frozenset({errno.EIO, errno.ENOSPC, errno.EROFS, errno.EDQUOT})
_SAID = (
    "disk is full",
    "disk i/o error",
    "readonly database",
    "unable to open database file",
    "no space left",
    "input/output error",
    "read-only file system",
    "quota exceeded",
)
"""Words of SQLite (result codes 13, 10, 8 and 14) and of PostgreSQL's server, in lower case."""


def of_the_disk(error: BaseException) -> bool:
    """Whether a disk refused, be it through the database."""
    if isinstance(error, OSError):
        return error.errno in _REFUSALS
    return isinstance(error, Error) and any(one in str(error).lower() for one in _SAID)


def in_words(error: BaseException) -> str:
    """The error's words on one line; what to do behind them when a disk refused."""
    said = " ".join(str(error).split()) or type(error).__name__
    return f"{said}; {WHAT_TO_DO}" if of_the_disk(error) else said
