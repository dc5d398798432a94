"""Everybody's whereabouts in memory follow the database, whoever wrote to it and however."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction
from tests.exposure.making import reach
from tests.web import seeding

from lookfar.domain.geo import Point
from lookfar.exposure.match import Index, Patched
from lookfar.flow.matching import Presence
from lookfar.flow.people import keep_person, keep_site
from lookfar.records import presence_revision, subjects
from lookfar.records.models import Person, Site, Trip


@pytest.fixture
def house(db):
    return seeding.house("Steppe Aid")


def there(presence: Presence) -> set[str]:
    """Who is met in Almaty on the day."""
    area = reach(Point(lon=76.95, lat=43.25), km=50.0, period=seeding.incident().happened)
    return {match.exposure.id for match in presence.index().meet(area)}


def test_it_holds_exactly_what_the_database_holds_after_any_kind_of_change(house) -> None:
    presence = Presence()
    before = there(presence)
    assert len(before) == 3  # the person, the site and the leg
    changes = [
        lambda: keep_person(house.organisation, name="New", home=seeding.ALMATY),
        lambda: keep_site(house.organisation, name="Office", place=seeding.LIMA, site=house.site),
        lambda: Trip.objects.filter(pk=house.trip.pk).update(cancelled_at=seeding.DAY),
        lambda: house.trip.legs.update(
            start=seeding.DAY - timedelta(days=30), end=seeding.DAY - timedelta(days=20)
        ),
        lambda: Site.objects.bulk_create(
            [Site(organisation=house.organisation, private={"name": "B", "place": seeding.ALMATY})]
        ),
        lambda: Person.objects.filter(pk=house.person.pk).delete(),
        lambda: connection.cursor().execute("DELETE FROM records_site"),
    ]
    for number, change in enumerate(changes):
        change()
        fresh = Presence()
        assert there(presence) == there(fresh), number


def test_without_a_change_nothing_is_read_again(house, django_assert_num_queries) -> None:
    presence = Presence()
    presence.index()
    with django_assert_num_queries(1):
        presence.index()


def test_a_change_that_is_taken_back_leaves_what_was(house) -> None:
    presence = Presence()
    before = there(presence)
    with transaction.atomic():
        keep_person(house.organisation, name="New", home=seeding.ALMATY)
        assert len(there(presence)) == len(before) + 1
        transaction.set_rollback(True)
    keep_site(house.organisation, name="Far", place=seeding.LIMA)
    assert there(presence) == before


def test_one_change_reads_one_subject(house, django_assert_max_num_queries) -> None:
    presence = Presence()
    presence.index()
    for number in range(20):
        keep_person(house.organisation, name=f"Person {number}", home=seeding.ALMATY)
    known = subjects.stored()
    keep_person(house.organisation, name="One more", home=seeding.ALMATY)
    now = subjects.stored()
    assert len([key for key in now if known.get(key) != now[key]]) == 1
    with django_assert_max_num_queries(9):
        presence.index()


def test_every_change_gives_another_token(house) -> None:
    seen = {presence_revision.revision()}
    for _ in range(5):
        keep_person(house.organisation, name="x")
        seen.add(presence_revision.revision())
    assert len(seen) == 6


def test_a_patched_index_meets_what_a_new_one_would(house) -> None:
    everybody = subjects.exposures()
    first, *rest = everybody
    area = reach(Point(lon=76.95, lat=43.25), km=50.0, period=seeding.incident().happened)
    patched = Patched(Index(everybody), {first.id}, Index([first]))
    assert patched.meet(area) == Index(everybody).meet(area)
    assert Patched(Index(everybody), {first.id}, Index(())).meet(area) == Index(rest).meet(area)


class Slow(Presence):
    """One whose reading anew takes until another thread has had the time to begin it too."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.most, self.other = 0, 0, Event()

    def _refresh(self) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.other.wait(timeout=0.3)
        super()._refresh()
        self.inside -= 1


@pytest.mark.django_db(transaction=True)
def test_two_threads_never_leave_what_the_other_one_saw() -> None:
    house = seeding.house("Steppe Aid")
    presence = Slow()

    def asked() -> None:
        presence.index()
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(asked) for _ in range(2)]:
            one.result()
    assert presence.most == 1
    assert presence.of(str(house.person.pk)) is not None
