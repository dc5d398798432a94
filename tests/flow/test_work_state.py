"""What a disk says of itself, and what is made of it."""

from __future__ import annotations

import os

import pytest

from lookfar.domain.vocabulary import Coverage
from lookfar.flow.work_state import LEAST_FREE, LEAST_INODES, disk_state

BLOCK = 4096
ROOMY = LEAST_FREE // BLOCK + 1


def disk(
    *, blocks: int = ROOMY, inodes: int = 10**6, left: int = LEAST_INODES, flags: int = 0
) -> os.statvfs_result:
    return os.statvfs_result((BLOCK, BLOCK, 10**9, blocks, blocks, inodes, left, left, flags, 255))


@pytest.mark.parametrize(
    ("found", "coverage", "word"),
    [
        (disk(), Coverage.COVERED, ""),
        (disk(inodes=0, left=0), Coverage.COVERED, ""),  # as Btrfs, which has no such bound
        (disk(blocks=ROOMY - 2), Coverage.DEGRADED, "`df -h`"),
        (disk(left=LEAST_INODES - 1), Coverage.DEGRADED, "`df -i`"),
        (disk(flags=os.ST_RDONLY), Coverage.BLIND, "read-only"),
    ],
)
def test_a_disk_that_takes_nothing_or_little_is_said(
    found: os.statvfs_result, coverage: Coverage, word: str
) -> None:
    state = disk_state(found)
    assert state.coverage is coverage
    assert word in state.reason
