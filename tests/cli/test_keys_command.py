"""`lookfar keys` as its operator runs it: a new key seals everything, and the old one goes only when nothing needs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.flow import homes

READ = """
from lookfar.records.models import Person
print(sorted(one.private["name"] for one in Person.objects.all()))
"""


def test_a_rotation_keeps_everything_readable_and_an_old_key_waits_its_minute(tmp_path: Path) -> None:
    homes.inside(tmp_path, homes.PEOPLE)
    before = homes.inside(tmp_path, READ)
    (old,) = (line.split()[0] for line in homes.run(tmp_path, "keys", "list").splitlines())
    said = homes.run(tmp_path, "keys", "rotate").splitlines()
    assert "private values sealed anew" in said[0]
    counts = {line.split()[0]: (line.split()[1], int(line.split()[2])) for line in said[1:]}
    assert counts.pop(old) == ("reads", 0)
    ((word, values),) = counts.values()
    assert (word, values > 0) == ("writes", True)
    assert "try again a minute later" in homes.run(tmp_path, "keys", "retire", old, code=1)
    assert homes.inside(tmp_path, READ) == before
    homes.run(tmp_path, "audit", "--verify")


_NO_WAIT = """
from datetime import timedelta
from lookfar.accounts import key_use
key_use.GRACE = timedelta(0)
"""
_LAST_ID = """
from lookfar.records.models import Person
print(next(one.pk for one in Person.objects.all() if one.private["name"].startswith("Aigul")))
"""


def command(home: Path, *args: str, before: str = _NO_WAIT) -> str:
    """A command inside a process in which nobody's write is waited for."""
    return homes.inside(home, f"{before}\nfrom lookfar.cli.main import main\nassert main({list(args)!r}) == 0")


@pytest.mark.slow
def test_a_rotation_that_was_killed_goes_on_and_the_old_key_stays_until_nothing_needs_it(tmp_path: Path) -> None:
    homes.inside(tmp_path, homes.PEOPLE)
    before = homes.inside(tmp_path, READ)
    (old,) = (line.split()[0] for line in homes.run(tmp_path, "keys", "list").splitlines())
    killed = homes.begin(
        tmp_path,
        "import os, signal\n"
        "from lookfar.accounts import key_use\n"
        "from datetime import UTC, datetime\n"
        "key_use.rotate(now=datetime.now(UTC), batch=1,"
        " said=lambda done: os.kill(os.getpid(), signal.SIGKILL) if done > 1 else None)",
    )
    killed.communicate(timeout=120)
    assert killed.returncode == -9
    listed = {line.split()[0]: int(line.split()[2]) for line in homes.run(tmp_path, "keys", "list").splitlines()}
    assert len(listed) == 2
    assert listed[old] > 0
    refused = homes.inside(
        tmp_path, f"{_NO_WAIT}\nfrom lookfar.cli.main import main\nprint(main(['keys', 'retire', {old!r}]))"
    )
    assert refused.splitlines()[-1] == "1"  # values need it still
    assert homes.inside(tmp_path, READ) == before
    homes.run(tmp_path, "keys", "rotate")
    command(tmp_path, "keys", "retire", old)
    listed = {line.split()[0] for line in homes.run(tmp_path, "keys", "list").splitlines()}
    assert len(listed) == 1
    assert old not in listed
    assert homes.inside(tmp_path, READ) == before


@pytest.mark.slow
def test_an_erasure_with_old_backups_leaves_none_that_can_be_opened(tmp_path: Path) -> None:
    home, backup, other = tmp_path / "home", tmp_path / "one.backup", tmp_path / "other"
    homes.inside(home, homes.PEOPLE)
    homes.run(home, "backup", str(backup))
    homes.run(other, "restore", str(backup), "--keys", str(home / "keys"))  # it can be opened before
    assert "Aigul" in homes.inside(other, READ)
    ident = homes.inside(home, _LAST_ID).splitlines()[-1]
    said = command(home, "erase", "person", ident, "--old-backups")
    assert "is destroyed" in said
    kept = homes.inside(home, READ)
    assert "Aigul" not in kept
    assert "Boris" in kept  # others read on under the new key
    refused = homes.run(tmp_path / "again", "restore", str(backup), "--keys", str(home / "keys"), code=1)
    assert "key" in refused
    fresh = tmp_path / "two.backup"
    homes.run(home, "backup", str(fresh))
    homes.run(tmp_path / "later", "restore", str(fresh), "--keys", str(home / "keys"))
    assert homes.inside(tmp_path / "later", READ) == kept
