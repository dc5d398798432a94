"""A brief as a document to be printed."""

from __future__ import annotations

from lookfar.analysis.briefs import Brief, markdown


def typst(brief: Brief) -> str:
    """The brief as a Typst document (one A4 report); every text is passed as data, never as markup."""
    lines = [
        '#set page(margin: 2cm, numbering: "1")',
        "#set text(size: 10pt)",
        "#set heading(numbering: none)",
    ]
    for part in markdown(brief).split("\n"):
        lines.append(_typst_line(part))
    return "\n".join(lines)


def _typst_line(line: str) -> str:
    if line.startswith("|---"):
        return ""
    if line.startswith("# "):
        return f"#heading(level: 1, {_quoted(line[2:])})"
    if line.startswith("## "):
        return f"#heading(level: 2, {_quoted(line[3:])})"
    if line.startswith("- "):
        return f"#list.item({_quoted(line[2:])})"
    if line.startswith("|"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        widths = "columns: (3fr, 5fr, 2fr)"
        return f"#grid({widths}, inset: 3pt, {', '.join(_quoted(cell) for cell in cells)})"
    return f"#par({_quoted(line.replace('**', ''))})" if line else ""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'text("{escaped}")'
