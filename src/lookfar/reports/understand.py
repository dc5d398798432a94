"""A report as understandings: where, what, how grave, how many, who."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from lookfar.domain.geo import Point
from lookfar.domain.places import Place, Precision
from lookfar.domain.report import UNKNOWN_TOLL, Fact, Report, Understanding
from lookfar.domain.taxonomy import NOT_AN_EVENT, Category, EventType, Taxonomy
from lookfar.formats.plain_text import is_held
from lookfar.reports.actors import NamedGroup
from lookfar.reports.bare import Bare, as_given
from lookfar.reports.classify import Classification, ClassifierModel, classify
from lookfar.reports.coded import CountryCodes, coded_actors, coded_kind, coded_place
from lookfar.reports.common_border import BATTLE, on_both_sides
from lookfar.reports.facts import FactsRead, read_facts
from lookfar.reports.gazetteer import Gazetteer
from lookfar.reports.locate import locate
from lookfar.reports.long_past import is_retold
from lookfar.reports.named_countries import with_named_countries
from lookfar.reports.severity import SeverityTable, category_of, grade
from lookfar.reports.spoken import spoken_in
from lookfar.reports.statements import ACTS, HAPPENINGS, cause, elsewhere, further, scenes
from lookfar.reports.targets import TargetList
from lookfar.reports.tolls import Tolls

OFFSHORE_KM = 100.0
"""A point at sea this near a coast counts for that country."""
SURE_OF_A_CAUSE = 0.6
"""Confidence from which a clause of cause is a statement of its own."""
SURE_OF_ANOTHER = 0.6
"""The same for a sentence that adds another event."""


AT_HOME = frozenset({Category.STABILITY, Category.PROTECTION, Category.TRANSPORT, Category.INFRASTRUCTURE})
"""Acts whose unplaced cause is at the place of the act: a curfew amid protests. A sanction's cause is elsewhere."""
ABROAD = frozenset({Category.ARMED_CONFLICT, Category.TERRORISM})
"""Causes that states react to from afar: without a place of their own they are at no place we know."""
_RETOLD = Classification(category=None, event_type=NOT_AN_EVENT, confidence=0.9, abstained=False)
"""What only tells a past again; the confidence by judgement."""
NO_CODES = CountryCodes()
PEACEFUL = EventType("peaceful_protest")
_MOST_DEAD = {
    Category.UNREST: 10_000,
    Category.CRIME: 5_000,
    Category.KIDNAP: 2_000,
    Category.TRANSPORT: 10_000,
    Category.INFRASTRUCTURE: 200_000,
    Category.STABILITY: 10_000,
    Category.RELATIONS: 10_000,
    Category.PROTECTION: 10_000,
}
"""Dead of a single event of a category beyond which a count is of something else; war, terrorism, disasters and disease have no such bound."""
VIOLENT = EventType("violent_demonstration")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What reading needs. `country_at` gives alpha-3 or "" at sea; `nearest_country` takes a distance in km; `neighbours`
    are the countries that one has a border with.
    """

    gazetteer: Gazetteer
    model: ClassifierModel
    taxonomy: Taxonomy
    country_at: Callable[[Point], str]
    nearest_country: Callable[[Point, float], str]
    neighbours: Callable[[str], frozenset[str]]
    severity: SeverityTable
    groups: tuple[NamedGroup, ...]
    targets: TargetList
    codes: CountryCodes = NO_CODES


def understand(report: Report, tools: Tools) -> tuple[Understanding, ...]:
    """What a report states, the main statement first; never empty.

    The publisher's own codes, places and counts win over what is read from the text. A clause of cause,
    further scenes of one event and an event that a later sentence adds follow as statements of their own; scenes without the toll. Words are read as they are
    seen (`bare`); offsets are those of the report's text and title.
    """
    text, title = Bare(report.text), Bare(report.title)
    seen = report if text.is_given and title.is_given else replace(report, text=text.text, title=title.text)
    language = spoken_in(seen, tools.model)
    seen = seen if language == seen.language else replace(seen, language=language)
    return tuple(as_given(said, text, title) for said in _understood(seen, tools))


def _understood(report: Report, tools: Tools) -> tuple[Understanding, ...]:
    kind = _kind(report, tools)
    places = _places(report, tools)
    where = scenes(report.text, places)
    if kind.event_type == BATTLE and not report.places and len(where) == 1:
        where = (on_both_sides(report.text, where[0], tools.gazetteer, tools.neighbours),)
    main = _understanding(report, report.text, kind, places, where[0] if where else None, tools)
    if report.event_type is not None or report.category is not None or kind.category is None or report.is_coded:
        return (main,)
    behind = _cause(report, kind, places, where, tools)
    others = () if kind.category in ACTS else where[1:]
    said = (main, *(_at(main, place) for place in others), *behind)
    return (*said, *_further(report, places, said, tools))


def _kind(report: Report, tools: Tools) -> Classification:
    if report.event_type is not None or report.category is not None:
        category = report.category or category_of(report.event_type, tools.taxonomy)
        return Classification(category=category, event_type=report.event_type, confidence=1.0, abstained=False)
    if report.is_coded:
        return coded_kind(report, tools.taxonomy, tools.model)
    if is_held(report.title, report.text) and is_retold(report.text, report.published_at.year):
        return _RETOLD
    return classify(report.text, tools.model, title=report.title, topic=report.topic, language=report.language)


def _places(report: Report, tools: Tools) -> tuple[Place, ...]:
    if report.places:
        return tuple(_with_country(place, report, tools) for place in report.places)
    return locate(report.text, tools.gazetteer, context=report.context, title=report.title)


def _with_country(place: Place, report: Report, tools: Tools) -> Place:
    """With every country that its publisher names, the one at its point first; with that at its point when none is named.

    Of a whole place the country at its point, on land, is touched whether the publisher names it or not: names may be
    left out ("China" for Taiwan or Hong Kong) or not be read.
    """
    at = tools.country_at(place.point)
    if place.whole or place.countries:
        place = with_named_countries(place, tools.gazetteer)
    if place.whole and at and (place.country or place.countries):
        place = replace(place, countries=tuple(dict.fromkeys((*place.countries, at))))
    if place.country:
        return place
    country = at or tools.nearest_country(place.point, OFFSHORE_KM)
    if report.is_coded:
        return coded_place(place, report, tools.gazetteer, tools.codes, country)
    if place.countries and country not in place.countries:
        country = place.countries[0]
    return replace(place, country=country)


def _understanding(
    report: Report, text: str, kind: Classification, places: tuple[Place, ...], scene: Place | None, tools: Tools
) -> Understanding:
    read = read_facts(
        text,
        tools.groups,
        tools.targets,
        title=report.title,
        language=report.language,
        year=report.published_at.year,
    )
    counted = _plausible(_counted(report, read), kind.category)
    event_type = _deadlier(kind.event_type or _first_type(kind, tools), counted)
    told = text if report.title in text else f"{report.title}. {text}"
    graded = grade(
        told,
        event_type,
        fatalities=counted.fatalities,
        injured=counted.injured,
        taxonomy=tools.taxonomy,
        table=tools.severity,
    )
    return Understanding(
        places=places,
        scene=scene,
        category=kind.category,
        event_type=event_type,
        confidence=kind.confidence,
        abstained=kind.abstained,
        severity=report.severity or graded.severity,
        urgency=report.urgency or graded.urgency,
        certainty=report.certainty or graded.certainty,
        fatalities=counted.fatalities,
        injured=counted.injured,
        toll_is_running_total=counted.running_total,
        actors=coded_actors(report, tools.codes, tools.gazetteer) if report.is_coded else read.actors,
        language=report.language,
        facts=_placed(read, report.text, text),
    )


def _plausible(counted: Tolls, category: Category | None) -> Tolls:
    """Without a count of dead that no single event of the category has had: "protest over the 500,000 killed by the virus"."""
    most = _MOST_DEAD.get(category) if category else None
    best = counted.fatalities.best
    if most is None or best is None or best <= most:
        return counted
    return replace(counted, fatalities=UNKNOWN_TOLL, running_total=False)


def _deadlier(event_type: EventType | None, counted: Tolls) -> EventType | None:
    """A protest in which people were killed is no peaceful one."""
    deadly = bool(counted.fatalities.best or counted.fatalities.low)
    return VIOLENT if deadly and event_type == PEACEFUL else event_type


def _first_type(kind: Classification, tools: Tools) -> EventType | None:
    if kind.category is None:
        return None
    return tools.taxonomy.of_category(kind.category)[0].code


def _counted(report: Report, read: FactsRead) -> Tolls:
    if not report.fatalities.is_known and not report.injured.is_known:
        return read.counted
    return replace(
        read.counted,
        fatalities=report.fatalities if report.fatalities.is_known else read.counted.fatalities,
        injured=report.injured if report.injured.is_known else read.counted.injured,
        running_total=read.counted.running_total and not report.fatalities.is_known,
    )


def _placed(read: FactsRead, whole: str, clause: str) -> tuple[Fact, ...]:
    """Facts of a clause with their offsets in the whole text."""
    shift = 0 if clause == whole else max(whole.find(clause), 0)
    return tuple(
        fact if fact.in_title or not shift else replace(fact, start=fact.start + shift, end=fact.end + shift)
        for fact in read.facts
    )


def _cause(
    report: Report, main: Classification, places: tuple[Place, ...], where: tuple[Place, ...], tools: Tools
) -> tuple[Understanding, ...]:
    clause = cause(report.text) if main.category in ACTS else None
    if clause is None:
        return ()
    start, words = clause
    kind = classify(words, tools.model, language=report.language)
    if kind.category not in HAPPENINGS or kind.category == main.category or kind.confidence < SURE_OF_A_CAUSE:
        return ()
    inside = tuple(place for place in places if start <= place.start < start + len(words))
    if not inside and (kind.category in ABROAD or main.category not in AT_HOME):
        return ()
    if main.category is Category.RELATIONS and kind.category in ABROAD and not _is_news(inside):
        return ()
    at = scenes(report.text, inside) or where or (None,)
    first = _understanding(report, words, kind, places, at[0], tools)
    return (first, *(_at(first, place) for place in at[1:]))


def _further(
    report: Report, places: tuple[Place, ...], said: tuple[Understanding, ...], tools: Tools
) -> tuple[Understanding, ...]:
    """The first happening that a later sentence adds, at places of its own: another bomb, in another town."""
    told = [one.scene for one in said if one.scene is not None]
    for start, words in further(report.text):
        inside = [place for place in places if start <= place.start < start + len(words)]
        at = elsewhere(report.text, inside, told)
        kind = classify(words, tools.model, language=report.language) if at else None
        if kind is not None and kind.category in HAPPENINGS and kind.confidence >= SURE_OF_ANOTHER:
            own = replace(report, title="")  # what the title counts and names is the first event's
            first = _understanding(own, words, kind, places, at[0], tools)
            return (first, *(_at(first, place) for place in at[1:]))
    return ()


def _is_news(places: tuple[Place, ...]) -> bool:
    """Whether a cause abroad is told with a place in a country; by the country alone it is only referred to."""
    return any(place.precision in (Precision.POINT, Precision.CITY, Precision.REGION) for place in places)


def _at(statement: Understanding, place: Place | None) -> Understanding:
    """The same statement at another place; the toll stays with the first, so that it is counted once."""
    return replace(
        statement, scene=place, fatalities=UNKNOWN_TOLL, injured=UNKNOWN_TOLL, toll_is_running_total=False
    )
