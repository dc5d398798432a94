"""Files and functions are short; how short is in CONTRIBUTING.md."""

from __future__ import annotations

import ast
from statistics import median, quantiles

from tests.house.tree import code, short

Size = tuple[int, str]


def files() -> list[Size]:
    return [(len(path.read_text(encoding="utf-8").splitlines()), short(path)) for path in code()]


def functions() -> list[Size]:
    return [
        (1 + (node.end_lineno or 0) - node.lineno, f"{short(path)}:{node.lineno} {node.name}")
        for path in code()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_half_of_the_files_have_at_most_120_lines() -> None:
    assert median(size for size, _ in files()) <= 120


def test_nine_files_of_ten_have_at_most_300_lines() -> None:
    assert quantiles([size for size, _ in files()], n=10)[-1] <= 300


def test_no_file_has_more_than_500_lines() -> None:
    assert not [found for found in files() if found[0] > 500]


def test_half_of_the_functions_have_at_most_10_lines() -> None:
    assert median(size for size, _ in functions()) <= 10


def test_no_function_has_more_than_60_lines() -> None:
    assert not [found for found in functions() if found[0] > 60]
