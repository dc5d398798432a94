"""The drill: a backup under load, restored elsewhere, is equal to the table; and what is said when it is not."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import time
from pathlib import Path

import pytest
from django.db import connection  # noqa: F401 - read by skipif
from tests.flow import homes
from tests.lake.made import incident, written

from lookfar.domain.errors import InvalidValue, Misconfigured, Tampered
from lookfar.flow.backup import members
from lookfar.lake.store import Lake
from lookfar.records.checksums import row_sum, sums_of_file

KILLS = int(os.environ.get("BACKUP_KILLS", "6"))

_WRITER = """
import itertools
from datetime import UTC, datetime
from lookfar.accounts.models import Organisation
from lookfar.flow.legs import LegPlan
from lookfar.flow.people import keep_person, keep_trip
from tests.web import seeding
one = Organisation.objects.get(name="Steppe Aid")
for n in itertools.count():
    person = keep_person(one, name=f"Person {n}", email=f"p{n}@example.org")
    leg = LegPlan(place=seeding.ALMATY, start=seeding.DAY, end=seeding.DAY + seeding.timedelta(days=1))
    keep_trip(person, name=f"Trip {n}", legs=[leg])
    print(n, flush=True)
"""

_TELL = """
from datetime import UTC, datetime
from lookfar.config import read_config
from lookfar.cli.send import open_sender
config = read_config()
open_sender(config, config.home).finish()
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    """A home with people, alerts and a delivery that was made."""
    home = tmp_path_factory.mktemp("source")
    homes.inside(home, homes.PEOPLE)
    made = """
from datetime import UTC, datetime
from lookfar.records.models import DeliveryRow
first = DeliveryRow.objects.order_by("pk").first()
DeliveryRow.objects.filter(pk=first.pk).update(state="delivered", delivered_at=datetime.now(UTC))
"""
    homes.inside(home, made)
    (home / "raw").mkdir()
    (home / "raw" / "body").write_bytes(os.urandom(3 << 20))
    written(Lake(home / "lake"), [incident("a")])
    (home / "outbox.jsonl").write_text('{"webhook-id":"one"}\n')
    return home


@pytest.fixture(scope="module")
def backup(source, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("backups") / "one.backup"
    homes.run(source, "backup", str(path), "--archive", "--lake")
    return path


def restored(backup: Path, source: Path, to: Path) -> str:
    return homes.run(to, "restore", str(backup), "--keys", str(source / "keys"))


def tables(home: Path) -> dict[str, str]:
    return sums_of_file(home / "lookfar.sqlite3")


def test_a_home_that_a_restore_makes_is_its_owners_alone(source, tmp_path):
    backup, home = tmp_path / "a.backup", tmp_path / "made" / "home"
    homes.run(source, "backup", str(backup))
    restored(backup, source, home)
    assert home.stat().st_mode & 0o777 == 0o700
    assert {one.stat().st_mode & 0o777 for one in home.glob("lookfar.sqlite3*")} == {0o600}


def test_a_backup_under_load_is_restored_equal_in_every_table(source, tmp_path):
    writer = homes.begin(source, _WRITER)
    assert writer.stdout is not None
    try:
        for _ in range(20):
            writer.stdout.readline()
        homes.run(source, "backup", str(tmp_path / "load.backup"))
        assert writer.poll() is None, "the writer has ended"
    finally:
        writer.kill()
        written = len(writer.communicate()[0].splitlines()) + 20
    said = restored(tmp_path / "load.backup", source, tmp_path / "home")
    assert "every table equal" in said
    counts = """
from lookfar.records.models import Leg, Person, Trip
trips = Trip.objects.count()
assert all(trip.legs.count() == 1 for trip in Trip.objects.all())
assert all(person.private["name"] for person in Person.objects.all())
print(trips)
"""
    assert 20 <= int(homes.inside(tmp_path / "home", counts)) < written


def test_a_restored_copy_sends_nothing_until_told_and_nothing_twice(source, backup, tmp_path):
    restored(backup, source, tmp_path / "home")
    homes.inside(tmp_path / "home", _TELL)
    state = 'from lookfar.records.models import DeliveryRow as D\nprint(D.objects.filter(state="waiting").count())'
    waiting = int(homes.inside(tmp_path / "home", state))
    assert waiting > 0
    assert (tmp_path / "home" / "outbox.jsonl").read_text().count("\n") == 1
    shown = homes.run(tmp_path / "home", "resume")
    assert shown.count("before the pause") == waiting
    assert "Aigul" not in shown
    assert "Nothing was changed" in shown
    homes.run(tmp_path / "home", "resume", "--send")
    homes.inside(tmp_path / "home", _TELL)
    lines = (tmp_path / "home" / "outbox.jsonl").read_text().splitlines()
    assert len(lines) - 1 == len(set(lines)) - 1 <= waiting
    assert "before the pause" not in homes.run(tmp_path / "home", "resume")


def test_the_age_of_a_backup_is_no_outage(source, backup, tmp_path):
    restored(backup, source, tmp_path)
    looked = """
from datetime import UTC, datetime, timedelta
from lookfar.records import heartbeats
print(datetime.now(UTC) - heartbeats.last_beats()[heartbeats.HOLDING] < timedelta(minutes=10))
"""
    assert homes.inside(tmp_path, looked) == "True"


def test_what_was_due_before_the_pause_can_be_dropped(source, backup, tmp_path):
    restored(backup, source, tmp_path)
    homes.run(tmp_path, "resume", "--discard")
    state = 'from lookfar.records.models import DeliveryRow as D\nprint(sorted(set(D.objects.values_list("state", flat=True))))'
    assert homes.inside(tmp_path, state) == "['delivered', 'discarded']"


def test_the_files_asked_for_come_along(source, backup, tmp_path):
    restored(backup, source, tmp_path)
    assert (tmp_path / "raw" / "body").read_bytes() == (source / "raw" / "body").read_bytes()
    lake = Lake(tmp_path / "lake")
    assert lake.current() == Lake(source / "lake").current()
    lake.check(lake.current())


def test_a_backup_tells_nothing_to_who_has_no_key(source, backup):
    content = backup.read_bytes()
    assert not [word for word in (b"Aigul", b"Steppe Aid", b"SQLite", b"records_") if word in content]
    assert (source / "keys" / "field.key").read_bytes() not in content


def test_a_backup_replaces_no_other(source, backup):
    assert "is there already" in homes.run(source, "backup", str(backup), code=1)


def test_a_restore_replaces_no_database(source, backup):
    assert "has a database" in homes.run(source, "restore", str(backup), code=1)


@pytest.mark.parametrize("spoil", ["cut", "flip", "tail gone", "head only", "other file"])
def test_a_spoilt_backup_is_refused(source, backup, tmp_path, spoil, settings):
    content = bytearray(backup.read_bytes())
    match spoil:
        case "cut":
            content = content[: len(content) // 2]
        case "flip":
            content[len(content) // 2] ^= 1
        case "tail gone":
            content = content[:-40]
        case "head only":
            content = content[:100]
        case _:
            content = bytearray(b"PK\x03\x04" + bytes(1000))
    (tmp_path / "bad.backup").write_bytes(content)
    settings.FIELD_KEY_FILE = source / "keys" / "field.key"
    with pytest.raises((Tampered, InvalidValue), match=r"changed or cut off|not a backup"):
        read_all(tmp_path / "bad.backup")


def read_all(path: Path) -> dict[str, int]:
    """The files in a backup, by length."""
    return {name: len(content.read()) for name, content in members(path)}


def test_a_spoilt_backup_leaves_no_home_behind(source, backup, tmp_path):
    (tmp_path / "bad.backup").write_bytes(backup.read_bytes()[:-40])
    said = homes.run(
        tmp_path / "home", "restore", str(tmp_path / "bad.backup"), "--keys", str(source / "keys"), code=1
    )
    assert "changed or cut off" in said
    assert not (tmp_path / "home" / "lookfar.sqlite3").exists()
    assert not (tmp_path / "home" / ".restoring").exists()


def test_the_wrong_key_is_named(backup, tmp_path, settings):
    settings.FIELD_KEY_FILE = tmp_path / "field.key"
    settings.FIELD_KEY_FILE.write_bytes(os.urandom(32))
    settings.FIELD_KEY_FILE.chmod(0o600)
    with pytest.raises(Misconfigured, match="needs the key"):
        read_all(backup)


def test_no_key_at_all_is_said(backup, tmp_path):
    assert "no keys are in" in homes.run(tmp_path, "restore", str(backup), code=1)


def test_a_backup_of_an_older_schema_is_brought_up_to_date(source, tmp_path):
    old = tmp_path / "old"
    shutil.copytree(source / "keys", old / "keys")
    code = f"""
from datetime import UTC, datetime
from pathlib import Path
from django.core.management import call_command
call_command("migrate", "records", "0006", verbosity=0)
call_command("migrate", "accounts", "0001", verbosity=0)
from lookfar.flow.backup import back_up
back_up(Path({str(tmp_path / "old.backup")!r}), Path({str(old)!r}), also=[], now=datetime.now(UTC))
"""
    homes.inside(old, code)
    restored(tmp_path / "old.backup", source, tmp_path / "home")
    assert "Paused since" in homes.run(tmp_path / "home", "resume")


def test_a_backup_of_a_newer_schema_is_refused(source, tmp_path):
    home = tmp_path / "newer"
    shutil.copytree(source, home)
    homes.inside(
        home,
        "from django.db.migrations.recorder import MigrationRecorder as R\n"
        "from django.db import connection\nR(connection).record_applied('records', '9999_later')",
    )
    homes.run(home, "backup", str(tmp_path / "newer.backup"))
    said = homes.run(
        tmp_path / "home", "restore", str(tmp_path / "newer.backup"), "--keys", str(home / "keys"), code=1
    )
    assert "newer Lookfar" in said


def test_a_kill_during_a_backup_leaves_no_half_file_under_its_name(source, tmp_path):
    killed = 0
    for number in range(KILLS):
        to = tmp_path / f"{number}.backup"
        process = homes.start(source, "backup", str(to), "--archive")
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob(f".{number}.*")) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep((0.0, 0.01, 0.05, 0.15)[number % 4])
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += not to.exists()
        if to.exists():
            restored(to, source, tmp_path / f"home-{number}")
    assert killed
    homes.run(source, "backup", str(tmp_path / "0.backup.again"))
    assert list(tmp_path.glob("*.again"))


def test_a_kill_during_a_restore_leaves_a_home_that_does_not_open_until_it_is_done(source, backup, tmp_path):
    process = homes.start(tmp_path, "restore", str(backup), "--keys", str(source / "keys"))
    while not (tmp_path / ".restoring" / "database.sqlite3").exists() and process.poll() is None:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    if not (tmp_path / "lookfar.sqlite3").exists():
        assert "was not finished" in homes.run(tmp_path, "sources", code=1)
        restored(backup, source, tmp_path)
    assert "Paused since" in homes.run(tmp_path, "resume")


def test_sums_do_not_depend_on_the_order_of_rows_but_on_everything_else():
    rows = [(1, "a", b"x"), (2, "b", None)]
    assert row_sum(rows) == row_sum(rows[::-1])
    assert row_sum(rows) != row_sum(rows[:1])
    assert row_sum(rows) != row_sum([(1, "a", b"x"), (2, "b", "None")])


def test_a_damaged_page_is_noticed(source, tmp_path):
    path = tmp_path / "copy.sqlite3"
    with sqlite3.connect(source / "lookfar.sqlite3") as base, sqlite3.connect(path) as copy:
        base.backup(copy)
    content = bytearray(path.read_bytes())
    content[content.rindex(b"Steppe Aid")] ^= 1
    path.write_bytes(content)
    with pytest.raises(Tampered):
        sums_of_file(path)
