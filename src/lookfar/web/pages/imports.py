"""`/people/import`, `/sites/import`, `/trips/import`: a file, what it would do, and doing it; templates; exports."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lookfar.accounts.askers import Asker
from lookfar.domain.errors import InvalidValue
from lookfar.flow import pending
from lookfar.flow.preview import Change, Preview
from lookfar.flow.previewing import Noun, columns_of, template
from lookfar.flow.tables import export_people, export_sites, export_trips
from lookfar.flow.tools import open_tools
from lookfar.formats.encoded import MOST_BYTES
from lookfar.records import visible
from lookfar.records.models import Person
from lookfar.web.owned import members_only, writers_only
from lookfar.web.pages.people import going_on

_WORDS = {
    Change.NEW: "new",
    Change.CHANGED: "changed",
    Change.SAME: "as it is",
    Change.CANCELLED: "cancelled",
    Change.LEFT_OUT: "left out",
}


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def import_people(request: HttpRequest, who: Asker) -> HttpResponse:
    """A table of people: choose a file, look at what it would do, confirm."""
    return _import(request, who, Noun.PEOPLE)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def import_sites(request: HttpRequest, who: Asker) -> HttpResponse:
    """A table of sites: choose a file, look at what it would do, confirm."""
    return _import(request, who, Noun.SITES)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def import_trips(request: HttpRequest, who: Asker) -> HttpResponse:
    """A table of trips or somebody's calendar: choose a file, look at what it would do, confirm."""
    return _import(request, who, Noun.TRIPS)


def _import(request: HttpRequest, who: Asker, noun: Noun) -> HttpResponse:
    if request.method != "POST":
        return _form(request, who, noun)
    try:
        return _confirm(request, who, noun) if "preview" in request.POST else _preview(request, who, noun)
    except InvalidValue as error:
        return _form(request, who, noun, str(error))


def _form(request: HttpRequest, who: Asker, noun: Noun, wrong: str = "") -> HttpResponse:
    people = [(str(one.pk), str(one.private["name"])) for one in visible.people(who)] if noun is Noun.TRIPS else []
    context = {"noun": noun.value, "columns": columns_of(noun), "people": people, "wrong": wrong}
    return render(request, "import.html", context, status=422 if wrong else 200)


def _preview(request: HttpRequest, who: Asker, noun: Noun) -> HttpResponse:
    if who.user is None:
        raise InvalidValue("sign in to import a file")
    preview, held = pending.hold(
        noun,
        _content(request),
        who.organisation,
        who.user,
        open_tools(),
        now=datetime.now(UTC),
        traveller=_traveller(request, who),
    )
    lines = [(row, _WORDS[row.change]) for row in preview.rows]
    doing = sum(row.change in (Change.NEW, Change.CHANGED, Change.CANCELLED) for row in preview.rows)
    context = {
        "noun": noun.value,
        "preview": preview,
        "lines": lines,
        "in_short": _in_short(preview),
        "held": held,
        "doing": doing,
    }
    return render(request, "import_preview.html", context, status=422 if preview.wrong else 200)


def _content(request: HttpRequest) -> bytes:
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile):
        raise InvalidValue(f"choose a file of at most {MOST_BYTES // 1_000_000} MB")
    return bytes(given.read())


def _traveller(request: HttpRequest, who: Asker) -> Person | None:
    chosen = request.POST.get("person", "")
    return next((one for one in visible.people(who) if str(one.pk) == chosen), None)


def _confirm(request: HttpRequest, who: Asker, noun: Noun) -> HttpResponse:
    if who.user is None:
        raise InvalidValue("sign in to import a file")
    ident, now = str(request.POST["preview"]), datetime.now(UTC)
    preview, due = pending.confirm(noun, ident, who.organisation, who.user, open_tools(), now=now)
    messages.success(request, f"Imported: {_in_short(preview)}.{going_on(due)}")
    return redirect(f"/{noun.value}")


def _in_short(preview: Preview) -> str:
    """How many rows of each kind."""
    counts = preview.counts
    return ", ".join(f"{counts[change.value]} {_WORDS[change]}" for change in Change if counts[change.value])


@require_safe
@members_only
def people_template(request: HttpRequest, who: Asker) -> HttpResponse:
    """A table of people to be filled in (CSV)."""
    del request, who
    return _file("people-template.csv", template(Noun.PEOPLE))


@require_safe
@members_only
def sites_template(request: HttpRequest, who: Asker) -> HttpResponse:
    """A table of sites to be filled in (CSV)."""
    del request, who
    return _file("sites-template.csv", template(Noun.SITES))


@require_safe
@members_only
def trips_template(request: HttpRequest, who: Asker) -> HttpResponse:
    """A table of trips to be filled in (CSV)."""
    del request, who
    return _file("trips-template.csv", template(Noun.TRIPS))


@require_safe
@members_only
def people_export(request: HttpRequest, who: Asker) -> HttpResponse:
    """The people the asker sees (CSV); no cell is a formula to a spreadsheet."""
    del request
    return _file("people.csv", export_people(list(visible.people(who)), open_tools()))


@require_safe
@members_only
def sites_export(request: HttpRequest, who: Asker) -> HttpResponse:
    """The sites the asker sees (CSV)."""
    del request
    return _file("sites.csv", export_sites(list(visible.sites(who)), open_tools()))


@require_safe
@members_only
def trips_export(request: HttpRequest, who: Asker) -> HttpResponse:
    """The trips the asker sees (CSV), a row for each leg."""
    del request
    return _file("trips.csv", export_trips(list(visible.trips(who)), open_tools()))


def _file(name: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
