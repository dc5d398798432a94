"""A secret is made once and whole, however many processes begin together and wherever one is killed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lookfar.accounts import secret_files
from lookfar.accounts.secret_files import secret_file

_MAKE = """
import sys
from pathlib import Path
from lookfar.accounts.secret_files import secret_file
print("ready", flush=True)
sys.stdin.readline()
print(" ".join(secret_file(Path(sys.argv[1]) / f"{n}.key").hex() for n in range(300)))
"""


def test_processes_that_begin_together_have_the_same_secret(tmp_path):
    command = [sys.executable, "-c", _MAKE, str(tmp_path)]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=0)
        for _ in range(4)
    ]
    for one in started:
        assert one.stdout.readline() == "ready\n"
    for one in started:
        one.stdin.write("now\n")
    said = {one.communicate()[0] for one in started}
    assert [one.returncode for one in started] == [0] * 4
    assert len(said) == 1
    assert len(list(tmp_path.iterdir())) == 300


def test_a_name_is_given_only_to_a_whole_secret(tmp_path, monkeypatch):
    path, seen = tmp_path / "keys" / "field.key", []

    def killed(descriptor: int) -> None:
        seen.append(path.exists())
        raise KeyboardInterrupt

    monkeypatch.setattr(secret_files.os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        secret_file(path)
    monkeypatch.undo()
    assert seen == [False]
    assert not path.exists()
    assert len(secret_file(path)) == 32
    assert path.stat().st_mode & 0o777 == 0o600
