"""`lookfar brief AREA`: what is known of a country or a part of one, as Markdown, JSON or PDF."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import orjson

from lookfar.cli.asked import AS_OF
from lookfar.cli.store import open_store
from lookfar.domain.times import read_as_of


def run(args: Sequence[str]) -> int:
    """Writes the brief to standard output, or to --out."""
    parser = argparse.ArgumentParser(prog="lookfar brief", description=__doc__)
    parser.add_argument("area", help="KAZ, or a part such as KAZ.02")
    parser.add_argument("--as-of", default="", help=AS_OF)
    parser.add_argument("--format", choices=("md", "json", "pdf"), default="md")
    parser.add_argument("--out", type=Path, help="file to write; standard output when absent")
    given = parser.parse_args(args)
    open_store()
    from lookfar.analysis.briefs import markdown
    from lookfar.analysis.for_programs import public
    from lookfar.analysis.typeset import typst
    from lookfar.flow.briefing import brief_of

    brief = brief_of(given.area.upper(), as_of=read_as_of(given.as_of, now=datetime.now(UTC)))
    match given.format:
        case "json":
            content = orjson.dumps(public(brief), option=orjson.OPT_INDENT_2) + b"\n"
        case "pdf":
            content = _pdf(typst(brief))
        case _:
            content = markdown(brief).encode()
    if given.out:
        given.out.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
    return 0


def _pdf(document: str) -> bytes:
    import typst

    return bytes(typst.compile(document.encode()))
