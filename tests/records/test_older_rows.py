"""What was stored by an older version is read by this one."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from lookfar.domain.report import Fact, FactKind, TargetKind, Toll, Understanding
from lookfar.domain.vocabulary import Certainty, Severity, Urgency
from lookfar.records.codec import UNDERSTANDINGS

OLD = Understanding(
    places=(),
    scene=None,
    category=None,
    event_type=None,
    confidence=0.0,
    abstained=True,
    severity=Severity.UNKNOWN,
    urgency=Urgency.UNKNOWN,
    certainty=Certainty.UNKNOWN,
)
COUNTS = st.one_of(st.none(), st.integers(min_value=0, max_value=10**6))
FACTS = st.builds(
    Fact,
    kind=st.sampled_from(FactKind),
    words=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30),
    start=st.integers(0, 9_000),
    end=st.integers(0, 9_000),
    in_title=st.booleans(),
    name=st.sampled_from(["", "gunmen"]),
    target=st.one_of(st.none(), st.sampled_from(TargetKind)),
    count=st.builds(Toll, low=COUNTS, best=COUNTS, high=COUNTS),
)


def test_an_understanding_stored_before_facts_were_kept_has_none() -> None:
    (stored,) = json.loads(UNDERSTANDINGS.write((OLD,)))
    del stored["facts"]
    assert UNDERSTANDINGS.read(json.dumps([stored]).encode()) == (OLD,)


@given(facts=st.lists(FACTS, max_size=4))
def test_what_is_written_is_read_back(facts: list[Fact]) -> None:
    said = Understanding(
        **{name: getattr(OLD, name) for name in OLD.__slots__ if name != "facts"}, facts=tuple(facts)
    )
    assert UNDERSTANDINGS.read(UNDERSTANDINGS.write((said,))) == (said,)
