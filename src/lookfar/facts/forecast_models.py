"""Name and hash of a forecast model, as every forecast carries it."""

from __future__ import annotations

import ast
from functools import cache

from lookfar.facts.ratings import fingerprint
from lookfar.facts.shipped import FACTS

_PACKAGE = "lookfar.forecasts"
_ENTRY = "issue.py"
"""Turns the model's draws into what is kept; hashed with the model."""


@cache
def identity(name: str) -> str:
    """`name@` and twelve digits of the SHA-256 over the model's file and every file of `forecasts` it is made of."""
    return f"{name}@{fingerprint((), sorted(_code(f'models/{name}.py') | _code(_ENTRY)))[:12]}"


def _code(name: str) -> set[str]:
    """Paths under the package `lookfar` of a file of `forecasts` and of those it imports, at any distance."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        path = f"forecasts/{waiting.pop()}"
        if path in found:
            continue
        found.add(path)
        tree = ast.parse((FACTS.parent / path).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_PACKAGE):
                waiting += _files(
                    (node.module or "")[len(_PACKAGE) :].strip("."), [one.name for one in node.names]
                )
    return found


def _files(module: str, names: list[str]) -> list[str]:
    folder = module.replace(".", "/")
    tried = [f"{folder}.py", *(f"{folder}/{name}.py" if folder else f"{name}.py" for name in names)]
    return [one for one in tried if (FACTS.parent / "forecasts" / one).is_file()]
