"""A disk that refuses is told from a fault of Lookfar's own, and what to do is said."""

from __future__ import annotations

import errno
import os

import pytest
from django.db import IntegrityError, OperationalError

from lookfar.records.disk_faults import in_words


@pytest.mark.parametrize(
    "error",
    [
        *(OSError(number, os.strerror(number)) for number in (errno.EIO, errno.ENOSPC, errno.EROFS, errno.EDQUOT)),
        OperationalError("database or disk is full"),
        OperationalError("disk I/O error"),
        OperationalError("attempt to write a readonly database"),
        OperationalError("unable to open database file"),
        OperationalError(
            'could not extend file "base/5/1": No space left on device\nHINT:  Check free disk space.\n'
        ),
    ],
    ids=str,
)
def test_what_to_do_about_a_disk_is_said_behind_its_own_words(error: Exception) -> None:
    said = in_words(error)
    assert said.startswith(" ".join(str(error).split()))
    assert "`df -i`" in said
    assert "\n" not in said


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(errno.ENOENT, "No such file or directory"),
        IntegrityError("UNIQUE constraint failed"),
        OperationalError("database is locked"),
        ValueError("disk is full"),
    ],
    ids=str,
)
def test_of_other_faults_no_disk_is_blamed(error: Exception) -> None:
    assert in_words(error) == str(error)
