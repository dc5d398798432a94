"""Which stored incidents a report could belong to, before anything is compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from lookfar.domain.ids import ReportId
from lookfar.domain.places import Place
from lookfar.domain.report import Report, Understanding
from lookfar.domain.taxonomy import NOT_AN_EVENT, Category
from lookfar.incidents.profile import heading, when
from lookfar.incidents.rule import Rule

CODED_REACH = 2.0
"""Days on either side within which a machine-coded report is compared: its day is a guess, its words too few for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Incidents wanted: those that hold `report` or one of `aliases`, and besides those that happened in
    `[since, until)`, in one of `categories`, in one of `countries` (alpha-3; empty: anywhere) or nowhere known.

    `item`: the published item; its other parts' incidents are wanted too.
    """

    report: ReportId
    aliases: tuple[str, ...]
    item: ReportId
    countries: frozenset[str]
    since: datetime
    until: datetime
    categories: frozenset[Category]


def search(report: Report, understanding: Understanding, rule: Rule) -> Search:
    """What to ask the store for, as wide as the rule could still accept."""
    happened = when(report)
    reach = timedelta(days=CODED_REACH if report.is_coded else _reach(rule, understanding.category))
    return Search(
        report=report.id,
        aliases=aliases(report),
        item=report.item,
        countries=frozenset(country for p in understanding.places for country in p.touched),
        since=happened.start - reach,
        until=happened.end + reach,
        categories=rule.kindred(understanding.category),
    )


def may_join(report: Report, understanding: Understanding, topic: str, place: Place | None) -> bool:
    """Whether an incident under this heading, at this place, is one to compare a report with.

    A machine-coded report's few words are alike the world over: it stays in its country, and in a town's
    own first-level area. One whose code nothing bears out joins only what is filed as it is: same kind of
    act, same town, same day.
    """
    if not report.is_coded:
        return True
    if report.topic and heading(topic) == heading(report.topic):
        return understanding.event_type != NOT_AN_EVENT
    here = understanding.scene
    if understanding.category is None or here is None or place is None:
        return False
    if here.country != place.country and not here.meets(place):
        return False
    if not (here.precision.is_local and place.precision.is_local):
        return True
    return here.name == place.name or here.admin1 == place.admin1 != ""


def aliases(report: Report) -> tuple[str, ...]:
    """The publisher's other ids for the same thing, each with the publisher's name before it."""
    return tuple(sorted({f"{report.source}:{alias}" for alias in report.aliases} | {str(report.id)}))


def _reach(rule: Rule, category: Category | None) -> float:
    """The widest span among types that one incident could hold with this category."""
    kindred = {c.value for c in rule.kindred(category)}
    others = {c.value for c in Category} - kindred
    return max(span.reach for key, span in rule.spans.items() if key not in others)
