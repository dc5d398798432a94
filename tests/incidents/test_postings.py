from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.incidents.making import RULE

from lookfar.incidents.postings import Postings

BEGAN = datetime(2022, 1, 1, tzinfo=UTC)
KEYS = "abcdef"
listed = st.lists(st.sets(st.sampled_from(KEYS)), max_size=60)


@given(
    groups=listed, joins=listed, asked=st.sets(st.sampled_from(KEYS)), day=st.integers(-1, 9), idle=st.booleans()
)
def test_the_likest_groups_are_those_that_asking_every_group_finds(
    groups: list[set[str]], joins: list[set[str]], asked: set[str], day: int, idle: bool
) -> None:
    postings, ends, told = Postings(), list[datetime](), list[tuple[int, set[str]]]()
    for number, keys in enumerate(groups):
        ends.append(BEGAN + timedelta(days=number % 7))
        told.append((number, keys))
        postings.add(number, sorted(keys), ends[-1])
    for turn, keys in enumerate(joins if groups else []):
        told.append((turn % len(groups), keys))
        postings.add(turn % len(groups), sorted(keys), ends[turn % len(groups)])
    for number in range(len(groups), len(groups) + 5_000 * idle):  # many that share nothing: another way to add
        ends.append(BEGAN)
        postings.add(number, (), ends[-1])
    weights = {key: 2.5 + KEYS.index(key) / 10 for key in sorted(asked)}
    since = BEGAN + timedelta(days=day)
    assert postings.likest(weights, since, 12) == _by_asking_all(told, ends, weights, since)


def _by_asking_all(
    told: list[tuple[int, set[str]]], ends: list[datetime], weights: dict[str, float], since: datetime
) -> list[int]:
    shared: dict[int, float] = {}
    for key, weight in weights.items():
        last = -1
        for number in (number for number, keys in told if key in keys):
            if number != last:
                shared[number] = shared.get(number, 0.0) + weight
            last = number
    recent = [number for number in shared if ends[number] >= since]
    return sorted(recent, key=lambda number: (-shared[number], number))[:12]


def test_the_weight_of_words_does_not_depend_on_the_order_a_set_holds_them_in() -> None:
    rarity = {word: 0.1 * length for length, word in enumerate(("ash", "blast", "crater", "dam", "echo", "flood"))}
    rule = type(RULE)(
        name="r", accept=0.5, weights={}, spans=RULE.spans, kin={}, rarity={**rarity, "huge": 1e16, "tiny": -1e16}
    )
    assert rule.weigh(frozenset(("huge", "echo", "tiny"))) == rarity["echo"]
