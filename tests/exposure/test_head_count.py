"""Silence is not safety; a call for help holds until it is answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lookfar.domain.safety import Answer, AnsweredBy, Reply
from lookfar.exposure.head_count import Asked, Standing, head_count

NOON = datetime(2022, 1, 6, 12, tzinfo=UTC)


def reply(person: str, answer: Answer, minutes: int) -> Reply:
    return Reply(person=person, answer=answer, by=AnsweredBy.SELF, at=NOON + timedelta(minutes=minutes))


def standing(*replies: Reply, asked: int | None = 0) -> Standing:
    when = None if asked is None else NOON + timedelta(minutes=asked)
    return head_count([Asked(person="a", asked_at=when)], replies).people[0].standing


def test_whoever_has_not_answered_is_not_safe():
    assert standing() is Standing.NOT_ANSWERED
    assert standing(asked=None) is Standing.NOT_ASKED


def test_an_answer_from_before_the_question_says_nothing_of_now():
    assert standing(reply("a", Answer.SAFE, -5)) is Standing.NOT_ANSWERED
    assert standing(reply("a", Answer.SAFE, 5)) is Standing.SAFE


def test_a_call_for_help_outlives_a_new_question():
    assert standing(reply("a", Answer.NEED_HELP, -5)) is Standing.NEEDS_HELP


def test_a_call_for_help_ends_with_a_later_answer_only():
    help_first = (reply("a", Answer.NEED_HELP, 1), reply("a", Answer.SAFE, 2))
    assert standing(*help_first) is Standing.SAFE
    assert standing(*reversed(help_first)) is Standing.SAFE
    assert standing(reply("a", Answer.SAFE, 1), reply("a", Answer.NEED_HELP, 2)) is Standing.NEEDS_HELP
    assert standing(reply("a", Answer.SAFE, 1), reply("a", Answer.NEED_HELP, 1)) is Standing.NEEDS_HELP


def test_an_unasked_person_who_said_so_is_safe():
    assert standing(reply("a", Answer.SAFE, -5), asked=None) is Standing.SAFE


_REPLIES = st.lists(
    st.builds(
        reply,
        st.sampled_from("abc"),
        st.sampled_from(list(Answer)),
        st.integers(min_value=-60, max_value=60),
    )
)


@given(_REPLIES, st.lists(st.sampled_from("abcd"), unique=True))
def test_nobody_is_lost_and_the_pressing_come_first(replies, people):
    count = head_count([Asked(person=one, asked_at=NOON) for one in people], replies)
    assert sorted(one.person for one in count.people) == sorted(people)
    assert [one.standing for one in count.people] == sorted(one.standing for one in count.people)
    assert count.open + count.of(Standing.SAFE) == len(people)


@given(_REPLIES, st.randoms())
def test_the_order_of_arrival_does_not_matter(replies, chance):
    asked = [Asked(person=one, asked_at=NOON) for one in "abc"]
    mixed = chance.sample(replies, len(replies))
    stand = lambda rows: {one.person: one.standing for one in head_count(asked, rows).people}  # noqa: E731
    assert stand(replies) == stand(mixed)
