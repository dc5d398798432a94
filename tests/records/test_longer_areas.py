"""Ratings of before parts were rated stay, and ids of parts fit beside them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

FORMER, NEWER = [("records", "0003_regrouping")], [("records", "0004_parts_of_countries")]


@pytest.fixture
def former(transactional_db):
    """The database as the version before left it."""
    before = MigrationExecutor(connection)
    newest = before.loader.graph.leaf_nodes("records")
    before.migrate(FORMER)
    yield before.loader.project_state(FORMER).apps
    MigrationExecutor(connection).migrate(newest)


def _rating(apps, area: str) -> None:
    snapshot, _ = apps.get_model("records", "Snapshot").objects.get_or_create(hash=area, content=b"x")
    apps.get_model("records", "AreaRating").objects.create(
        area=area, as_of=datetime(2022, 1, 6, tzinfo=UTC), run="daily", method="m", snapshot=snapshot, issued=b"x"
    )


def test_what_was_issued_stays_and_a_part_fits(former) -> None:
    _rating(former, "KAZ")
    after = MigrationExecutor(connection)
    after.migrate(NEWER)
    apps = MigrationExecutor(connection).loader.project_state(NEWER).apps
    _rating(apps, "KAZ.12510144")
    rows = apps.get_model("records", "AreaRating").objects.order_by("pk")
    assert list(rows.values_list("area", flat=True)) == ["KAZ", "KAZ.12510144"]
    for name in ("AreaRating", "ChangeRow"):
        assert apps.get_model("records", name)._meta.get_field("area").max_length >= len("KAZ.12510144")
