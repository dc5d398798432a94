"""The files of the project, as the tests of the house see them."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "lookfar"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project: what git knows and would add; all files when there is no git."""
    asked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if asked.returncode == 0:
        names = asked.stdout.decode().split("\0")
        found = (ROOT / name for name in names if name)
    else:
        hidden = {".venv", "node_modules", "build", "built", "var", ".git"}
        found = (path for path in ROOT.rglob("*") if not hidden & set(path.relative_to(ROOT).parts))
    return tuple(sorted(path for path in found if path.is_file()))


@cache
def code() -> tuple[Path, ...]:
    """Python files of the package, migrations excluded."""
    return tuple(
        path
        for path in tracked()
        if path.suffix == ".py" and PACKAGE in path.parents and "migrations" not in path.parts
    )


@cache
def rooms() -> tuple[str, ...]:
    """The rooms: folders of the package, and its files that stand alone."""
    tops = {path.relative_to(PACKAGE).parts[0] for path in code()}
    return tuple(sorted(top.removesuffix(".py") for top in tops if top != "__init__.py"))


def short(path: Path) -> str:
    """The path from the project's root."""
    return str(path.relative_to(ROOT))
