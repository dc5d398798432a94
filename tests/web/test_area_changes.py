"""What the page of an area says of changes of its level, and what its chart draws."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.flow.parts_making import heard
from tests.web.seeding import DAY

from lookfar.flow.asking import ratings_as_of
from lookfar.records.models import ChangeRow

pytestmark = pytest.mark.django_db
AT = DAY + timedelta(days=1)
ADDRESS = "/areas/KAZ?as_of=2022-01-07T00:00:00Z"


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def changed(category: str, before: int, after: int) -> None:
    ChangeRow.objects.create(
        area="KAZ",
        category=category,
        at=DAY - timedelta(days=60),
        before=before,
        after=after,
        reason="",
        rating_id="x" * 20,
        contributors=[],
        chain="",
    )


def levels() -> dict[str, int]:
    return {one.category: int(one.level) for one in ratings_as_of(["KAZ"], as_of=AT)}


@pytest.mark.parametrize("is_heard", [True, False])
def test_a_change_to_another_level_is_no_word_about_the_level_shown(client, is_heard):
    if is_heard:
        heard()
    for category, level in levels().items():
        changed(category, before=level or 5, after=level + 1 if level < 5 else 3)
    page = text(client.get(ADDRESS))
    assert "since 7 Nov 2021" not in page
    assert not any(word in page for word in ("up from", "down from", ", was level"))


def test_a_change_to_the_level_shown_says_since_when_and_from_where(client):
    heard()
    shown = levels()
    assert min(shown["security"], shown["unrest"]) > 0
    for category in ("security", "unrest"):
        changed(category, before=shown[category] + 1, after=shown[category])
    page = text(client.get(ADDRESS))
    assert "since 7 Nov 2021" in page
    assert f", was level {shown['security'] + 1}" in page
    assert f"down from {shown['unrest'] + 1}, 7 Nov 2021" in page
