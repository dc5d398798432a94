"""Where shipped tables live, how they are read, and whether built ones are up to date."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from pathlib import Path

FACTS = Path(__file__).parent
BUILT = FACTS / "built"
"""Tables made at set-up from installed packages; not in the repository."""


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a shipped CSV, or of one of our own in another folder; lines that start with # hold its citation."""
    with (FACTS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def stamp_matches(name: str, inputs: Iterable[Path], outputs: Iterable[str]) -> bool:
    """Whether every output exists and was made from inputs of these very sizes and hashes."""
    stamp = BUILT / f"{name}.stamp"
    if not stamp.is_file() or not all((BUILT / output).is_file() for output in outputs):
        return False
    return stamp.read_text() == _stamp(inputs)


def write_stamp(name: str, inputs: Iterable[Path]) -> None:
    """Notes what the outputs were made from."""
    (BUILT / f"{name}.stamp").write_text(_stamp(inputs))


def _stamp(inputs: Iterable[Path]) -> str:
    lines = []
    for path in inputs:
        with path.open("rb") as content:
            lines.append(f"{path.name} {hashlib.file_digest(content, 'sha256').hexdigest()}\n")
    return "".join(lines)
