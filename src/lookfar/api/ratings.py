"""`/areas` and `/ratings`: levels with their interval, coverage and evidence as of a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from lookfar.api.answers.ratings import AreaDetail, AreaList, RatingList, RatingOut
from lookfar.domain.areas import AreaKind, country_of
from lookfar.domain.errors import InvalidValue, NotFound
from lookfar.domain.ids import content_hash
from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import Category, Headline
from lookfar.domain.times import read_as_of, rfc3339
from lookfar.flow.asking import public_rating, ratings_as_of
from lookfar.flow.coverage_said import doubts_of
from lookfar.flow.holders import holders_of
from lookfar.flow.tools import no_such_area, open_tools
from lookfar.records import feeds
from lookfar.records import ratings as kept

areas_router = Router(tags=["areas"])
ratings_router = Router(tags=["ratings"])
_KNOWN = {*(one.value for one in Category), *(one.value for one in Headline)}


def _at(text: str) -> datetime:
    return read_as_of(text, now=datetime.now(UTC))


def _brief(rating: Rating, doubts: Sequence[str]) -> dict[str, object]:
    public = public_rating(rating, doubts=doubts)
    wanted = ("id", "category", "as_of", "level", "score", "low", "high", "coverage", "coverage_reasons")
    return {name: public[name] for name in wanted}


@areas_router.get(
    "",
    operation_id="list_areas",
    response={200: AreaList},
    summary="Every rated country, or the parts `inside` one, with the security level",
)
def list_areas(request: HttpRequest, as_of: str = "", inside: str = "") -> HttpResponse:
    """Countries by alpha-3 code; with `inside` (alpha-3) that country's first-level areas and large cities."""
    del request
    at, tools, country = _at(as_of), open_tools(), inside.strip().upper()
    if country and country not in tools.areas:
        raise NotFound(no_such_area(country))
    wanted = [part.id for part in tools.parts.inside(country)] if country else None
    headline = [one for one in ratings_as_of(wanted, as_of=at) if one.category == Headline.SECURITY.value]
    doubts = doubts_of(headline, as_of=at)
    items = [{**_area(one.area), "rating": _brief(one, doubts.get(one.id, ()))} for one in headline]
    return JsonResponse({"as_of": rfc3339(at), "items": items})


def _holders(code: str, found: Sequence[Rating], doubts: Mapping[str, Sequence[str]]) -> list[dict[str, object]]:
    kept_of = ("id", "name", "kind")
    return [
        {
            **{name: value for name, value in _area(one.id).items() if name in kept_of},
            "rating": _brief(one.rating, doubts.get(one.rating.id, ())),
        }
        for one in holders_of(code, found)
        if one.rating is not None
    ]


def _area(ident: str) -> dict[str, object]:
    """Id, name and kind; of a part also its country, the area it lies in, and its share of the country's people."""
    tools = open_tools()
    part = tools.parts.get(ident)
    if part is None:
        return {"id": ident, "name": tools.country_name(ident), "kind": AreaKind.COUNTRY.value}
    return {
        "id": ident,
        "name": part.name,
        "kind": part.kind.value,
        "country": part.country,
        "parent": part.parent,
        "share": part.share,
    }


@areas_router.get(
    "/{ident}",
    operation_id="get_area",
    response={200: AreaDetail},
    summary="One area: all ratings and government advice",
)
def get_area(request: HttpRequest, ident: str, as_of: str = "") -> HttpResponse:
    """Alpha-3 code, or the id of a part such as KAZ.02, any case. Advice is that for the country."""
    del request
    at, code = _at(as_of), ident.upper()
    found = ratings_as_of([code, *open_tools().parts.holders(code)], as_of=at)
    ratings, doubts = [one for one in found if one.area == code], doubts_of(found, as_of=at)
    advice = [
        {
            "issuer": row.issuer,
            "statuses": row.statuses,
            "summary": row.summary,
            "updated_at": rfc3339(row.updated_at),
            "link": row.link,
        }
        for row in feeds.advice_for(country_of(code), as_of=at)
    ]
    body = {
        **_area(code),
        "as_of": rfc3339(at),
        "holders": _holders(code, found, doubts),
        "ratings": [public_rating(rating, doubts=doubts.get(rating.id, ())) for rating in ratings],
        "advice": advice,
    }
    return JsonResponse(body)


@ratings_router.get("", operation_id="list_ratings", response={200: RatingList}, summary="Ratings as of a time")
def list_ratings(request: HttpRequest, as_of: str = "", category: str = "", area: str = "") -> HttpResponse:
    """All countries unless `area` names some, or parts (comma-separated); all categories unless `category` names one."""
    del request
    at = _at(as_of)
    if category and category not in _KNOWN:
        raise InvalidValue(f"no category {category[:40]!r}")
    areas = [code.strip().upper() for code in area.split(",") if code.strip()] or None
    found = [one for one in ratings_as_of(areas, as_of=at) if not category or one.category == category]
    doubts = doubts_of(found, as_of=at)
    items = [public_rating(one, doubts=doubts.get(one.id, ())) for one in found]
    return JsonResponse({"as_of": rfc3339(at), "items": items})


@ratings_router.get(
    "/{ident}", operation_id="get_rating", response={200: RatingOut}, summary="One issued rating by its id"
)
def get_rating(request: HttpRequest, ident: str) -> HttpResponse:
    """As issued; `lookfar rate --verify` recomputes it from its snapshot."""
    del request
    prefix, _, category = ident.partition(":")
    if len(prefix) < 20 or not category:
        raise NotFound("no rating by that id")
    digest, snapshot = kept.snapshot(prefix)
    if content_hash(snapshot) != digest:
        raise NotFound("no rating by that id")
    for row, issued in kept.issued_from(digest):
        for rating in kept.ratings_in(row, issued):
            if rating.id == ident:
                doubts = doubts_of([rating], as_of=rating.as_of)
                return JsonResponse(public_rating(rating, snapshot, doubts=doubts.get(ident, ())))
    raise NotFound("no rating by that id")
