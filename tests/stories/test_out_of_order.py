"""Recorded bodies taken out of order, and clocks set back: the past stays what was known then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import orjson
import pytest

from lookfar import sources
from lookfar.domain.ids import ReportId, SourceId
from lookfar.domain.incident import Incident
from lookfar.domain.report import Advice, Link
from lookfar.domain.source import Body
from lookfar.domain.vocabulary import IncidentStatus, Origin
from lookfar.facts.shipped import FACTS
from lookfar.flow import open_tools, take
from lookfar.flow.cases import cases_to_load
from lookfar.records import feeds
from lookfar.records import incidents as store
from lookfar.records.codec import INCIDENT
from lookfar.records.models import IncidentVersion

WIKIPEDIA = SourceId("wikipedia_current_events")
FIRST = date(2022, 1, 4)
TOLLS = (3, 12, 26, 164)
PACKS = sorted(FACTS.glob("cases/*/incidents.csv"))

pytestmark = pytest.mark.django_db


def _body(day: date, text: str) -> Body:
    row = {"date": day, "category": "Disasters and accidents", "topic": "Landslide", "text": text, "sources": ""}
    ((moment, content),) = sources.known()[WIKIPEDIA].history([row])  # type: ignore[attr-defined]
    return Body(source=WIKIPEDIA, content=content, url="table.csv", fetched_at=moment)


def _landslide(nth: int) -> Body:
    text = f"The death toll from the landslide in Almaty, Kazakhstan, rises to {TOLLS[nth]}."
    return _body(FIRST + timedelta(days=nth), text)


def _take(bodies: Sequence[Body], origin: Origin = Origin.REPLAYED) -> None:
    tools = open_tools()
    for body in bodies:
        take(body, tools, now=body.fetched_at, origin=origin)


def _in_force(as_of: datetime) -> list[Incident]:
    return [INCIDENT.read(row.incident) for row in store.known_at(as_of)]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_no_order_lets_the_past_know_the_future(order: tuple[int, ...]) -> None:
    bodies = [_landslide(nth) for nth in range(4)]
    _take([bodies[nth] for nth in order])
    for nth, body in enumerate(bodies):
        found = _in_force(body.fetched_at)
        assert len({incident.id for incident in found}) == len(found)
        assert all((incident.fatalities.best or 0) <= TOLLS[nth] for incident in found)
    assert max(incident.fatalities.best or 0 for incident in _in_force(bodies[-1].fetched_at)) == TOLLS[-1]


def test_bodies_in_order_tell_each_day_its_toll() -> None:
    bodies = [_landslide(nth) for nth in range(4)]
    _take(bodies)
    for nth, body in enumerate(bodies):
        (incident,) = _in_force(body.fetched_at)
        assert incident.fatalities.best == TOLLS[nth]


def test_a_clock_set_back_leaves_one_version_in_force() -> None:
    bodies = [_landslide(nth) for nth in (0, 1, 3, 2)]
    _take(bodies, Origin.LIVE)
    for body in bodies:
        found = _in_force(body.fetched_at)
        assert len({incident.id for incident in found}) == len(found)
    assert _in_force(bodies[-1].fetched_at)


def _page(fetched_at: datetime, *places: str) -> Body:
    lines = "\n".join(
        f"*A landslide in [[{place}]], Kazakhstan, kills five people. [http://a.example (A)]" for place in places
    )
    text = f"{{{{Current events|year=2022|month=01|day=4|content=\n;Disasters and accidents\n{lines}\n}}}}"
    content = orjson.dumps({"parse": {"title": "Portal:Current events/2022 January 4", "wikitext": text}})
    return Body(source=WIKIPEDIA, content=content, url="page.json", fetched_at=fetched_at)


def test_an_older_state_of_a_page_takes_nothing_back() -> None:
    noon = datetime(2022, 1, 4, 12, tzinfo=UTC)
    later = noon + timedelta(hours=6)
    _take([_page(later, "Almaty", "Aktau", "Taraz"), _page(noon, "Almaty", "Aktau")])
    found = _in_force(later)
    assert len(found) == 3
    assert all(incident.status is not IncidentStatus.RETRACTED for incident in found)


def test_an_older_advice_is_not_the_advice_of_today() -> None:
    def said(day: int, summary: str) -> Advice:
        return Advice(
            id=ReportId("uk_fcdo:kazakhstan"),
            source=SourceId("uk_fcdo"),
            issuer="UK FCDO",
            country="KAZ",
            statuses=(),
            summary=summary,
            change="",
            updated_at=datetime(2022, 1, day, tzinfo=UTC),
            link=Link(url="https://www.gov.uk/foreign-travel-advice/kazakhstan", name="Kazakhstan"),
        )

    for day, summary in ((6, "Avoid Almaty."), (4, "No warning.")):
        feeds.keep_advice(said(day, summary), now=datetime(2022, 1, day, tzinfo=UTC), origin=Origin.REPLAYED)
    for day, known in ((5, []), (6, ["Avoid Almaty."])):
        rows = feeds.advice_for("KAZ", as_of=datetime(2022, 1, day, 12, tzinfo=UTC))
        assert [row.summary for row in rows] == known


def test_a_pack_adds_nothing_to_days_replayed_here() -> None:
    whole = {body.fetched_at.date() for body in cases_to_load(PACKS)}
    _take([_landslide(0)])
    assert {body.fetched_at.date() for body in cases_to_load(PACKS)} == whole - {FIRST}


def test_a_pack_is_loaded_once() -> None:
    bodies = cases_to_load(PACKS)
    _take(bodies[:3])
    assert cases_to_load(PACKS) == bodies[3:]
    assert IncidentVersion.objects.exclude(status=IncidentStatus.RETRACTED.value).exists()
    assert all(row.recorded_at < datetime(2021, 12, 3, tzinfo=UTC) for row in IncidentVersion.objects.all())
