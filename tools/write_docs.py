"""Writes the parts of docs/ that follow from code: `python -m tools.write_docs`; a test checks for drift.

A written part lies between `<!-- written: NAME -->` and `<!-- end -->`; the words around it are people's.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = ("settings.md", "commands.md", "addresses.md", "privacy.md")
PART = re.compile(r"(<!-- written: (?P<name>[^>]+?) -->\n).*?(<!-- end -->)", re.DOTALL)


class _Built(Exception):
    """Carries the parser a command has built, instead of letting it parse."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        super().__init__(parser.prog)
        self.parser = parser


def written(page: str) -> str:
    """The page's text with every written part made anew."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return PART.sub(lambda part: f"{part[1]}{_part(part['name'])}{part[3]}", text)


def parts_of(page: str) -> list[str]:
    """The names of the written parts of a page."""
    return [part["name"] for part in PART.finditer((DOCS / page).read_text(encoding="utf-8"))]


def _part(name: str) -> str:
    kind, _, which = name.partition(" ")
    makers: dict[str, Callable[[], str]] = {
        "settings": settings,
        "days": days,
        "keeping": keeping,
        "commands": commands,
        "command": lambda: command(which),
        "pages": pages,
        "api": api,
    }
    return makers[kind]()


def settings() -> str:
    """The table of settings."""
    from lookfar.config import SETTINGS

    rows = [
        (f"`{one.name}`", one.kind, f"`{one.default}`" if one.default else "", one.unit, one.says)
        for one in SETTINGS
    ]
    return _table(("Setting", "Type", "Default", "Unit or choices", "What it does"), rows)


def days() -> str:
    """The table of what owners set on /privacy."""
    from lookfar.accounts.models import Organisation
    from lookfar.flow.keeping import KINDS
    from lookfar.web.pages.privacy import KeepingForm

    rows = []
    for name, field in KeepingForm.base_fields.items():
        governs = ", ".join(kind.name.replace("_", " ") for kind in KINDS if kind.days == name)
        default = str(Organisation._meta.get_field(name).default)
        rows.append((f"`{name}`", f"`{default}`", f"{field.min_value} to {field.max_value} days", governs))
    return _table(("Setting", "Default", "Choices", "Governs"), rows)


def keeping() -> str:
    """The table of what is kept for how long."""
    from lookfar.accounts.models import Organisation
    from lookfar.flow.keeping import KINDS

    rows = [
        (
            kind.says,
            f"{Organisation._meta.get_field(kind.days).default} days (`{kind.days}`) after {kind.since}",
            kind.stays,
        )
        for kind in KINDS
    ]
    return _table(("What", "Goes", "What stays"), rows)


def commands() -> str:
    """The table of commands."""
    from lookfar.cli.main import COMMANDS

    rows = [(f"[`lookfar {one.name}`](#lookfar-{one.name})", one.says) for one in COMMANDS]
    return _table(("Command", "What it does"), rows)


def command(name: str) -> str:
    """A command's usage and options."""
    parser = _parser_of(name)
    actions = [action for action in parser._actions if action.dest != "help"]
    usage = " ".join([f"lookfar {name}", *(_in_usage(action) for action in actions)])
    lines = f"```\n{usage}\n```\n"
    rows = [(f"`{_spelled(action)}`", _explained(action)) for action in actions]
    return lines + ("\n" + _table(("Option", "Meaning"), rows) if rows else "")


def _parser_of(name: str) -> argparse.ArgumentParser:
    """The parser a command builds; stops it before it does anything."""

    def caught(parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        raise _Built(parser)

    original = argparse.ArgumentParser.parse_args
    argparse.ArgumentParser.parse_args = caught  # type: ignore[method-assign, assignment]
    try:
        import_module(f"lookfar.cli.{name.replace('-', '_')}").run([])
    except _Built as built:
        return built.parser
    finally:
        argparse.ArgumentParser.parse_args = original  # type: ignore[method-assign]
    raise LookupError(f"lookfar {name} reads no arguments")


def _in_usage(action: argparse.Action) -> str:
    words = _spelled(action).split(", ")[-1]
    if not action.option_strings:
        return {"*": f"[{words} ...]", "+": f"{words} [{words} ...]", "?": f"[{words}]"}.get(
            str(action.nargs), words
        )
    return words if action.required else f"[{words}]"


def _spelled(action: argparse.Action) -> str:
    value = str(action.metavar or (action.choices and "|".join(map(str, action.choices))) or "")
    if not action.option_strings:
        return value or action.dest.upper()
    if action.nargs != 0:
        value = value or action.option_strings[-1].strip("-").replace("-", "_").upper()
    return ", ".join(f"{flag} {value}".strip() for flag in action.option_strings)


def _explained(action: argparse.Action) -> str:
    said = (action.help or "") % {**vars(action), "prog": "lookfar"}
    shown = action.default not in (None, False, argparse.SUPPRESS, []) and "default" not in said
    default = str(action.default).removeprefix(f"{ROOT}/")
    return "; ".join(part for part in (said, f"default `{default}`" if shown else "") if part)


def pages() -> str:
    """The table of addresses of pages, from the URL configuration."""
    from django.urls import get_resolver

    rows = [
        (f"`/{path}`", says)
        for path, says in _walk(get_resolver().url_patterns, "")
        if not path.startswith(("api/", "^api/"))
    ]
    return _table(("Address", "What it shows"), rows)


def _walk(patterns: Sequence[object], before: str) -> Iterator[tuple[str, str]]:
    from django.urls import URLPattern, URLResolver

    for pattern in patterns:
        path = before + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(getattr(pattern, "pattern", "")))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield path, _first_sentence(pattern.callback)


def _first_sentence(view: Callable[..., object]) -> str:
    inner = getattr(view, "view_class", None) or getattr(view, "__wrapped__", view)
    return (inner.__doc__ or "").strip().split("\n")[0]


def api() -> str:
    """The table of addresses of the API, from its OpenAPI description."""
    from lookfar.api.urls import api as described

    rows = []
    for path, methods in described.get_openapi_schema()["paths"].items():
        for method, about in methods.items():
            signed = "yes" if about.get("security") else ""
            rows.append((f"`{method.upper()} {path}`", about.get("summary", ""), signed))
    return _table(("Address", "What it gives", "Key or sign-in"), rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(_cell(cell) for cell in line) + " |\n" for line in lines)


def _cell(text: str) -> str:
    plain = re.sub(r"`[^`]*`|<", lambda found: "&lt;" if found[0] == "<" else found[0], text)
    return " ".join(plain.split()).replace("|", "\\|")


def open_django() -> None:
    """Settings and apps, with a home inside build/ unless one is set."""
    os.environ.setdefault("LOOKFAR_HOME", str(ROOT / "build" / "docs-home"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lookfar.web.settings")
    import django

    django.setup()


def main() -> int:
    """Writes every page; says which changed."""
    open_django()
    for page in PAGES:
        text = written(page)
        if text != (DOCS / page).read_text(encoding="utf-8"):
            (DOCS / page).write_text(text, encoding="utf-8")
            print(f"docs/{page} written", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
