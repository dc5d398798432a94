"""Adding, changing and removing people, sites and trips."""

from __future__ import annotations

from lookfar.records.models import Leg, Person, Site, Trip


def legs(*parts: tuple[str, str, str]) -> dict[str, str]:
    given = {"legs-TOTAL_FORMS": str(len(parts)), "legs-INITIAL_FORMS": "0"}
    for number, (place, start, end) in enumerate(parts):
        given |= {
            f"legs-{number}-place": place,
            f"legs-{number}-start": start,
            f"legs-{number}-end": end,
            f"legs-{number}-kind": "stay",
        }
    return given


def part(place: str, start: str, end: str) -> dict[str, str]:
    return legs((place, start, end))


def test_a_person_is_added_with_a_place_the_gazetteer_knows(owner, ours):
    answer = owner.post(
        "/people/add", {"name": "Chen", "email": "chen@example.org", "home": "Lima, Peru"}, follow=True
    )
    assert "Usual place: Lima, Peru." in answer.content.decode()
    kept = Person.objects.order_by("created_at").last()
    assert kept.organisation == ours.organisation
    assert kept.private["home"]["country"] == "PER"


def test_an_unknown_place_is_not_kept(owner, ours):
    before = Person.objects.count()
    answer = owner.post("/people/add", {"name": "Chen", "home": "Atlantis-on-Sea"})
    assert answer.status_code == 422
    assert "no place called" in answer.content.decode()
    assert Person.objects.count() == before


def test_fields_that_are_not_asked_for_change_nothing(owner, ours, theirs):
    owner.post(
        f"/people/{ours.person.pk}",
        {
            "name": "Aigul",
            "organisation": str(theirs.organisation.pk),
            "id": str(theirs.person.pk),
            "role": "owner",
        },
    )
    ours.person.refresh_from_db()
    assert ours.person.organisation == ours.organisation
    assert ours.person.private["name"] == "Aigul"


def test_a_site_cannot_have_another_organisations_contact(owner, ours, theirs):
    before = Site.objects.count()
    answer = owner.post("/sites/add", {"name": "Depot", "place": "Almaty", "contact": str(theirs.person.pk)})
    assert answer.status_code == 422
    assert Site.objects.count() == before


def test_a_trip_of_two_parts_is_kept(owner, ours):
    parts = legs(
        ("Almaty", "2030-01-01T08:00", "2030-01-03T08:00"), ("Lima, Peru", "2030-01-04T08:00", "2030-01-05T08:00")
    )
    answer = owner.post("/trips/add", {"name": "Round", "person": str(ours.person.pk), **parts})
    kept = Trip.objects.order_by("created_at").last()
    assert answer.headers["Location"] == f"/trips/{kept.pk}"
    assert [leg.private["place"]["country"] for leg in kept.legs.all()] == ["KAZ", "PER"]


def test_a_trip_of_another_organisations_person_is_refused(owner, ours, theirs):
    before = Trip.objects.count()
    parts = legs(("Almaty", "2030-01-01T08:00", "2030-01-03T08:00"))
    answer = owner.post("/trips/add", {"name": "Round", "person": str(theirs.person.pk), **parts})
    assert answer.status_code == 422
    assert Trip.objects.count() == before


def test_a_part_that_ends_before_it_starts_is_refused(owner, ours):
    before = Leg.objects.count()
    parts = legs(("Almaty", "2030-01-03T08:00", "2030-01-01T08:00"))
    answer = owner.post("/trips/add", {"name": "Round", "person": str(ours.person.pk), **parts})
    assert answer.status_code == 422
    assert "ends before it starts" in answer.content.decode()
    assert Leg.objects.count() == before


def test_a_trip_is_changed_and_deleted(owner, ours):
    parts = legs(("Lima, Peru", "2030-01-01T08:00", "2030-01-03T08:00"))
    owner.post(f"/trips/{ours.trip.pk}/edit", {"name": "Moved", "person": str(ours.person.pk), **parts})
    ours.trip.refresh_from_db()
    assert [leg.private["place"]["name"] for leg in ours.trip.legs.all()] == ["Lima"]
    owner.post(f"/trips/{ours.trip.pk}/delete")
    assert not Trip.objects.filter(pk=ours.trip.pk).exists()


def test_names_are_not_readable_in_the_database(ours):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select private from records_person")
        stored = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert b"Aigul" not in stored
    assert b"Almaty" not in stored


def test_a_trip_too_long_for_the_page_is_not_cut_short_by_it(owner, ours):
    from dataclasses import replace
    from datetime import timedelta

    from lookfar.flow.legs import kept_legs
    from lookfar.flow.people import keep_trip

    first = kept_legs(ours.trip)[0].plan
    day = timedelta(days=1)
    legs = [replace(first, start=first.start + n * day, end=first.end + n * day) for n in range(101)]
    keep_trip(ours.person, name="Long", legs=legs, trip=ours.trip)
    page = owner.get(f"/trips/{ours.trip.pk}/edit", follow=True).content.decode()
    assert "importing its table again" in page
    parts = part("Lima, Peru", "2030-01-01T08:00", "2030-01-03T08:00")
    owner.post(f"/trips/{ours.trip.pk}/edit", {"name": "Cut", "person": str(ours.person.pk), **parts})
    assert ours.trip.legs.count() == 101
