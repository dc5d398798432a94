"""A room is in the drawing, has a purpose in one sentence, and is no empty shell."""

from __future__ import annotations

import ast
import tomllib

import pytest
from tests.house.tree import PACKAGE, ROOT, code, rooms

FOLDERS = [room for room in rooms() if (PACKAGE / room).is_dir()]


def drawn() -> set[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(one for one in settings["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
    return {name.strip("() ") for line in layers["layers"] for part in line.split("|") for name in part.split(":")}


def test_every_room_has_its_layer() -> None:
    assert set(rooms()) <= drawn()


@pytest.mark.parametrize("room", FOLDERS)
def test_a_room_is_no_empty_shell(room: str) -> None:
    inside = [path for path in code() if (PACKAGE / room) in path.parents]
    assert any(
        isinstance(node, ast.FunctionDef | ast.ClassDef)
        for path in inside
        for node in ast.parse(path.read_text(encoding="utf-8")).body
    )


@pytest.mark.parametrize("room", FOLDERS)
def test_a_room_says_what_it_is_for(room: str) -> None:
    said = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8")))
    assert said


@pytest.mark.parametrize("room", FOLDERS)
def test_the_architecture_page_names_the_room(room: str) -> None:
    assert f"{room}/" in (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
