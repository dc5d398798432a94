"""The lake keeps its word: whole or not at all, one writer, and no file changed behind its back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.lake.made import DAY, NOW, incident, written

from lookfar.domain.errors import LookfarError, Misconfigured, NotFound, Tampered
from lookfar.lake import disk, seal
from lookfar.lake.manifest import Manifest
from lookfar.lake.opened import open_lake
from lookfar.lake.shape import Name
from lookfar.lake.store import Lake

MONTH = "2021-12"


def files(lake: Lake) -> list[Path]:
    return sorted((lake.root / "incidents").glob("*/*.parquet"))


def test_only_the_month_that_was_touched_is_written_again(lake: Lake) -> None:
    written(lake, [incident("a"), incident("b", recorded=NOW - 100 * DAY)])
    old, _ = files(lake)
    stamp = old.stat().st_mtime_ns
    written(lake, [incident("a"), incident("c")])
    assert old.stat().st_mtime_ns == stamp
    assert {file.month: file.rows for file in lake.current().of(Name.INCIDENTS)} == {"2021-09": 1, MONTH: 2}


def test_equal_rows_give_equal_bytes_in_any_order(lake: Lake, tmp_path: Path) -> None:
    rows = [incident("a"), incident("b"), incident("c", version=2)]
    first = written(lake, rows).current().files
    again = written(Lake(tmp_path / "other"), reversed(rows)).current().files
    assert first == again


def test_nothing_new_leaves_the_state_untouched(lake: Lake) -> None:
    before = written(lake, [incident("a")]).current()
    assert written(lake, [incident("a")]).current() == before


def spoil(lake: Lake) -> None:
    with lake.writing(now=NOW) as writer:
        writer.replace(Name.INCIDENTS, MONTH, [incident("b")])
        raise KeyError("a fault in the middle")


def test_a_change_that_fails_leaves_the_old_state(lake: Lake) -> None:
    before = written(lake, [incident("a")]).current()
    with pytest.raises(KeyError, match="in the middle"):
        spoil(lake)
    assert lake.current() == before
    lake.check(before)


def test_what_a_crash_left_behind_is_swept_up_by_the_next_change(lake: Lake) -> None:
    written(lake, [incident("a")])
    left = lake.root / "incidents" / MONTH / ".table.part"
    left.write_bytes(b"half a file")
    written(lake, [incident("b")])
    assert not left.exists()


def test_a_file_that_somebody_may_be_reading_outlives_one_change(lake: Lake) -> None:
    before = written(lake, [incident("a")]).current()
    written(lake, [incident("b")])
    lake.check(before)
    written(lake, [incident("c")])
    with pytest.raises(Tampered, match="missing"):
        lake.check(before)


def test_a_second_writer_is_told_so(lake: Lake) -> None:
    with (
        lake.writing(now=NOW),
        pytest.raises(Misconfigured, match="another process is writing"),
        Lake(lake.root).writing(now=NOW),
    ):
        pass


def test_a_snapshot_keeps_its_files_and_its_time(lake: Lake) -> None:
    name = written(lake, [incident("a")]).snapshot(created_at=NOW)
    for other in "bcd":
        written(lake, [incident(other)])
    held = lake.kept(name)
    lake.check(held)
    assert held.created_at == "2022-01-06T12:00:00Z"
    assert [one for one, _ in lake.snapshots()] == [name]
    with open_lake(lake, "duckdb", snapshot=name) as opened:
        table = opened.table(Name.INCIDENTS)
        assert table is not None
        assert [row["incident_id"] for row in opened.rows(table)] == ["a"]


def test_the_same_state_at_the_same_time_is_the_same_snapshot(lake: Lake, tmp_path: Path) -> None:
    one = written(lake, [incident("a")]).snapshot(created_at=NOW)
    other = written(Lake(tmp_path / "other"), [incident("a")])
    assert other.snapshot(created_at=NOW) == one
    assert other.snapshot(created_at=NOW + DAY) != one


@pytest.mark.parametrize("how", ["cut", "changed", "gone"])
def test_a_file_changed_on_disk_is_refused_by_name(lake: Lake, how: str) -> None:
    name = written(lake, [incident("a"), incident("b", recorded=NOW - 100 * DAY)]).snapshot(created_at=NOW)
    bad, good = files(lake)
    content = bad.read_bytes()
    match how:
        case "cut":
            bad.write_bytes(content[:-40])
        case "changed":
            bad.write_bytes(content[:50] + bytes([content[50] ^ 1]) + content[51:])
        case _:
            bad.unlink()
    with (
        pytest.raises(Tampered, match=f"{bad.parent.name}/{bad.name}") as caught,
        open_lake(lake, "duckdb", snapshot=name),
    ):
        pass
    assert good.name not in str(caught.value)


def test_a_changed_manifest_is_refused_by_name(lake: Lake) -> None:
    name = written(lake, [incident("a")]).snapshot(created_at=NOW)
    path = lake.root / "snapshots" / f"{name}.json"
    path.write_text(path.read_text().replace('"rows": 1', '"rows": 2'))
    with pytest.raises(Tampered, match=name):
        lake.kept(name)


def test_beside_a_changed_snapshot_nothing_is_written(lake: Lake) -> None:
    name = written(lake, [incident("a")]).snapshot(created_at=NOW)
    path, before = lake.root / "snapshots" / f"{name}.json", lake.current()
    content = path.read_text()
    path.write_text(content.replace('"rows": 1', '"rows": 2'))
    with pytest.raises(Tampered, match=f"{name}.*put back"):
        written(lake, [incident("b")])
    assert lake.current() == before
    assert len(files(lake)) == 1
    path.write_text(content)
    assert written(lake, [incident("b")]).current() != before


def test_a_change_counts_when_what_it_left_behind_cannot_be_removed(lake: Lake) -> None:
    written(lake, [incident("a")])
    left = lake.root / "incidents" / MONTH / "left.parquet"
    (left / "inside").mkdir(parents=True)
    written(lake, [incident("b")])
    lake.check(lake.current())
    assert lake.current().rows(Name.INCIDENTS) == 1


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"schema": 99}', '{"schema": 1, "files": 3}'])
def test_a_manifest_that_is_none_is_refused(lake: Lake, content: str) -> None:
    written(lake, [incident("a")])
    (lake.root / "current.json").write_text(content)
    with pytest.raises(Tampered, match=r"current\.json"):
        lake.current()


def older(path: Path, before: bytes) -> None:
    path.write_bytes(before)


def edited(path: Path, _: bytes) -> None:
    path.write_bytes(path.read_bytes().replace(b'"KAZ"', b'"UKR"').replace(b'"rows": 1', b'"rows": 2'))


def cut(path: Path, _: bytes) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def emptied(path: Path, _: bytes) -> None:
    path.write_bytes(b"")


def gone(path: Path, _: bytes) -> None:
    path.unlink()


def gone_with_its_hash(path: Path, _: bytes) -> None:
    path.unlink()
    path.with_name("current.seal").unlink()


def without_its_hash(path: Path, _: bytes) -> None:
    path.with_name("current.seal").unlink()


def beside_another_hash(path: Path, _: bytes) -> None:
    path.with_name("current.seal").write_bytes(b"{}")


def a_snapshot(path: Path, _: bytes) -> None:
    (kept,) = (path.parent / "snapshots").glob("*.json")
    path.write_bytes(kept.read_bytes())


def of_another_lake(path: Path, _: bytes) -> None:
    other = written(Lake(path.parent.parent / "other"), [incident("z")])
    path.write_bytes((other.root / "current.json").read_bytes())


@pytest.mark.parametrize(
    "meddled",
    [
        older,
        edited,
        cut,
        emptied,
        gone,
        gone_with_its_hash,
        without_its_hash,
        beside_another_hash,
        a_snapshot,
        of_another_lake,
    ],
)
def test_another_list_than_the_last_is_refused_with_what_to_do(
    lake: Lake, meddled: Callable[[Path, bytes], None]
) -> None:
    written(lake, [incident("a")]).snapshot(created_at=NOW)
    path = lake.root / "current.json"
    before = path.read_bytes()
    written(lake, [incident("b")])
    last, sealed = path.read_bytes(), path.with_name("current.seal").read_bytes()
    meddled(path, before)
    with pytest.raises(Tampered, match=r"current\.json.*from a backup made with --lake, or move .*lake away"):
        lake.current()
    with pytest.raises(Tampered), lake.writing(now=NOW):
        pass
    path.write_bytes(last)
    path.with_name("current.seal").write_bytes(sealed)
    assert lake.current().rows(Name.INCIDENTS) == 1


def test_a_list_of_before_there_were_hashes_is_believed_until_the_next_change(lake: Lake) -> None:
    path = written(lake, [incident("a")]).root / "current.json"
    old = path.read_bytes().replace(b'  "sealed": true\n', b'  "schema_": 1\n')
    assert old != path.read_bytes()
    path.write_bytes(old)
    path.with_name("current.seal").unlink()
    assert lake.current().rows(Name.INCIDENTS) == 1
    written(lake, [incident("b")])
    path.write_bytes(old)
    with pytest.raises(Tampered, match="not the one that was written last"):
        lake.current()


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_writer_stopped_between_list_and_hash_leaves_the_old_state_or_the_new(
    lake: Lake, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = written(lake, [incident("a")]).current()
    write, steps = disk.write_whole, iter(range(1, 9))

    def stopped(path: Path, content: bytes) -> None:
        if next(steps) == step:
            raise KeyboardInterrupt
        write(path, content)

    monkeypatch.setattr(disk, "write_whole", stopped)
    with pytest.raises(KeyboardInterrupt):
        written(lake, [incident("b")])
    monkeypatch.undo()
    assert (lake.current() == before) is (step < 3)
    written(lake, [incident("c")])
    assert lake.current().rows(Name.INCIDENTS) == 1


def test_who_reads_while_another_writes_sees_one_list_or_the_other(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(lake, [incident("a")])
    hashes, changed = seal._hashes, iter([True])

    def meanwhile(root: Path, sealed: bytes) -> list[str]:
        if next(changed, False):
            written(lake, [incident("b")])
            return hashes(root, (root / "current.seal").read_bytes())
        return hashes(root, sealed)

    monkeypatch.setattr(seal, "_hashes", meanwhile)
    (held,) = lake.current().files
    monkeypatch.undo()
    assert (held,) == lake.current().files


def test_a_copy_of_the_list_comes_with_its_hash(lake: Lake) -> None:
    assert seal.copied(lake.root) == {}
    before = written(lake, [incident("a")]).current()
    copy = seal.copied(lake.root)
    written(lake, [incident("b")])
    for name, content in copy.items():
        (lake.root / name).write_bytes(content)
    assert lake.current() == before


def test_an_unknown_snapshot_is_not_found(lake: Lake) -> None:
    with pytest.raises(NotFound, match="nothing"):
        lake.kept("nothing")


def test_a_manifest_is_read_as_it_was_written(lake: Lake) -> None:
    assert lake.current() == Manifest()
    written(lake, [incident("a")])
    assert json.loads((lake.root / "current.json").read_bytes())["schema"] == 1


DYING = """
import sys
from pathlib import Path
from tests.lake.made import NOW, incident
from lookfar.lake.shape import Name
from lookfar.lake.store import Lake
with Lake(Path(sys.argv[1])).writing(now=NOW) as writer:
    writer.replace(Name.INCIDENTS, "2021-12", [incident("b")])
    print("written", flush=True)
    sys.stdin.read()
"""
FULL = """
import resource, sys
from pathlib import Path
from tests.lake.made import NOW, incident
from lookfar.domain.errors import Misconfigured
from lookfar.lake.shape import Name
from lookfar.lake.store import Lake
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
try:
    with Lake(Path(sys.argv[1])).writing(now=NOW) as writer:
        writer.replace(Name.INCIDENTS, "2021-12", [incident(str(n)) for n in range(5000)])
except Misconfigured as error:
    print(error)
"""


def test_a_writer_killed_in_the_middle_leaves_the_old_state_and_no_lock(lake: Lake) -> None:
    before = written(lake, [incident("a")]).current()
    with subprocess.Popen(
        [sys.executable, "-c", DYING, str(lake.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        os.kill(process.pid, signal.SIGKILL)
    assert len(files(lake)) == 2
    assert lake.current() == before
    lake.check(before)
    written(lake, [incident("c")])
    assert [path.name for path in files(lake)] == sorted(
        Path(file.path).name for held in (before, lake.current()) for file in held.files
    )


def test_a_full_disk_leaves_the_old_state_and_says_so(lake: Lake) -> None:
    before = written(lake, [incident("a")]).current()
    done = subprocess.run([sys.executable, "-c", FULL, str(lake.root)], capture_output=True, text=True, check=True)
    assert "could not be written, and is as it was before" in done.stdout
    assert lake.current() == before
    assert len(files(lake)) == 1
    assert not list(lake.root.rglob("*.part"))


@pytest.mark.parametrize("named", ["sqlite", "spark://", "spark://a b:1", "http://host:7077"])
def test_an_engine_that_is_none_is_a_clear_error(lake: Lake, named: str) -> None:
    with pytest.raises(LookfarError, match="LOOKFAR_LAKE"), open_lake(lake, named):
        pass
