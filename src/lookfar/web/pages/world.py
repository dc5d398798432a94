"""`/`: the map and the list, under the same filters, and `/map.json` for the map."""

from __future__ import annotations

from dataclasses import replace

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from lookfar import sources
from lookfar.accounts.askers import asker_of
from lookfar.domain.areas import country_of
from lookfar.domain.rating import Rating
from lookfar.domain.taxonomy import BLOCKS, Headline
from lookfar.domain.times import rfc3339
from lookfar.domain.vocabulary import IncidentStatus, Level, Severity
from lookfar.flow.finding import asked, find
from lookfar.flow.refused import lake_refused, ratings_or_last
from lookfar.flow.tools import open_tools
from lookfar.records.search import Search, usual_window
from lookfar.records.search_order import Order
from lookfar.web import incident_lists, words
from lookfar.web.filter_words import asked_for
from lookfar.web.standing import Moment, moment_of

USUAL_DAYS = 14
IN_LIST = 60
ON_MAP = 500
NEAR_IN_LIST = 20
SEVERITIES = tuple(severity for severity in Severity if severity is not Severity.UNKNOWN)


def _search(request: HttpRequest, moment: Moment) -> Search:
    search = asked(dict(request.GET.lists()), now=moment.now)
    return replace(search, since=usual_window(search, USUAL_DAYS))


@require_safe
def world(request: HttpRequest) -> HttpResponse:
    """The page, or only its list when HTMX asks."""
    moment = moment_of(request)
    search = _search(request, moment)
    page = find(search, limit=IN_LIST, after=request.GET.get("after", ""))
    own = incident_lists.mine(asker_of(request.user))
    touching = _touching(search, own)
    entered = incident_lists.entered(asker_of(request.user), search)
    more = request.GET.copy()
    more["after"] = page.after
    partial = request.headers.get("HX-Request") == "true"
    context = {
        "search": search,
        "asked_for": asked_for(
            search, names=dict(_offered(search)), usual_days=None if _timed(request) else USUAL_DAYS
        ),
        "partial": partial,
        "shows_world": True,
        "entered_rows": [] if request.GET.get("after") else incident_lists.rows(entered, own),
        "own_rows": [] if request.GET.get("after") else touching,
        "rows": _without(touching, incident_lists.rows(page.incidents, own)),
        "more": more.urlencode() if page.after else "",
        "usual_days": USUAL_DAYS,
        "blocks": {block.value.capitalize(): list(of) for block, of in BLOCKS.items()},
        "chosen": {
            name: request.GET.get(name, "")
            for name in ("severity", "area", "from", "until", "source", "status", "q")
        },
        "severities": SEVERITIES,
        "statuses": tuple(IncidentStatus),
        "areas": _offered(search),
        "orders": incident_lists.orders(request, search),
        "gravest": search.order is Order.GRAVEST,
        "sources": [module.SOURCE for module in sources.known().values()],
        "levels": tuple(Level),
        "coloured_by": words.category(_coloured_by(search)),
        "rests_on_replay": any(row.origin.value == "replayed" for row in page.incidents),
        "lake_refused": lake_refused(),
    }
    answer = render(request, "parts/world_list.html" if partial else "world.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _touching(search: Search, own: tuple[incident_lists.Mine, ...]) -> list[incident_lists.Row]:
    """The incidents near one's own, the gravest first and the newest of those; none without any of one's own."""
    if not own:
        return []
    near = [row for row in incident_lists.rows(find(search, limit=ON_MAP).incidents, own) if row.near]
    return sorted(near, key=lambda row: -row.rank)[:NEAR_IN_LIST]


def _without(shown: list[incident_lists.Row], rows: list[incident_lists.Row]) -> list[incident_lists.Row]:
    known = {row.incident.id for row in shown}
    return [row for row in rows if row.incident.id not in known]


def _timed(request: HttpRequest) -> bool:
    return bool(request.GET.get("from") or request.GET.get("until"))


def areas() -> list[tuple[str, str]]:
    """Every rated country as (alpha-3, name), by name."""
    tools = open_tools()
    return sorted(((area, tools.country_name(area)) for area in tools.areas), key=lambda pair: pair[1])


def _offered(search: Search) -> list[tuple[str, str]]:
    """Every country, and before them the parts of countries that were asked for."""
    tools = open_tools()
    parts = [area for area in search.areas if area != country_of(area)]
    return [
        (area, f"{tools.area_name(area)} ({tools.country_name(country_of(area))})") for area in parts
    ] + areas()


def _coloured_by(search: Search) -> str:
    return search.categories[0].value if len(search.categories) == 1 else Headline.SECURITY.value


@require_safe
def map_data(request: HttpRequest) -> JsonResponse:
    """What the map shows under the page's own filters."""
    moment = moment_of(request)
    search = _search(request, moment)
    page = find(search, limit=ON_MAP)
    own = incident_lists.mine(asker_of(request.user))
    return JsonResponse(
        {
            "as_of": rfc3339(moment.as_of),
            "levels": _levels(_coloured_by(search), moment),
            "incidents": incident_lists.points(
                (*page.incidents, *incident_lists.entered(asker_of(request.user), search)), moment.keep
            ),
            "mine": incident_lists.own_points(own),
            "doubts": [],
            "bounds": incident_lists.bounds(page.incidents) if search.areas else None,
        }
    )


def _levels(category: str, moment: Moment) -> dict[str, object]:
    names = dict(areas())
    return {
        rating.area: {
            "name": names.get(rating.area, rating.area),
            "level": int(rating.level),
            "word": rating.level.word,
            "coverage": rating.coverage.value,
            "href": f"/areas/{rating.area}{moment.keep}",
        }
        for rating in ratings_of_all(moment)[0]
        if rating.category == category
    }


def ratings_of_all(moment: Moment) -> tuple[list[Rating], str]:
    """The ratings of all areas, those of a minute ago kept, and "". While something is refused, the last issued of each
    and what is refused.
    """
    key = f"world-ratings:{rfc3339(moment.as_of) if moment.is_past else 'now'}"
    kept = caches["ratings"]
    found: list[Rating] | None = kept.get(key)
    if found is not None:
        return found, ""
    found, refused = ratings_or_last(None, as_of=moment.as_of)
    if not refused:
        kept.set(key, found, 60)
    return found, refused
