"""Tables opened by many threads at once are opened one at a time, each of them once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep

import pytest

from lookfar.facts.once import once


def test_many_threads_open_a_table_once_and_all_get_it() -> None:
    opened, start = [], Barrier(8)

    @once
    def table() -> list[int]:
        sleep(0.02)
        opened.append(1)
        return [7]

    def ask(_: int) -> list[int]:
        start.wait()
        return table()

    with ThreadPoolExecutor(8) as threads:
        got = list(threads.map(ask, range(8)))

    assert opened == [1]
    assert all(one is got[0] for one in got)


def test_two_tables_are_never_being_opened_at_the_same_time() -> None:
    opening, other_began = Event(), Event()

    @once
    def slow() -> bool:
        opening.set()
        return other_began.wait(0.2)

    @once
    def other() -> bool:
        other_began.set()
        return True

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(slow)
        assert opening.wait(5)
        second = threads.submit(other)

    assert (first.result(), second.result()) == (False, True)


def test_a_table_may_need_another() -> None:
    inner = once(lambda: 2)

    assert once(lambda: inner() + 1)() == 3


def test_what_could_not_be_opened_is_tried_again() -> None:
    tries = []

    @once
    def table() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("the disk")
        return 3

    with pytest.raises(OSError, match="the disk"):
        table()
    assert table() == 3
    assert table() == 3
    assert len(tries) == 2
