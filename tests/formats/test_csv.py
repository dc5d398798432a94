from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookfar.domain.errors import InvalidValue
from lookfar.formats.csv import read_csv, write_csv
from lookfar.formats.encoded import MOST_BYTES

COLUMNS = ("name", "email", "phone", "home")
TEXT = "name{d}email\nZoë Müller{d}zoe@example.org\n"


def read(content: bytes):
    return read_csv(content, known=COLUMNS, needed=("name",))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_spreadsheets_save_is_read(delimiter, encoding):
    table = read(TEXT.format(d=delimiter).encode(encoding))
    assert table.rows[0].cells == {"name": "Zoë Müller", "email": "zoe@example.org"}
    assert any("Windows-1252" in note for note in table.notes) is (encoding == "cp1252")


def test_a_row_knows_the_line_it_starts_on():
    table = read(b'name,home\n"Ann\nLee",Lima\n\nBo,Almaty\n')
    assert [row.line for row in table.rows] == [2, 5]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"name\n", "no row below"),
        (b"email\nx@example.org\n", "no column 'name'"),
        (b"name,e-mail\nA,x@example.org\n", "rename it to 'email'"),
        (b"name,name\nA,B\n", "two columns"),
        (b"name,home\nA,Lima, Peru\n", "line 2: there are more cells"),
        (b'name\n"A\n', "quotes do not match"),
        (b"name\nA\x00\n", "not text"),
        (b"name\n\x81\n", "CSV UTF-8"),
        (b"x" * (MOST_BYTES + 1), "larger than 10 MB"),
        (b"name\n" + b"A\n" * 5_001, "more than 5000 rows"),
    ],
)
def test_what_is_no_such_table_is_refused_with_what_to_do(content, says):
    with pytest.raises(InvalidValue, match=says):
        read(content)


def test_a_column_of_ones_own_is_left_out_aloud():
    table = read(b"name,department\nA,Sales\n")
    assert table.notes == ("the column 'department' is not read",)
    assert table.rows[0].cells == {"name": "A"}


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["C"], exclude_characters="'"), max_size=20),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_written_is_read_again_and_is_no_formula(names):
    names = [name.strip() or "x" for name in names]
    content = write_csv(COLUMNS, [{"name": name} for name in names])
    assert [row.cells["name"] for row in read(content).rows] == names
    lines = content.decode("utf-8-sig").split("\r\n")[1:]
    assert not any(line.lstrip('"').startswith(("=", "+", "-", "@")) for line in lines)
