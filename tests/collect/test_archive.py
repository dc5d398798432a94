from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lookfar.collect.archive import Archive
from lookfar.domain.errors import NotFound, Tampered
from lookfar.domain.ids import content_hash


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=500))
def test_what_is_kept_is_read_back_byte_for_byte(content: bytes, tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert archive.read(archive.keep(content)) == content


def test_a_body_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    digest = archive.keep(b"body")
    assert archive.keep(b"body") == digest == content_hash(b"body")
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*")] == [f"{digest[:2]}/{digest}.gz"]


def test_what_was_never_kept_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Archive(tmp_path).read(content_hash(b"never"))


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_what_is_no_hash_is_not_found(digest: str, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Archive(tmp_path).read(digest)


@pytest.mark.parametrize(
    "broken",
    [b"", b"not gzip", gzip.compress(b"body")[:-3], gzip.compress(b"other")],
    ids=["empty", "not_gzip", "cut", "other"],
)
def test_a_broken_file_is_noticed_and_mended_when_the_body_comes_again(broken: bytes, tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    digest = archive.keep(b"body")
    (tmp_path / digest[:2] / f"{digest}.gz").write_bytes(broken)
    with pytest.raises(Tampered):
        archive.read(digest)
    archive.keep(b"body")
    assert archive.read(digest) == b"body"
