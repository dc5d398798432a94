from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookfar.formats.plain_text import plain, shorten


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>One</p><p>Two</p>", "One Two"),
        ("Fire &amp; smoke", "Fire & smoke"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "‹script›alert(1)‹/script›"),
        ("<script>alert(1)</script>Title", "Title"),
        ('<img src=x onerror="alert(1)">Title', "Title"),
        ("<!-- hidden -->Seen", "Seen"),
        ("5 < 6 and 7 > 3", "5 ‹ 6 and 7 › 3"),
        ("wind <b 30 knots", "wind ‹b 30 knots"),
        ("safe\u202egnihton", "safegnihton"),
        ("a\x00b\x1b[2Jc\u200bd\u2066e", "ab[2Jcde"),
        ("line\r\nbreak\u2028and\tmore", "line break and more"),
        ("  Ünïcödé \u00a0 ", "Ünïcödé"),
        ("👨‍👩‍👧 family", "👨‍👩‍👧 family"),
        ("", ""),
    ],
)
def test_feed_text_becomes_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_no_text_keeps_angle_brackets_or_line_breaks(text: str) -> None:
    assert not set(plain(text)) & set("<>\r\n\0\u202e\u2028")
    assert plain(text) == plain(text).strip()


@settings(max_examples=200)
@given(st.text(max_size=300), st.integers(10, 120))
def test_a_short_form_is_short_and_starts_like_the_long_one(text: str, most: int) -> None:
    short = shorten(text, most)
    assert len(short) <= most
    assert text.startswith(short.removesuffix("…"))


@pytest.mark.parametrize("opened", ["<!--", "<script", "<style ", "<script>"])
def test_markup_that_is_never_closed_is_read_in_linear_time(opened: str) -> None:
    began = time.process_time()
    plain(opened * 20_000)
    assert time.process_time() - began < 1


def test_what_follows_a_comment_or_a_script_that_is_never_closed_is_kept() -> None:
    assert plain("A <!-- b --> c <!-- d <script>e</script> f <script> g") == "A c ‹!-- d f g"
