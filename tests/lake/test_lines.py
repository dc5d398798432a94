"""Rows of bulk files: whole ones are read, cut ones refused, and a file without the wanted columns says what it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from lookfar.domain.errors import InvalidValue
from lookfar.lake.lines import Head, lines_of, with_columns

HEAD = with_columns(("isocode", "period", "deaths"))
WHOLE = [
    "isocode,period,deaths\nKAZ,202201,238\nUKR,202203,27377\n",
    "isocode,period,deaths\r\nKAZ,202201,238\r\nUKR,202203,27377\r\n",
    "isocode,period,deaths\rKAZ,202201,238\rUKR,202203,27377\r",
    'isocode,period,deaths\n"KAZ","202201","238"\n\n"UKR","202203","27377"\n\n',
    '\ufeffa note\n\nisocode,period,deaths,why\nKAZ,202201,238,"two\nlines"\nUKR,202203,27377,"a ""word""\nor two"\n',
]
GOOD = {"KAZ": "238", "UKR": "27377"}


def read(path: Path, content: str | bytes) -> dict[str, str]:
    """Deaths by country."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    lines = [line.values for line in lines_of(path, HEAD)]
    return {str(one["isocode"]): str(one["deaths"]) for one in lines if one is not None}


@pytest.mark.parametrize("content", WHOLE)
def test_a_whole_file_is_read(tmp_path: Path, content: str) -> None:
    assert read(tmp_path / "a.csv", content) == GOOD


@pytest.mark.parametrize("content", WHOLE)
def test_cut_at_any_byte_a_file_is_refused_or_gives_whole_rows_as_they_were(tmp_path: Path, content: str) -> None:
    whole, path, taken = content.encode(), tmp_path / "a.csv", 0
    for length in range(len(whole)):
        try:
            found = read(path, whole[:length])
        except InvalidValue:
            continue
        taken += 1
        assert found.items() <= GOOD.items(), whole[:length]
    assert taken < 8, "a cut is taken only between two rows"


def test_a_last_line_without_a_line_end_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match=r"a\.csv is cut off, .* put a line end after its last line"):
        read(tmp_path / "a.csv", WHOLE[0].rstrip("\n"))
    assert read(tmp_path / "a.csv", WHOLE[0].rstrip("\n") + "\n") == GOOD


@pytest.mark.parametrize("end", ["\0", "\0\0\0\0", " ", ","])
def test_what_follows_the_last_line_end_is_part_of_a_line(tmp_path: Path, end: str) -> None:
    with pytest.raises(InvalidValue, match="is cut off"):
        read(tmp_path / "a.csv", WHOLE[0] + end)


def test_each_row_says_where_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(WHOLE[4])
    assert [line.where for line in lines_of(path, HEAD)] == ["line 4", "line 6"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            "isocode,period\nKAZ,202201\n",
            r"wanted \(isocode, period, deaths\); found: isocode, period; missing: deaths",
        ),
        ("isocode;period;deaths\nKAZ;202201;1\n", "found: isocode;period;deaths; its cells are parted by ';'"),
        ("Source,World\n\nName,Code,2019,2020\nA,B,1,2\n", r"found: Name, Code, 2019, 2020$"),
        (",".join(str(n) for n in range(1960, 2024)) + "\n", "1960, .*, 1971 and 52 more$"),
        ("", "it is empty"),
    ],
)
def test_a_file_without_the_wanted_columns_says_which_it_has(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        read(tmp_path / "a.csv", content)


def test_columns_of_which_any_will_do_are_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,y\n1,2\n")
    with pytest.raises(InvalidValue, match=r"wanted \(a country and a year\); found: x, y$"):
        list(lines_of(path, Head(wanted="a country and a year", fits=lambda cells: "iso3" in cells)))
