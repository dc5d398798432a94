"""`/areas/`: every country with its level; `/areas/{id}`: levels, evidence, forecast, advice, coverage of an area."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TypedDict
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from lookfar.accounts.askers import asker_of
from lookfar.domain.areas import country_of
from lookfar.domain.errors import NotFound, Tampered
from lookfar.domain.rating import Contributor, Rating, graver_than, rests_on
from lookfar.domain.taxonomy import BLOCKS, Headline
from lookfar.domain.vocabulary import Coverage, Level, Origin
from lookfar.flow.asking import FRESH
from lookfar.flow.coverage_said import Deaf, doubts_of
from lookfar.flow.figures_shown import figures_of
from lookfar.flow.finding import asked, find
from lookfar.flow.holders import holders_of
from lookfar.flow.parts import Parts, parts_of
from lookfar.flow.refused import in_words, lake_refused, ratings_or_last
from lookfar.flow.tools import no_such_area, open_tools
from lookfar.records import feeds
from lookfar.records import ratings as kept
from lookfar.records.models import ChangeRow
from lookfar.records.search import Search
from lookfar.web import incident_lists, words
from lookfar.web.forecast_shown import forecast_view
from lookfar.web.pages.world import ratings_of_all
from lookfar.web.standing import Moment, moment_of

LOOK_BACK = timedelta(days=30)
HISTORY = timedelta(days=400)
SILENCE = 1.5 * FRESH
"""An issue answers for a day and the next comes every day; one that comes later than this leaves a gap."""
CHANGES = 40
IN_LIST = 60
NAMED = 3
"""So many of the headline's incidents are named at once; the others are one tap away."""
Point = tuple[datetime, Rating | None]
"""An issue; None: nothing is known of that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One category's rating with its bar, in per cent of 0-100; `trend`: how it came to its level, "" unless known."""

    rating: Rating
    trend: str

    @property
    def weighing(self) -> tuple[Contributor, ...]:
        """The incidents that weigh most in it."""
        return _weighing(self.rating)

    @property
    def known(self) -> bool:
        return self.rating.level is not Level.NOT_ENOUGH_DATA


@require_safe
def every_area(request: HttpRequest) -> HttpResponse:
    """The table behind the map: every area's security level, worst first."""
    moment = moment_of(request)
    names = open_tools().country_name
    rated, refused = ratings_of_all(moment)
    by_area: dict[str, list[Rating]] = {}
    for rating in rated:
        by_area.setdefault(rating.area, []).append(rating)
    headline = [rating for rating in rated if rating.category == Headline.SECURITY.value]
    headline.sort(key=lambda rating: (-int(rating.level), -rating.score, names(rating.area)))
    doubts = doubts_of(headline, as_of=moment.as_of)
    return render(
        request,
        "areas.html",
        {
            "shows_world": True,
            "lines": [
                (names(one.area), one, graver_than(one, by_area[one.area]), said, _beside(one, said))
                for one in headline
                for said in [doubts.get(one.id, ())]
            ],
            "refused": refused,
            "lake_refused": lake_refused(),
            "last_of_each": True,
        },
    )


def _beside(rating: Rating, doubts: Sequence[str]) -> str:
    """What follows the word "heard": the gravest kind of doubt."""
    if rating.coverage is not Coverage.COVERED or not doubts:
        return ""
    return " in part of the time" if any(isinstance(said, Deaf) for said in doubts) else ", seldom told of"


@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a country, or of a part of one such as KAZ.02."""
    moment = moment_of(request)
    tools = open_tools()
    if code != code.upper():
        return redirect(f"/areas/{code.upper()}{moment.keep}", permanent=True)
    if not tools.is_rated(code):
        raise NotFound(no_such_area(code))
    country = country_of(code)
    found, refused = ratings_or_last([code, *tools.parts.holders(code)], as_of=moment.as_of)
    ratings = {rating.category: rating for rating in found if rating.area == code}
    if not ratings:
        raise Tampered(refused)
    listed = _listed(request, code, moment)
    changes = _changes(code, moment)
    context = {
        **_of_ratings(code, ratings, moment),
        "refused": refused,
        "lake_refused": lake_refused(),
        "last_issued": ratings[Headline.SECURITY.value].as_of if refused else None,
        "shows_world": True,
        "code": code,
        "name": tools.area_name(code),
        "country": country,
        "country_name": tools.country_name(country),
        "part": tools.parts.get(code),
        **_held(code, ratings[Headline.SECURITY.value], found),
        "blocks": _blocks(ratings, changes),
        "since": _since(changes, ratings[Headline.SECURITY.value]),
        "changes": changes[:CHANGES],
        "forecast": forecast_view(country, tools.country_name(country), as_of=moment.as_of),
        "history": _history(code, changes, moment),
        **listed,
        "advice": feeds.advice_for(country, as_of=moment.as_of),
        "rests_on_replay": any(row.incident.origin is Origin.REPLAYED for row in listed["rows"]),
    }
    return render(request, "area.html", context)


def _of_ratings(code: str, ratings: dict[str, Rating], moment: Moment) -> dict[str, object]:
    """The headline and what stands beside it."""
    headline = ratings[Headline.SECURITY.value]
    parts, parts_refused = _parts(code, ratings, moment)
    doubts = doubts_of(list(ratings.values()), as_of=moment.as_of)
    return {
        "parts": parts,
        "parts_refused": parts_refused,
        "headline": headline,
        "is_issued": kept.is_kept(headline.snapshot),
        "figures": figures_of(headline),
        "graver": graver_than(headline, ratings.values()),
        "headlines": [ratings[key.value] for key in Headline if key.value in ratings],
        "why": _weighing(headline)[:NAMED],
        "why_more": _weighing(headline)[NAMED:],
        "rests_on": rests_on(headline),
        "doubts": doubts.get(headline.id, ()),
        "doubted": _doubted(ratings, doubts),
    }


def _doubted(ratings: dict[str, Rating], doubts: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """By doubt: the categories that it is about."""
    found: dict[str, list[str]] = {}
    for members in BLOCKS.values():
        for one in members:
            for said in doubts.get(ratings[one.value].id, ()) if one.value in ratings else ():
                found.setdefault(said, []).append(one.value)
    return found


class _Listed(TypedDict):
    """The list of incidents. `beyond`: the query of the list that has more than are shown, "" when it has not."""

    rows: list[incident_lists.Row]
    orders: list[incident_lists.OrderLink]
    look_back: int
    beyond: str


def _listed(request: HttpRequest, code: str, moment: Moment) -> _Listed:
    """The incidents of a country, or those known to lie in a part, and what the asker's organisation entered."""
    order = asked({"order": request.GET.getlist("order")}, now=moment.now).order
    search = Search(as_of=moment.as_of, areas=(code,), since=moment.as_of - LOOK_BACK, order=order)
    page, asker = find(search, limit=IN_LIST), asker_of(request.user)
    entered = incident_lists.entered(asker, search)
    every = {"area": code, "from": f"{moment.as_of - LOOK_BACK:%Y-%m-%d}", "order": order.value}
    if moment.asked:
        every["as_of"] = moment.asked
    return {
        "rows": incident_lists.rows((*entered, *page.incidents), incident_lists.mine(asker)),
        "orders": incident_lists.orders(request, search),
        "look_back": LOOK_BACK.days,
        "beyond": urlencode(every) if page.after else "",
    }


def _held(code: str, headline: Rating, found: Iterable[Rating]) -> dict[str, object]:
    """What holds a part of a country, the nearest first, and which of it is graver; nothing for a country."""
    holders = holders_of(code, found)
    return {"holders": holders, "graver_around": [one for one in holders if one.is_graver_than(headline)]}


def _parts(code: str, ratings: dict[str, Rating], moment: Moment) -> tuple[Parts | None, str]:
    """The parts of a country that stand out, none for a part; and why they are not known, "" when they are."""
    if code != country_of(code):
        return None, ""
    try:
        return parts_of(ratings[Headline.SECURITY.value], as_of=moment.as_of), ""
    except Tampered as error:
        return None, in_words(error)


def _weighing(rating: Rating) -> tuple[Contributor, ...]:
    """What stands behind a rating, the largest share first."""
    return tuple(sorted(rating.contributors, key=lambda part: -part.share))


def _blocks(ratings: dict[str, Rating], changes: list[ChangeRow]) -> list[tuple[str, list[Line]]]:
    return [
        (
            block.value.capitalize(),
            [
                Line(rating=ratings[one.value], trend=_trend(_since(changes, ratings[one.value])))
                for one in members
                if one.value in ratings
            ],
        )
        for block, members in BLOCKS.items()
    ]


def _trend(change: ChangeRow | None) -> str:
    if change is None or not change.before:
        return ""
    verb = "up" if change.after > change.before else "down"
    return f"{verb} from {change.before}, {change.at.day} {change.at:%b %Y}"


def _since(changes: list[ChangeRow], rating: Rating) -> ChangeRow | None:
    """The change that led to the level shown; None when the last one on record led to another.

    Not every way to a level is logged: nobody was heard and nothing was issued, or this was worked out just now.
    """
    last = next((change for change in changes if change.category == rating.category), None)
    return last if last is not None and last.after == int(rating.level) else None


def _changes(code: str, moment: Moment) -> list[ChangeRow]:
    rows = ChangeRow.objects.filter(area=code, at__lte=moment.as_of, at__gt=moment.as_of - HISTORY)
    return list(rows.order_by("-at", "-pk"))


def _history(code: str, changes: list[ChangeRow], moment: Moment) -> dict[str, object] | None:
    """The security score by issue, for the chart; None when nothing was ever issued."""
    points = [
        (row.as_of, rating if rating.level is not Level.NOT_ENOUGH_DATA else None)
        for row, issued in kept.history(code, as_of=moment.as_of)
        if row.as_of > moment.as_of - HISTORY
        for rating in kept.ratings_in(row, issued, Headline.SECURITY.value)
    ]
    if len(points) < 2:
        return None
    shown = _with_silences(points)
    return {
        "times": [int(at.timestamp()) for at, _ in shown],
        "score": [rating and rating.score for _, rating in shown],
        "low": [rating and rating.low for _, rating in shown],
        "high": [rating and rating.high for _, rating in shown],
        "changes": [
            {"at": int(change.at.timestamp()), "text": words.category(change.category)}
            for change in changes
            if change.category == Headline.SECURITY.value
        ],
    }


def _with_silences(issued: list[Point]) -> list[Point]:
    """With a point of nothing after each issue that the next does not follow in time: there the line breaks."""
    found = issued[:1]
    for (before, _), (at, rating) in pairwise(issued):
        if at - before > SILENCE:
            found.append((before + FRESH, None))
        found.append((at, rating))
    return found
