"""Errors as RFC 9457 problem details."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from lookfar.domain.errors import InvalidValue, NeedsSecondPerson, NotFound, Tampered, WrongField, WrongRows
from lookfar.flow.refused import in_words

CONTENT_TYPE = "application/problem+json"


def problem(
    api: NinjaAPI, request: HttpRequest, status: int, detail: str, errors: Sequence[Mapping[str, object]] = ()
) -> HttpResponse:
    """One problem: type about:blank, so the title is the status's phrase (RFC 9457 section 4.2.1).

    `errors`, an extension member (section 3.2), names each wrong field, and the line of a file it stands in.
    """
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.path,
        **({"errors": list(errors)} if errors else {}),
    }
    answer = api.create_response(request, body, status=status)
    answer.headers["Content-Type"] = CONTENT_TYPE
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="lookfar"'
    return answer


def _errors(error: InvalidValue) -> list[dict[str, object]]:
    match error:
        case WrongField():
            return [{"field": error.field, "detail": error.says}]
        case WrongRows():
            return [{"line": line, "field": field, "detail": says} for line, field, says in error.rows]
        case _:
            return []


def answer_with_problems(api: NinjaAPI) -> None:
    """Makes every error of the API a problem document."""

    @api.exception_handler(InvalidValue)
    def _invalid(request: HttpRequest, error: InvalidValue) -> HttpResponse:
        return problem(api, request, 400, str(error), _errors(error))

    @api.exception_handler(NeedsSecondPerson)
    def _alone(request: HttpRequest, error: NeedsSecondPerson) -> HttpResponse:
        return problem(api, request, 409, str(error))

    @api.exception_handler(ValidationError)
    def _unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
        said = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors)
        errors = [
            {
                "field": ".".join(str(part) for part in one["loc"] if part not in ("body", "query", "path")),
                "detail": one["msg"],
            }
            for one in error.errors
        ]
        return problem(api, request, 400, said, errors)

    @api.exception_handler(NotFound)
    def _not_found(request: HttpRequest, error: NotFound) -> HttpResponse:
        return problem(api, request, 404, str(error))

    @api.exception_handler(Tampered)
    def _tampered(request: HttpRequest, error: Tampered) -> HttpResponse:
        return problem(api, request, 503, f"refused: {in_words(error)}")

    @api.exception_handler(Http404)
    def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
        del error
        return problem(api, request, 404, "nothing by that name is visible to you")

    @api.exception_handler(AuthenticationError)
    def _stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        del error
        return problem(api, request, 401, "sign in, or send a live key as `Authorization: Bearer`")

    @api.exception_handler(HttpError)
    def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(api, request, error.status_code, str(error))
