"""One small world for the pages and the API."""

from __future__ import annotations

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def _fresh_cache():
    for one in caches.all(initialized_only=True):
        one.clear()


@pytest.fixture
def ours(db):
    """Our organisation; an incident in Almaty has reached its people."""
    from tests.web import seeding

    house = seeding.house("Steppe Aid")
    seeding.happen(seeding.incident())
    return house


@pytest.fixture
def theirs(ours):
    """Another organisation, in the same city, reached by the same incident's next version."""
    from tests.web import seeding

    house = seeding.house("Other People")
    seeding.happen(seeding.incident(version=2, recorded_at=seeding.DAY + seeding.timedelta(hours=14)))
    return house


@pytest.fixture
def owner(client, ours):
    """A browser signed in as our owner."""
    from lookfar.accounts.models import Role

    client.force_login(ours.users[Role.OWNER])
    return client


@pytest.fixture
def unrest(ours):
    """Something going on in Almaty now, of which our people were told."""
    from datetime import UTC, datetime, timedelta

    from tests.web import seeding

    now = datetime.now(UTC)
    one = seeding.incident("now", start=now - timedelta(hours=3), recorded_at=now - timedelta(hours=1))
    seeding.happen(one)
    return one
