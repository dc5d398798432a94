"""`lookfar keys` as its operator runs it: a new key seals everything, and the old one goes only when nothing needs it."""

from __future__ import annotations

from pathlib import Path

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
