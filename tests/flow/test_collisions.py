"""Two workers tell of one alert at once: whoever comes second does it again, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import cast

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from tests.flow.holding_making import NOON, World, incident
from tests.web import seeding

from lookfar.accounts.models import Role
from lookfar.collect.archive import Archive
from lookfar.domain.errors import NotFound
from lookfar.domain.ids import SourceId
from lookfar.domain.report import Toll
from lookfar.domain.safety import Answer, AnsweredBy
from lookfar.domain.source import Body
from lookfar.domain.vocabulary import Origin
from lookfar.egress.http import Fetched, HttpClient
from lookfar.flow import open_tools, people
from lookfar.flow.collecting import Collector
from lookfar.flow.entering import enter_person
from lookfar.flow.erasure import erase_person
from lookfar.flow.safety import answer, ask_everybody
from lookfar.flow.taking import take
from lookfar.records import collisions
from lookfar.records.collisions import MOST, again_when_collided
from lookfar.records.models import AlertRow, Person, SafetyAsk, Site

MINUTE = timedelta(minutes=1)
QUAKES = (Path(__file__).parents[1] / "sources" / "payloads" / "usgs.geojson").read_bytes()


class Refused(Exception):
    """As the driver of PostgreSQL raises it."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def failing(times: int, sqlstate: str, kind: type[Exception] = IntegrityError) -> Callable[[], int]:
    tries = iter(range(100))

    def work() -> int:
        number = next(tries)
        if number < times:
            raise kind("no") from Refused(sqlstate)
        return number

    return work


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("sqlstate", "kind"), [("23505", IntegrityError), ("40P01", OperationalError), ("40001", OperationalError)]
)
def test_what_collided_is_done_again_and_not_for_ever(sqlstate, kind):
    assert again_when_collided(failing(MOST - 1, sqlstate, kind)) == MOST - 1
    with pytest.raises(kind):
        again_when_collided(failing(MOST, sqlstate, kind))


@pytest.mark.django_db(transaction=True)
def test_what_the_database_refuses_for_another_reason_is_not_done_again():
    work = failing(1, "53100", OperationalError)
    with pytest.raises(OperationalError):
        again_when_collided(work)
    assert work() == 1


def test_inside_another_transaction_it_is_done_once(db):
    with transaction.atomic(), pytest.raises(IntegrityError):
        again_when_collided(failing(1, "23505"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("address", "given"),
    [
        ("/people/add", {"name": "Ann", "home": "Almaty"}),
        ("/sites/add", {"name": "Depot", "place": "Almaty"}),
    ],
)
def test_an_edit_whose_telling_collided_is_done_again_and_kept_once(client, monkeypatch, address, given):
    house = seeding.house("Steppe Aid")
    client.force_login(house.users[Role.OWNER])
    tells = people.match_newcomers
    tries = []

    def collides_once(*found: object, **named: object) -> int:
        tries.append(found)
        if len(tries) == 1:
            raise OperationalError("deadlock detected") from Refused("40P01")
        return tells(*found, **named)

    monkeypatch.setattr(people, "match_newcomers", collides_once)
    before = Person.objects.count() + Site.objects.count()
    assert client.post(address, given).status_code == 302
    assert len(tries) == 2
    assert Person.objects.count() + Site.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_an_edit_that_is_done_again_brings_back_nobody_who_was_erased_meanwhile(tmp_path, monkeypatch):
    ann = World(tmp_path).person("Ann")

    def erased(*_: object, **__: object) -> int:
        raise OperationalError("deadlock detected") from Refused("40P01")

    monkeypatch.setattr(people, "match_newcomers", erased)
    monkeypatch.setattr(collisions, "_collided", lambda _: bool(Person.objects.filter(pk=ann.pk).delete()))
    with pytest.raises(NotFound, match="removed meanwhile"):
        enter_person(ann.organisation, {"name": "Ann", "home": "Almaty"}, open_tools(), now=NOON, person=ann)
    assert not Person.objects.exists()


def beside(world: World, work: Callable[[], object]) -> None:
    """Does something while a transaction that tells of the incident's next version is still open."""
    newer = incident(version=2, recorded_at=NOON + MINUTE, fatalities=Toll(best=500))
    both(lambda: world.happen(newer), work)


def both(first: Callable[[], object], work: Callable[[], object]) -> None:
    """Does something while the transaction of the first is still open."""
    told, seen = Event(), Event()

    def tell() -> None:
        try:
            with transaction.atomic():
                first()
                told.set()
                seen.wait(timeout=1.0)
        finally:
            connections.close_all()

    def other() -> None:
        try:
            told.wait(timeout=10)
            work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(tell), pool.submit(other)]:
            one.result()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="an embedded database has one writer")
@pytest.mark.parametrize("what", ["ask", "help"])
def test_a_question_and_a_call_for_help_leave_beside_an_update(tmp_path, what):
    world = World(tmp_path)
    ann = world.person("Ann")
    world.happen(incident(recorded_at=NOON))
    world.run(NOON)
    if what == "ask":
        beside(
            world, lambda: ask_everybody(world.organisation, incident().id, words="", by=None, now=NOON + MINUTE)
        )
        assert SafetyAsk.objects.count() == 1
    else:
        beside(world, lambda: answer(ann, incident().id, Answer.NEED_HELP, by=AnsweredBy.SELF, now=NOON + MINUTE))
    assert list(AlertRow.objects.filter(held="").order_by("sequence").values_list("sequence", flat=True)) == [
        1,
        2,
        3,
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="an embedded database has one writer")
def test_who_is_erased_while_they_are_told_is_gone_and_nothing_of_theirs_leaves(tmp_path):
    world = World(tmp_path)
    ann = world.person("Ann")
    world.person("Bob")
    beside(world, lambda: erase_person(ann, tmp_path, now=NOON + MINUTE))
    world.run(NOON + 2 * MINUTE)
    assert [mail["To"] for mail in world.mails] == ["bob@example.org"]
    assert not AlertRow.objects.filter(person_id=ann.pk).exists()


class Publisher:
    """Gives the same body to everybody who asks."""

    def fetch(self, url: str, **_: object) -> Fetched:
        return Fetched(
            url=url, status=200, content=QUAKES, content_type="", etag="", last_modified="", retry_after=""
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="an embedded database has one writer")
def test_a_body_that_another_worker_takes_at_once_is_no_fault(tmp_path):
    said: list[str] = []
    client = cast("HttpClient", Publisher())
    collector = Collector(
        open_tools(), client, Archive(tmp_path), clock=lambda: NOON, said=said.append, only=["usgs"]
    )
    body = Body(source=SourceId("usgs"), content=QUAKES, url="https://example.org", fetched_at=NOON)
    both(lambda: take(body, open_tools(), now=NOON, origin=Origin.LIVE), collector.collect_due)
    assert not [line for line in said if "fault" in line]
    assert [line for line in said if "0 new reports" in line]
