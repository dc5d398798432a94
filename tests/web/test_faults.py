"""A fault of our own leaves a trace for the operator, and nothing of anybody in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from lookfar.web.urls import handler500
from lookfar.web.urls import urlpatterns as every_address

SECRET = "of-jon-ash"


def break_down(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a fault, which quotes what it was asked."""
    try:
        return HttpResponse({}[request.GET["name"]])
    except KeyError as error:
        raise ValueError(f"{token} {request.GET['name']}") from error


urlpatterns = [path("broken/<str:token>", break_down), *every_address]
__all__ = ["handler500", "urlpatterns"]


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """What stands on standard error."""
    return lambda: capsys.readouterr().err


@pytest.fixture
def visitor(client, settings):
    """Whoever gets the answer of a fault, and not the fault itself."""
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    return client


def test_a_broken_page_leaves_its_time_address_and_trace_and_nothing_of_anybody(visitor, written):
    answer = visitor.post(f"/broken/{SECRET}?name=Jon+Ash", {"note": "in the cellar"})
    assert answer.status_code == 500
    assert b"tell the operator the time" in answer.content
    said = written()
    assert " UTC: POST /broken/<token>\n" in said
    assert "in break_down" in said
    assert "builtins.KeyError\n" in said
    assert "builtins.ValueError\n" in said
    for private in (SECRET, "Jon", "cellar"):
        assert private not in said


def test_a_line_break_in_an_address_makes_no_line_of_its_own(visitor, written):
    visitor.get("/broken/x%0Alookfar:%20all%20is%20well?name=x")
    assert "\nlookfar: all is well" not in written()


def test_a_fault_of_the_api_is_a_problem_like_its_other_errors(visitor, owner, written):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE records_trip RENAME TO gone")
    answer = owner.get("/api/v1/trips")
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["type"], body["title"], body["status"]) == ("about:blank", "Internal Server Error", 500)
    assert body["instance"] == "/api/v1/trips"
    said = written()
    assert " UTC: GET /api/v1/trips\n" in said
    assert "OperationalError: no such table: records_trip" in said or "ProgrammingError" in said


def test_what_is_answered_on_purpose_is_no_fault(visitor, written, db):
    assert visitor.get("/health").status_code == 503
    assert visitor.get("/areas/XYZ").status_code == 404
    assert written() == ""
