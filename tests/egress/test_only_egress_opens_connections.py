from __future__ import annotations

import ast
from pathlib import Path

import pytest

import lookfar

HOME = Path(lookfar.__file__).parent
OPENS = {
    "httpx",
    "httpcore",
    "smtplib",
    "http.client",
    "urllib.request",
    "ftplib",
    "telnetlib",
    "requests",
    "aiohttp",
}
OUTWARD = {"connect", "connect_ex", "create_connection", "open_connection", "getaddrinfo", "sendto"}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def found_in(names: set[str], what: set[str]) -> set[str]:
    return {name for name in names for one in what if name == one or name.startswith(f"{one}.")}


def opens(path: Path) -> set[str]:
    """What of a file could open a connection; a bound socket that listens could not."""
    names = imported(path)
    found = found_in(names, OPENS)
    if found_in(names, {"socket", "asyncio"}):
        tree = ast.walk(ast.parse(path.read_bytes()))
        found |= {node.attr for node in tree if isinstance(node, ast.Attribute) and node.attr in OUTWARD}
    return found


FILES = [path for path in sorted(HOME.rglob("*.py")) if "egress" not in path.relative_to(HOME).parts]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOME)))
def test_no_other_room_can_open_a_connection(path: Path) -> None:
    assert opens(path) == set()


def test_the_check_finds_what_it_looks_for() -> None:
    assert opens(HOME / "egress" / "smtp.py") >= {"smtplib", "create_connection"}
    assert opens(HOME / "egress" / "guard.py") >= {"httpx", "getaddrinfo"}
