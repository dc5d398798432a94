"""What the addresses of people, sites and trips have in common: bodies, answers, and files handed in."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Schema
from pydantic import ConfigDict

from lookfar.api.askers import asker
from lookfar.flow.preview import Preview, keep_preview
from lookfar.flow.previewing import Noun, preview_file
from lookfar.flow.tools import open_tools
from lookfar.formats.encoded import MOST_BYTES
from lookfar.records.models import Person


class PlaceIn(Schema):
    """A place by degrees, or by name and country (alpha-3)."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    country: str | None = None
    lon: float | None = None
    lat: float | None = None
    radius_km: float | None = None


def given(body: Schema) -> dict[str, object]:
    """What the body says, by the names it says it with."""
    return body.model_dump(exclude_unset=True, by_alias=True)


def created(request: HttpRequest, answer: dict[str, object]) -> HttpResponse:
    """201 with the address of what was made."""
    made = JsonResponse(answer, status=201)
    made.headers["Location"] = f"{request.path.rstrip('/')}/{answer['id']}"
    return made


def import_file(
    request: HttpRequest, noun: Noun, *, dry_run: bool, traveller: Person | None = None
) -> HttpResponse:
    """What a file in the request's body would do, or does; 400 with every wrong row, and nothing kept."""
    who = asker(request)
    content = request.read(MOST_BYTES + 1)
    now = datetime.now(UTC)
    preview = preview_file(noun, content, who.organisation, open_tools(), now=now, traveller=traveller)
    due = 0 if dry_run else keep_preview(who.organisation, preview, now=now)
    return JsonResponse({"kept": not dry_run, "alerts_due": due, **preview_json(preview)})


def preview_json(preview: Preview) -> dict[str, object]:
    """A preview as JSON."""
    return {
        "counts": preview.counts,
        "notes": list(preview.notes),
        "rows": [
            {
                "line": row.line,
                "change": row.change.value,
                "title": row.title,
                "details": list(row.details),
                "notes": list(row.notes),
            }
            for row in preview.rows
        ],
        "errors": [{"line": one.line, "field": one.field, "detail": one.says} for one in preview.wrong],
    }
