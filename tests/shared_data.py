"""The optional sibling folder of recorded bodies and bulk data; tests that need it say so when it is absent."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def find(name: str) -> Path | None:
    """The file or folder `name` of the sibling folder, None when it is not there."""
    path = SHARED / name
    return path if path.exists() else None


def need(name: str) -> Path:
    """The file or folder `name` of the sibling folder; skips the test, with the reason, when it is not there."""
    path = find(name)
    if path is None:
        pytest.skip(f"left out: no {name} in a sibling folder 'shared'")
    return path
