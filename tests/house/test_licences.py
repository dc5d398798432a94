"""Every shipped table says where its figures come from."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.house.tree import PACKAGE, short, tracked

TABLES = [
    path
    for path in tracked()
    if (PACKAGE / "facts") in path.parents and path.suffix not in (".py", ".md", ".txt", "")
]


def cited(path: Path) -> bool:
    """A first line that begins with #, or a LICENSE in the folder, or a page about the file beside it."""
    if path.suffix in (".csv", ".toml") and path.read_text(encoding="utf-8").lstrip().startswith("#"):
        return True
    beside = {found.name for found in path.parent.iterdir()} if path.parent.name != "facts" else set()
    return "LICENSE" in beside or "LICENSE.md" in beside or path.with_suffix(".md").is_file()


@pytest.mark.parametrize("path", TABLES, ids=short)
def test_a_shipped_table_has_its_citation(path: Path) -> None:
    assert cited(path)


def test_there_are_shipped_tables() -> None:
    assert TABLES


def test_every_source_states_its_licence() -> None:
    from lookfar import sources

    for module in sources.known().values():
        source = module.SOURCE
        assert source.licence, source.id
        assert source.licence_url.startswith("https://"), source.id
        assert source.attribution, source.id


def test_the_licence_page_names_every_publisher() -> None:
    from lookfar import sources

    page = (PACKAGE.parents[1] / "README.md").read_text(encoding="utf-8")
    for module in sources.known().values():
        assert module.SOURCE.id in page, module.SOURCE.id
