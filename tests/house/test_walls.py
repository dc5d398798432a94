"""Rooms meet only where the drawing says."""

from __future__ import annotations

import subprocess
import sys
import tomllib

import grimp
from tests.house.tree import PACKAGE, ROOT, rooms


def contracts() -> list[dict[str, object]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return list(settings["tool"]["importlinter"]["contracts"])


def test_every_wall_holds() -> None:
    linted = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert "0 broken" in linted.stdout


def test_no_two_rooms_import_each_other() -> None:
    graph = grimp.build_graph("lookfar")
    above: dict[str, set[str]] = {room: set() for room in rooms()}
    for importer in graph.modules:
        if importer == "lookfar":
            continue
        for imported in graph.find_modules_directly_imported_by(importer):
            a, b = importer.split(".")[1], imported.split(".")[1] if "." in imported else ""
            if b and a != b:
                above.setdefault(a, set()).add(b)
    mutual = sorted((a, b) for a in above for b in above[a] if a < b and a in above.get(b, ()))
    assert not mutual


def test_foreign_keys_follow_the_order_too() -> None:
    """A ForeignKey named by a string makes an import that the walls cannot see."""
    below = {"accounts": {"accounts"}, "records": {"accounts", "records"}}
    from django.apps import apps

    for label, allowed in below.items():
        for model in apps.get_app_config(label).get_models():
            reached = {
                field.related_model._meta.app_label
                for field in model._meta.get_fields()
                if field.many_to_one and field.related_model
            }
            own = {app for app in reached if (PACKAGE / app).is_dir()}
            assert own <= allowed, model


def test_every_thinking_room_is_under_the_wire_rule() -> None:
    layers = next(one for one in contracts() if one["type"] == "layers")["layers"]
    thinking = {name.strip("() ") for line in layers[-3:] for name in str(line).split("|")}
    ruled = next(one for one in contracts() if one["type"] == "forbidden")["source_modules"]
    missing = (thinking & set(rooms())) - {str(module).removeprefix("lookfar.") for module in ruled}
    assert not missing, "name these rooms in pyproject.toml under 'Thinking rooms know no wire'"
