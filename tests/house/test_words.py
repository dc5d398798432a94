"""Words the house does not use, and places it does not name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.house.tree import PACKAGE, code, short, tracked

EMPTY_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "core",
    "manager",
    "managers",
    "service",
    "services",
}
BROAD_CATCHES = {"src/lookfar/flow/collecting.py", "src/lookfar/web/middleware.py"}
"""The two places that may catch everything: the scheduler's loop and the outermost web handler."""
PRIVATE = [
    re.compile(rf"(?<![\w.-])/{'work'}/"),
    re.compile(rf"/{'tmp'}/bash"),
    re.compile(rf"/{'home'}/\w+/"),
    re.compile(rf"/{'root'}/"),
]
REGISTRIES = [
    "files.python" + "hosted.org",
    "pypi" + ".org",
    "registry." + "npmjs",
    "registry." + "yarnpkg",
    "npm" + "mirror",
    "extra-" + "index-url",
    "conda." + "anaconda",
    "artifact" + "ory",
]
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".json",
    ".ts",
    ".mjs",
    ".sh",
    ".html",
    ".css",
    ".csv",
    ".txt",
    ".in",
    ".yml",
    ".yaml",
    "",
}


def texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        if path.suffix in TEXT and "payloads" not in path.parts:
            yield path, path.read_text(encoding="utf-8", errors="replace")


def test_no_folder_or_file_has_an_empty_name() -> None:
    named = {
        short(path)
        for path in code()
        if EMPTY_NAMES & {Path(part).stem for part in path.relative_to(PACKAGE).parts}
    }
    assert not named


def test_nothing_catches_everything_but_the_two_named_places() -> None:
    assert not {short(path) for path in code() if _catches_everything(path)} - BROAD_CATCHES


def _catches_everything(path: Path) -> bool:
    handlers = (
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
    )
    return any(
        handler.type is None
        or any(
            isinstance(name, ast.Name) and name.id in ("Exception", "BaseException")
            for name in ast.walk(handler.type)
        )
        for handler in handlers
    )


def test_a_level_is_never_called_medium() -> None:
    said = [
        f"{short(path)}: {line.strip()}"
        for path, text in texts()
        if "src/lookfar" in short(path) and path.suffix in {".py", ".html", ".ts", ".csv"}
        for line in text.splitlines()
        if re.search(
            r"\b(level|rating|threat|risk)s?\b.{0,20}\bmedium\b|\bmedium (level|rating|threat|risk)\b", line, re.I
        )
    ]
    assert not said


@pytest.mark.parametrize("pattern", PRIVATE, ids=lambda found: found.pattern)
def test_no_file_names_a_private_path(pattern: re.Pattern[str]) -> None:
    assert not [short(path) for path, text in texts() if pattern.search(text)]


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_file_names_a_package_index(host: str) -> None:
    assert not [short(path) for path, text in texts() if host in text.lower()]
