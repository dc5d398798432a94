"""Keys of the private columns: rotation, binding to the row, and what is said when a key is wrong."""

from __future__ import annotations

import base64
import os
import secrets
import shutil
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from lookfar.accounts import key_use
from lookfar.accounts.crypto import key_store, unseal
from lookfar.accounts.keyring import read_keys, write_keys
from lookfar.accounts.models import Organisation
from lookfar.domain.errors import InvalidValue, Misconfigured, NotFound, Tampered
from lookfar.records.models import Person

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LATER = NOW + key_use.GRACE


@pytest.fixture
def keys(tmp_path, settings):
    """A key file of the test's own."""
    settings.FIELD_KEY_FILE = tmp_path / "keys" / "field.key"
    settings.FIELD_KEYS = ""
    return settings.FIELD_KEY_FILE


@pytest.fixture
def organisation(db, keys):
    return Organisation.objects.create(name="Steppe Aid")


def people(organisation, count=3):
    rows = [Person(organisation=organisation, private={"name": f"Person {n}"}) for n in range(count)]
    return Person.objects.bulk_create(rows)


def stored(person) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT private FROM records_person WHERE id = %s", [_raw(person)])
        return bytes(cursor.fetchone()[0])


def put(person, value: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_person SET private = %s WHERE id = %s", [value, _raw(person)])


def _raw(person):
    return person.pk if connection.vendor == "postgresql" else person.pk.hex


def first_form(keys, value: object) -> bytes:
    """A value as the first version of Lookfar stored it."""
    nonce = secrets.token_bytes(12)
    return b"\x01" + nonce + AESGCM(keys.read_bytes()[:32]).encrypt(nonce, orjson.dumps(value), b"\x01")


def names() -> set[str]:
    return {person.private["name"] for person in Person.objects.all()}


def test_a_value_names_the_key_that_sealed_it(organisation):
    (person,) = people(organisation, 1)
    assert stored(person)[:1] == b"\x02"
    assert stored(person)[1:9] == key_store().ring().primary.id


def test_a_value_moved_to_another_row_does_not_open(organisation):
    one, other, _ = people(organisation)
    put(other, stored(one))
    with pytest.raises(Tampered, match="another row"):
        _ = Person.objects.get(pk=other.pk).private
    assert Person.objects.get(pk=one.pk).private["name"] == "Person 0"


def test_a_value_moved_to_another_column_does_not_open(organisation):
    (person,) = people(organisation, 1)
    with pytest.raises(Tampered):
        unseal(stored(person), f"records_site.private:{person.pk}")


@pytest.mark.parametrize("at", [0, 9, 21, -1])
def test_a_flipped_bit_is_noticed(organisation, at):
    (person,) = people(organisation, 1)
    value = bytearray(stored(person))
    value[at] ^= 4
    put(person, bytes(value))
    with pytest.raises(Tampered):
        _ = Person.objects.get(pk=person.pk).private


def test_a_value_of_the_first_form_is_read_and_sealed_anew_by_saving(organisation, keys):
    (person,) = people(organisation, 1)
    put(person, first_form(keys, {"name": "Old"}))
    found = Person.objects.get(pk=person.pk)
    assert found.private["name"] == "Old"
    found.save()
    assert stored(person)[:1] == b"\x02"


def test_saving_an_unopened_row_keeps_its_value(organisation):
    (person,) = people(organisation, 1)
    before = stored(person)
    Person.objects.get(pk=person.pk).save()
    assert stored(person) == before


def test_rows_changed_in_bulk_are_sealed_each_for_itself(organisation):
    rows = people(organisation)
    for row in rows[:2]:
        row.private["name"] += " the Second"
    rows[2].private = rows[0].private
    Person.objects.bulk_update(rows, ["private"])
    assert names() == {"Person 0 the Second", "Person 1 the Second"}
    assert len({stored(row) for row in rows}) == 3


def test_a_value_given_to_another_row_is_sealed_for_that_one(organisation):
    one, other, _ = people(organisation)
    other.private = Person.objects.get(pk=one.pk).private
    other.save()
    assert Person.objects.get(pk=other.pk).private == {"name": "Person 0"}


def test_a_query_cannot_write_or_look_for_a_plain_value(organisation):
    people(organisation, 1)
    with pytest.raises(TypeError):
        Person.objects.update(private={"name": "everybody"})
    with pytest.raises(TypeError):
        Person.objects.filter(private={"name": "Person 0"}).exists()


def test_rotating_seals_everything_anew_and_the_old_key_goes(organisation, keys):
    first, *_ = people(organisation, 25)
    put(first, first_form(keys, {"name": "Person 0"}))
    old = key_store().ring().primary
    fresh, count = key_use.rotate(now=NOW, batch=4)
    assert (count, fresh.id != old.id) == (25, True)
    assert key_use.use() == {fresh.id: 25}
    key_use.retire(old.id.hex(), now=LATER)
    assert [key.id for key in key_store().ring().keys] == [fresh.id]
    assert names() == {f"Person {n}" for n in range(25)}
    assert base64.b64encode(old.secret) not in keys.read_bytes()
    assert keys.stat().st_mode & 0o777 == 0o600


def test_a_key_that_a_value_needs_is_not_retired(organisation):
    one, *_ = people(organisation)
    old, before = key_store().ring().primary, stored(one)
    key_use.rotate(now=NOW)
    put(one, before)
    with pytest.raises(InvalidValue, match="1 values still need"):
        key_use.retire(old.id.hex(), now=LATER)
    assert names() == {"Person 0", "Person 1", "Person 2"}


def test_a_value_of_the_first_form_keeps_the_first_key(organisation, keys):
    one, *_ = people(organisation)
    first, old = first_form(keys, {"name": "Old"}), key_store().ring().primary
    key_use.rotate(now=NOW)
    put(one, first)
    with pytest.raises(InvalidValue, match="still need"):
        key_use.retire(old.id.hex(), now=LATER)


def test_a_key_is_not_retired_while_a_slow_write_may_still_come(organisation):
    people(organisation)
    old = key_store().ring().primary
    key_use.rotate(now=NOW)
    with pytest.raises(InvalidValue, match="a minute later"):
        key_use.retire(old.id.hex(), now=LATER - timedelta(seconds=1))


def test_the_writing_key_and_an_unknown_one_are_not_retired(organisation):
    people(organisation)
    with pytest.raises(InvalidValue):
        key_use.retire(key_store().ring().primary.id.hex(), now=LATER)
    with pytest.raises(NotFound):
        key_use.retire("00" * 8, now=LATER)


def test_a_stopped_rotation_goes_on_with_the_same_key(organisation):
    people(organisation, 10)
    fresh = key_store().add(now=NOW)
    again, count = key_use.rotate(now=LATER, batch=3)
    assert (again.id, count) == (fresh.id, 10)
    assert len(key_store().ring().keys) == 2


def test_a_lost_key_is_said_and_not_replaced(organisation, keys):
    people(organisation)
    keys.unlink()
    with pytest.raises(Misconfigured, match="is not there"):
        key_use.check_keys()
    assert not keys.exists()


def test_a_value_whose_key_is_missing_names_it(organisation, keys):
    people(organisation)
    lost = key_store().ring().primary.id.hex()
    keys.write_bytes(secrets.token_bytes(32))
    with pytest.raises(Misconfigured, match=lost):
        key_use.check_keys()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_file_that_others_may_read_is_refused(organisation, keys, mode):
    people(organisation)
    keys.chmod(mode)
    os.utime(keys, (1, 1))
    with pytest.raises(Misconfigured, match="chmod 600"):
        key_store().ring()


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 31, b"{}" + b" " * 40, b"\xff" * 40])
def test_a_broken_key_file_is_refused(organisation, keys, content):
    keys.parent.mkdir()
    keys.write_bytes(content)
    keys.chmod(0o600)
    with pytest.raises(Misconfigured, match="copy of the keys"):
        key_store().ring()


def test_a_key_changed_inside_the_file_is_noticed(organisation, keys):
    key_store().add(now=NOW)
    listed = orjson.loads(keys.read_bytes())
    listed["keys"][1]["key"] = base64.b64encode(bytes(32)).decode()
    keys.write_bytes(orjson.dumps(listed))
    with pytest.raises(Misconfigured, match="was changed"):
        key_store().ring()


def test_keys_are_read_as_they_were_written(organisation):
    key_store().add(now=NOW)
    ring = key_store().ring()
    assert read_keys(write_keys(ring.keys), "x") == ring.keys


def test_no_secret_is_in_the_words_of_a_key(organisation):
    key = key_store().ring().primary
    assert key.secret.hex() not in repr(key)
    assert "secret" not in repr(key)


FIRST, SECOND = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))


def test_the_first_of_the_setting_writes_and_the_file_still_reads(organisation, settings):
    people(organisation)
    settings.FIELD_KEYS = FIRST
    assert names() == {"Person 0", "Person 1", "Person 2"}
    key, count = key_use.rotate(now=NOW)
    assert (key.in_settings, count) == (True, 3)
    settings.FIELD_KEYS = f"{SECOND},{FIRST}"
    assert key_use.rotate(now=NOW)[1] == 3
    settings.FIELD_KEYS = SECOND
    assert names() == {"Person 0", "Person 1", "Person 2"}


def test_a_key_there_is_not_destroyed_from_here(organisation, settings):
    settings.FIELD_KEYS = FIRST
    with pytest.raises(Misconfigured, match="take it out"):
        key_use.retire(key_store().ring().primary.id.hex(), now=LATER)


@pytest.mark.parametrize("text", ["short", base64.b64encode(b"x" * 31).decode(), "***"])
def test_one_that_is_no_key_is_refused(organisation, settings, text):
    settings.FIELD_KEYS = text
    with pytest.raises(Misconfigured, match="LOOKFAR_FIELD_KEYS"):
        key_store().ring()


def test_a_copy_of_the_key_file_opens_everything(organisation, keys, tmp_path, settings):
    people(organisation)
    key_use.rotate(now=NOW)
    shutil.copy2(keys, tmp_path / "copy.key")
    settings.FIELD_KEY_FILE = tmp_path / "copy.key"
    assert names() == {"Person 0", "Person 1", "Person 2"}
