"""Docs are tests: what is not documented, or no longer true, fails here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.house.tree import PACKAGE, ROOT, short, tracked
from tools import write_docs

PAGES = [path for path in tracked() if path.suffix == ".md"]
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)|(?:src|href)=\"(?P<other>[^\"]+)\"")


@pytest.mark.parametrize("page", write_docs.PAGES)
def test_a_written_page_says_what_the_code_says(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert write_docs.written(page) == text, "run: python -m tools.write_docs"


def test_every_command_is_documented() -> None:
    from lookfar.cli.main import COMMANDS

    parts = write_docs.parts_of("commands.md")
    assert {f"command {one.name}" for one in COMMANDS} | {"commands"} == set(parts)


def test_every_command_has_its_file_and_every_file_its_command() -> None:
    from lookfar.cli.main import COMMANDS

    names = {one.name.replace("-", "_") for one in COMMANDS}
    runnable = {
        path.stem for path in (PACKAGE / "cli").glob("*.py") if "\ndef run(" in path.read_text(encoding="utf-8")
    }
    assert names == runnable


def test_addresses_have_their_written_parts() -> None:
    assert set(write_docs.parts_of("addresses.md")) == {"pages", "api"}
    assert write_docs.parts_of("settings.md") == ["settings", "days"]
    assert write_docs.parts_of("privacy.md") == ["keeping"]


def test_every_address_says_what_it_shows() -> None:
    assert not re.findall(r"^\| `[^|]+` \|\s*\|", write_docs.pages() + write_docs.api(), re.MULTILINE)


def test_decisions_are_numbered_once_and_on_one_page() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
    for path in files:
        text = path.read_text(encoding="utf-8")
        for part in ("Context", "Decision", "Consequences"):
            assert re.search(rf"^(## )?{part}\b", text, re.MULTILINE), (path.name, part)
        assert len(text.splitlines()) <= 80, path.name


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_relative_links_lead_somewhere(page: Path) -> None:
    dead = []
    for found in LINK.finditer(page.read_text(encoding="utf-8")):
        target = (found["target"] or found["other"]).partition("#")[0]
        if target and "://" not in target and not target.startswith("mailto:"):
            dead += [] if (page.parent / target).exists() else [target]
    assert not dead


def test_the_readme_shows_a_picture_and_the_two_commands_first() -> None:
    first = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:30])
    assert "docs/pictures/world.png" in first
    assert "make run" in first
    assert "make test" in first


@pytest.mark.parametrize("folder", ["ratings/methods", "forecasts/models"])
def test_every_dated_method_has_its_page(folder: str) -> None:
    methods = [path.stem for path in (PACKAGE / folder).glob("*_[0-9][0-9][0-9][0-9].py")]
    missing = [name for name in methods if not (ROOT / "docs" / "methods" / f"{name}.md").is_file()]
    assert not missing


@pytest.mark.parametrize("room", ["locate", "classify", "merge"])
def test_every_reading_step_has_its_page(room: str) -> None:
    assert (ROOT / "docs" / "methods" / f"{room}.md").is_file()


def test_the_changelog_keeps_its_form() -> None:
    lines = [
        line for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines() if line.startswith("- ")
    ]
    assert lines
    odd = [line for line in lines if not re.match(r"- \[(FEATURE|CHANGE|FIX)\] [a-z, ]+: [A-Z].*[.]$", line)]
    assert not odd


def test_every_make_target_in_the_readme_exists() -> None:
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in ("README.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"`make ([a-z-]+)`", (ROOT / page).read_text(encoding="utf-8")))
        assert named <= made, page


def test_every_setting_is_read_somewhere_and_no_other_is_named() -> None:
    from lookfar.config import SETTINGS

    known = {one.name for one in SETTINGS}
    config = PACKAGE / "config.py"
    code = [path for path in tracked() if PACKAGE in path.parents and path.suffix == ".py" and path != config]
    read = {name for path in [*code, config] for name in _settings_in(path, repeated=path == config)}
    assert known <= read
    shown = {name for path in [*PAGES, *code] for name in _settings_in(path)}
    assert shown <= known


def _settings_in(path: Path, *, repeated: bool = False) -> set[str]:
    names = re.findall(r"\bLOOKFAR_[A-Z][A-Z_]*\b", path.read_text(encoding="utf-8"))
    return {name for name in names if not repeated or names.count(name) > 1}
