"""Why silence about an area is no proof of calm, in sentences to show beside its ratings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from lookfar import sources
from lookfar.domain.areas import country_of
from lookfar.domain.ids import SourceId
from lookfar.domain.rating import Rating
from lookfar.domain.vocabulary import Reliability
from lookfar.flow.tools import open_tools
from lookfar.flow.watching import Watching, heard_as_of
from lookfar.ratings.coverage import Listening
from lookfar.records import feeds
from lookfar.records.countries_told import told_of

DAY = timedelta(days=1)
YEAR = timedelta(days=365)
LEAST_DAYS = 90
"""Days listened to news in the year before which nothing is said of how often it tells of a country."""
LATELY, LEAST_OF, MOST_HEARD = timedelta(days=90), 7, 0.8
"""Of so many last days, and no fewer, such a share heard is as good as all."""
SELDOM = 12.0
"""Incidents a year; news that tells of fewer is silent of most months, whatever happens in them."""


class Deaf(str):
    """The kind of doubt that says that nobody was listening on many of the last days."""

    __slots__ = ()


def doubts_of(ratings: Sequence[Rating], *, as_of: datetime) -> dict[str, tuple[str, ...]]:
    """By rating id: who is not heard, and whether news ever tells of the country; ratings without a doubt are absent.

    The latter is said and enters no rating: methods were fitted on countries that are all taken for covered.
    """
    if not ratings:
        return {}
    heard = heard_as_of(as_of)
    watching, deaf = Watching(heard, as_of=as_of), deaf_lately(heard, as_of=as_of)
    seldom = seldom_told({country_of(rating.area) for rating in ratings}, as_of=as_of)
    found = {one.id: (*watching.why(one), *deaf, *seldom.get(country_of(one.area), ())) for one in ratings}
    return {ident: said for ident, said in found.items() if said}


def deaf_lately(heard: Sequence[Listening], *, as_of: datetime) -> tuple[str, ...]:
    """That news was not heard on many of the last days, in a sentence."""
    news = _news()
    oldest = min((one.since for one in heard if one.source in news and one.since is not None), default=None)
    if oldest is None:
        return ()
    since = max(oldest - DAY, as_of - LATELY)
    days, of = feeds.days_heard(news, since=since, until=as_of), (as_of - since).days
    if of < LEAST_OF or days >= MOST_HEARD * of:
        return ()
    others = "the other day" if of - days == 1 else f"the other {of - days} days"
    said = f"news was heard on {days} of the last {of} days; on {others} nobody was listening, so quiet then says nothing"
    return (Deaf(said),)


def seldom_told(countries: Collection[str], *, as_of: datetime) -> dict[str, tuple[str, ...]]:
    """By country that news seldom tells of: how seldom, in a sentence. Empty while too little was listened to."""
    news = _news()
    days = feeds.days_heard(news, since=as_of - YEAR, until=as_of)
    if days < LEAST_DAYS:
        return {}
    told = told_of(news, since=as_of - YEAR, until=as_of)
    few = {one: told.get(one, 0) for one in countries if told.get(one, 0) * YEAR.days < SELDOM * days}
    return {one: (_sentence(one, count, days),) for one, count in few.items()}


def _news() -> list[SourceId]:
    """Sources that tell of everything, and that a reader would believe."""
    about = [module.SOURCE for module in sources.known().values()]
    return [
        one.id
        for one in about
        if not (one.advice_only or one.tells or one.exhaustive) and one.reliability.value <= Reliability.C.value
    ]


def _sentence(country: str, count: int, days: int) -> str:
    incidents = "no incident" if count == 0 else f"{count} incident{'s' if count > 1 else ''}"
    within = "12 months" if days > YEAR.days * 0.9 else f"{days} days listened to"
    return f"news seldom tells of {open_tools().country_name(country)}: {incidents} in {within}"
