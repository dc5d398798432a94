"""A file, what it would do, and doing it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.flow.test_travel import event
from tests.formats.test_ical import calendar

from lookfar.accounts.models import Role
from lookfar.records.models import Leg, PendingImport, Person, Trip


def upload(client, noun: str, content: str | bytes, **more: str):
    held = content.encode() if isinstance(content, str) else content
    return client.post(f"/{noun}/import", {"file": SimpleUploadedFile("file", held), **more})


def held() -> dict[str, str]:
    return {"preview": str(PendingImport.objects.get().pk)}


def test_nothing_is_kept_before_it_is_confirmed(owner, ours):
    before = Person.objects.count()
    page = upload(owner, "people", "name;home\nChen;Springfield\n").content.decode()
    assert "Springfield (Illinois, United States)" in page
    assert Person.objects.count() == before
    answer = owner.post("/people/import", held(), follow=True)
    assert "Imported: 1 new." in answer.content.decode()
    assert Person.objects.count() == before + 1
    assert not PendingImport.objects.exists()


def test_a_wrong_row_is_shown_with_its_line_and_cannot_be_confirmed(owner, ours):
    before = Person.objects.count()
    answer = upload(owner, "people", "name,home\nChen,Lima\nDai,Atlantis-on-Sea\n")
    assert answer.status_code == 422
    assert "Line 3, home:" in answer.content.decode()
    assert owner.post("/people/import", held()).status_code == 422
    assert Person.objects.count() == before


def test_a_calendar_is_imported_for_its_traveller(owner, ours):
    content = calendar(event(), event(uid="2", summary="LH 646 FRA-ALA", place=""))
    page = upload(owner, "trips", content, person=str(ours.person.pk)).content.decode()
    assert "10 Jan 2027 10:00" in page
    assert "Europe/Berlin" in page
    owner.post("/trips/import", held())
    assert Trip.objects.filter(person=ours.person).count() == 3
    upload(owner, "trips", content, person=str(ours.person.pk))
    rows = Leg.objects.count()
    owner.post("/trips/import", held())
    assert Leg.objects.count() == rows


@pytest.mark.parametrize("who", ["manager", "theirs"])
def test_a_preview_is_confirmed_by_nobody_else(client, owner, ours, theirs, who):
    upload(owner, "people", "name\nChen\n")
    before, found = Person.objects.count(), held()
    client.force_login(ours.users[Role.MANAGER] if who == "manager" else theirs.users[Role.OWNER])
    answer = client.post("/people/import", found)
    assert answer.status_code == 422
    assert "no longer there" in answer.content.decode()
    assert Person.objects.count() == before


def test_a_preview_ends_after_half_an_hour(owner, ours):
    upload(owner, "people", "name\nChen\n")
    pending = PendingImport.objects.get()
    pending.expires_at -= timedelta(minutes=31)
    pending.save()
    assert owner.post("/people/import", {"preview": str(pending.pk)}).status_code == 422
    assert not PendingImport.objects.exists()


def test_a_preview_is_not_kept_when_something_changed_since(owner, ours):
    upload(owner, "people", "name\nChen\n")
    owner.post("/people/add", {"name": "Chen"})
    answer = owner.post("/people/import", held())
    assert "was changed since" in answer.content.decode()
    assert Person.objects.filter(organisation=ours.organisation).count() == 3


@pytest.mark.parametrize("content", ["", "hello", b"\xff\xfe\x00", b"%PDF-1.7 \x00\x01", "name\n"])
def test_what_is_no_table_is_refused_with_words(owner, ours, content):
    answer = upload(owner, "people", content or " ")
    assert answer.status_code == 422
    assert "Nothing was imported" in answer.content.decode()


@pytest.mark.parametrize("preview", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_an_unknown_preview_is_refused(owner, ours, preview):
    assert owner.post("/people/import", {"preview": preview}).status_code == 422


def test_no_file_is_refused(owner, ours):
    assert owner.post("/people/import", {}).status_code == 422


def test_a_file_waits_encrypted(owner, ours):
    from django.db import connection

    upload(owner, "people", "name\nCanary McCanary\n")
    with connection.cursor() as cursor:
        cursor.execute("select private from records_pendingimport")
        stored = bytes(cursor.fetchone()[0])
    assert b"Canary" not in stored
    assert b"Q2FuYXJ5" not in stored


@pytest.mark.parametrize("noun", ["people", "sites", "trips"])
def test_templates_and_exports_are_downloads(owner, ours, noun):
    for page in ("template", "export"):
        answer = owner.get(f"/{noun}/{page}.csv")
        assert answer.headers["Content-Type"].startswith("text/csv")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_traveller_exports_only_himself(client, ours):
    client.force_login(ours.users[Role.TRAVELLER])
    assert "Boris" not in client.get("/people/export.csv").content.decode()


def test_an_imported_traveller_is_told_of_what_is_already_going_on_there(owner, ours):
    from datetime import UTC, datetime

    from tests.web import seeding

    from lookfar.records.models import AlertRow

    now = datetime.now(UTC)
    seeding.happen(seeding.incident("now", start=now - timedelta(hours=2), recorded_at=now))
    seeding.keep_person(ours.organisation, name="Dana", email="dana@example.org")
    days = f"{now:%Y-%m-%d},{now + timedelta(days=3):%Y-%m-%d}"
    upload(owner, "trips", f"trip,person,place,start,end\nFair,Dana,Almaty,{days}\n")
    owner.post("/trips/import", held())
    leg = Leg.objects.latest("start")
    assert AlertRow.objects.filter(subject_id=str(leg.pk)).exists()
