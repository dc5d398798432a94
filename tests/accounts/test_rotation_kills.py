"""SIGKILL at random points of a rotation: every value stays readable, and the next run ends it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

KILLS = int(os.environ.get("KEY_KILLS", "8"))
ROWS = 3_000

_SETUP = f"""
from lookfar.cli.store import open_store
open_store()
from lookfar.accounts.models import Organisation
from lookfar.records.models import Person
one = Organisation.objects.create(name="Steppe Aid")
Person.objects.bulk_create([Person(organisation=one, private={{"name": f"Person {{n}}"}}) for n in range({ROWS})])
"""
_ROTATE = """
from datetime import UTC, datetime
from lookfar.cli.store import open_store
open_store()
from lookfar.accounts import key_use
key, count = key_use.rotate(now=datetime.now(UTC), batch=10, said=lambda done: print(done, flush=True))
print(key.id.hex(), count, flush=True)
"""
_READ = f"""
from lookfar.cli.store import open_store
open_store()
from lookfar.accounts import key_use
from lookfar.accounts.crypto import key_store
from lookfar.records.models import Person
names = {{one.private["name"] for one in Person.objects.all()}}
assert names == {{f"Person {{n}}" for n in range({ROWS})}}
print(len(key_store().ring().keys), len(key_use.use()))
"""


def _start(home: Path, code: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "LOOKFAR_HOME": str(home)}
    environment.pop("LOOKFAR_DATABASE", None)
    return subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True)


def _whole(home: Path, code: str) -> str:
    process = _start(home, code)
    said, _ = process.communicate()
    assert process.returncode == 0
    return said.strip()


def test_a_killed_rotation_loses_nothing_and_goes_on(tmp_path: Path) -> None:
    _whole(tmp_path, _SETUP)
    chance, killed_inside = random.Random(5), 0
    for _ in range(KILLS):
        process = _start(tmp_path, _ROTATE)
        assert process.stdout is not None
        for _ in range(chance.randrange(ROWS // 20)):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed_inside += process.returncode == -signal.SIGKILL
        _whole(tmp_path, _READ)
    assert killed_inside > KILLS / 2
    _whole(tmp_path, _ROTATE)
    keys, used = _whole(tmp_path, _READ).split()
    sys.stderr.write(
        f"{killed_inside} kills inside a rotation of {ROWS} values, 0 lost, {keys} keys, {used} used\n"
    )
    assert used == "1"
